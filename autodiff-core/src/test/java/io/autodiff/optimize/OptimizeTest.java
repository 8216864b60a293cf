package io.autodiff.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What all methods promise: reasons, budgets, listeners, weights, robust losses. */
class OptimizeTest {
  private static final Objective ROSENBROCK =
      Objective.of(x -> x[1].sub(x[0].square()).square().mul(100).add(x[0].rsub(1).square()));

  static List<Minimizer<?>> methods() {
    return List.of(
        LbfgsMinimizer.standard(), NewtonMinimizer.standard(), TruncatedNewtonMinimizer.standard());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aBudgetIsKept(Minimizer<?> method) {
    Minimum few = method.budget(3, 1000).minimize(ROSENBROCK, -1.2, 1);
    assertEquals(3, few.iterations());
    assertEquals(Convergence.BUDGET, few.convergence());
    assertTrue(few.value() < ROSENBROCK.value(-1.2, 1));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aListenerSeesEachIterationAndMayStop(Minimizer<?> method) {
    List<Double> values = new ArrayList<>();
    Minimum found =
        method
            .listener(
                i -> {
                  values.add(i.value());
                  return i.number() < 5;
                })
            .minimize(ROSENBROCK, -1.2, 1);
    assertEquals(Convergence.LISTENER, found.convergence());
    assertEquals(found.value(), values.getLast());
    for (int i = 1; i < values.size(); i++) {
      assertTrue(values.get(i) <= values.get(i - 1), values.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStartWithoutAValueIsSaid(Minimizer<?> method) {
    Minimum none = method.minimize(Objective.of(x -> x[0].log()), -1);
    assertEquals(Convergence.NOT_FINITE, none.convergence());
    assertTrue(!none.convergence().isMinimum());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aRegionWithoutValuesIsLeft(Minimizer<?> method) {
    Minimum found = method.minimize(Objective.of(x -> x[0].sub(x[0].log())), 1e-3);
    assertEquals(1, found.point()[0], 1e-8, found.toString());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aFunctionOfATensorIsMinimised(Minimizer<?> method) {
    Tensor wanted = Tensor.of(1, -2, 3, 0.5);
    Minimum found =
        method.minimize(
            Objective.ofTensor(x -> x.sub(wanted).pow(4).add(x.sub(wanted).square()).sum()),
            new double[4]);
    assertArrayEquals(wanted.values(), found.point(), 1e-8);
  }

  @Test
  void weightsCountAsRepeatedResiduals() {
    Residuals once = Residuals.of(x -> new Scalar[] {x[0].sub(1), x[0].sub(4)});
    LeastSquaresFit fit = LevenbergMarquardt.standard().weights(1, 2).fit(once, 0);
    assertEquals(3, fit.parameters()[0], 1e-12);
    assertEquals(6, fit.sumOfSquares(), 1e-12);
    assertThrows(
        AutodiffException.class, () -> LevenbergMarquardt.standard().weights(1).fit(once, 0));
    assertThrows(AutodiffException.class, () -> LevenbergMarquardt.standard().weights(-1));
  }

  @Test
  void standardErrorsAreThoseOfLinearRegression() {
    double[] x = {1, 2, 3, 4, 5};
    double[] y = {2.1, 3.9, 6.2, 7.8, 10.1};
    LeastSquaresFit fit =
        LevenbergMarquardt.standard()
            .fit(Residuals.of(Expression.parse("a + b*x").over(Map.of("x", x)), y), 0, 0);
    assertArrayEquals(new double[] {0.05, 1.99}, fit.parameters(), 1e-12);
    double variance = fit.sumOfSquares() / 3;
    assertEquals(Math.sqrt(variance / 10), fit.standardErrors()[1], 1e-12);
    assertEquals(Math.sqrt(variance * 55 / 50), fit.standardErrors()[0], 1e-12);
    assertEquals(-3 / Math.sqrt(11), fit.correlation()[0][1], 1e-12);
    assertEquals(3.182446305284263 * fit.standardErrors()[1], fit.halfWidths(0.95)[1], 1e-9);
    assertEquals(3, fit.degreesOfFreedom());
  }

  @Test
  void aFitOfManyRowsNeedsNoSquareOfTheirNumber() {
    int rows = 100_000;
    double[] x = new double[rows];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = (double) i / rows;
      y[i] = 3 * Math.exp(-2 * x[i]);
    }
    LeastSquaresFit fit =
        LevenbergMarquardt.standard()
            .fit(Residuals.of(Expression.parse("a*exp(-b*x)").over(Map.of("x", x)), y), 1, 1);
    assertArrayEquals(new double[] {3, 2}, fit.parameters(), 1e-12);
  }

  @Test
  void dataThatDoNotDetermineAParameterAreSaid() {
    LeastSquaresFit fit =
        LevenbergMarquardt.standard()
            .fit(
                Residuals.of(
                    x ->
                        new Scalar[] {
                          x[0].add(x[1]).sub(1), x[0].add(x[1]).sub(2), x[0].add(x[1])
                        }),
                0,
                0);
    assertEquals(1, fit.parameters()[0] + fit.parameters()[1], 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, fit.standardErrors()[0]);
    assertTrue(fit.condition() > 1e15, "" + fit.condition());
  }

  @ParameterizedTest
  @EnumSource(RobustLoss.class)
  void aRobustLossHasTheMinimumOfItsSum(RobustLoss loss) {
    double[] data = {1.0, 1.1, 0.9, 1.05, 8};
    Residuals residuals =
        Residuals.of(
            x -> {
              Scalar[] r = new Scalar[data.length];
              for (int i = 0; i < r.length; i++) {
                r[i] = x[0].sub(data[i]);
              }
              return r;
            });
    LeastSquaresFit fit = LevenbergMarquardt.standard().robust(loss, 0.1).fit(residuals, 1.02);
    Minimum same =
        NewtonMinimizer.standard().minimize(Objective.of(x -> sumOfLosses(loss, x[0], data)), 1.02);
    assertEquals(same.point()[0], fit.parameters()[0], 1e-7);
    assertEquals(2 * same.value(), fit.sumOfSquares(), 1e-10);
    assertEquals(loss == RobustLoss.SQUARES, fit.parameters()[0] > 2);
  }

  private static Scalar sumOfLosses(RobustLoss loss, Scalar x, double[] data) {
    Scalar sum = Scalar.of(0);
    for (double each : data) {
      Scalar z = x.sub(each).div(0.1).square();
      Scalar rho =
          switch (loss) {
            case SQUARES -> z;
            case HUBER -> z.le(1).where(z, z.sqrt().mul(2).sub(1));
            case CAUCHY -> z.log1p();
          };
      sum = sum.add(rho);
    }
    return sum.mul(0.5 * 0.01);
  }

  @Test
  void aLineSearchEndsWhereBothConditionsHold() {
    LineSearch.Along f = t -> new LineSearch.Point(t, t * t * t * t - 4 * t, 4 * t * t * t - 4);
    for (double first : new double[] {1e-6, 0.1, 1, 3, 1e6}) {
      LineSearch.Point found = Objects.requireNonNull(LineSearch.search(f, f.at(0), first, 1e10));
      assertTrue(found.value() < -1e-4 * 4 * found.part(), "" + found);
      assertTrue(Math.abs(found.slope()) <= 0.9 * 4, "" + found);
    }
  }

  @Test
  void aLineSearchWithoutDescentFindsNothing() {
    LineSearch.Point start = new LineSearch.Point(0, 0, -1);
    assertEquals(null, LineSearch.search(t -> new LineSearch.Point(t, t + 1, 1), start, 1, 10));
  }

  @Test
  void parametersOnABoundAreLeftOut() {
    LeastSquaresFit fit =
        LevenbergMarquardt.standard()
            .bounds(Bounds.of(new double[] {2, -10}, new double[] {10, 10}))
            .fit(
                Residuals.of(x -> new Scalar[] {x[0].sub(1), x[1].sub(3), x[0].mul(x[1]).mul(0.1)}),
                5,
                0);
    assertEquals(2, fit.parameters()[0]);
    assertEquals(0, fit.standardErrors()[0]);
    assertEquals(2, fit.degreesOfFreedom());
    assertEquals(3 / (1 + 0.04), fit.parameters()[1], 1e-10);
  }
}
