package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The parts of a report that show which examples a network classifies wrongly. */
final class Mistakes {
  private static final int MOST_IMAGES = 40;

  private static final int BATCH = 512;

  private final TrainedModel model;
  private final BatchSource raw;
  private final BatchSource prepared;
  private final Engine engine;
  private final ClassTable table;

  /** Looks at the test part of an experiment. */
  Mistakes(Experiment experiment, ClassTable table) {
    this.model = experiment.model();
    this.raw = Objects.requireNonNull(experiment.rawTest());
    this.prepared = Objects.requireNonNull(experiment.test());
    this.engine = experiment.engine();
    this.table = table;
  }

  /** Returns the figures of each class; nothing if there are very many. */
  String classTable() {
    if (!table.isReadable()) {
      return "";
    }
    List<String> head = new ArrayList<>(List.of("class"));
    head.addAll(ClassTable.FIGURES);
    head.add("examples");
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < table.names().size(); label++) {
      List<String> row = new ArrayList<>(List.of(table.names().get(label)));
      for (double figure : table.figures(label)) {
        row.add(Double.isNaN(figure) ? "" : String.format(Locale.ROOT, "%.4f", figure));
      }
      row.add(String.valueOf(table.examples(label)));
      rows.add(row);
    }
    return "<h2>Classes</h2>\n<div class=\"wide\">" + Html.table(head, rows) + "</div>";
  }

  /** Returns the confusion matrix; nothing if there are very many classes. */
  String confusionTable() {
    List<String> names = model.classes();
    int n = names.size();
    if (!table.isReadable()) {
      return "";
    }
    ConfusionMatrix counts = table.matrix();
    StringBuilder html = new StringBuilder("<h2>Confusion matrix</h2>\n<p>");
    html.append("Rows are the test examples' own classes, columns what the network says.</p>\n");
    html.append("<div class=\"wide\"><table class=\"confusion\"><tr><th></th><th>");
    html.append(String.join("</th><th>", names.stream().map(Html::escape).toList()));
    html.append("</th><th>recall</th>");
    for (int i = 0; i < n; i++) {
      long all = table.examples(i);
      html.append("</tr>\n<tr><th>").append(Html.escape(names.get(i))).append("</th>");
      for (int j = 0; j < n; j++) {
        html.append(cell(counts.count(i, j), all, i == j));
      }
      html.append("<td>").append(all == 0 ? "" : part(counts.recall(i))).append("</td>");
    }
    html.append("</tr>\n<tr><th>precision</th>");
    for (int j = 0; j < n; j++) {
      html.append("<td>").append(part(counts.precision(j))).append("</td>");
    }
    return html.append("<td></td></tr></table></div>").toString();
  }

  private static String part(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String cell(long count, long all, boolean right) {
    if (count == 0) {
      return "<td>·</td>";
    }
    double part = (double) count / all;
    double strength = right ? 0.1 + 0.4 * part : Math.min(0.9, 0.25 + 2 * part);
    String color = right ? "47,111,171" : "209,96,61";
    return String.format(
        Locale.ROOT, "<td style=\"background:rgba(%s,%.2f)\">%d</td>", color, strength, count);
  }

  /** Returns images of the first wrongly classified examples; nothing if examples are no images. */
  String images() {
    if (model.image().isEmpty()) {
      return "";
    }
    StringBuilder figures = new StringBuilder();
    long wrong = 0;
    Iterator<Batch> originals = raw.batches(BATCH).iterator();
    for (Batch batch : prepared.batches(BATCH)) {
      Batch original = originals.next();
      double[] actual = batch.targets().values();
      int[] said = model.network().predict(batch.inputs(), engine).argMax(1);
      for (int i = 0; i < said.length; i++) {
        if (said[i] != actual[i] && ++wrong <= MOST_IMAGES) {
          figures.append(figure(original, i, (int) actual[i], said[i], model.image().get()));
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "<h2>Wrongly classified</h2>%n<p>%,d of %,d%s</p>%n<div class=\"images\">%s</div>",
        wrong,
        raw.size(),
        wrong > MOST_IMAGES ? ", the first " + MOST_IMAGES + " of them" : "",
        figures);
  }

  private String figure(Batch batch, int row, int actual, int said, Shape shape) {
    double[] all = batch.inputs().values();
    double[] pixels = Arrays.copyOfRange(all, row * shape.size(), (row + 1) * shape.size());
    double most = Math.max(1e-300, Arrays.stream(pixels).max().orElse(1));
    byte[] grey = new byte[pixels.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.round(Math.clamp(pixels[i] / most, 0, 1) * 255);
    }
    return String.format(
        Locale.ROOT,
        "<figure><canvas class=\"image\" width=\"%d\" height=\"%d\" data-pixels=\"%s\"></canvas>"
            + "<figcaption>is %s, said %s</figcaption></figure>%n",
        shape.dim(1),
        shape.dim(0),
        Base64.getEncoder().encodeToString(grey),
        Html.escape(model.classes().get(actual)),
        Html.escape(model.classes().get(said)));
  }
}
