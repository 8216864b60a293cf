package io.autodiff.internal.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.internal.array.ArrayKernels.Reduction;
import io.autodiff.internal.thread.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kernel, for both element types, against its definition. */
class ArrayKernelsTest {
  /** Returns the kernels of every setting that this machine supports. */
  static List<ArrayKernels> settings() {
    List<ArrayKernels> all = new ArrayList<>();
    for (boolean vector : new boolean[] {false, true}) {
      for (boolean natives : new boolean[] {false, true}) {
        if ((!vector || ArrayKernels.vectorProblem() == null)
            && (!natives || ArrayKernels.nativesProblem() == null)) {
          all.add(new ArrayKernels(new Parallel(1), vector, natives, false));
        }
      }
    }
    return all;
  }

  /** The same random numbers in both types. */
  private record Draws(double[] doubles, float[] floats) {
    static Draws of(int n, long seed) {
      Random random = new Random(seed);
      float[] floats = new float[n];
      double[] doubles = new double[n];
      for (int i = 0; i < n; i++) {
        floats[i] = (float) random.nextGaussian();
        doubles[i] = floats[i];
      }
      return new Draws(doubles, floats);
    }
  }

  private static double[] widened(float[] x) {
    double[] wide = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i];
    }
    return wide;
  }

  private static float[] narrowed(double[] x) {
    float[] narrow = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      narrow[i] = (float) x[i];
    }
    return narrow;
  }

  /** Applies a function to each line of an {@code (outer, n, inner)} array. */
  private static double[] lines(
      double[] x, int outer, int n, int inner, boolean whole, Function<double[], double[]> f) {
    double[] out = new double[whole ? x.length : outer * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        double[] line = new double[n];
        for (int j = 0; j < n; j++) {
          line[j] = x[(o * n + j) * inner + i];
        }
        double[] y = f.apply(line);
        for (int j = 0; j < y.length; j++) {
          out[whole ? (o * n + j) * inner + i : o * inner + i] = y[j];
        }
      }
    }
    return out;
  }

  private static double[] reference(Reduction r, double[] x, int outer, int n, int inner) {
    return lines(
        x,
        outer,
        n,
        inner,
        false,
        line ->
            new double[] {
              switch (r) {
                case SUM -> Arrays.stream(line).sum();
                case MAX -> Arrays.stream(line).reduce(Double.NEGATIVE_INFINITY, Math::max);
                case MIN -> Arrays.stream(line).reduce(Double.POSITIVE_INFINITY, Math::min);
              }
            });
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 0, 1",
    "1, 0, 3",
    "0, 3, 2",
    "3, 2, 0",
    "3, 5, 1",
    "3, 5, 4",
    "1, 33, 1",
    "2, 64, 3",
    "2, 65, 3",
    "1, 1000, 7",
    "1, 5000, 3",
    "1, 70000, 1",
    "2, 40000, 1",
    "1, 3, 5000"
  })
  void reductionsAreThoseOfTheirDefinition(int outer, int n, int inner) {
    Draws x = Draws.of(outer * n * inner, 7);
    for (Reduction r : Reduction.values()) {
      double[] expected = reference(r, x.doubles(), outer, n, inner);
      for (ArrayKernels kernels : settings()) {
        double[] doubles = new double[outer * inner];
        float[] floats = new float[outer * inner];
        Arrays.fill(doubles, Double.NaN);
        Arrays.fill(floats, Float.NaN);
        kernels.reduce(r, x.doubles(), outer, n, inner, doubles);
        kernels.reduce(r, x.floats(), outer, n, inner, floats);
        assertArrayEquals(expected, doubles, 1e-15 * (n + 10), r.name());
        assertArrayEquals(expected, widened(floats), 1e-6 * Math.sqrt(n + 10), r.name());
      }
    }
  }

  @Test
  void extremaOfNothingAreInfinite() {
    for (ArrayKernels kernels : settings()) {
      float[] out = new float[1];
      kernels.reduce(Reduction.MAX, new float[0], 1, 0, 1, out);
      assertEquals(Float.NEGATIVE_INFINITY, out[0]);
      kernels.reduce(Reduction.MIN, new float[0], 1, 0, 1, out);
      assertEquals(Float.POSITIVE_INFINITY, out[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "3, 1", "3, 5", "40, 1", "100, 3"})
  void nanIsTheExtremumOfItsLine(int n, int inner) {
    for (int at = 0; at < n * inner; at++) {
      Draws x = Draws.of(n * inner, 1);
      x.doubles()[at] = Double.NaN;
      x.floats()[at] = Float.NaN;
      for (Reduction r : Reduction.values()) {
        double[] expected = reference(r, x.doubles(), 1, n, inner);
        for (ArrayKernels kernels : settings()) {
          double[] doubles = new double[inner];
          float[] floats = new float[inner];
          kernels.reduce(r, x.doubles(), 1, n, inner, doubles);
          kernels.reduce(r, x.floats(), 1, n, inner, floats);
          assertArrayEquals(expected, doubles, 1e-12);
          assertArrayEquals(expected, widened(floats), 1e-4);
        }
      }
    }
  }

  /** Calls often enough for the loops to be compiled, which must not change the sign of a zero. */
  @ParameterizedTest
  @EnumSource
  void shortLinesOfRareNumbersHaveTheBitsOfTheirDefinition(Reduction r) {
    double[] draws = {-0.0, -0.0, 0.0, 0.0, -1, 2, Double.POSITIVE_INFINITY, Double.NaN};
    int kinds = draws.length;
    Random random = new Random(5);
    for (int call = 0; call < 20_000; call++) {
      int n = 1 + call % 40;
      int few = 2 + call % (kinds - 1); // from zeros alone up to all of them
      int sign = r == Reduction.MAX ? -1 : 1;
      double[] x = random.ints(n, 0, few).mapToDouble(i -> sign * draws[i]).toArray();
      double[] expected = reference(r, x, 1, n, 1);
      for (ArrayKernels kernels : settings()) {
        double[] d = new double[1];
        float[] f = new float[1];
        kernels.reduce(r, x, 1, n, 1, d);
        kernels.reduce(r, narrowed(x), 1, n, 1, f);
        assertArrayEquals(expected, d, () -> r + " of " + Arrays.toString(x));
        assertArrayEquals(expected, widened(f), () -> r + " of " + Arrays.toString(x));
      }
    }
  }

  @Test
  void sumsOfManyFloatsKeepTheirDigits() {
    int n = 1 << 20;
    float[] x = new float[n];
    Arrays.fill(x, 0.1f);
    for (ArrayKernels kernels : settings()) {
      float[] out = new float[1];
      kernels.reduce(Reduction.SUM, x, 1, n, 1, out);
      assertEquals(0.1f * (double) n, out[0], 1e-6 * 0.1 * n);
      float[] columns = new float[4];
      kernels.reduce(Reduction.SUM, x, 1, n / 4, 4, columns);
      assertEquals(0.1f * (n / 4.0), columns[3], 4e-6 * 0.1 * n / 4);
    }
  }

  private static double logSumExp(double[] x) {
    double shift = Arrays.stream(x).reduce(Double.NEGATIVE_INFINITY, Math::max);
    return Double.isInfinite(shift)
        ? shift
        : Math.log(Arrays.stream(x).map(v -> Math.exp(v - shift)).sum()) + shift;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 10, 1", "2, 33, 1", "5, 100, 1", "2, 7, 3", "1, 200, 5", "0, 3, 1"})
  void normalisationsAreThoseOfTheirDefinition(int outer, int n, int inner) {
    Draws x = Draws.of(outer * n * inner, 11);
    double[] lse = lines(x.doubles(), outer, n, inner, false, l -> new double[] {logSumExp(l)});
    double[] softmax =
        lines(
            x.doubles(),
            outer,
            n,
            inner,
            true,
            l -> Arrays.stream(l).map(v -> Math.exp(v - logSumExp(l))).toArray());
    double[] logSoftmax =
        lines(
            x.doubles(),
            outer,
            n,
            inner,
            true,
            l -> Arrays.stream(l).map(v -> v - logSumExp(l)).toArray());
    for (ArrayKernels kernels : settings()) {
      double[] d = new double[lse.length];
      float[] f = new float[lse.length];
      kernels.logSumExp(x.doubles(), outer, n, inner, d);
      kernels.logSumExp(x.floats(), outer, n, inner, f);
      assertArrayEquals(lse, d, 1e-14);
      assertArrayEquals(lse, widened(f), 1e-6);
      d = new double[softmax.length];
      f = new float[softmax.length];
      kernels.softmax(false, x.doubles(), outer, n, inner, d);
      kernels.softmax(false, x.floats(), outer, n, inner, f);
      assertArrayEquals(softmax, d, 1e-14);
      assertArrayEquals(softmax, widened(f), 1e-6);
      kernels.logSoftmax(x.doubles(), outer, n, inner, d);
      kernels.logSoftmax(x.floats(), outer, n, inner, f);
      assertArrayEquals(logSoftmax, d, 1e-14);
      assertArrayEquals(logSoftmax, widened(f), 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 2", "32, 3", "40, 10", "33, 17", "20, 31", "300, 10"})
  void logarithmsOfSoftmaxAreThoseOfEachLineAloneBitForBit(int lines, int n) {
    double inf = Double.POSITIVE_INFINITY;
    Draws x = Draws.of(lines * n, 12);
    double[] special = {inf, Double.NaN, -inf, 50, -0.0};
    for (int i = 0; i < special.length; i++) {
      x.doubles()[i * n + 1] = special[i];
      x.floats()[i * n + 1] = (float) special[i];
    }
    for (ArrayKernels kernels : settings()) {
      double[] d = new double[lines * n];
      float[] f = new float[lines * n];
      kernels.logSoftmax(x.doubles(), lines, n, 1, d);
      kernels.logSoftmax(x.floats(), lines, n, 1, f);
      for (int from = 0; from < lines * n; from += n) {
        double[] ofDoubles = new double[n];
        float[] ofFloats = new float[n];
        kernels.logSoftmax(Arrays.copyOfRange(x.doubles(), from, from + n), 1, n, 1, ofDoubles);
        kernels.logSoftmax(Arrays.copyOfRange(x.floats(), from, from + n), 1, n, 1, ofFloats);
        assertArrayEquals(ofDoubles, Arrays.copyOfRange(d, from, from + n));
        assertArrayEquals(ofFloats, Arrays.copyOfRange(f, from, from + n));
      }
    }
  }

  @Test
  void normalisationsDoNotOverflow() {
    double inf = Double.POSITIVE_INFINITY;
    double[] rows = {1000, 1001, -inf, -inf, -inf, -inf, inf, 0, 0, Double.NaN, 0, 0};
    for (ArrayKernels kernels : settings()) {
      double[] lse = new double[4];
      kernels.logSumExp(rows, 4, 3, 1, lse);
      assertArrayEquals(
          new double[] {1001 + Math.log1p(Math.exp(-1)), -inf, inf, Double.NaN}, lse, 1e-12);
      double[] softmax = new double[12];
      kernels.softmax(false, rows, 4, 3, 1, softmax);
      assertEquals(1 / (1 + Math.exp(-1)), softmax[1], 1e-15);
      assertEquals(0, softmax[2]);
    }
  }

  private static double[] product(
      double[] a, boolean aTransposed, double[] b, boolean bTransposed, int m, int n, int k) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int l = 0; l < k; l++) {
          c[i * n + j] +=
              a[aTransposed ? l * m + i : i * k + l] * b[bTransposed ? j * k + l : l * n + j];
        }
      }
    }
    return c;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 3, 4",
    "5, 1, 7",
    "1, 9, 8",
    "3, 4, 0",
    "0, 2, 3",
    "2, 0, 3",
    "17, 19, 23",
    "64, 10, 128",
    "33, 65, 129",
    "300, 5, 2",
    "260, 330, 130",
    "200, 70, 520",
    "1, 3000, 600",
    "3000, 1, 600",
    "3, 5, 2500",
    "5, 9, 9000"
  })
  void productsAreThoseOfTheirDefinition(int m, int n, int k) {
    Draws a = Draws.of(m * k, 3);
    Draws b = Draws.of(k * n, 4);
    for (int turned = 0; turned < 4; turned++) {
      boolean aTransposed = (turned & 1) != 0;
      boolean bTransposed = (turned & 2) != 0;
      double[] expected = product(a.doubles(), aTransposed, b.doubles(), bTransposed, m, n, k);
      for (ArrayKernels kernels : settings()) {
        double[] d = new double[m * n];
        float[] f = new float[m * n];
        Arrays.fill(d, Double.NaN);
        Arrays.fill(f, Float.NaN);
        kernels.matmul(a.doubles(), 0, aTransposed, b.doubles(), 0, bTransposed, d, 0, m, n, k);
        kernels.matmul(a.floats(), 0, aTransposed, b.floats(), 0, bTransposed, f, 0, m, n, k);
        assertArrayEquals(expected, d, 1e-14 * (k + 1));
        assertArrayEquals(expected, widened(f), 1e-6 * (k + 1));
      }
    }
  }

  @Test
  void productsReadAndWritePartsOfArrays() {
    double[] ab = new double[500];
    for (int i = 0; i < ab.length; i++) {
      ab[i] = i % 17 - 8;
    }
    int size = 10;
    double[] expected =
        product(
            Arrays.copyOfRange(ab, 7, 107),
            false,
            Arrays.copyOfRange(ab, 300, 400),
            false,
            size,
            size,
            size);
    for (ArrayKernels kernels : settings()) {
      double[] c = new double[120];
      Arrays.fill(c, -1);
      kernels.matmul(ab, 7, false, ab, 300, false, c, 11, size, size, size);
      assertArrayEquals(expected, Arrays.copyOfRange(c, 11, 111));
      assertEquals(-1, c[10]);
      assertEquals(-1, c[111]);
    }
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    Draws x = Draws.of(100_000, 21);
    for (ArrayKernels one : settings()) {
      List<Object> expected = everything(one, x);
      for (int threads : new int[] {2, 7}) {
        ArrayKernels many = one.on(new Parallel(threads));
        List<Object> actual = everything(many, x);
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(bits(expected.get(i)), bits(actual.get(i)), "kernel " + i);
        }
      }
    }
  }

  private static double[] bits(Object array) {
    return array instanceof float[] f ? widened(f) : (double[]) array;
  }

  /** Returns the results of every kernel on arrays large enough to be cut into pieces. */
  private static List<Object> everything(ArrayKernels kernels, Draws x) {
    List<Object> results = new ArrayList<>();
    for (boolean single : new boolean[] {false, true}) {
      Object in = single ? x.floats() : x.doubles();
      for (Reduction r : Reduction.values()) {
        for (int[] s :
            new int[][] {{1, 100_000, 1}, {2, 50_000, 1}, {1000, 100, 1}, {1, 2000, 50}}) {
          Object out = array(single, s[0] * s[2]);
          kernels.reduce(r, in, s[0], s[1], s[2], out);
          results.add(out);
        }
      }
      for (int[] s : new int[][] {{1000, 100, 1}, {4, 100, 250}}) {
        Object lse = array(single, s[0] * s[2]);
        kernels.logSumExp(in, s[0], s[1], s[2], lse);
        results.add(lse);
        Object softmax = array(single, 100_000);
        kernels.softmax(false, in, s[0], s[1], s[2], softmax);
        results.add(softmax);
        Object logSoftmax = array(single, 100_000);
        kernels.logSoftmax(in, s[0], s[1], s[2], logSoftmax);
        results.add(logSoftmax);
      }
      Object c = array(single, 220 * 210);
      kernels.matmul(in, 0, false, in, 70, true, c, 0, 220, 210, 220);
      results.add(c);
      Object ofLong = array(single, 24);
      kernels.matmul(in, 0, true, in, 70, true, ofLong, 0, 6, 4, 15_000);
      results.add(ofLong);
    }
    return results;
  }

  private static Object array(boolean single, int n) {
    return single ? new float[n] : new double[n];
  }
}
