package io.autodiff.benchmarks.start;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.Random;

/** Gradient descent on the loss of a logistic regression, of 569 rows of 31 numbers. */
final class FirstGradients {
  private static final int ROWS = 569;
  private static final int COLUMNS = 31;

  private FirstGradients() {}

  /** Takes some gradients, each after a step down, and returns the square of the last's length. */
  static double run(int calls) {
    Random random = new Random(1);
    Tensor rows = Tensor.randn(random, ROWS, COLUMNS);
    Tensor weights = Tensor.randn(random, COLUMNS, 1);
    Tensor labels = rows.matmul(weights).sigmoid().sub(0.5).sign().add(1).div(2);
    Tensor at = Tensor.zeros(COLUMNS, 1);
    double size = Double.NaN;
    for (int i = 0; i < calls; i++) {
      Tensor gradient = Autodiff.gradient(w -> loss(rows, labels, w), at);
      at = at.sub(gradient.mul(0.1));
      size = gradient.square().sum().value();
    }
    return size;
  }

  private static Scalar loss(Tensor rows, Tensor labels, Tensor weights) {
    return rows.matmul(weights).binaryCrossEntropyOnLogits(labels).mean();
  }
}
