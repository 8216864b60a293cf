package io.autodiff.nn.cli;

import io.autodiff.Tensor;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ClassScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The points of a report's charts about the test part. */
final class TestCharts {
  private static final int BATCH = 512;
  private static final int MOST_POINTS = 1000;
  private static final int MOST_CURVES = 10;

  private TestCharts() {}

  /** Returns ROC curves, one for each of a few classes; one for the second of two. */
  static List<Map<String, Object>> roc(ClassTable table) {
    List<Map<String, Object>> curves = new ArrayList<>();
    int first = table.names().size() == 2 ? 1 : 0;
    for (int label = first; label < table.names().size() && curves.size() < MOST_CURVES; label++) {
      double area = table.scores().rocAuc(label);
      if (!Double.isNaN(area)) {
        String name = String.format(Locale.ROOT, "%s, area %.4f", table.names().get(label), area);
        curves.add(series(name, roc(table.scores().steps(label))));
      }
    }
    return curves;
  }

  private static List<double[]> roc(List<ClassScores.Step> steps) {
    ClassScores.Step all = steps.getLast();
    List<double[]> points = new ArrayList<>();
    points.add(new double[] {0, 0});
    for (ClassScores.Step step : steps) {
      points.add(
          new double[] {(double) step.wrong() / all.wrong(), (double) step.right() / all.right()});
    }
    return thinned(points);
  }

  /** Returns points evenly spaced in their order, the last one among them. */
  private static List<double[]> thinned(List<double[]> points) {
    int every = Math.max(1, (points.size() + MOST_POINTS - 1) / MOST_POINTS);
    List<double[]> kept = new ArrayList<>();
    for (int i = 0; i < points.size(); i += every) {
      kept.add(points.get(i));
    }
    kept.add(points.getLast());
    return kept;
  }

  /** Returns the predicted numbers over the true ones, in the target's own unit. */
  static List<double[]> predicted(TrainedModel model, BatchSource raw, Experiment experiment) {
    List<double[]> points = new ArrayList<>();
    for (Batch batch : raw.batches(BATCH)) {
      Tensor outputs = model.predict(batch.inputs(), experiment.engine());
      double[] said = outputs.values();
      double[] is = batch.targets().values();
      for (int i = 0; i < is.length; i++) {
        points.add(new double[] {is[i], said[i * outputs.dim(1)]});
      }
    }
    return points.size() <= MOST_POINTS ? points : thinned(points);
  }

  /** Returns the errors, predicted less true, over the predicted numbers. */
  static List<double[]> residuals(List<double[]> predicted) {
    return predicted.stream().map(p -> new double[] {p[1], p[1] - p[0]}).toList();
  }

  static Map<String, Object> series(String name, List<double[]> points) {
    Map<String, Object> series = new LinkedHashMap<>();
    series.put("name", name);
    series.put("points", points);
    return series;
  }
}
