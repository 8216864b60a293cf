package io.autodiff.nn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.nn.data.BatchSource;
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
 * A self-contained HTML page about a training: curves (by Chart.js, which it contains), the
 * confusion matrix, wrongly classified images, the graph of one step, and the command to repeat it.
 *
 * @param data the name of the data
 * @param command repeats the training
 * @param experiment what was trained, on what
 * @param outcome its result
 */
record TrainingReport(
    String data, String command, Experiment experiment, Experiment.Outcome outcome) {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /** Writes the page, or replaces it, as a whole or not at all. */
  void write(Path file) throws IOException {
    String page = fill(resource("report.html"), parts());
    AtomicFile.write(file, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
  }

  private Map<String, String> parts() throws IOException {
    TrainedModel model = model();
    Mistakes mistakes = new Mistakes(experiment);
    StepGraph graph = new StepGraph(experiment);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", Html.escape(title()));
    parts.put("subtitle", Html.escape(examples() + "; " + network()));
    parts.put("figures", figures());
    parts.put("diagnosis", diagnosis());
    parts.put("epochs", epochs());
    parts.put("confusion", mistakes.confusionTable());
    parts.put("images", mistakes.images());
    parts.put("summary", Html.escape(model.network().summary()));
    parts.put("graph", graph.svg());
    parts.put("graphInputs", Html.escape(graph.inputs()));
    parts.put("graphBatch", String.valueOf(graph.batch()));
    parts.put("command", Html.escape(command));
    parts.put("library", resource("chart.umd.js").replace("</script", "<\\/script"));
    parts.put("data", JSON.std.asString(curves()).replace("</", "<\\/"));
    return parts;
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
    return String.format(
        Locale.ROOT,
        "%,d examples for training, %s%,d for the test",
        experiment.train().size(),
        validation == null
            ? ""
            : String.format(Locale.ROOT, "%,d for validation, ", validation.size()),
        experiment.test().size());
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
    test.metrics()
        .forEach(
            (name, value) ->
                figure(figures, "test " + name, String.format(Locale.ROOT, "%.4f", value)));
    figure(figures, "test loss", String.format(Locale.ROOT, "%.4g", test.loss()));
    double seconds = outcome.seconds();
    figure(figures, "epochs", String.valueOf(history().epochs().size()));
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

  private String epochs() {
    List<String> head = new ArrayList<>(List.of("epoch", "training loss", held() + " loss"));
    metricNames().forEach(name -> head.addAll(List.of("training " + name, held() + " " + name)));
    head.add("learning rate");
    List<List<String>> rows = new ArrayList<>();
    for (Epoch epoch : history().epochs()) {
      Evaluation held = epoch.validation();
      List<String> row = new ArrayList<>();
      row.add(String.valueOf(epoch.number()));
      row.add(number(epoch.train().loss()));
      row.add(held == null ? "" : number(held.loss()));
      for (String name : metricNames()) {
        row.add(number(metric(epoch.train(), name)));
        row.add(number(metric(held, name)));
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
    data.put(
        "loss",
        List.of(
            series("training", epoch -> epoch.train().loss()),
            series(
                held(),
                epoch -> epoch.validation() == null ? Double.NaN : epoch.validation().loss())));
    String metric = metricNames().getLast();
    data.put("metric", metric);
    data.put(
        "metrics",
        List.of(
            series("training", epoch -> metric(epoch.train(), metric)),
            series(held(), epoch -> metric(epoch.validation(), metric))));
    data.put("rates", values(Epoch::learningRate));
    List<Object> gradients = new ArrayList<>();
    for (LayerReport layer : history().last().layers()) {
      gradients.add(series(layer.layer(), epoch -> gradient(epoch, layer.layer())));
    }
    data.put("gradients", gradients);
    return data;
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
