package io.autodiff.internal.array;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of a program that has just begun have the bits of all later ones. */
class WarmingSumTest {
  private static final int LENGTH = 20_000;
  private final Random random = new Random(31);

  @BeforeEach
  void vectorsAreThere() {
    assumeTrue(ArrayKernels.vectorProblem() == null);
  }

  private double[] numbers(int count) {
    return random.doubles(count).map(x -> (x - 0.5) * Math.exp(20 * x)).toArray();
  }

  private static float[] floats(double... x) {
    float[] floats = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      floats[i] = (float) x[i];
    }
    return floats;
  }

  private static TypedKernel<ReductionKernel> plain() {
    return TypedKernel.of(ReductionKernel.class, LaneSum.class);
  }

  private static TypedKernel<ReductionKernel> vectors() {
    return TypedKernel.of(ReductionKernel.class, VectorSum.class);
  }

  private static String rows(TypedKernel<ReductionKernel> kernel, Object x, int n, int rows) {
    boolean wide = x instanceof double[];
    Object out = wide ? new double[rows + 1] : new float[rows + 1];
    kernel.of(x).rows(x, 3, n, rows, out, 1);
    return wide ? Arrays.toString((double[]) out) : Arrays.toString((float[]) out);
  }

  private static String columns(TypedKernel<ReductionKernel> kernel, Object x, int n, int width) {
    boolean wide = x instanceof double[];
    Object out = wide ? new double[width + 1] : new float[width + 1];
    kernel.of(x).columns(x, 3, n, width, width, out, 1);
    return wide ? Arrays.toString((double[]) out) : Arrays.toString((float[]) out);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 16, 17, 31, 32, 33, 63, 64, 65, 100, 569, 1000, 5000})
  void plainSumsHaveTheBitsOfVectors(int n) {
    int count = Math.max(1, Math.min(40, LENGTH / Math.max(n, 1) - 1));
    double[] x = numbers(LENGTH);
    assertEquals(rows(vectors(), x, n, count), rows(plain(), x, n, count));
    assertEquals(rows(vectors(), floats(x), n, count), rows(plain(), floats(x), n, count));
    assertEquals(columns(vectors(), x, n, count), columns(plain(), x, n, count));
    assertEquals(columns(vectors(), floats(x), n, count), columns(plain(), floats(x), n, count));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 70, 3000})
  void signsOfZeroInfinitiesAndNanAreTheSame(int n) {
    for (double rare : new double[] {-0.0, Double.POSITIVE_INFINITY, Double.NaN}) {
      double[] x = new double[n + 3];
      Arrays.fill(x, -0.0);
      x[n] = rare;
      assertEquals(rows(vectors(), x, n, 1), rows(plain(), x, n, 1));
      assertEquals(rows(vectors(), floats(x), n, 1), rows(plain(), floats(x), n, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 5000})
  void aProgramThatSumsMuchSumsOnToTheSameBits(int n) {
    double[] x = numbers(n + 3);
    TypedKernel<ReductionKernel> sum = TypedKernel.ofBoth(ReductionKernel.class, new WarmingSum());
    String first = rows(sum, x, n, 1);
    assertNotEquals("[0.0, 0.0]", first);
    double[] out = new double[1];
    for (int i = 0; i < (1 << 21) / n; i++) {
      sum.of(x).rows(x, 3, n, 1, out, 0);
    }
    assertEquals(first, rows(sum, x, n, 1));
  }
}
