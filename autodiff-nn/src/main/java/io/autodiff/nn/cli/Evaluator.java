package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.Metric;
import java.util.List;

/** The loss and metrics of networks that tell classes, and of those that predict numbers. */
final class Evaluator {
  private Evaluator() {}

  static Loss loss(boolean classes) {
    return classes ? Loss.softmaxCrossEntropy() : Loss.meanSquaredError();
  }

  static Metric[] metrics(boolean classes) {
    return classes
        ? new Metric[] {Metric.accuracy()}
        : new Metric[] {Metric.meanAbsoluteError(), Metric.r2()};
  }

  static Evaluation evaluate(Mlp network, boolean classes, BatchSource data, Engine engine) {
    return Evaluation.of(network, loss(classes), data, engine, List.of(metrics(classes)));
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
