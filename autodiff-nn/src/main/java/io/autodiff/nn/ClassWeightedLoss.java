package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loss in which examples count by their class.
 *
 * @param weights one for each class
 */
record ClassWeightedLoss(Loss loss, double[] weights) implements Loss {
  ClassWeightedLoss {
    weights = weights.clone();
    boolean fit = Arrays.stream(weights).allMatch(w -> w >= 0 && w < Double.POSITIVE_INFINITY);
    if (!fit || weights.length == 0) {
      throw new AutodiffException(
          "loss: not weights of classes",
          Arrays.toString(weights),
          "a finite number from 0 on for each class",
          null);
    }
  }

  @Override
  public Scalar of(Tensor prediction, Tensor target) {
    return of(prediction, target, null);
  }

  @Override
  public Scalar of(Tensor prediction, Tensor target, @Nullable Tensor ofExamples) {
    if (prediction.rank() != 2 || prediction.dim(1) != weights.length) {
      throw new AutodiffException(
          "loss: one weight for each class is needed",
          weights.length + " weights, predictions " + prediction.shape(),
          "predictions (batch, " + weights.length + ")",
          null);
    }
    int[] labels = Targets.labels("loss", target, prediction);
    double[] own = Arrays.stream(labels).mapToDouble(label -> weights[label]).toArray();
    Tensor byClass = Tensor.wrap(Shape.of(own.length), own).to(prediction.dtype());
    return loss.of(prediction, target, ofExamples == null ? byClass : byClass.mul(ofExamples));
  }

  @Override
  public @Nullable Loss ofLogits(Activation last) {
    Loss logits = loss.ofLogits(last);
    return logits == null ? null : new ClassWeightedLoss(logits, weights);
  }
}
