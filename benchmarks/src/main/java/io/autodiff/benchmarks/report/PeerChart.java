package io.autodiff.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The picture of the front page: how many times as long peers take for a training step. Its numbers
 * are those of the first table of steps in {@code RESULTS.md}. Drawn by hand: bars that begin at 1
 * on a logarithmic axis, to either side, are none of the chart library's.
 */
final class PeerChart {
  private static final int LEFT = 220;
  private static final int WIDTH = 760;
  private static final int ROW = 46;
  private static final int TOP = 64;

  /** The axis goes from a half to a hundred; a factor of ten is this long. */
  private static final double DECADE = (WIDTH - LEFT - 70) / Math.log10(200);

  private static final Map<String, String> NETWORKS =
      Map.of(
          "A", "2-4-1, batch 4",
          "B", "64-128-64-10, batch 32",
          "C", "784-512-256-10, batch 128",
          "D", "1024-2048-2048-1024, batch 256",
          "E", "32 layers of 64, batch 64");

  private final StringBuilder out = new StringBuilder();

  private PeerChart() {}

  /** Reads the results, the first argument, and writes the picture, the second. */
  public static void main(String[] arguments) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    Files.writeString(Path.of(arguments[1]), new PeerChart().draw(times(lines)));
  }

  /** The times by network, then by contender, in nanoseconds. */
  static Map<String, Map<String, Double>> times(List<String> results) {
    int begin = results.indexOf("## A training step, one thread");
    List<String> names = cells(results.get(begin + 2));
    Map<String, Map<String, Double>> times = new LinkedHashMap<>();
    for (int i = begin + 4; results.get(i).startsWith("|"); i++) {
      List<String> row = cells(results.get(i));
      Map<String, Double> ofNetwork = new LinkedHashMap<>();
      for (String name : List.of("graph", "libtorch", "TensorFlow")) {
        ofNetwork.put(name, nanoseconds(row.get(names.indexOf(name))));
      }
      times.put(row.getFirst(), ofNetwork);
    }
    return times;
  }

  private static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    for (String cell : row.substring(1, row.lastIndexOf('|')).split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  private static double nanoseconds(String time) {
    String[] parts = time.split(" ", -1);
    return Double.parseDouble(parts[0])
        * switch (parts[1]) {
          case "ns" -> 1;
          case "us" -> 1e3;
          case "ms" -> 1e6;
          default -> throw new IllegalArgumentException("no time: " + time);
        };
  }

  private String draw(Map<String, Map<String, Double>> times) {
    int bottom = TOP + ROW * times.size();
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d"
            + " %d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, bottom + 34, WIDTH, bottom + 34);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    text(16, 24, "15", "#222", "A training step, one thread: time of a peer / time of autodiff");
    swatch(LEFT, "#ee6c4d", "libtorch");
    swatch(LEFT + 110, "#f0b429", "TensorFlow");
    text(x(12), 46, "12", "#555", "right of 1 autodiff is faster →");
    for (double tick : new double[] {0.5, 1, 2, 5, 10, 20, 50, 100}) {
      double x = x(tick);
      add(
          "<path d=\"M%.1f,%d V%d\" stroke=\"%s\"/>",
          x, TOP - 8, bottom, tick == 1 ? "#222" : "#ddd");
      text(x - 8, bottom + 18, "12", "#555", tick == 0.5 ? "0.5" : String.valueOf((int) tick));
    }
    int y = TOP;
    for (Map.Entry<String, Map<String, Double>> network : times.entrySet()) {
      double own = time(network, "graph");
      text(16, y + 22, "12", "#222", NETWORKS.getOrDefault(network.getKey(), network.getKey()));
      bar(y + 2, "#ee6c4d", time(network, "libtorch") / own);
      bar(y + 20, "#f0b429", time(network, "TensorFlow") / own);
      y += ROW;
    }
    add("</svg>");
    return out.toString();
  }

  private static double time(Map.Entry<String, Map<String, Double>> network, String who) {
    Double time = network.getValue().get(who);
    if (time == null) {
      throw new IllegalArgumentException("no time of " + who + " for network " + network.getKey());
    }
    return time;
  }

  private void bar(int y, String colour, double ratio) {
    double from = x(Math.min(1, ratio));
    double to = x(Math.max(1, ratio));
    add(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>",
        from, y, to - from, colour);
    text(
        to + 5,
        y + 12,
        "11",
        "#222",
        String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio));
  }

  private void swatch(int x, String colour, String name) {
    add("<rect x=\"%d\" y=\"36\" width=\"12\" height=\"12\" fill=\"%s\"/>", x, colour);
    text(x + 17, 46, "12", "#222", name);
  }

  private void text(double x, double y, String size, String colour, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%s\" fill=\"%s\">%s</text>",
        x, y, size, colour, text);
  }

  private static double x(double ratio) {
    return LEFT + DECADE * Math.log10(ratio / 0.5);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in no library that this one needs
  private void add(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
