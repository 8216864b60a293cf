package io.autodiff.nn.examples;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Gradient descent on {@link MatrixNetwork}, the derivatives once by forward differences with step
 * 1e-4, one evaluation for each of the 13 numbers, and once exactly, by one traversal in reverse.
 */
public final class Descent {
  private static final double RATE = 0.01;
  private static final double STEP = 1e-4;
  private static final Tensor INPUT = Tensor.ones(1, 2);

  private Descent() {}

  /** Prints the loss before some updates, by both ways. */
  public static void main(String[] arguments) {
    double[] differences = losses(100, Descent::byDifferences);
    double[] exact = losses(100, Descent::exactly);
    System.out.println("update  by differences          exactly");
    for (int update : new int[] {1, 2, 50, 100}) {
      System.out.printf(
          Locale.ROOT, "%6d  %-22s  %s%n", update, differences[update - 1], exact[update - 1]);
    }
  }

  /** A way to find the derivatives of the loss by each parameter. */
  @FunctionalInterface
  interface Slopes {
    List<Tensor> at(List<Tensor> parameters);
  }

  /** Returns the loss before each update. */
  static double[] losses(int updates, Slopes slopes) {
    List<Tensor> parameters = MatrixNetwork.parameters();
    double[] losses = new double[updates];
    for (int i = 0; i < updates; i++) {
      losses[i] = loss(parameters).value();
      List<Tensor> slope = slopes.at(parameters);
      List<Tensor> next = new ArrayList<>();
      for (int k = 0; k < slope.size(); k++) {
        next.add(parameters.get(k).sub(slope.get(k).mul(RATE)));
      }
      parameters = next;
    }
    return losses;
  }

  private static Scalar loss(List<Tensor> parameters) {
    return MatrixNetwork.loss(MatrixNetwork.rows(parameters, INPUT));
  }

  /** Moves one number at a time. */
  static List<Tensor> byDifferences(List<Tensor> parameters) {
    double here = loss(parameters).value();
    List<Tensor> slopes = new ArrayList<>();
    for (int k = 0; k < parameters.size(); k++) {
      Tensor parameter = parameters.get(k);
      double[] slope = new double[parameter.size()];
      for (int i = 0; i < slope.length; i++) {
        double[] moved = parameter.values();
        moved[i] += STEP;
        List<Tensor> there = new ArrayList<>(parameters);
        there.set(k, Tensor.of(parameter.shape(), moved));
        slope[i] = (loss(there).value() - here) / STEP;
      }
      slopes.add(Tensor.of(parameter.shape(), slope));
    }
    return slopes;
  }

  /** Traverses the graph in reverse. */
  static List<Tensor> exactly(List<Tensor> parameters) {
    try (Tape tape = new Tape()) {
      List<Tensor> variables = parameters.stream().map(tape::variable).toList();
      Gradients gradients = tape.gradients(loss(variables));
      return variables.stream().map(gradients::of).toList();
    }
  }
}
