package io.autodiff.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.VectorFunction;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Minima within bounds: problems of Hock and Schittkowski, "Test Examples for Nonlinear Programming
 * Codes" (1981), and random quadratic functions.
 */
class BoundsTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

  /** A problem, its bounds, its start and the least value within. */
  @SuppressWarnings("ArrayRecordComponent")
  record Problem(
      String name, ScalarFunction f, double[] low, double[] high, double[] start, double least) {}

  static Stream<Problem> problems() {
    ScalarFunction rosenbrock =
        x -> x[1].sub(x[0].square()).square().mul(100).add(x[0].rsub(1).square());
    return Stream.of(
        new Problem("HS1", rosenbrock, at(-NONE, -1.5), at(NONE, NONE), at(-2, 1), 0),
        new Problem("HS2", rosenbrock, at(-NONE, 1.5), at(NONE, NONE), at(-2, 1), 4.941229318),
        new Problem(
            "HS3",
            x -> x[1].add(x[1].sub(x[0]).square().mul(1e-5)),
            at(-NONE, 0),
            at(NONE, NONE),
            at(10, 1),
            0),
        new Problem(
            "HS4",
            x -> x[0].add(1).pow(3).div(3).add(x[1]),
            at(1, 0),
            at(NONE, NONE),
            at(1.125, 0.125),
            8.0 / 3),
        new Problem("HS5", BoundsTest::hs5, at(-1.5, -3), at(4, 3), at(0, 0), -1.9132229550),
        new Problem(
            "HS45",
            x -> Scalar.product(x).div(-120).add(2),
            at(0, 0, 0, 0, 0),
            at(1, 2, 3, 4, 5),
            at(2, 2, 2, 2, 2),
            1),
        new Problem(
            "HS110", BoundsTest::hs110, all(10, 2.001), all(10, 9.999), all(10, 9), -45.77846971));
  }

  private static double[] at(double... x) {
    return x;
  }

  private static double[] all(int n, double value) {
    double[] x = new double[n];
    Arrays.fill(x, value);
    return x;
  }

  private static Scalar hs5(Scalar[] x) {
    Scalar sine = x[0].add(x[1]).sin().add(x[0].sub(x[1]).square());
    return sine.sub(x[0].mul(1.5)).add(x[1].mul(2.5)).add(1);
  }

  private static Scalar hs110(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (Scalar each : x) {
      sum = sum.add(each.sub(2).log().square()).add(each.rsub(10).log().square());
    }
    return sum.sub(Scalar.product(x).pow(0.2));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theLeastValueWithinBoundsIsFound(Problem p) {
    Minimum found =
        LbfgsMinimizer.standard()
            .bounds(Bounds.of(p.low, p.high))
            .minimize(Objective.of(p.f), p.start);
    assertEquals(p.least, found.value(), 1e-7 * Math.max(1, Math.abs(p.least)), p.name);
    assertTrue(found.convergence().isMinimum(), p.name + ": " + found.convergence());
    for (int i = 0; i < p.low.length; i++) {
      assertTrue(found.point()[i] >= p.low[i] && found.point()[i] <= p.high[i], p.name);
    }
  }

  @Property(tries = 200, seed = "1")
  void aQuadraticFunctionHasNoDescentLeft(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
    Random random = new Random(seed);
    double[][] a = new double[n + 2][n];
    double[] b = new double[n + 2];
    for (int i = 0; i < n + 2; i++) {
      b[i] = random.nextGaussian();
      for (int j = 0; j < n; j++) {
        a[i][j] = random.nextGaussian() * (j % 3 == 0 ? 30 : 1);
      }
    }
    double[] low = random.doubles(n, -0.5, 0.1).toArray();
    double[] high = random.doubles(n, 0.1, 0.5).toArray();
    VectorFunction residuals = x -> affine(a, b, x);
    Bounds bounds = Bounds.of(low, high);
    Minimum found =
        LbfgsMinimizer.standard()
            .bounds(bounds)
            .minimize(Objective.of(x -> halfSum(residuals.apply(x))), new double[n]);
    double[] gradient = found.gradient();
    assertTrue(bounds.projectedNorm(found.point(), gradient) < 1e-4, found.toString());
    LeastSquaresFit fit =
        LevenbergMarquardt.standard().bounds(bounds).fit(Residuals.of(residuals), new double[n]);
    assertEquals(2 * found.value(), fit.sumOfSquares(), 1e-8 * (1 + fit.sumOfSquares()));
    assertArrayEquals(found.point(), fit.parameters(), 1e-6);
  }

  private static Scalar[] affine(double[][] a, double[] b, Scalar[] x) {
    return IntStream.range(0, a.length)
        .mapToObj(
            i -> {
              Scalar sum = Scalar.of(-b[i]);
              for (int j = 0; j < x.length; j++) {
                sum = sum.add(x[j].mul(a[i][j]));
              }
              return sum;
            })
        .toArray(Scalar[]::new);
  }

  private static Scalar halfSum(Scalar[] r) {
    Scalar sum = Scalar.of(0);
    for (Scalar each : r) {
      sum = sum.add(each.square());
    }
    return sum.mul(0.5);
  }

  @Test
  void boundsThatHoldNothingAreRefused() {
    assertThrows(AutodiffException.class, () -> Bounds.of(at(1), at(0)));
    assertThrows(AutodiffException.class, () -> Bounds.of(at(Double.NaN), at(0)));
    assertThrows(AutodiffException.class, () -> Bounds.of(at(1, 2), at(3)));
    assertThrows(
        AutodiffException.class,
        () ->
            LbfgsMinimizer.standard()
                .bounds(Bounds.of(at(0), at(1)))
                .minimize(Objective.of(x -> x[0].add(x[1])), 0, 0));
  }
}
