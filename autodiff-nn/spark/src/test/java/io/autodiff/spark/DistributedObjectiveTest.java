package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.optimize.LbfgsMinimizer;
import io.autodiff.optimize.LeastSquaresFit;
import io.autodiff.optimize.LevenbergMarquardt;
import io.autodiff.optimize.NewtonMinimizer;
import io.autodiff.optimize.PartitionedRows;
import io.autodiff.optimize.Residuals;
import io.autodiff.optimize.RowFunction;
import io.autodiff.optimize.RowResiduals;
import io.autodiff.optimize.SumObjective;
import io.autodiff.optimize.TruncatedNewtonMinimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.Tuple2;

@ExtendWith(LocalSpark.class)
class DistributedObjectiveTest {
  private static final double[] START = {0.3, -0.2, 0.5};
  private static final List<double[]> ROWS = rows();
  private static final RowFunction<double[]> TERM =
      (p, row) -> loss(p.mul(Tensor.of(1, row[0], row[1])).sum(0, true), row);

  /** Features of a logistic regression and a class, 0 or 1. */
  private static List<double[]> rows() {
    SplittableRandom random = new SplittableRandom(7);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      rows.add(new double[] {a, b, 0.5 + a - 2 * b + random.nextGaussian() > 0 ? 1 : 0});
    }
    return rows;
  }

  private static Scalar loss(Tensor logit, double[] row) {
    return logit.mul(1 - 2 * row[2]).softplus().sum();
  }

  @Test
  void derivativesAreThoseOfOneProcess(JavaSparkContext spark) {
    SumObjective<double[]> here = SumObjective.of(PartitionedRows.of(ROWS, 1), TERM);
    double[] expected = new double[3];
    double value = here.valueAndGradient(START, expected);
    try (var there = DistributedObjective.of(spark.parallelize(ROWS, 5), TERM)) {
      double[] gradient = new double[3];
      assertEquals(value, there.value(START), 1e-12 * value);
      assertEquals(value, there.valueAndGradient(START, gradient), 1e-12 * value);
      assertArrayEquals(expected, gradient, 1e-12 * value);
      double[] v = {1, -2, 0.5};
      assertArrayEquals(here.hessianVector(START, v), there.hessianVector(START, v), 1e-11);
      assertArrayEquals(here.hessian(START)[2], there.hessian(START)[2], 1e-11);
    }
  }

  @Test
  void manyPartsGiveTheSameBitsEachTime(JavaSparkContext spark) {
    JavaRDD<double[]> data = spark.parallelize(ROWS, 23);
    double[] first = new double[3];
    try (var sum = DistributedObjective.of(data, TERM)) {
      sum.valueAndGradient(START, first);
      double[] expected = new double[3];
      SumObjective.of(PartitionedRows.of(ROWS, 1), TERM).valueAndGradient(START, expected);
      assertArrayEquals(expected, first, 1e-11);
      for (int run = 0; run < 5; run++) {
        double[] again = new double[3];
        sum.valueAndGradient(START, again);
        assertArrayEquals(first, again, 0);
      }
    }
  }

  /** Numbers whose sum tells the order of additions, as large and small ones cancel. */
  @Test
  void partialSumsAreAddedInTheOrderOfTheirParts() {
    Tuple2<Integer, double[]> first = new Tuple2<>(3, new double[] {1e16});
    Tuple2<Integer, double[]> second = new Tuple2<>(4, new double[] {1});
    Tuple2<Integer, double[]> third = new Tuple2<>(5, new double[] {-1e16});
    for (List<Tuple2<Integer, double[]>> arrived :
        List.of(List.of(first, second, third), List.of(third, first, second))) {
      assertEquals(1e16 + 1 - 1e16, DistributedRows.addInOrder(arrived)[0]);
    }
  }

  @Test
  void minimizersFitOnSpark(SparkSession spark) {
    var data = spark.createDataset(ROWS, Encoders.kryo(double[].class)).repartition(3);
    double[] expected =
        NewtonMinimizer.standard()
            .minimize(SumObjective.of(PartitionedRows.of(ROWS, 2), TERM), new double[3])
            .point();
    try (var loss = DistributedObjective.of(data, TERM)) {
      double[] start = new double[3];
      assertArrayEquals(expected, LbfgsMinimizer.standard().minimize(loss, start).point(), 1e-7);
      assertArrayEquals(
          expected, TruncatedNewtonMinimizer.standard().minimize(loss, start).point(), 1e-7);
    }
    try (var loss =
        DistributedObjective.gaussNewton(
            data.javaRDD(),
            (p, row) -> p.mul(Tensor.of(1, row[0], row[1])).sum(0, true),
            DistributedObjectiveTest::loss)) {
      assertArrayEquals(
          expected,
          TruncatedNewtonMinimizer.standard().minimize(loss, new double[3]).point(),
          1e-7);
    }
  }

  @Test
  void levenbergMarquardtFitsOnSpark(JavaSparkContext spark) {
    List<double[]> points = new ArrayList<>();
    for (double x = 0.1; x < 4; x += 0.1) {
      points.add(new double[] {x, 2 * (1 - Math.exp(-0.7 * x)) + 0.01 * Math.sin(9 * x)});
    }
    Residuals here = RowResiduals.of(PartitionedRows.of(points, 1), (b, p) -> miss(b, p));
    LeastSquaresFit expected = LevenbergMarquardt.standard().fit(here, 1, 1);
    try (var rows = DistributedRows.of(spark.parallelize(points, 3))) {
      Residuals there = RowResiduals.of(rows, (b, p) -> miss(b, p));
      LeastSquaresFit found = LevenbergMarquardt.standard().fit(there, 1, 1);
      assertArrayEquals(expected.parameters(), found.parameters(), 0);
      assertArrayEquals(expected.standardErrors(), found.standardErrors(), 0);
    }
  }

  private static Tensor miss(Tensor b, double[] point) {
    return Tensor.stack(
        b.element(0).mul(b.element(1).mul(-point[0]).exp().neg().add(1)).sub(point[1]));
  }

  @Test
  void emptyPartitionsAddNothing(JavaSparkContext spark) {
    try (var sum = DistributedObjective.of(spark.parallelize(ROWS.subList(0, 3), 20), TERM)) {
      assertEquals(
          SumObjective.of(PartitionedRows.of(ROWS.subList(0, 3), 1), TERM).value(START),
          sum.value(START),
          1e-14);
    }
  }

  @Test
  void functionThatCannotTravelIsRefusedBeforeAJob(JavaSparkContext spark) {
    Object lock = new Object();
    JavaRDD<double[]> data = spark.parallelize(ROWS, 2);
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () ->
                DistributedObjective.of(
                    data, (p, row) -> lock == null ? p.sum() : TERM.apply(p, row)));
    Rows.assertSays("java.lang.Object", e);
  }

  @Test
  void errorOfAFunctionComesBackAsItIs(JavaSparkContext spark) {
    try (var sum =
        DistributedObjective.of(
            spark.parallelize(ROWS, 2), (p, row) -> p.mul(Tensor.of(row)).sum())) {
      AutodiffException e =
          assertThrows(AutodiffException.class, () -> sum.value(new double[] {1, 2}));
      Rows.assertSays("(2)", e);
    }
  }
}
