package io.autodiff.op;

import io.autodiff.Tensor;

/**
 * The cross-entropy of a Bernoulli distribution given by a logit {@code x} and a target {@code t}
 * in [0, 1]: {@code -t log σ(x) - (1 - t) log(1 - σ(x)) = t softplus(-x) + (1 - t) softplus(x)},
 * of which nothing overflows or cancels.
 */
public enum BinaryCrossEntropy implements Composite {
  /** The operation. */
  ON_LOGITS;

  @Override
  public String label() {
    return "binaryCrossEntropyOnLogits";
  }

  @Override
  public Tensor define(Tensor... in) {
    Tensor logits = in[0];
    Tensor targets = in[1];
    Tensor ofOne = targets.scale(logits.neg().softplus());
    return ofOne.add(targets.neg().add(1).scale(logits.softplus()));
  }
}
