package io.autodiff.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which columns of a table are features and target. */
final class TableOptions {
  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "the column to be predicted; the last one if not given")
  private @Nullable String target;

  @Option(
      names = "--features",
      paramLabel = "COLUMNS",
      split = ",",
      description = "columns of numbers, or one of vectors or arrays; all other columns of numbers")
  private List<String> features = List.of();

  @Option(names = "--regression", description = "predict a number, even if all are whole")
  private boolean regression;

  @Option(names = "--classes", description = "tell classes, even if their names are fractions")
  private boolean classes;

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      description = "how much each row counts in training, and no feature")
  String weight = "";

  /**
   * Returns what a table's columns are.
   *
   * @throws IllegalArgumentException if a column is missing or cannot be what it is to be
   */
  Table read(Dataset<Row> data) {
    StructField[] fields = data.schema().fields();
    StructField last = fields[fields.length - 1];
    StructField label = target == null ? last : field(data, target);
    boolean isClasses = isClasses(label.dataType());
    List<String> names = features.isEmpty() ? others(fields, label.name()) : features;
    for (String name : names) {
      boolean isWhole = names.size() == 1 && isWhole(data, name);
      if (!isWhole && !(field(data, name).dataType() instanceof NumericType)) {
        throw new IllegalArgumentException(
            "column "
                + name
                + " holds "
                + field(data, name).dataType().simpleString()
                + ", no numbers; --features names those that do");
      }
    }
    boolean whole = names.size() == 1 && isWhole(data, names.getFirst());
    List<String> found = isClasses ? Table.distinct(data, label.name()) : List.of();
    return new Table(names, whole, label.name(), weight, isClasses, found);
  }

  private boolean isClasses(DataType type) {
    if (regression && classes) {
      throw new IllegalArgumentException("--regression and --classes contradict each other");
    }
    boolean isName = type instanceof StringType || type instanceof BooleanType;
    if (regression && isName) {
      throw new IllegalArgumentException("--regression: the target holds " + type.simpleString());
    }
    boolean hasFractions =
        type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType;
    return !regression && (classes || isName || !hasFractions);
  }

  private List<String> others(StructField[] fields, String label) {
    List<String> names = new ArrayList<>();
    for (StructField field : fields) {
      if (!field.name().equals(label) && !field.name().equals(weight)) {
        names.add(field.name());
      }
    }
    return names;
  }

  private static StructField field(Dataset<Row> data, String name) {
    if (!data.schema().getFieldIndex(name).isDefined()) {
      throw new IllegalArgumentException(
          "no column " + name + " among " + String.join(", ", data.columns()));
    }
    return data.schema().apply(name);
  }

  /** Returns whether a column holds all features of a row. */
  private static boolean isWhole(Dataset<Row> data, String name) {
    return field(data, name).dataType().equals(SQLDataTypes.VectorType())
        || Schemas.isArray(data.schema(), name);
  }
}
