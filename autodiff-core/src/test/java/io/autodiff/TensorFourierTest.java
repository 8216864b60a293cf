package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.TensorFourier.FourierNorm;
import io.autodiff.check.GradientCheck;
import io.autodiff.transform.Differentiable;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fourier transforms against the sums that they are and the theorems that hold for them. */
class TensorFourierTest {
  private static final int[] LENGTHS = {1, 2, 3, 4, 5, 7, 8, 12, 30, 31, 37, 62, 64, 74, 100, 127};

  private static Tensor randn(int... dims) {
    return Tensor.randn(new Random(dims.length + 7L * dims[0]), dims);
  }

  /** Returns the sum, of which every angle is reduced in whole numbers. */
  private static double[] sum(double[] x, int sign) {
    int n = x.length / 2;
    double[] out = new double[2 * n];
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++) {
        double angle = sign * 2 * Math.PI * ((long) j * k % n) / n;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        out[2 * k] += x[2 * j] * cos - x[2 * j + 1] * sin;
        out[2 * k + 1] += x[2 * j] * sin + x[2 * j + 1] * cos;
      }
    }
    return out;
  }

  private static double energy(Tensor x) {
    return x.square().sum().value();
  }

  private static Tensor product(Tensor a, Tensor b) {
    Tensor re = a.select(-1, 0).mul(b.select(-1, 0)).sub(a.select(-1, 1).mul(b.select(-1, 1)));
    Tensor im = a.select(-1, 0).mul(b.select(-1, 1)).add(a.select(-1, 1).mul(b.select(-1, 0)));
    return Tensor.stack(-1, re, im);
  }

  @Test
  void transformsOfAnyLengthAreTheirSums() {
    for (int n : LENGTHS) {
      Tensor x = randn(n, 2);
      double most = 1e-14 * n;
      assertArrayEquals(sum(x.values(), -1), x.fft(0).values(), most, "length " + n);
      double[] inverse = sum(x.values(), 1);
      assertArrayEquals(inverse, x.ifft(0).mul(n).values(), most, "inverse, length " + n);
    }
  }

  @Test
  void realTransformsAreTheFirstHalf() {
    for (int n : LENGTHS) {
      Tensor x = randn(n);
      Tensor whole = Tensor.stack(-1, x, x.zerosLike()).fft(0);
      Tensor half = x.rfft(-1);
      assertArrayEquals(whole.slice(0, 0, n / 2 + 1).values(), half.values(), "length " + n);
      Tensor back = half.irfft(0, n, FourierNorm.BACKWARD);
      assertArrayEquals(x.values(), back.values(), 1e-14 * Math.sqrt(n), "length " + n);
    }
    Tensor even = randn(6);
    assertArrayEquals(even.values(), even.rfft(0).irfft(0).values(), 1e-15);
  }

  @Test
  void whatCannotBeOfARealSignalCountsForNothing() {
    Tensor x = randn(4, 2);
    double[] changed = x.values();
    changed[1] += 5;
    changed[7] -= 3;
    assertArrayEquals(x.irfft(0).values(), Tensor.of(x.shape(), changed).irfft(0).values());
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 16, 3 * 5 * 7 * 11 * 13, 65_537, 60_000})
  void errorsOfLongTransformsAreSmall(int n) {
    Tensor x = randn(n, 2);
    Tensor y = x.fft(0);
    assertEquals(n * energy(x), energy(y), 1e-13 * n * energy(x));
    double error = energy(y.ifft(0).sub(x)) / energy(x);
    assertTrue(Math.sqrt(error) < 4e-16 * Math.log(n), () -> n + ": " + Math.sqrt(error));
    int frequency = n / 3;
    double[] wave = new double[2 * n];
    for (int k = 0; k < n; k++) {
      double angle = 2 * Math.PI * ((long) k * frequency % n) / n;
      wave[2 * k] = Math.cos(angle);
      wave[2 * k + 1] = Math.sin(angle);
    }
    double[] line = new double[2 * n];
    line[2 * frequency] = n;
    Tensor rest = Tensor.of(x.shape(), wave).fft(0).sub(Tensor.of(x.shape(), line));
    assertTrue(rest.abs().max().value() < 1e-15 * n, () -> n + ": " + rest.abs().max());
  }

  @ParameterizedTest
  @EnumSource(FourierNorm.class)
  void everyNormIsUndoneByItsInverse(FourierNorm norm) {
    Tensor x = randn(3, 5, 2);
    Tensor y = x.fft(1, 5, norm);
    assertArrayEquals(x.values(), y.ifft(1, 5, norm).values(), 1e-15 * 5);
    Tensor real = randn(7);
    assertArrayEquals(real.values(), real.rfft(0, 7, norm).irfft(0, 7, norm).values(), 1e-15 * 7);
    double zeroth = real.sum().value() / (norm == FourierNorm.FORWARD ? 7 : 1);
    double expected = norm == FourierNorm.ORTHO ? zeroth / Math.sqrt(7) : zeroth;
    assertEquals(expected, real.rfft(0, 7, norm).at(0, 0), 1e-15 * 7);
    assertEquals(energy(x), energy(x.fft(1, 5, FourierNorm.ORTHO)), 1e-13);
  }

  @Test
  void linesAreCutOffOrContinuedByZeros() {
    Tensor x = randn(4, 3, 2);
    Tensor cut = x.fft(0, 2, FourierNorm.BACKWARD);
    assertArrayEquals(x.slice(0, 0, 2).fft(0).values(), cut.values());
    Tensor longer = x.ifft(0, 6, FourierNorm.BACKWARD);
    assertArrayEquals(x.pad(0, 0, 2, 0.0).ifft(0).values(), longer.values());
    Tensor real = randn(5);
    Tensor padded = real.rfft(0, 8, FourierNorm.BACKWARD);
    assertArrayEquals(real.pad(0, 0, 3, 0.0).rfft(0).values(), padded.values());
    Tensor half = randn(3, 2);
    Tensor fewer = half.irfft(0, 2, FourierNorm.BACKWARD);
    assertArrayEquals(half.slice(0, 0, 2).irfft(0).values(), fewer.values());
  }

  @Test
  void theProductOfTransformsIsThatOfACyclicConvolution() {
    Tensor x = randn(9);
    Tensor y = Tensor.randn(new Random(3), 9);
    Tensor found = product(x.rfft(0), y.rfft(0)).irfft(0, 9, FourierNorm.BACKWARD);
    for (int i = 0; i < 9; i++) {
      double sum = 0;
      for (int j = 0; j < 9; j++) {
        sum += x.at(j) * y.at(Math.floorMod(i - j, 9));
      }
      assertEquals(sum, found.at(i), 1e-14 * 9);
    }
  }

  @Test
  void transformsOfMatricesAreThoseOfRowsThenColumns() {
    Tensor x = randn(2, 3, 4, 2);
    assertArrayEquals(x.fft(2).fft(1).values(), x.fft2().values(), 1e-14);
    assertArrayEquals(x.values(), x.fft2().ifft2().values(), 1e-14);
    Tensor real = randn(2, 3, 5);
    assertEquals(Shape.of(2, 3, 3, 2), real.rfft2().shape());
    assertArrayEquals(real.values(), real.rfft2().irfft2(5).values(), 1e-14);
    Tensor whole = Tensor.stack(-1, real, real.zerosLike()).fft2();
    assertArrayEquals(whole.slice(2, 0, 3).values(), real.rfft2().values(), 1e-14);
  }

  @Test
  void derivativesAreWhatDifferencesSay() {
    Tensor filter = randn(5, 2);
    GradientCheck.ofTensors(
            t -> product(t[0].rfft(1), filter).irfft(1, 9, FourierNorm.ORTHO).tanh())
        .order(2)
        .at(randn(2, 8))
        .assertCorrect();
    GradientCheck.ofTensors(t -> t[0].fft2().square().sum(-1).log1p())
        .order(2)
        .at(randn(3, 4, 2))
        .assertCorrect();
  }

  @Test
  void theDerivativeOfTheEnergyIsThatOfParsevalsTheorem() {
    Tensor x = randn(6, 2);
    Differentiable<Tensor, Scalar> f = Differentiable.of(t -> t.fft(0).square().sum());
    assertArrayEquals(x.mul(2 * 6).values(), f.gradient(x).values(), 1e-13);
  }

  @Test
  void floatsStayFloats() {
    Tensor x = randn(2, 10).to(DType.FLOAT32);
    Tensor y = x.rfft(-1);
    assertEquals(DType.FLOAT32, y.dtype());
    assertEquals(DType.FLOAT32, y.irfft(-1).dtype());
    assertArrayEquals(x.to(DType.FLOAT64).rfft(-1).values(), y.values(), 1e-6);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    Tensor x = randn(300, 100, 2);
    double[][] found = new double[2][];
    for (int threads = 1; threads <= 2; threads++) {
      try (Tape tape = new Tape(Engine.standard().withThreads(threads))) {
        found[threads - 1] = tape.variable(x).fft(1).ifft(0).values();
      }
    }
    assertArrayEquals(found[0], found[1]);
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    assertRejected(
        """
        fft: not a complex tensor
          given     shape (2, 3)
          expected  (…, n, 2), real and imaginary parts in the last axis\
        """,
        () -> Tensor.zeros(2, 3).fft(0));
    assertRejected(
        """
        irfft: no elements to transform
          given     length 0
          expected  1 or more\
        """,
        () -> Tensor.zeros(1, 2).irfft(0));
    assertRejected(
        """
        rfft: no elements to transform
          given     length 0
          expected  1 or more\
        """,
        () -> Tensor.zeros(2, 0).rfft(1));
  }
}
