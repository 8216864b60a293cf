package io.autodiff.nn.train;

import io.autodiff.Tensor;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A figure read off a confusion matrix. */
record ConfusionMetric(String name, ToDoubleFunction<ConfusionMatrix> figure) implements Metric {
  @Override
  public Tally start() {
    return new Tally() {
      private @Nullable ConfusionMatrix matrix;

      @Override
      public void add(Tensor prediction, Tensor target) {
        if (matrix == null) {
          matrix = new ConfusionMatrix(prediction.dim(-1));
        }
        matrix.add(prediction, target);
      }

      @Override
      public double value() {
        return matrix == null ? Double.NaN : figure.applyAsDouble(matrix);
      }
    };
  }
}
