package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class MlpRegressorTest {
  private static MlpRegressor small() {
    return new MlpRegressor().setHiddenLayers(16).setActivation("tanh").setPartitions(2);
  }

  private static double error(Dataset<Row> predicted) {
    return new RegressionEvaluator().setMetricName("rmse").evaluate(predicted);
  }

  @Test
  void numbersArePredictedInTheirUnit(SparkSession spark, @TempDir Path folder) throws IOException {
    Dataset<Row> data = Rows.dataset(spark, Rows.numbers(300), 2);
    MlpRegressionModel model =
        small().setOptimizer("lbfgs").setEpochs(60).setValidationFraction(0.2).fit(data);
    double rmse = error(model.transform(data));
    assertTrue(rmse < 5, "error " + rmse); // the labels' deviation is 15
    Evaluation last = Objects.requireNonNull(model.history().last().validation());
    double held = last.metrics().getOrDefault("root mean squared error", Double.NaN);
    assertTrue(held > rmse / 3 && held < rmse * 3, held + " and " + rmse);
    model.write().save(folder.resolve("saved").toString());
    MlpRegressionModel read = MlpRegressionModel.load(folder.resolve("saved").toString());
    Row first = read.transform(data).first();
    TrainedModel file = TrainedModel.load(folder.resolve("saved/model.safetensors"));
    Tensor row = Tensor.of(Shape.of(1, 2), Columns.numbers(first.getAs("features")));
    assertEquals(file.predict(row).item(), first.<Double>getAs("prediction"), 0);
    assertEquals(60, model.history().epochs().size());
  }

  @Test
  void huberHeedsOutliersLess(SparkSession spark) {
    List<Row> clean = Rows.numbers(200);
    List<Row> spoilt = new ArrayList<>(clean);
    for (int i = 0; i < 20; i++) {
      spoilt.set(i, RowFactory.create(clean.get(i).get(0), 1000.0, 1.0));
    }
    Dataset<Row> data = Rows.dataset(spark, spoilt, 2);
    Dataset<Row> test = Rows.dataset(spark, clean.subList(20, 200), 2);
    MlpRegressor squares = small().setOptimizer("lbfgs").setEpochs(30).setHiddenLayers();
    double ofSquares = error(squares.fit(data).transform(test));
    double robust = error(squares.copy(ParamMap.empty()).setHuber(5).fit(data).transform(test));
    assertTrue(robust < ofSquares / 2, robust + " and " + ofSquares);
  }

  @Test
  void scalingOfTargetsIsUndone(SparkSession spark) {
    List<Row> rows = Rows.numbers(100);
    for (String scaling : List.of("standardise", "min-max", "none")) {
      Dataset<Row> arrays = Rows.arrays(spark, rows, 2);
      MlpRegressionModel model =
          small()
              .setHiddenLayers()
              .setOptimizer("lbfgs")
              .setEpochs(80)
              .setTargetScaling(scaling)
              .fit(arrays);
      double[] found =
          model.transform(arrays).select("prediction").collectAsList().stream()
              .mapToDouble(row -> row.getDouble(0))
              .toArray();
      assertArrayEquals(linearFit(rows), found, 0.05, scaling);
    }
  }

  /** Returns the predictions of the linear least-squares fit by the normal equations. */
  private static double[] linearFit(List<Row> rows) {
    double[][] a = new double[3][4];
    for (Row row : rows) {
      double[] x = Columns.numbers(row.get(0));
      double[] z = {1, x[0], x[1], row.getDouble(1)};
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 4; j++) {
          a[i][j] += z[i] * z[j];
        }
      }
    }
    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < 3; i++) {
        double factor = i == k ? 0 : a[i][k] / a[k][k];
        for (int j = k; j < 4; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    return rows.stream()
        .mapToDouble(
            row -> {
              double[] x = Columns.numbers(row.get(0));
              return a[0][3] / a[0][0] + x[0] * a[1][3] / a[1][1] + x[1] * a[2][3] / a[2][2];
            })
        .toArray();
  }
}
