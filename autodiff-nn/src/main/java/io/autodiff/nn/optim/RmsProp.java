package io.autodiff.nn.optim;

import java.util.List;

/**
 * RMSProp (Tieleman and Hinton, Coursera lecture 6.5, 2012): {@code v ← decay · v + (1 - decay)
 * g²}, {@code w ← w - rate · g / (sqrt(v) + ε)}.
 *
 * @param learningRate about how far a weight moves in a step
 * @param decay how much of the mean of squares is kept
 * @param epsilon keeps the quotient finite
 */
public record RmsProp(double learningRate, double decay, double epsilon) implements UpdateRule {

  /** Checks the numbers. */
  public RmsProp {
    Checks.rate("RmsProp", learningRate);
    Checks.fraction("RmsProp: decay", decay);
    Checks.positive("RmsProp: epsilon", epsilon);
  }

  /** Returns RMSProp with decay 0.9 and ε 1e-8. */
  public static RmsProp of(double learningRate) {
    return new RmsProp(learningRate, 0.9, 1e-8);
  }

  @Override
  public List<String> slots() {
    return List.of("v");
  }

  @Override
  public void update(
      long step, double rate, double[] w, double[] g, double[][] slots, int from, int to) {
    double[] v = slots[0];
    double keep = decay;
    double eps = epsilon;
    for (int i = from; i < to; i++) {
      v[i] = keep * v[i] + (1 - keep) * g[i] * g[i];
      w[i] -= rate * g[i] / (Math.sqrt(v[i]) + eps);
    }
  }

  @Override
  public void update(
      long step, double rate, float[] w, float[] g, float[][] slots, int from, int to) {
    float[] v = slots[0];
    float r = (float) rate;
    float keep = (float) decay;
    float take = (float) (1 - decay);
    float eps = (float) epsilon;
    for (int i = from; i < to; i++) {
      v[i] = keep * v[i] + take * g[i] * g[i];
      w[i] -= r * g[i] / ((float) Math.sqrt(v[i]) + eps);
    }
  }
}
