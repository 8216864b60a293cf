package io.autodiff.nn.train;

import io.autodiff.Tensor;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A figure read off the probabilities of classes; holds those of all examples. */
record ScoreMetric(String name, ToDoubleFunction<ClassScores> figure) implements Metric {
  @Override
  public Tally start() {
    return new Tally() {
      private @Nullable ClassScores scores;

      @Override
      public void add(Tensor prediction, Tensor target) {
        if (scores == null) {
          scores = new ClassScores(prediction.dim(-1));
        }
        scores.add(prediction, target);
      }

      @Override
      public double value() {
        return scores == null ? Double.NaN : figure.applyAsDouble(scores);
      }
    };
  }
}
