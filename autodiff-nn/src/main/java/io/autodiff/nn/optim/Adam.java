package io.autodiff.nn.optim;

import java.util.List;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1): {@code m ← β1 m + (1 - β1) g}, {@code v ← β2 v + (1
 * - β2) g²}, {@code w ← w - rate · m̂ / (sqrt(v̂) + ε)} with {@code m̂ = m / (1 - β1^t)}, {@code v̂
 * = v / (1 - β2^t)}. With decoupled weight decay it is AdamW (Loshchilov and Hutter, ICLR 2019,
 * algorithm 2): before the step, {@code w ← w - rate · decay · w}.
 *
 * @param learningRate about how far a weight moves in a step
 * @param beta1 how much of the mean of derivatives is kept
 * @param beta2 how much of the mean of their squares is kept
 * @param epsilon keeps the quotient finite
 * @param decay the decoupled weight decay
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double decay)
    implements UpdateRule {

  /** Checks the numbers. */
  public Adam {
    Checks.rate("Adam", learningRate);
    Checks.fraction("Adam: beta1", beta1);
    Checks.fraction("Adam: beta2", beta2);
    Checks.positive("Adam: epsilon", epsilon);
    Checks.notNegative("Adam: weight decay", decay);
  }

  /** Returns Adam as its paper recommends it: β1 0.9, β2 0.999, ε 1e-8. */
  public static Adam of(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  /** Returns the same with other parts of the means that are kept. */
  public Adam betas(double newBeta1, double newBeta2) {
    return new Adam(learningRate, newBeta1, newBeta2, epsilon, decay);
  }

  /** Returns the same with another ε. */
  public Adam epsilon(double newEpsilon) {
    return new Adam(learningRate, beta1, beta2, newEpsilon, decay);
  }

  /** Returns the same with decoupled weight decay, which makes it AdamW; 0.01 is usual. */
  public Adam decoupledDecay(double newDecay) {
    return new Adam(learningRate, beta1, beta2, epsilon, newDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("m", "v");
  }

  @Override
  public void update(
      long step, double rate, double[] w, double[] g, double[][] slots, int from, int to) {
    double[] m = slots[0];
    double[] v = slots[1];
    double b1 = beta1;
    double b2 = beta2;
    double eps = epsilon;
    double length = rate / (1 - Math.pow(b1, (double) step));
    double unbias = 1 / (1 - Math.pow(b2, (double) step));
    double keep = 1 - rate * decay;
    for (int i = from; i < to; i++) {
      double d = g[i];
      m[i] = b1 * m[i] + (1 - b1) * d;
      v[i] = b2 * v[i] + (1 - b2) * d * d;
      w[i] = keep * w[i] - length * m[i] / (Math.sqrt(v[i] * unbias) + eps);
    }
  }

  @Override
  public void update(
      long step, double rate, float[] w, float[] g, float[][] slots, int from, int to) {
    float[] m = slots[0];
    float[] v = slots[1];
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float c1 = (float) (1 - beta1);
    float c2 = (float) (1 - beta2);
    float eps = (float) epsilon;
    float length = (float) (rate / (1 - Math.pow(beta1, (double) step)));
    float unbias = (float) (1 / (1 - Math.pow(beta2, (double) step)));
    float keep = (float) (1 - rate * decay);
    for (int i = from; i < to; i++) {
      float d = g[i];
      m[i] = b1 * m[i] + c1 * d;
      v[i] = b2 * v[i] + c2 * d * d;
      w[i] = keep * w[i] - length * m[i] / ((float) Math.sqrt(v[i] * unbias) + eps);
    }
  }
}
