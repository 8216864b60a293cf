package io.autodiff.nn;

import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The mean of losses of elements, or their weighted mean.
 *
 * @param elements gives the losses {@code (batch)} or {@code (batch, …)} of predictions and targets
 * @param activation the activation whose results the predictions may be
 * @param logits the loss of what that activation is applied to
 * @param targets gives targets of which the losses are made by the same operations whatever their
 *     numbers; null if that is not known
 */
record MeanLoss(
    BinaryOperator<Tensor> elements,
    @Nullable Activation activation,
    @Nullable Loss logits,
    @Nullable BinaryOperator<Tensor> targets)
    implements Loss {
  /** Keeps the mean of examples that all weigh nothing finite. */
  private static final double LEAST = 1e-30;

  @Override
  public Scalar of(Tensor prediction, Tensor target) {
    return elements.apply(prediction, target).mean();
  }

  @Override
  public Scalar of(Tensor prediction, Tensor target, @Nullable Tensor weights) {
    if (weights == null) {
      return of(prediction, target);
    }
    Tensor each = elements.apply(prediction, target);
    int[] column = new int[each.rank()];
    Arrays.fill(column, 1);
    column[0] = weights.dim(0);
    double width = (double) each.size() / weights.dim(0);
    Tensor weighted = each.mul(weights.reshape(Shape.of(column)));
    return weighted.sum().div(weights.sum().maximum(LEAST).mul(width));
  }

  @Override
  public @Nullable Tensor forPlan(Tensor target, Tensor prediction) {
    return targets == null ? null : targets.apply(target, prediction);
  }

  @Override
  public @Nullable Loss ofLogits(Activation last) {
    return last == activation ? logits : null;
  }
}
