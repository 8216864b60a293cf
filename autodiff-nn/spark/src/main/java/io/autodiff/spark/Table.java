package io.autodiff.spark;

import io.autodiff.nn.data.Digits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the columns of a table are.
 *
 * @param features the columns of numbers, or the one that holds all
 * @param whole whether one column holds all
 * @param weight the column of weights; empty if there is none
 * @param classes the names of the target's classes in order; empty for numbers
 */
record Table(
    List<String> features,
    boolean whole,
    String target,
    String weight,
    boolean isClasses,
    List<String> classes) {
  private static final String FEATURES = "features";

  /** Returns the handwritten digits, a column for each pixel. */
  static Dataset<Row> digits(SparkSession spark) {
    io.autodiff.nn.data.Dataset all = Digits.load();
    int width = all.inputs().dim(1);
    double[] x = all.inputs().values();
    double[] y = all.targets().values();
    StructType schema = new StructType();
    for (int k = 0; k < width; k++) {
      schema = schema.add("pixel" + k, DataTypes.DoubleType);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < y.length; i++) {
      Object[] row = new Object[width + 1];
      for (int k = 0; k < width; k++) {
        row[k] = x[i * width + k];
      }
      row[width] = (int) y[i];
      rows.add(RowFactory.create(row));
    }
    return spark.createDataFrame(rows, schema.add("digit", DataTypes.IntegerType));
  }

  /** Returns the names of the classes in a column: numbers in their order, texts in theirs. */
  static List<String> distinct(Dataset<Row> data, String column) {
    Column target = data.col(Columns.quoted(column));
    return data
        .select(target.as("class"))
        .filter("class is not null")
        .distinct()
        .orderBy("class")
        .selectExpr("cast(class as string)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Returns a table's rows with the columns features, label and, if there are weights, weight. */
  Dataset<Row> rows(Dataset<Row> data) {
    Column label = data.col(Columns.quoted(target)).cast(isClasses ? "string" : "double");
    Dataset<Row> rows = data.withColumn("autodiff label", isClasses ? number(label) : label);
    if (!whole) {
      rows =
          new VectorAssembler()
              .setInputCols(features.toArray(String[]::new))
              .setOutputCol("autodiff row")
              .setHandleInvalid("keep")
              .transform(rows);
    }
    List<Column> columns = new ArrayList<>();
    columns.add(
        rows.col(whole ? Columns.quoted(features.getFirst()) : "`autodiff row`").as(FEATURES));
    columns.add(rows.col("`autodiff label`").as("label"));
    if (!weight.isEmpty()) {
      columns.add(rows.col(Columns.quoted(weight)).as("weight"));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Returns the numbers of classes, whose names the column's metadata keep. */
  private Column number(Column name) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      numbers.put(classes.get(i), (double) i);
    }
    UDF1<String, Double> find = numbers::get;
    return functions
        .udf(find, DataTypes.DoubleType)
        .apply(name)
        .as(
            "label",
            NominalAttribute.defaultAttr()
                .withName("label")
                .withValues(classes.toArray(String[]::new))
                .toMetadata());
  }

  @Override
  public String toString() {
    return Arrays.toString(features.toArray()) + " → " + target;
  }
}
