package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.check.GradientCheck;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What layers compute, against loops, and their derivatives against differences. */
class TensorLayersTest {

  private static Tensor x(int seed, int... dims) {
    return Tensor.randn(new Random(seed), dims);
  }

  /** Returns {@code (x - mean) / sqrt(variance + ε)} of numbers. */
  private static double[] standard(double epsilon, double... x) {
    double mean = 0;
    double square = 0;
    for (double v : x) {
      mean += v / x.length;
      square += v * v / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (x[i] - mean) / Math.sqrt(square - mean * mean + epsilon);
    }
    return y;
  }

  @Test
  void aLayerIsNormalisedOverItsLastAxes() {
    Tensor x = x(1, 3, 2, 4);
    Tensor y = x.layerNorm(2, 0.1);
    Tensor affine = x.layerNorm(x(2, 2, 4), x(3, 2, 4), 0.1);
    for (int i = 0; i < 3; i++) {
      double[] expected = standard(0.1, x.select(0, i).values());
      assertArrayEquals(expected, y.select(0, i).values(), 1e-14);
      Tensor moved = Tensor.of(Shape.of(2, 4), expected).mul(x(2, 2, 4)).add(x(3, 2, 4));
      assertArrayEquals(moved.values(), affine.select(0, i).values(), 1e-14);
    }
    assertRejected(
        """
        layerNorm: shapes do not fit
          given     input (3, 2, 4), scale (3), shift (3)
          expected  scale and shift of the shape of the input's last axes\
        """,
        () -> x.layerNorm(x(2, 3), x(3, 3), 0.1));
    assertRejected(
        """
        layerNorm: number of axes does not fit
          given     the last 4 axes of shape (3, 2, 4)
          expected  at least 1 and no more than there are\
        """,
        () -> x.layerNorm(4, 0.1));
  }

  @Test
  void aBatchIsNormalisedOverAllAxesButItsChannels() {
    Tensor x = x(4, 3, 2, 4);
    Tensor y = x.batchNorm(1, 0.1);
    for (int c = 0; c < 2; c++) {
      assertArrayEquals(standard(0.1, x.select(1, c).values()), y.select(1, c).values(), 1e-14);
    }
    Tensor mean = Tensor.of(1, -2);
    Tensor variance = Tensor.of(4, 9);
    Tensor given = x.batchNorm(1, mean, variance, 0);
    assertArrayEquals(x.select(1, 1).add(2).div(3).values(), given.select(1, 1).values(), 1e-15);
    assertRejected(
        """
        batchNorm: shapes do not fit
          given     vector (2) for axis -1 of (3, 2, 4)
          expected  shape (4)\
        """,
        () -> x.batchNorm(-1, mean, variance, 0));
  }

  @Test
  void normalisedVectorsHaveLengthOne() {
    Tensor y = x(5, 3, 4).normalize(0);
    assertArrayEquals(new double[] {1, 1, 1, 1}, y.norm(2, 0, false).values(), 1e-15);
    assertArrayEquals(new double[] {0, 0}, Tensor.zeros(2).normalize(0).values());
    assertArrayEquals(new double[] {0.25, -0.75}, Tensor.of(1, -3).normalize(1, 0, 1e-12).values());
  }

  @Test
  void attentionIsAMeanOfValues() {
    Tensor q = x(6, 2, 3, 4);
    Tensor k = x(7, 2, 5, 4);
    Tensor v = x(8, 2, 5, 6);
    Tensor y = q.attention(k, v);
    assertEquals(Shape.of(2, 3, 6), y.shape());
    double[] weights = new double[5];
    double total = 0;
    for (int j = 0; j < 5; j++) {
      double dot = 0;
      for (int d = 0; d < 4; d++) {
        dot += q.at(1, 2, d) * k.at(1, j, d);
      }
      weights[j] = Math.exp(dot / 2);
      total += weights[j];
    }
    double mean = 0;
    for (int j = 0; j < 5; j++) {
      mean += weights[j] / total * v.at(1, j, 3);
    }
    assertEquals(mean, y.at(1, 2, 3), 1e-14);
    assertRejected(
        """
        attention: shapes do not fit
          given     queries (2, 3, 4), keys (2, 5, 6)
          expected  shapes (…, n, d) and (…, m, d)\
        """,
        () -> q.attention(v, k));
  }

  @Test
  void aMaskHidesWhatComesLater() {
    Tensor q = x(9, 3, 2);
    Tensor v = x(10, 3, 2);
    Tensor y = q.attention(q, v, Tensor.ones(3, 3).tril(0));
    assertArrayEquals(v.select(0, 0).values(), y.select(0, 0).values(), 1e-15);
    Tensor two = q.slice(0, 0, 2);
    assertArrayEquals(
        two.attention(two, v.slice(0, 0, 2)).select(0, 1).values(), y.select(0, 1).values(), 1e-15);
  }

  @Test
  void derivativesAreThoseOfDifferences() {
    GradientCheck.ofTensors(
            t -> {
              Tensor y = t[0].attention(t[1], t[2], Tensor.ones(3, 3).tril(0));
              return y.layerNorm(t[3], t[4], 0.1).normalize(-1).batchNorm(0, 0.1);
            })
        .at(x(11, 3, 4), x(12, 3, 4), x(13, 3, 4), x(14, 4), x(15, 4))
        .assertCorrect();
  }

  @Test
  void whatIsNotDroppedIsEnlarged() {
    Tensor x = Tensor.ones(10_000);
    Tensor y = x.dropout(0.25, new Random(3));
    assertEquals(1, y.mean().value(), 0.02);
    assertEquals(10_000, y.eq(0).add(y.eq(1 / 0.75)).sum().value());
    assertEquals(x, x.dropout(0, new Random(3)));
    assertRejected(
        """
        dropout: rate is out of range
          given     1.0
          expected  a number from 0 to below 1\
        """,
        () -> x.dropout(1, new Random(3)));
  }
}
