package io.autodiff.nn.optim;

import java.util.List;

/**
 * Stochastic gradient descent, {@code w ← w - rate · v}, with {@code v ← momentum · v + g} (Polyak
 * 1964) or, with Nesterov's momentum, {@code w ← w - rate · (g + momentum · v)} (Sutskever et al.,
 * ICML 2013, in the form that PyTorch uses). Weight decay adds {@code decay · w} to the derivative.
 *
 * @param learningRate the step's length for each unit of the derivative
 * @param momentum how much of the last step is kept, from 0 to below 1
 * @param nesterov whether the derivative counts as if taken after the momentum's step
 * @param weightDecay how strongly weights are drawn to 0
 */
public record Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay)
    implements UpdateRule {

  /** Checks the numbers. */
  public Sgd {
    Checks.rate("Sgd", learningRate);
    Checks.fraction("Sgd: momentum", momentum);
    Checks.notNegative("Sgd: weight decay", weightDecay);
  }

  /** Returns plain gradient descent. */
  public static Sgd of(double learningRate) {
    return new Sgd(learningRate, 0, false, 0);
  }

  /** Returns the same with momentum. */
  public Sgd momentum(double newMomentum) {
    return new Sgd(learningRate, newMomentum, nesterov, weightDecay);
  }

  /** Returns the same with Nesterov's momentum. */
  public Sgd nesterov(double newMomentum) {
    return new Sgd(learningRate, newMomentum, true, weightDecay);
  }

  /** Returns the same with weight decay. */
  public Sgd weightDecay(double decay) {
    return new Sgd(learningRate, momentum, nesterov, decay);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of() : List.of("velocity");
  }

  @Override
  public void update(
      long step, double rate, double[] w, double[] g, double[][] slots, int from, int to) {
    double decay = weightDecay;
    if (momentum == 0) {
      for (int i = from; i < to; i++) {
        w[i] -= rate * (g[i] + decay * w[i]);
      }
      return;
    }
    double[] v = slots[0];
    double keep = momentum;
    double own = nesterov ? 1 : 0;
    double follow = nesterov ? momentum : 1;
    for (int i = from; i < to; i++) {
      double d = g[i] + decay * w[i];
      v[i] = keep * v[i] + d;
      w[i] -= rate * (own * d + follow * v[i]);
    }
  }

  @Override
  public void update(
      long step, double rate, float[] w, float[] g, float[][] slots, int from, int to) {
    float r = (float) rate;
    float decay = (float) weightDecay;
    if (momentum == 0) {
      for (int i = from; i < to; i++) {
        w[i] -= r * (g[i] + decay * w[i]);
      }
      return;
    }
    float[] v = slots[0];
    float keep = (float) momentum;
    float own = nesterov ? 1 : 0;
    float follow = nesterov ? keep : 1;
    for (int i = from; i < to; i++) {
      float d = g[i] + decay * w[i];
      v[i] = keep * v[i] + d;
      w[i] -= r * (own * d + follow * v[i]);
    }
  }
}
