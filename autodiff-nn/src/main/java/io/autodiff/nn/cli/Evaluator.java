package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.Tensor;
import io.autodiff.nn.Loss;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Preprocessing;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.Metric;
import java.util.List;
import java.util.Map;

/** The loss and metrics of networks that tell classes, and of those that predict numbers. */
final class Evaluator {
  private Evaluator() {}

  static Loss loss(boolean classes) {
    return classes ? Loss.softmaxCrossEntropy() : Loss.meanSquaredError();
  }

  /** Returns the metrics of each epoch, in the units of the targets as they were read. */
  static List<Metric> metrics(TrainedModel model) {
    return model.classes().isEmpty()
        ? undone(model, List.of(Metric.meanAbsoluteError(), Metric.r2()))
        : List.of(Metric.accuracy());
  }

  /** Returns all metrics of a tested model, the most usual one last. */
  static List<Metric> all(TrainedModel model) {
    return model.classes().isEmpty()
        ? undone(
            model, List.of(Metric.rootMeanSquaredError(), Metric.meanAbsoluteError(), Metric.r2()))
        : List.of(
            Metric.logLoss(),
            Metric.rocAuc(),
            Metric.prAuc(),
            Metric.precision(),
            Metric.recall(),
            Metric.f1(),
            Metric.accuracy());
  }

  private static List<Metric> undone(TrainedModel model, List<Metric> metrics) {
    return metrics.stream().<Metric>map(metric -> new Undone(metric, model.targets())).toList();
  }

  /**
   * A metric of numbers as they were before they were prepared.
   *
   * @param targets what prepared them
   */
  private record Undone(Metric metric, Preprocessing targets) implements Metric {
    @Override
    public String name() {
      return metric.name();
    }

    @Override
    public Tally start() {
      Tally tally = metric.start();
      return new Tally() {
        @Override
        public void add(Tensor prediction, Tensor target) {
          tally.add(targets.undo(prediction), targets.undo(target.reshape(prediction.shape())));
        }

        @Override
        public double value() {
          return tally.value();
        }
      };
    }
  }

  /**
   * Evaluates a model by all metrics.
   *
   * @param data prepared, targets that are numbers too; the loss is that of training
   */
  static Evaluation evaluate(TrainedModel model, BatchSource data, Engine engine) {
    Loss loss = loss(!model.classes().isEmpty());
    return Evaluation.of(model.network(), loss, data, engine, all(model));
  }

  /**
   * Puts the figures of a part into the fields of JSON.
   *
   * @param part "train", "validation" or "test", with which the fields' names begin
   */
  static void put(String part, Evaluation evaluation, Map<String, Object> fields) {
    fields.put(field(part + " loss"), JsonNumbers.of(evaluation.loss()));
    evaluation
        .metrics()
        .forEach((name, value) -> fields.put(field(part + " " + name), JsonNumbers.of(value)));
  }

  /** Returns the name of a figure as a JSON field: {@code testMeanAbsoluteError}. */
  static String field(String name) {
    StringBuilder joined = new StringBuilder();
    for (String word : name.split("[^\\p{Alnum}]+", -1)) {
      if (joined.isEmpty()) {
        joined.append(word);
      } else if (!word.isEmpty()) {
        joined.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return joined.toString();
  }
}
