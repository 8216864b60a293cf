package io.autodiff.nn.train;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A history as a table of numbers: a row for each epoch, a named column for each figure. */
final class HistoryTable {
  private static final String RATE = "rate";
  private static final String SECONDS = "seconds";
  private static final String TRAIN = "train ";
  private static final String VALIDATION = "validation ";
  private static final String LOSS = "loss";
  private static final String LAYER = "layer ";

  private HistoryTable() {}

  /** Returns the names of the columns, one a line. */
  static String columns(History history) {
    return history.epochs().isEmpty() ? "" : String.join("\n", row(history.last()).keySet());
  }

  /** Returns the numbers. */
  static Tensor numbers(History history) {
    int rows = history.epochs().size();
    int columns = rows == 0 ? 0 : row(history.last()).size();
    double[] table = new double[rows * columns];
    int at = 0;
    for (Epoch epoch : history.epochs()) {
      for (double value : row(epoch).values()) {
        table[at++] = value;
      }
    }
    return Tensor.wrap(Shape.of(rows, columns), table);
  }

  private static Map<String, Double> row(Epoch epoch) {
    Map<String, Double> row = new LinkedHashMap<>();
    row.put(RATE, epoch.learningRate());
    row.put(SECONDS, epoch.seconds());
    put(row, TRAIN, epoch.train());
    Evaluation validation = epoch.validation();
    if (validation != null) {
      put(row, VALIDATION, validation);
    }
    for (LayerReport layer : epoch.layers()) {
      row.put(LAYER + "gradient " + layer.layer(), layer.gradient());
      row.put(LAYER + "mean " + layer.layer(), layer.mean());
      row.put(LAYER + "deviation " + layer.layer(), layer.deviation());
      row.put(LAYER + "dead " + layer.layer(), layer.dead());
    }
    return row;
  }

  private static void put(Map<String, Double> row, String prefix, Evaluation evaluation) {
    row.put(prefix + LOSS, evaluation.loss());
    evaluation.metrics().forEach((name, value) -> row.put(prefix + "metric " + name, value));
  }

  /** Reads a table that {@link #columns} and {@link #numbers} wrote. */
  static History read(String columns, Tensor numbers) {
    List<Epoch> epochs = new ArrayList<>();
    List<String> names = columns.lines().toList();
    double[] table = numbers.values();
    for (int r = 0; r < numbers.dim(0); r++) {
      Map<String, Double> row = new LinkedHashMap<>();
      for (int c = 0; c < names.size(); c++) {
        row.put(names.get(c), table[r * names.size() + c]);
      }
      epochs.add(epoch(r + 1, row));
    }
    return new History(epochs);
  }

  private static Epoch epoch(int number, Map<String, Double> row) {
    List<LayerReport> layers = new ArrayList<>();
    String gradient = LAYER + "gradient ";
    for (String name : row.keySet()) {
      if (name.startsWith(gradient)) {
        String layer = name.substring(gradient.length());
        layers.add(
            new LayerReport(
                layer,
                figure(row, name),
                figure(row, LAYER + "mean " + layer),
                figure(row, LAYER + "deviation " + layer),
                figure(row, LAYER + "dead " + layer)));
      }
    }
    Evaluation train = evaluation(row, TRAIN);
    return new Epoch(
        number,
        train == null ? new Evaluation(Double.NaN, Map.of()) : train,
        evaluation(row, VALIDATION),
        figure(row, RATE),
        figure(row, SECONDS),
        layers);
  }

  private static @Nullable Evaluation evaluation(Map<String, Double> row, String prefix) {
    if (!row.containsKey(prefix + LOSS)) {
      return null;
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    String start = prefix + "metric ";
    row.forEach(
        (name, value) -> {
          if (name.startsWith(start)) {
            metrics.put(name.substring(start.length()), value);
          }
        });
    return new Evaluation(figure(row, prefix + LOSS), metrics);
  }

  private static double figure(Map<String, Double> row, String name) {
    return row.getOrDefault(name, Double.NaN);
  }
}
