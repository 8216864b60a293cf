package io.autodiff.nn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.CsvSchema;
import io.autodiff.nn.io.AtomicFile;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.Diagnosis;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.LayerReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A self-contained HTML page about a training: curves (by Chart.js, which it contains), the figures
 * of each class, ROC curves, the confusion matrix, wrongly classified images, or predicted numbers
 * over true ones and their errors; the schema of the data, the graph of one step, and the command
 * to repeat it. It is the only output that has a date, so that equal trainings give equal models.
 *
 * @param data the name of the data
 * @param command repeats the training
 * @param schema what the columns of the data hold; null if they are no CSV file
 * @param experiment what was trained, on what
 * @param outcome its result
 */
record TrainingReport(
    String data,
    String command,
    @Nullable CsvSchema schema,
    Experiment experiment,
    Experiment.Outcome outcome) {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /** Writes the page, or replaces it, as a whole or not at all. */
  void write(Path file) throws IOException {
    byte[] page = html().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  /** Returns the page. */
  String html() throws IOException {
    return fill(resource("report.html"), parts());
  }

  private Map<String, String> parts() throws IOException {
    TrainedModel model = model();
    ClassTable table = table();
    Mistakes mistakes = table == null ? null : new Mistakes(experiment, table);
    StepGraph graph = new StepGraph(experiment);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", Html.escape(title()));
    parts.put("subtitle", Html.escape(examples() + "; " + network()));
    parts.put("figures", figures());
    parts.put("diagnosis", diagnosis());
    parts.put("epochs", epochs());
    parts.put("classes", mistakes == null ? "" : mistakes.classTable());
    parts.put("confusion", mistakes == null ? "" : mistakes.confusionTable());
    parts.put("images", mistakes == null ? "" : mistakes.images());
    parts.put("schema", schema == null ? "" : schemaTable(schema));
    parts.put("summary", Html.escape(model.network().summary()));
    parts.put("graph", graph.svg());
    parts.put("graphInputs", Html.escape(graph.inputs()));
    parts.put("graphBatch", String.valueOf(graph.batch()));
    parts.put("command", Html.escape(command));
    parts.put("made", Html.escape(made()));
    parts.put("library", resource("chart.umd.js").replace("</script", "<\\/script"));
    parts.put("data", JSON.std.asString(charts(table)).replace("</", "<\\/"));
    return parts;
  }

  private @Nullable ClassTable table() {
    BatchSource test = experiment.test();
    return test == null || model().classes().isEmpty()
        ? null
        : ClassTable.of(model(), test, experiment.engine());
  }

  private static String made() {
    String date =
        ZonedDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT));
    return "Made " + date + " by " + new Main.Version().getVersion()[0];
  }

  private static String schemaTable(CsvSchema schema) {
    List<List<String>> file = new ArrayList<>();
    file.add(List.of("encoding", schema.encoding().value(), schema.encoding().toString()));
    file.add(List.of("separator", schema.separator().value(), schema.separator().toString()));
    file.add(List.of("decimal mark", schema.decimal().value(), schema.decimal().toString()));
    List<List<String>> columns = new ArrayList<>();
    for (CsvSchema.Column column : schema.columns()) {
      columns.add(List.of(column.name(), column.kind().toString(), column.detail()));
    }
    StringBuilder html = new StringBuilder("<h2>Data</h2>\n");
    html.append(Html.table(List.of("file", "", "how sure"), file)).append("\n<div class=\"wide\">");
    html.append(Html.table(List.of("column", "kind", "what is in it"), columns)).append("</div>");
    for (String warning : schema.warnings()) {
      html.append("\n<p class=\"found\">").append(Html.escape(warning)).append("</p>");
    }
    return html.toString();
  }

  /** Returns the curves of the training and the points of the charts about the test. */
  private Map<String, Object> charts(@Nullable ClassTable table) {
    Map<String, Object> charts = curves();
    charts.put("roc", table == null ? List.of() : TestCharts.roc(table));
    BatchSource raw = experiment.rawTest();
    List<double[]> predicted =
        raw == null || !model().classes().isEmpty()
            ? List.of()
            : TestCharts.predicted(model(), raw, experiment);
    charts.put("predicted", predicted);
    charts.put("residuals", TestCharts.residuals(predicted));
    return charts;
  }

  private TrainedModel model() {
    return experiment.model();
  }

  private History history() {
    return outcome.history();
  }

  private String held() {
    return experiment.heldPart();
  }

  private String examples() {
    BatchSource validation = experiment.validation();
    BatchSource test = experiment.test();
    return String.format(
        Locale.ROOT,
        "%,d examples for training, %s%s",
        experiment.train().size(),
        validation == null
            ? ""
            : String.format(Locale.ROOT, "%,d for validation, ", validation.size()),
        test == null
            ? "none for a test"
            : String.format(Locale.ROOT, "%,d for the test", test.size()));
  }

  private String title() {
    TrainedModel model = model();
    String classes = model.classes().isEmpty() ? "a number" : model.classes().size() + " classes";
    return data + ": " + classes + " from " + model.features().size() + " features";
  }

  private String network() {
    return String.format(
        Locale.ROOT,
        "%,d parameters, %s",
        model().network().parameterCount(),
        model().network().dtype());
  }

  private String figures() {
    StringBuilder figures = new StringBuilder();
    Evaluation test = outcome.test();
    if (test != null) {
      test.metrics()
          .forEach(
              (name, value) ->
                  figure(figures, "test " + name, String.format(Locale.ROOT, "%.4f", value)));
      figure(figures, "test loss", String.format(Locale.ROOT, "%.4g", test.loss()));
    }
    double seconds = outcome.seconds();
    figure(figures, "epochs", String.valueOf(history().epochs().size()));
    if (experiment.training().patience != null) {
      figure(figures, "the kept epoch", String.valueOf(outcome.kept().number()));
    }
    figure(figures, "seconds", String.format(Locale.ROOT, "%.1f", seconds));
    return figures.toString();
  }

  private static void figure(StringBuilder to, String name, String value) {
    to.append("<div><b>").append(Html.escape(value)).append("</b><span>");
    to.append(Html.escape(name)).append("</span></div>");
  }

  private String diagnosis() {
    StringBuilder lines = new StringBuilder();
    for (String line : Diagnosis.of(history())) {
      lines.append("<p class=\"found\">").append(Html.escape(line)).append("</p>\n");
    }
    return lines.toString();
  }

  private List<String> metricNames() {
    return List.copyOf(history().last().train().metrics().keySet());
  }

  /** Returns whether a part was evaluated after each epoch. */
  private boolean isHeld() {
    return history().epochs().stream().anyMatch(epoch -> epoch.validation() != null);
  }

  private String epochs() {
    boolean isHeld = isHeld();
    List<String> head = new ArrayList<>(List.of("epoch"));
    List<String> figures = new ArrayList<>(List.of("loss"));
    figures.addAll(metricNames());
    for (String name : figures) {
      head.add("training " + name);
      if (isHeld) {
        head.add(held() + " " + name);
      }
    }
    head.add("learning rate");
    List<List<String>> rows = new ArrayList<>();
    for (Epoch epoch : history().epochs()) {
      Evaluation held = epoch.validation();
      List<String> row = new ArrayList<>();
      row.add(String.valueOf(epoch.number()));
      row.add(number(epoch.train().loss()));
      if (isHeld) {
        row.add(held == null ? "" : number(held.loss()));
      }
      for (String name : metricNames()) {
        row.add(number(metric(epoch.train(), name)));
        if (isHeld) {
          row.add(number(metric(held, name)));
        }
      }
      row.add(number(epoch.learningRate()));
      rows.add(row);
    }
    return Html.table(head, rows);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.5g", value);
  }

  private static double metric(@Nullable Evaluation evaluation, String name) {
    return evaluation == null ? Double.NaN : evaluation.metrics().getOrDefault(name, Double.NaN);
  }

  private Map<String, Object> curves() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("epochs", history().epochs().stream().map(Epoch::number).toList());
    data.put("loss", both(evaluation -> evaluation == null ? Double.NaN : evaluation.loss()));
    String metric = metricNames().getLast();
    data.put("metric", metric);
    data.put("metrics", both(evaluation -> metric(evaluation, metric)));
    data.put("rates", values(Epoch::learningRate));
    List<Object> gradients = new ArrayList<>();
    for (LayerReport layer : history().last().layers()) {
      gradients.add(series(layer.layer(), epoch -> gradient(epoch, layer.layer())));
    }
    data.put("gradients", gradients);
    return data;
  }

  /** Returns the curves of a figure of the training part and, if there is one, the held part. */
  private List<Object> both(ToDoubleFunction<@Nullable Evaluation> figure) {
    List<Object> curves = new ArrayList<>();
    curves.add(series("training", epoch -> figure.applyAsDouble(epoch.train())));
    if (isHeld()) {
      curves.add(series(held(), epoch -> figure.applyAsDouble(epoch.validation())));
    }
    return curves;
  }

  private static double gradient(Epoch epoch, String layer) {
    return epoch.layers().stream()
        .filter(report -> report.layer().equals(layer))
        .mapToDouble(LayerReport::gradient)
        .findFirst()
        .orElse(Double.NaN);
  }

  private Map<String, Object> series(String name, ToDoubleFunction<Epoch> value) {
    Map<String, Object> series = new LinkedHashMap<>();
    series.put("name", name);
    series.put("values", values(value));
    return series;
  }

  /** Returns one number for each epoch; null, which charts leave out, for what is not finite. */
  private List<@Nullable Double> values(ToDoubleFunction<Epoch> value) {
    List<@Nullable Double> values = new ArrayList<>();
    for (Epoch epoch : history().epochs()) {
      double x = value.applyAsDouble(epoch);
      values.add(Double.isFinite(x) ? x : null);
    }
    return values;
  }

  private static String fill(String template, Map<String, String> parts) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(parts.get(place.group(1)), place.group(1))));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TrainingReport.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
