package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import java.util.Arrays;

/**
 * Forward mode and reverse mode on one network: a pass forward gives the derivative in one
 * direction, a traversal in reverse the derivatives by every parameter, and the first is the
 * product of the second with the direction.
 */
public final class TwoModes {
  private TwoModes() {}

  /** Prints the derivative of a network's answer in one direction, both ways. */
  public static void main(String[] arguments) {
    double[] point = new double[9];
    double[] direction = new double[9];
    Arrays.setAll(point, i -> Math.sin(i + 1.0));
    Arrays.setAll(direction, i -> Math.cos(i + 1.0));
    System.out.println("forward: " + forward(point, direction));
    System.out.println("reverse: " + reverse(point, direction));
  }

  private static Scalar answer(Scalar[] parameters) {
    return WeightAndHeight.network(parameters, -2, -1)[2];
  }

  /** Returns the derivative in a direction by one pass forward. */
  static double forward(double[] point, double[] direction) {
    return Autodiff.jvp(p -> new Scalar[] {answer(p)}).at(point, direction)[0];
  }

  /** Returns the product of the gradient, found by one traversal, with the direction. */
  static double reverse(double[] point, double[] direction) {
    double[] gradient = Autodiff.gradient(TwoModes::answer).at(point);
    double sum = 0;
    for (int i = 0; i < gradient.length; i++) {
      sum += gradient[i] * direction[i];
    }
    return sum;
  }
}
