package io.autodiff.nn.cli;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.model.TrainedModel;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What a network that tells classes gets wrong, as pieces of the report. */
final class Mistakes {
  private static final int MOST_CLASSES = 40;
  private static final int MOST_IMAGES = 40;

  private final TrainedModel model;
  private final Dataset raw;
  private final int[] actual;
  private final int[] said;

  /**
   * @param raw the examples as they were read
   * @param prepared the same as the network sees them
   */
  Mistakes(TrainedModel model, Dataset raw, Dataset prepared) {
    this.model = model;
    this.raw = raw;
    boolean classes = !model.classes().isEmpty();
    this.actual =
        classes
            ? Arrays.stream(prepared.targets().values()).mapToInt(label -> (int) label).toArray()
            : new int[0];
    this.said = classes ? largest(model.network().predict(prepared.inputs())) : new int[0];
  }

  private static int[] largest(Tensor outputs) {
    double[] values = outputs.values();
    int width = outputs.dim(1);
    int[] largest = new int[outputs.dim(0)];
    for (int i = 0; i < largest.length; i++) {
      for (int j = 1; j < width; j++) {
        if (values[i * width + j] > values[i * width + largest[i]]) {
          largest[i] = j;
        }
      }
    }
    return largest;
  }

  /**
   * Returns how often each class was taken for each; nothing without classes, or with very many.
   */
  String confusionTable() {
    List<String> names = model.classes();
    int n = names.size();
    if (n == 0 || n > MOST_CLASSES) {
      return "";
    }
    int[][] counts = new int[n][n];
    for (int i = 0; i < actual.length; i++) {
      counts[actual[i]][said[i]]++;
    }
    StringBuilder table = new StringBuilder("<h2>Confusion matrix</h2>\n<table><tr><th>is \\ said");
    names.forEach(name -> table.append("</th><th>").append(Html.escape(name)));
    table.append("</th><th>recall</th>");
    for (int i = 0; i < n; i++) {
      int all = Arrays.stream(counts[i]).sum();
      table.append("</tr>\n<tr><th>").append(Html.escape(names.get(i))).append("</th>");
      for (int j = 0; j < n; j++) {
        table.append(cell(counts[i][j], all, i == j));
      }
      String recall =
          all == 0 ? "" : String.format(Locale.ROOT, "%.3f", (double) counts[i][i] / all);
      table.append("<td>").append(recall).append("</td>");
    }
    return table.append("</tr></table>").toString();
  }

  private static String cell(int count, int all, boolean right) {
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
    int[] wrong = new int[Math.min(actual.length, MOST_IMAGES)];
    int shown = 0;
    int all = 0;
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] != said[i]) {
        all++;
        if (shown < wrong.length) {
          wrong[shown++] = i;
        }
      }
    }
    StringBuilder page = new StringBuilder("<h2>Wrongly classified</h2>\n");
    page.append("<p>").append(all).append(" of ").append(actual.length);
    page.append(shown < all ? ", the first " + shown + " of them" : "");
    page.append("</p>\n<div class=\"images\">");
    for (int i = 0; i < shown; i++) {
      page.append(figure(wrong[i], model.image().get()));
    }
    return page.append("</div>").toString();
  }

  private String figure(int example, Shape shape) {
    double[] pixels = raw.rows(example).inputs().values();
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
        Html.escape(model.classes().get(actual[example])),
        Html.escape(model.classes().get(said[example])));
  }
}
