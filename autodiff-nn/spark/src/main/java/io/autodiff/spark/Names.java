package io.autodiff.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the columns' metadata tell about features and classes, as VectorAssembler wrote them. */
record Names(StructType schema, Columns columns) {
  /** Returns the names of features, {@code column1} and so on where they have none. */
  List<String> features(int count) {
    List<String> names = new ArrayList<>();
    StructField field = schema.apply(columns.features());
    if (field.dataType().equals(SQLDataTypes.VectorType())) {
      AttributeGroup group = AttributeGroup.fromStructField(field);
      if (group.attributes().isDefined() && group.size() == count) {
        for (Attribute attribute : group.attributes().get()) {
          attribute.name().foreach(names::add);
        }
      }
    }
    boolean all = names.size() == count && names.stream().distinct().count() == count;
    return all ? names : IntStream.rangeClosed(1, count).mapToObj(i -> "column" + i).toList();
  }

  /** Returns the names of classes, their numbers where they have none. */
  List<String> classes(int count) {
    StructField field = schema.apply(columns.label());
    boolean isNumber = field.dataType() instanceof NumericType;
    if (isNumber
        && Attribute.fromStructField(field) instanceof NominalAttribute nominal
        && nominal.values().isDefined()
        && nominal.values().get().length >= count) {
      return List.of(nominal.values().get());
    }
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }
}
