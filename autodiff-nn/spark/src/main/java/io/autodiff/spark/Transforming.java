package io.autodiff.spark;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Prepares the features' column for a model. */
final class Transforming {
  private static final String VECTORS = "autodiff features";

  private Transforming() {}

  /** What a model does with data whose features are vectors. */
  interface Inner {
    Dataset<Row> transform(String featuresCol, Dataset<Row> data);
  }

  /** Gives a model rows with vectors, without those that are to be skipped. */
  static Dataset<Row> run(Dataset<?> data, String features, String invalid, Inner inner) {
    Dataset<Row> rows = data.toDF();
    Column column = rows.col(Columns.quoted(features));
    if (invalid.equals(Columns.SKIP)) {
      UDF1<Object, Boolean> complete = Transforming::isComplete;
      rows = rows.filter(functions.udf(complete, DataTypes.BooleanType).apply(column));
    }
    if (!Schemas.isArray(data.schema(), features)) {
      return inner.transform(features, rows);
    }
    UDF1<Object, Vector> vector = x -> x == null ? null : Vectors.dense(Columns.numbers(x));
    Column vectors = functions.udf(vector, SQLDataTypes.VectorType()).apply(column);
    return inner.transform(VECTORS, rows.withColumn(VECTORS, vectors)).drop(VECTORS);
  }

  private static boolean isComplete(Object features) {
    return features != null && !new Example(Columns.numbers(features), 0, 1, false).isIncomplete();
  }
}
