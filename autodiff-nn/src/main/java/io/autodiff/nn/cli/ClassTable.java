package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ClassScores;
import io.autodiff.nn.train.ConfusionMatrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well a model tells each class.
 *
 * @param names the classes
 * @param matrix which class was said for which
 * @param scores the probabilities
 */
record ClassTable(List<String> names, ConfusionMatrix matrix, ClassScores scores) {
  /** More classes than these fill no table that could be read. */
  private static final int MOST_CLASSES = 40;

  static final List<String> FIGURES = List.of("precision", "recall", "f1", "roc auc", "pr auc");

  /** Tests a model that tells classes. */
  static ClassTable of(TrainedModel model, BatchSource prepared, Engine engine) {
    return new ClassTable(
        model.classes(),
        ConfusionMatrix.of(model.network(), prepared, engine),
        ClassScores.of(model.network(), prepared, engine));
  }

  boolean isReadable() {
    return names.size() <= MOST_CLASSES;
  }

  /** Returns the number of examples of a class. */
  long examples(int label) {
    long all = 0;
    for (int i = 0; i < names.size(); i++) {
      all += matrix.count(label, i);
    }
    return all;
  }

  /** Returns the figures of a class, named by {@link #FIGURES}. */
  double[] figures(int label) {
    return new double[] {
      matrix.precision(label),
      matrix.recall(label),
      matrix.f1(label),
      scores.rocAuc(label),
      scores.prAuc(label)
    };
  }

  /** Returns a row for each class. */
  @Override
  public String toString() {
    int width = Math.max(5, names.stream().mapToInt(String::length).max().orElse(0));
    StringBuilder text = new StringBuilder("class" + " ".repeat(width - 5));
    FIGURES.forEach(name -> text.append(String.format(Locale.ROOT, "  %9s", name)));
    text.append("  examples");
    for (int label = 0; label < names.size(); label++) {
      String name = names.get(label);
      text.append('\n').append(name).append(" ".repeat(width - name.length()));
      for (double figure : figures(label)) {
        text.append(String.format(Locale.ROOT, "  %9.4f", figure));
      }
      text.append(String.format(Locale.ROOT, "  %8d", examples(label)));
    }
    return text.toString();
  }

  /** Returns the rows as fields of JSON. */
  List<Map<String, Object>> fields() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("class", names.get(label));
      row.put("examples", examples(label));
      double[] figures = figures(label);
      for (int i = 0; i < figures.length; i++) {
        row.put(Evaluator.field(FIGURES.get(i)), JsonNumbers.of(figures[i]));
      }
      Map<String, Long> said = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        said.put(names.get(i), matrix.count(label, i));
      }
      row.put("predicted", said);
      rows.add(row);
    }
    return rows;
  }
}
