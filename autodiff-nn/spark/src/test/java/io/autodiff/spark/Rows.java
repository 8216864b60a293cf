package io.autodiff.spark;

import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Digits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** Data sets of Spark for tests. */
final class Rows {
  static final StructType VECTORS =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType);
  static final StructType ARRAYS =
      new StructType()
          .add("features", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType);

  private Rows() {}

  /** Returns the first handwritten digits, 64 features and 10 classes. */
  static List<Row> digits(int count) {
    Dataset all = Digits.load();
    double[] x = all.inputs().values();
    double[] y = all.targets().values();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] features = new double[64];
      System.arraycopy(x, i * 64, features, 0, 64);
      rows.add(RowFactory.create(Vectors.dense(features), y[i], 1.0));
    }
    return rows;
  }

  /** Returns two classes of points, class 1 around (4, 2). */
  static List<Row> points(int count) {
    SplittableRandom random = new SplittableRandom(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % 2;
      double a = random.nextGaussian() + 4 * label;
      double b = random.nextGaussian() + 2 * label;
      rows.add(RowFactory.create(Vectors.dense(a, b), (double) label, 1.0));
    }
    return rows;
  }

  /** Returns rows with a number to predict: {@code 100 + 20 sin a + 5 b}. */
  static List<Row> numbers(int count) {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = 3 * random.nextGaussian();
      double b = random.nextGaussian();
      rows.add(RowFactory.create(Vectors.dense(a, b), 100 + 20 * Math.sin(a) + 5 * b, 1.0));
    }
    return rows;
  }

  static org.apache.spark.sql.Dataset<Row> dataset(
      SparkSession spark, List<Row> rows, int partitions) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return spark.createDataFrame(context.parallelize(rows, partitions), VECTORS);
  }

  static org.apache.spark.sql.Dataset<Row> arrays(
      SparkSession spark, List<Row> rows, int partitions) {
    List<Row> arrays = new ArrayList<>();
    for (Row row : rows) {
      double[] features = Columns.numbers(row.get(0));
      @Nullable Double[] boxed = new @Nullable Double[features.length];
      for (int i = 0; i < boxed.length; i++) {
        boxed[i] = Double.isNaN(features[i]) ? null : features[i];
      }
      arrays.add(RowFactory.create(boxed, row.get(1), row.get(2)));
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return spark.createDataFrame(context.parallelize(arrays, partitions), ARRAYS);
  }

  /** Checks that an error says something. */
  static void assertSays(String part, Exception e) {
    String message = String.valueOf(e.getMessage());
    Assertions.assertTrue(message.contains(part), message);
  }

  /** Returns the part of rows whose prediction is their label. */
  static double accuracy(org.apache.spark.sql.Dataset<Row> told) {
    return told.filter("prediction = label").count() / (double) told.count();
  }
}
