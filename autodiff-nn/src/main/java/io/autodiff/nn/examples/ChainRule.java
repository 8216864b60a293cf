package io.autodiff.nn.examples;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;

/**
 * The chain rule along one path: {@code a11 = σ(w11 x1 + w21 x2)}, {@code p = w31 a11 + w32 a12},
 * {@code C = (y - p)²}, so {@code dC/dw11 = -2 (y - p) · w31 · a11 (1 - a11) · x1}; every factor by
 * hand, and the product by the graph.
 */
public final class ChainRule {
  private static final double X1 = 0.5;
  private static final double X2 = -1.5;
  private static final double Y = 1;
  private static final double[] WEIGHTS = {0.4, -0.3, 0.8, 0.1, -0.7, 0.6};

  private ChainRule() {}

  /** Prints both. */
  public static void main(String[] arguments) {
    System.out.println("dC/dw11 by hand:      " + byHand());
    System.out.println("dC/dw11 by the graph: " + byGraph());
  }

  /** Returns the product of the four factors. */
  static double byHand() {
    double a11 = sigmoid(WEIGHTS[0] * X1 + WEIGHTS[1] * X2);
    double a12 = sigmoid(WEIGHTS[2] * X1 + WEIGHTS[3] * X2);
    double p = WEIGHTS[4] * a11 + WEIGHTS[5] * a12;
    return -2 * (Y - p) * WEIGHTS[4] * a11 * (1 - a11) * X1;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Returns what one traversal finds. */
  static double byGraph() {
    try (Tape tape = new Tape()) {
      Scalar[] w = tape.variables(WEIGHTS);
      Scalar a11 = w[0].mul(X1).add(w[1].mul(X2)).sigmoid();
      Scalar a12 = w[2].mul(X1).add(w[3].mul(X2)).sigmoid();
      Scalar p = w[4].mul(a11).add(w[5].mul(a12));
      Gradients gradients = tape.gradients(p.sub(Y).square());
      return gradients.of(w[0]);
    }
  }
}
