package io.autodiff.spark;

import io.autodiff.AutodiffException;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Schemas of data sets whose features are vectors or arrays. */
final class Schemas {
  private Schemas() {}

  /** Returns whether features are an array of numbers. */
  static boolean isArray(StructType schema, String column) {
    return schema.getFieldIndex(column).isDefined()
        && schema.apply(column).dataType() instanceof ArrayType array
        && array.elementType() instanceof NumericType;
  }

  /** Returns the schema with a vector in the place of an array, for Spark's own checks. */
  static StructType withVector(StructType schema, String column) {
    if (!isArray(schema, column)) {
      return schema;
    }
    StructField[] fields = schema.fields().clone();
    int at = schema.fieldIndex(column);
    DataType vector = SQLDataTypes.VectorType();
    fields[at] = new StructField(column, vector, fields[at].nullable(), fields[at].metadata());
    return new StructType(fields);
  }

  /** Returns a schema with the field of another, which has it at the same place. */
  static StructType withField(StructType schema, StructType other, String column) {
    StructField[] fields = schema.fields().clone();
    int at = other.fieldIndex(column);
    fields[at] = other.fields()[at];
    return new StructType(fields);
  }

  /**
   * Returns the columns that an estimator's parameters name.
   *
   * @throws AutodiffException if validation rows are named twice
   */
  static Columns columns(MlpParams<?> params, String features, String label) {
    String indicator = text(params, params.validationIndicatorCol());
    double fraction = Fit.value(params, params.validationFraction(), Double.class);
    if (!indicator.isEmpty() && fraction != 0) {
      throw new AutodiffException(
          "spark: validation rows are named twice",
          "validationIndicatorCol " + indicator + " and validationFraction " + fraction,
          "one of them",
          null);
    }
    return new Columns(
        features,
        label,
        text(params, params.weightCol()),
        indicator,
        fraction,
        text(params, params.handleInvalid()),
        Fit.value(params, params.seed(), Long.class));
  }

  private static String text(MlpParams<?> params, org.apache.spark.ml.param.Param<String> param) {
    return Fit.value(params, param, String.class);
  }
}
