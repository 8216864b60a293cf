package io.autodiff.nn.optim;

import java.util.List;

/**
 * Adagrad (Duchi, Hazan and Singer, JMLR 2011, with the diagonal): {@code v ← v + g²}, {@code w ← w
 * - rate · g / (sqrt(v) + ε)}.
 *
 * @param learningRate how far a weight moves in the first step
 * @param epsilon keeps the quotient finite
 */
public record Adagrad(double learningRate, double epsilon) implements UpdateRule {

  /** Checks the numbers. */
  public Adagrad {
    Checks.rate("Adagrad", learningRate);
    Checks.positive("Adagrad: epsilon", epsilon);
  }

  /** Returns Adagrad with ε 1e-10. */
  public static Adagrad of(double learningRate) {
    return new Adagrad(learningRate, 1e-10);
  }

  @Override
  public List<String> slots() {
    return List.of("v");
  }

  @Override
  public void update(
      long step, double rate, double[] w, double[] g, double[][] slots, int from, int to) {
    double[] v = slots[0];
    double eps = epsilon;
    for (int i = from; i < to; i++) {
      v[i] += g[i] * g[i];
      w[i] -= rate * g[i] / (Math.sqrt(v[i]) + eps);
    }
  }

  @Override
  public void update(
      long step, double rate, float[] w, float[] g, float[][] slots, int from, int to) {
    float[] v = slots[0];
    float r = (float) rate;
    float eps = (float) epsilon;
    for (int i = from; i < to; i++) {
      v[i] += g[i] * g[i];
      w[i] -= r * g[i] / ((float) Math.sqrt(v[i]) + eps);
    }
  }
}
