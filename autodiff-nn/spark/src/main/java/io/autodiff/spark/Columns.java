package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Where a data set has its examples, and what is done with those that lack something.
 *
 * @param weight the column of weights; empty if all rows count the same
 * @param indicator the column that is true for rows kept for validation; empty if none is
 * @param fraction the part of the rows that is kept for validation by lot
 * @param invalid error, skip or keep
 */
record Columns(
    String features,
    String label,
    String weight,
    String indicator,
    double fraction,
    String invalid,
    long seed)
    implements Serializable {
  static final String ERROR = "error";
  static final String SKIP = "skip";
  static final String KEEP = "keep";

  /** Returns the examples' columns alone, in the order that {@link #example} reads. */
  Dataset<Row> select(Dataset<?> data) {
    List<Column> columns = new ArrayList<>();
    columns.add(data.col(quoted(features)));
    columns.add(data.col(quoted(label)).cast("double"));
    columns.add(weight.isEmpty() ? functions.lit(1.0) : data.col(quoted(weight)).cast("double"));
    columns.add(indicator.isEmpty() ? functions.lit(false) : data.col(quoted(indicator)));
    return data.toDF().select(columns.toArray(Column[]::new));
  }

  /** Names a column whose name may hold points. */
  static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  /**
   * Returns the example of a row, none if it is to be skipped.
   *
   * @throws AutodiffException if something is missing that must not be, or the weight is none
   */
  List<Example> example(Row row) {
    double[] x = row.isNullAt(0) ? new double[0] : numbers(row.get(0));
    double y = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
    double w = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
    boolean isHeld = !row.isNullAt(3) && row.getBoolean(3);
    String problem = problem(row.isNullAt(0), new Example(x, y, w, false));
    if (problem == null) {
      Example all = new Example(x, y, w, isHeld);
      boolean byLot = fraction > 0 && indicator.isEmpty();
      return List.of(byLot ? all.held(all.lot(seed) < fraction) : all);
    }
    if (invalid.equals(SKIP)) {
      return List.of();
    }
    throw new AutodiffException(
        "spark: a row cannot be trained on",
        problem,
        "numbers in " + features + " and " + label,
        "setHandleInvalid(\"skip\") leaves such rows out");
  }

  private @Nullable String problem(boolean lacksFeatures, Example example) {
    if (lacksFeatures) {
      return "null in " + features;
    }
    if (!Double.isFinite(example.label)) {
      return (Double.isNaN(example.label) ? "null or NaN" : "an infinite number") + " in " + label;
    }
    if (!(example.weight >= 0 && example.weight < Double.POSITIVE_INFINITY)) {
      return "weight " + example.weight + " in " + weight;
    }
    for (double x : example.features) {
      if (Double.isInfinite(x)) {
        return "an infinite number in " + features;
      }
    }
    return !invalid.equals(KEEP) && example.isIncomplete() ? "null or NaN in " + features : null;
  }

  /** Returns the numbers of a vector or an array, NaN for null. */
  static double[] numbers(Object features) {
    if (features instanceof Vector vector) {
      return vector.toArray();
    }
    List<?> elements =
        scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) features);
    double[] numbers = new double[elements.size()];
    int at = 0;
    for (Object element : elements) {
      numbers[at++] = element instanceof Number number ? number.doubleValue() : Double.NaN;
    }
    return numbers;
  }
}
