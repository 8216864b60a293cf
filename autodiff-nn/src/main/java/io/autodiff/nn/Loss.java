package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.function.BiFunction;

/**
 * What training makes small: a number for a batch of predictions and their targets, the mean over
 * the batch. Any function of two tensors can serve.
 */
@FunctionalInterface
public interface Loss {

  /** Returns the loss of a batch. */
  Scalar of(Tensor prediction, Tensor target);

  /**
   * Returns the cross-entropy of softmax, for networks that end in a linear layer with one unit for
   * each class.
   *
   * <p>Targets are the classes' numbers from 0, {@code (batch)}, or probabilities, {@code (batch,
   * classes)}.
   */
  static Loss softmaxCrossEntropy() {
    return (logits, target) ->
        target.rank() == logits.rank()
            ? logits.softmaxCrossEntropy(target).mean()
            : logits.softmaxCrossEntropy(Targets.labels("loss", target, logits)).mean();
  }

  /**
   * Returns the cross-entropy of softmax with targets as for {@link #softmaxCrossEntropy()}, spread
   * by {@link Tensor#labelSmoothing}.
   *
   * @param smoothing from 0 to 1
   */
  static Loss softmaxCrossEntropy(double smoothing) {
    return (logits, target) -> {
      Tensor rows = target.rank() == logits.rank() ? target : Targets.oneHot(target, logits);
      return logits.softmaxCrossEntropy(rows.labelSmoothing(smoothing)).mean();
    };
  }

  /**
   * Returns the cross-entropy of the logistic function, for networks that end in a linear layer.
   */
  static Loss binaryCrossEntropyOnLogits() {
    return elementwise(Tensor::binaryCrossEntropyOnLogits);
  }

  /** Returns the cross-entropy of probabilities, for networks that end in a sigmoid. */
  static Loss binaryCrossEntropy() {
    return elementwise(Tensor::binaryCrossEntropy);
  }

  /**
   * Returns the cross-entropy of probabilities, for networks that end in softmax; targets as for
   * {@link #softmaxCrossEntropy}.
   */
  static Loss categoricalCrossEntropy() {
    return (probabilities, target) ->
        target.rank() == probabilities.rank()
            ? probabilities.categoricalCrossEntropy(target).mean()
            : probabilities.categoricalCrossEntropy(Targets.oneHot(target, probabilities)).mean();
  }

  /** Returns the mean of {@code (x - t)^2}. */
  static Loss meanSquaredError() {
    return elementwise(Tensor::squaredError);
  }

  /** Returns the mean of {@code |x - t|}. */
  static Loss meanAbsoluteError() {
    return elementwise(Tensor::absoluteError);
  }

  /**
   * Returns the mean of Huber's loss: {@code d² / 2} of an error {@code d = |x - t|} up to {@code
   * delta}, {@code delta (d - delta / 2)} of a larger one, so that outliers pull no harder than
   * others (Huber, 1964).
   *
   * @throws AutodiffException if {@code delta} is not a finite number above 0
   */
  static Loss huber(double delta) {
    if (!(delta > 0) || Double.isInfinite(delta)) {
      throw new AutodiffException(
          "huber: delta is not a positive number",
          Double.toString(delta),
          "a finite number above 0",
          null);
    }
    return elementwise((prediction, target) -> prediction.huber(target, delta));
  }

  private static Loss elementwise(BiFunction<Tensor, Tensor, Tensor> loss) {
    return (prediction, target) -> loss.apply(prediction, Targets.like(target, prediction)).mean();
  }
}
