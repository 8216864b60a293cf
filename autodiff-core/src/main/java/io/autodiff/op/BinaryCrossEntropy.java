package io.autodiff.op;

import io.autodiff.Tensor;

/**
 * The cross-entropy of a Bernoulli distribution given by a logit {@code x} and a target {@code t}
 * in [0, 1]: {@code -t log σ(x) - (1 - t) log(1 - σ(x)) = softplus(x) - t x}, which cannot
 * overflow.
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
    return logits.softplus().sub(logits.mul(targets));
  }
}
