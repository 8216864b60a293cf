package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What training makes small: a number for a batch of predictions and their targets, the mean over
 * the batch. Any function of two tensors can serve; one made of losses of elements, {@link
 * #ofElements}, also takes examples that count differently.
 */
@FunctionalInterface
public interface Loss {

  /** Returns the loss of a batch. */
  Scalar of(Tensor prediction, Tensor target);

  /**
   * Returns the loss of a batch whose examples count differently: {@code Σ w l / Σ w}, 0 if all
   * weights are 0.
   *
   * @param weights {@code (batch)}, not negative; null if all count the same
   * @throws AutodiffException if there are weights and this loss knows none
   */
  default Scalar of(Tensor prediction, Tensor target, @Nullable Tensor weights) {
    if (weights == null) {
      return of(prediction, target);
    }
    throw new AutodiffException(
        "loss: knows no weights of examples",
        getClass().getSimpleName() + " with weights " + weights.shape(),
        "one of the library's losses, or Loss.ofElements",
        null);
  }

  /**
   * Returns this loss as one of what a network's last activation is applied to; null if it has no
   * such form. Training takes its steps by it: where an activation's result is rounded to 0 or 1,
   * in float32 from logits of 17 on, a derivative by way of it is lost, and the worst mistakes
   * would never be learnt from. The values are the same where no logarithm is kept above its floor.
   *
   * @param last the last activation
   */
  default @Nullable Loss ofLogits(Activation last) {
    return null;
  }

  /**
   * Returns targets in a form of which this loss is made by the same operations for every batch of
   * one size, whatever their numbers; null if there is none, as of a loss that a caller wrote.
   * Training takes them for steps that it plans.
   *
   * @param prediction a prediction of the batch's shape, whose numbers do not matter
   * @throws AutodiffException if targets do not fit
   */
  default @Nullable Tensor forPlan(Tensor target, Tensor prediction) {
    return null;
  }

  /**
   * Returns the mean of losses of elements.
   *
   * @param elements gives the losses of predictions {@code (batch, …)} and targets, {@code (batch)}
   *     or {@code (batch, …)}
   */
  static Loss ofElements(BinaryOperator<Tensor> elements) {
    return new MeanLoss(elements, null, null, null);
  }

  /**
   * Returns this loss with examples that count by their class. Targets are class numbers, and
   * predictions have one column for each class.
   *
   * @param weights one for each class, not negative
   * @throws AutodiffException if a weight is negative or not finite
   */
  default Loss weightedByClass(double... weights) {
    return new ClassWeightedLoss(this, weights);
  }

  /**
   * Returns the cross-entropy of softmax, for networks that end in a linear layer with one unit for
   * each class.
   *
   * <p>Targets are the classes' numbers from 0, {@code (batch)}, or probabilities, {@code (batch,
   * classes)}.
   */
  static Loss softmaxCrossEntropy() {
    return new MeanLoss(
        (logits, target) ->
            target.rank() == logits.rank()
                ? logits.softmaxCrossEntropy(target)
                : logits.softmaxCrossEntropy(Targets.labels("loss", target, logits)),
        null,
        null,
        Targets::rows);
  }

  /**
   * Returns the cross-entropy of softmax with targets as for {@link #softmaxCrossEntropy()}, spread
   * by {@link Tensor#labelSmoothing}.
   *
   * @param smoothing from 0 to 1
   */
  static Loss softmaxCrossEntropy(double smoothing) {
    return new MeanLoss(
        (logits, target) ->
            logits.softmaxCrossEntropy(Targets.rows(target, logits).labelSmoothing(smoothing)),
        null,
        null,
        Targets::rows);
  }

  /**
   * Returns the cross-entropy of the logistic function, for networks that end in a linear layer.
   */
  static Loss binaryCrossEntropyOnLogits() {
    return elementwise(Tensor::binaryCrossEntropyOnLogits);
  }

  /** Returns the cross-entropy of probabilities, for networks that end in a sigmoid. */
  static Loss binaryCrossEntropy() {
    return new MeanLoss(
        (p, target) -> p.binaryCrossEntropy(Targets.like(target, p)),
        Activation.SIGMOID,
        binaryCrossEntropyOnLogits(),
        Targets::like);
  }

  /**
   * Returns the cross-entropy of probabilities, for networks that end in softmax; targets as for
   * {@link #softmaxCrossEntropy}.
   */
  static Loss categoricalCrossEntropy() {
    return new MeanLoss(
        (probabilities, target) ->
            probabilities.categoricalCrossEntropy(Targets.rows(target, probabilities)),
        Activation.SOFTMAX,
        softmaxCrossEntropy(),
        Targets::rows);
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

  private static Loss elementwise(BinaryOperator<Tensor> loss) {
    return new MeanLoss(
        (prediction, target) -> loss.apply(prediction, Targets.like(target, prediction)),
        null,
        null,
        Targets::like);
  }
}
