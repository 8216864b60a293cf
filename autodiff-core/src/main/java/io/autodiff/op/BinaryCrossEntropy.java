package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.Logistic;

/**
 * The cross-entropy of a Bernoulli distribution given by a logit {@code x} and a target {@code t}
 * in [0, 1]: {@code -t log σ(x) - (1 - t) log(1 - σ(x)) = t softplus(-x) + (1 - t) softplus(x)}, of
 * which nothing overflows or cancels.
 */
public enum BinaryCrossEntropy implements Binary {
  /** The operation. */
  ON_LOGITS;

  @Override
  public String label() {
    return "binaryCrossEntropyOnLogits";
  }

  @Override
  public double applyAsDouble(double x, double t) {
    return weighted(t, Logistic.softplus(-x)) + weighted(1 - t, Logistic.softplus(x));
  }

  @Override
  public <V extends Value<V>> V define(V x, V t) {
    return scale(t, x.neg().softplus()).add(scale(t.constant(1).sub(t), x.softplus()));
  }

  @Override
  public double left(double x, double t, double z) {
    return (1 - t) * Logistic.sigmoid(x) - t * Logistic.sigmoid(-x);
  }

  @Override
  public double right(double x, double t, double z) {
    return -x;
  }

  @Override
  public <V extends Value<V>> V propagateLeft(V g, V x, V t, V z) {
    V above = t.constant(1).sub(t).mul(x.sigmoid());
    return scale(g, above.sub(t.mul(x.neg().sigmoid())));
  }

  @Override
  public <V extends Value<V>> V propagateRight(V g, V x, V t, V z) {
    return scale(g, x.neg());
  }

  /** Returns a product, 0 where the weight is 0. */
  private static double weighted(double weight, double x) {
    return weight == 0 ? 0 : weight * x;
  }
}
