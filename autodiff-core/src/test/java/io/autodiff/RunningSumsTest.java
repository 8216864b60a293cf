package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.transform.Differentiable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Sums of many float32 numbers, which a sum in sequence would stop at 2^24 or lose digits of. */
class RunningSumsTest {
  private static final int MANY = 20_000_000;
  private static final double TENTH = 0.1f;

  private static Tensor full(double value, int n) {
    return Tensor.full(DType.FLOAT32, value, n);
  }

  private static void assertSum(double expected, double actual) {
    assertEquals(expected, actual, 1e-6 * expected);
  }

  @Test
  void sumsMeansAndNormsOfMillionsAreRight() {
    Tensor x = full(1, MANY);
    assertSum(MANY, x.sum().value());
    assertSum(1, x.mean().value());
    assertSum(Math.sqrt(MANY), x.norm().value());
    assertSum(MANY, x.reshape(MANY / 2, 2).sum(0).sum().value());
    assertSum(2_000_000 * TENTH, full(TENTH, 2_000_000).sum().value());
    Tensor twoSided = Tensor.concat(0, full(1, 1_000_000), full(3, 1_000_000));
    assertSum(1, twoSided.var().value());
  }

  @Test
  void runningSumsDoNotStop() {
    double[] sums = full(1, MANY).cumSum(0).values();
    for (int i = 0; i < MANY; i += 999_983) {
      assertSum(i + 1, sums[i]);
    }
    assertSum(MANY, full(1, MANY).cumSum(0, true).at(0));
    for (int n : new int[] {100_000, 2_000_000}) {
      assertSum(n * TENTH, full(TENTH, n).cumSum(0).at(n - 1));
    }
    assertSum(100_000 * TENTH, Tensor.full(DType.FLOAT32, 0.1, 100_000, 3).cumSum(0).at(99_999, 2));
  }

  @Test
  void runningSumsOfFewAreInSequence() {
    float[] x = new float[64];
    Random random = new Random(3);
    float[] expected = new float[64];
    float sum = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
      sum += x[i];
      expected[i] = sum;
    }
    assertArrayEquals(expected, Tensor.of(x).cumSum(0).floats());
  }

  @Test
  void runningSumsKeepInfinitiesAndNaN() {
    double[] x = new double[200];
    Arrays.fill(x, 1);
    x[70] = Double.POSITIVE_INFINITY;
    x[150] = Double.NEGATIVE_INFINITY;
    double[] sums = Tensor.of(x).cumSum(0).values();
    assertEquals(70, sums[69]);
    assertEquals(Double.POSITIVE_INFINITY, sums[70]);
    assertEquals(Double.POSITIVE_INFINITY, sums[149]);
    assertTrue(Double.isNaN(sums[150]) && Double.isNaN(sums[199]));
  }

  @Test
  void whatIsAddedToOnePlaceDoesNotStop() {
    int n = 2_000_000;
    int[] positions = new int[n];
    for (int i = 0; i < n; i++) {
      positions[i] = i % 4 == 3 ? 1 : 0;
    }
    Tensor sums = full(0, 3).scatterAdd(0, full(TENTH, n), positions);
    assertSum(0.75 * n * TENTH, sums.at(0));
    assertSum(0.25 * n * TENTH, sums.at(1));
    assertEquals(0, sums.at(2));
    Function<Tensor, Scalar> f = table -> table.take(0, positions).mul(TENTH).sum();
    Tensor slope = Differentiable.<Tensor, Scalar>of(f).gradient(Tensor.ones(DType.FLOAT32, 3, 2));
    assertSum(0.75 * n * TENTH, slope.at(0, 1));
  }

  private static void assertProduct(double expected, double actual) {
    assertEquals(expected, actual, 1e-5 * expected); // a tenth is rounded one way for long
  }

  @Test
  void productsOverALongInnerDimensionDoNotStop() {
    int n = 2_000_000;
    Engine own = Engine.standard().withNatives(false);
    for (Engine engine : List.of(Engine.standard(), own, own.withVector(false))) {
      try (Tape tape = new Tape(engine)) {
        Tensor row = tape.variable(full(TENTH, n).unsqueeze(0));
        Tensor column = full(1, n).unsqueeze(1);
        assertProduct(n * TENTH, row.matmul(column).at(0, 0));
        assertProduct(n * TENTH, row.matmul(column.transpose(), false, true).at(0, 0));
        Tensor three = full(TENTH, 3 * n).reshape(n, 3);
        Tensor product = column.mul(row.transpose()).matmul(three, true, false);
        assertProduct(n * TENTH * TENTH, product.at(0, 2));
      }
    }
  }

  @Test
  void logarithmsOfRunningSumsKeepWhatIsFarBelowTheLargest() {
    double[] x = new double[40];
    Arrays.fill(x, -1000);
    x[39] = 3;
    double[] y = Tensor.of(x).logCumSumExp(0).values();
    assertEquals(-1000, y[0]);
    assertEquals(-1000 + Math.log(39), y[38], 1e-12);
    assertEquals(3, y[39]);
  }

  @Test
  void infinitiesAddedToOnePlaceStay() {
    double[] x = new double[100];
    Arrays.fill(x, 1);
    x[3] = Double.POSITIVE_INFINITY;
    int[] first = new int[100];
    assertEquals(
        Double.POSITIVE_INFINITY, Tensor.zeros(2).scatterAdd(0, Tensor.of(x), first).at(0));
    x[5] = Double.NEGATIVE_INFINITY;
    assertTrue(Double.isNaN(Tensor.zeros(2).scatterAdd(0, Tensor.of(x), first).at(0)));
  }
}
