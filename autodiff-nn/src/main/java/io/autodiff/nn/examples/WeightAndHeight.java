package io.autodiff.nn.examples;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Neurons put together to a 2-2-1 network that tells people apart by weight and height (both less
 * their mean), trained one person at a time: nine numbers, and scalars only.
 */
public final class WeightAndHeight {
  static final double[][] PEOPLE = {{-2, -1}, {25, 6}, {17, 4}, {-15, -6}};
  static final double[] ANSWERS = {1, 0, 0, 1};

  private WeightAndHeight() {}

  /** Trains for 1,000 epochs, printing the loss, and asks about two strangers. */
  public static void main(String[] arguments) {
    SplittableRandom random = new SplittableRandom(1);
    double[] parameters = new double[9];
    Arrays.setAll(parameters, _ -> random.nextGaussian());
    double[] trained = train(parameters, 1000, true);
    System.out.printf(Locale.ROOT, "(-7, -3) gives %.3f%n", answer(trained, -7, -3));
    System.out.printf(Locale.ROOT, "(20, 2) gives %.3f%n", answer(trained, 20, 2));
  }

  /** Returns a neuron's output, {@code σ(w1 x1 + w2 x2 + b)}. */
  static Scalar neuron(Scalar w1, Scalar w2, Scalar b, Scalar x1, Scalar x2) {
    return w1.mul(x1).add(w2.mul(x2)).add(b).sigmoid();
  }

  /**
   * Returns the first hidden neuron's output, the second's and the network's.
   *
   * @param p w1 to w6, then b1 to b3
   */
  static Scalar[] network(Scalar[] p, double weight, double height) {
    Scalar x1 = Scalar.of(weight);
    Scalar x2 = Scalar.of(height);
    Scalar h1 = neuron(p[0], p[1], p[6], x1, x2);
    Scalar h2 = neuron(p[2], p[3], p[7], x1, x2);
    return new Scalar[] {h1, h2, neuron(p[4], p[5], p[8], h1, h2)};
  }

  /** Returns the network's output. */
  static double answer(double[] parameters, double weight, double height) {
    return network(Scalar.of(parameters), weight, height)[2].value();
  }

  /** Returns the mean of {@code (t - y)²}. */
  static double meanSquaredError(double[] targets, double[] outputs) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      sum += (targets[i] - outputs[i]) * (targets[i] - outputs[i]);
    }
    return sum / targets.length;
  }

  /** Returns the derivatives of {@code (answer - y)²} by all nine parameters. */
  static double[] slopes(double[] parameters, double[] person, double answer) {
    try (Tape tape = new Tape()) {
      Scalar[] p = tape.variables(parameters);
      Scalar y = network(p, person[0], person[1])[2];
      return tape.gradients(y.sub(answer).square()).of(p);
    }
  }

  /** Returns the parameters after training at rate 0.1, one person at a time. */
  static double[] train(double[] beginning, int epochs, boolean show) {
    double[] p = beginning.clone();
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int i = 0; i < PEOPLE.length; i++) {
        double[] slopes = slopes(p, PEOPLE[i], ANSWERS[i]);
        Arrays.setAll(p, k -> p[k] - 0.1 * slopes[k]);
      }
      if (show && epoch % 10 == 0) {
        System.out.printf(Locale.ROOT, "epoch %3d  loss %.6f%n", epoch, loss(p));
      }
    }
    return p;
  }

  /** Returns the mean squared error over all people. */
  static double loss(double[] parameters) {
    double[] outputs = new double[PEOPLE.length];
    Arrays.setAll(outputs, i -> answer(parameters, PEOPLE[i][0], PEOPLE[i][1]));
    return meanSquaredError(ANSWERS, outputs);
  }
}
