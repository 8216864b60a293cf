package io.autodiff.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class SumObjectiveTest {
  private static final double[] START = {0.3, -0.2, 0.5};

  /** Features of a logistic regression and a class, 0 or 1. */
  private static final List<double[]> ROWS = rows(500);

  private static List<double[]> rows(int count) {
    SplittableRandom random = new SplittableRandom(7);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      boolean isOne = 0.5 + a - 2 * b + random.nextGaussian() > 0;
      rows.add(new double[] {a, b, isOne ? 1 : 0});
    }
    return rows;
  }

  private static Tensor logit(Tensor p, double[] row) {
    return p.mul(Tensor.of(1, row[0], row[1])).sum(0, true);
  }

  private static Scalar loss(Tensor logit, double[] row) {
    return logit.mul(1 - 2 * row[2]).softplus().sum();
  }

  private static final RowFunction<double[]> TERM = (p, row) -> loss(logit(p, row), row);

  private static final Objective WHOLE =
      Objective.ofTensor(
          p -> Scalar.sum(ROWS.stream().map(row -> TERM.apply(p, row)).toArray(Scalar[]::new)));

  private static SumObjective<double[]> inParts(int parts) {
    return SumObjective.of(PartitionedRows.of(ROWS, parts), TERM);
  }

  @Test
  void valueAndDerivativesAreThoseOfTheWholeSum() {
    SumObjective<double[]> sum = inParts(7);
    double[] expected = new double[3];
    double[] gradient = new double[3];
    double value = WHOLE.valueAndGradient(START, expected);
    assertEquals(value, sum.value(START), 1e-12 * value);
    assertEquals(value, sum.valueAndGradient(START, gradient), 1e-12 * value);
    assertArrayEquals(expected, gradient, 1e-12 * value);
    double[] v = {1, -2, 0.5};
    assertArrayEquals(WHOLE.hessianVector(START, v), sum.hessianVector(START, v), 1e-11);
    double[][] hessian = sum.hessian(START);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(WHOLE.hessian(START)[i], hessian[i], 1e-11);
    }
  }

  @Test
  void numberOfThreadsDoesNotChangeABit() throws Exception {
    SumObjective<double[]> sum = inParts(13);
    double[] alone = gradientOn(1, sum);
    for (int threads = 2; threads <= 8; threads++) {
      assertArrayEquals(alone, gradientOn(threads, sum), 0);
    }
  }

  private static double[] gradientOn(int threads, Objective f) throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(
              () -> {
                double[] gradient = new double[3];
                f.valueAndGradient(START, gradient);
                return gradient;
              })
          .get();
    }
  }

  @Test
  void minimizersFindTheSameMinimum() {
    double[] expected = NewtonMinimizer.standard().minimize(WHOLE, new double[3]).point();
    SumObjective<double[]> sum = inParts(4);
    assertArrayEquals(
        expected, LbfgsMinimizer.standard().minimize(sum, new double[3]).point(), 1e-7);
    assertArrayEquals(
        expected, TruncatedNewtonMinimizer.standard().minimize(sum, new double[3]).point(), 1e-7);
    assertArrayEquals(
        expected, NewtonMinimizer.standard().minimize(sum, new double[3]).point(), 1e-7);
  }

  @Test
  void gaussNewtonProductIsTheHessianOfAModelLinearInItsParameters() {
    SumObjective<double[]> approximate =
        SumObjective.gaussNewton(
            PartitionedRows.of(ROWS, 5), SumObjectiveTest::logit, SumObjectiveTest::loss);
    double[] v = {0.2, 1, -1};
    assertEquals(WHOLE.value(START), approximate.value(START), 1e-10);
    assertArrayEquals(WHOLE.hessianVector(START, v), approximate.hessianVector(START, v), 1e-11);
  }

  @Test
  void gaussNewtonProductLeavesOutTheCurvatureOfTheModel() {
    SumObjective<double[]> approximate =
        SumObjective.gaussNewton(
            PartitionedRows.of(List.of(new double[] {3}, new double[] {5}), 2),
            (p, row) -> p.square(),
            (y, row) -> y.sub(row[0]).square().sum());
    // Of (x² - a)², the second derivative is 8 x² + 4 (x² - a): Gauss-Newton keeps the first term.
    assertArrayEquals(
        new double[] {64}, approximate.hessianVector(new double[] {2}, new double[] {1}));
  }

  @Test
  void partsWithoutRowsAddNothing() {
    SumObjective<double[]> sparse =
        SumObjective.of(PartitionedRows.of(ROWS.subList(0, 3), 8), TERM);
    SumObjective<double[]> dense = SumObjective.of(PartitionedRows.of(ROWS.subList(0, 3), 3), TERM);
    assertEquals(dense.value(START), sparse.value(START));
    SumObjective<double[]> none = SumObjective.of(PartitionedRows.of(List.of(), 2), TERM);
    assertEquals(0, none.value(START));
    assertArrayEquals(new double[3], none.hessianVector(START, START));
    assertThrows(AutodiffException.class, () -> PartitionedRows.of(ROWS, 0));
  }

  private static Scalar miss(Scalar[] b, double[] point) {
    return b[0].mul(b[1].mul(-point[0]).exp().neg().add(1)).sub(point[1]);
  }

  @Test
  void leastSquaresOverRowsAreThoseOfOneVectorFunction() {
    List<double[]> points = new ArrayList<>();
    for (double x = 0.1; x < 4; x += 0.1) {
      points.add(new double[] {x, 2 * (1 - Math.exp(-0.7 * x)) + 0.01 * Math.sin(9 * x)});
    }
    Residuals whole =
        Residuals.of(
            b -> {
              Scalar[] r = new Scalar[points.size()];
              for (int i = 0; i < r.length; i++) {
                r[i] = miss(b, points.get(i));
              }
              return r;
            });
    Residuals inParts =
        RowResiduals.of(
            PartitionedRows.of(points, 3), (b, p) -> Tensor.stack(miss(b.scalars(), p)));
    assertArrayEquals(whole.at(1, 1), inParts.at(1, 1), 1e-15);
    LeastSquaresFit expected = LevenbergMarquardt.standard().fit(whole, 1, 1);
    LeastSquaresFit found = LevenbergMarquardt.standard().fit(inParts, 1, 1);
    assertArrayEquals(expected.parameters(), found.parameters(), 1e-9);
    assertArrayEquals(expected.standardErrors(), found.standardErrors(), 1e-9);
    assertTrue(found.convergence().isMinimum());
  }
}
