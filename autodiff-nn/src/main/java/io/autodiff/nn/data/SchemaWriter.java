package io.autodiff.nn.data;

import io.autodiff.nn.data.CsvSchema.Column;
import io.autodiff.nn.data.CsvSchema.Confidence;
import io.autodiff.nn.data.CsvSchema.Finding;
import io.autodiff.nn.data.CsvSchema.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together what a scan has found. */
record SchemaWriter(Csv csv, CsvColumns columns, CsvKinds kinds, CsvTargets targets) {

  /**
   * Returns the schema.
   *
   * @param features what the columns of features hold
   * @param classes none if the target is a number
   * @param target what the target is, in words
   * @param dropped the number of lines that are left out
   */
  CsvSchema schema(List<Column> features, List<String> classes, String target, int dropped) {
    List<Column> all = new ArrayList<>();
    for (String name : columns.names()) {
      features.stream().filter(column -> column.name().equals(name)).forEach(all::add);
      if (name.equals(columns.targetName())) {
        Kind kind = classes.isEmpty() ? Kind.TARGET_NUMBERS : Kind.TARGET_CLASSES;
        all.add(new Column(name, kind, target));
      } else if (csv.ignored.contains(name)) {
        String by = csv.schema.isPresent() ? "by the schema" : "by --ignore";
        all.add(new Column(name, Kind.LEFT_OUT, by));
      } else if (csv.weight.filter(name::equals).isPresent()) {
        all.add(new Column(name, Kind.WEIGHT, "how much an example counts in training"));
      }
    }
    CsvDialect dialect = columns.dialect();
    return new CsvSchema(
        dialect.encoding().finding(),
        dialect.separatorFound(),
        dialect.decimalFound(),
        header(),
        all,
        warnings(classes, dropped));
  }

  private Finding header() {
    if (csv.headerGiven) {
      return Finding.given(csv.header);
    }
    return kinds.hasNumbers()
        ? new Finding("true", Confidence.CERTAIN, "names above numbers")
        : new Finding("true", Confidence.GUESSED, "no column holds numbers; --no-header says else");
  }

  private List<String> warnings(List<String> classes, int dropped) {
    List<String> warnings = new ArrayList<>(kinds.warnings());
    String ofTarget = classes.isEmpty() ? targets.warning() : null;
    if (ofTarget != null) {
      warnings.add(ofTarget);
    }
    if (dropped > 0) {
      warnings.add(
          dropped
              + (dropped == 1 ? " line lacks a value and is" : " lines lack a value and are")
              + " left out");
    }
    Map<Object, Long> counts = new HashMap<>();
    targets.counts().forEach((name, n) -> counts.merge(CsvFormat.meaning(name), n, Long::sum));
    List<String> single =
        classes.stream()
            .filter(name -> counts.getOrDefault(CsvFormat.meaning(name), 0L) == 1)
            .toList();
    if (!single.isEmpty()) {
      warnings.add("one example only of class " + String.join(", ", single));
    }
    String alike = CsvFormat.differentInCapitals(classes);
    if (alike != null) {
      warnings.add(alike + " are different classes");
    }
    return warnings;
  }
}
