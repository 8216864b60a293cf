package io.autodiff.op;

import io.autodiff.Tensor;

/**
 * The cross-entropy of a Bernoulli distribution given by a logit {@code x} and a target {@code t}
 * in [0, 1]: {@code -t log σ(x) - (1 - t) log(1 - σ(x))}.
 *
 * <p>It is {@code (1 - t) x + log(1 + e^-x)} for {@code x} from 0 on and {@code -t x + log(1 +
 * e^x)} below: two forms of one function, with the same derivatives of all orders where they meet.
 * Nothing overflows, and neither value nor derivative cancels where they are small.
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
    Tensor x = in[0];
    Tensor right = x.ge(0);
    Tensor linear = right.sub(in[1]).scale(x);
    return linear.add(right.where(x.neg(), x).softplus());
  }
}
