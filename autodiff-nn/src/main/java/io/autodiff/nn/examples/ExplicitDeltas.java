package io.autodiff.nn.examples;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A 2-4-4-4-1 sigmoid network without biases on exclusive or, its derivatives once layer by layer
 * with the deltas a text writes down, {@code δ_l = (δ_{l+1} Wᵀ) · a (1 - a)}, and once by the
 * graph; and the curve of its loss {@code Σ (y - t)² / 2}.
 */
public final class ExplicitDeltas {
  private static final int[] SIZES = {2, 4, 4, 4, 1};
  private static final double RATE = 0.1;

  private ExplicitDeltas() {}

  /** Trains for 2,000 epochs by the graph and draws the loss. */
  public static void main(String[] arguments) {
    List<Tensor> weights = draw(new SplittableRandom(1));
    double[] losses = new double[2000];
    for (int epoch = 0; epoch < losses.length; epoch++) {
      losses[epoch] = loss(weights);
      weights = updated(weights, byGraph(weights));
    }
    System.out.println(TextPlot.of(losses, 60, 12));
    System.out.printf(Locale.ROOT, "loss %.6f to %.6f%n", losses[0], losses[losses.length - 1]);
  }

  /** Draws weights (in, out) uniformly from [0, 1). */
  static List<Tensor> draw(RandomGenerator random) {
    List<Tensor> weights = new ArrayList<>();
    for (int l = 1; l < SIZES.length; l++) {
      weights.add(Tensor.uniform(random, 0, 1, SIZES[l - 1], SIZES[l]));
    }
    return weights;
  }

  private static Scalar loss(Tensor prediction) {
    return prediction.squaredError(Xor.ANSWERS).sum().div(2);
  }

  /** Returns the loss of the four cases. */
  static double loss(List<Tensor> weights) {
    return loss(activations(weights).getLast()).value();
  }

  private static List<Tensor> activations(List<Tensor> weights) {
    List<Tensor> activations = new ArrayList<>();
    activations.add(Xor.CASES);
    for (Tensor weight : weights) {
      activations.add(activations.getLast().matmul(weight).sigmoid());
    }
    return activations;
  }

  /** Returns the weights after one step of gradient descent. */
  static List<Tensor> updated(List<Tensor> weights, List<Tensor> slopes) {
    List<Tensor> next = new ArrayList<>();
    for (int l = 0; l < weights.size(); l++) {
      next.add(weights.get(l).sub(slopes.get(l).mul(RATE)));
    }
    return next;
  }

  /** Returns the derivatives by the weights, layer by layer from the last. */
  static List<Tensor> byDeltas(List<Tensor> weights) {
    List<Tensor> a = activations(weights);
    Tensor delta = a.getLast().sub(Xor.ANSWERS).mul(slope(a.getLast()));
    List<Tensor> slopes = new ArrayList<>();
    for (int l = weights.size() - 1; l >= 0; l--) {
      slopes.addFirst(a.get(l).transpose().matmul(delta));
      delta = delta.matmul(weights.get(l).transpose()).mul(slope(a.get(l)));
    }
    return slopes;
  }

  private static Tensor slope(Tensor sigmoid) {
    return sigmoid.mul(sigmoid.constant(1).sub(sigmoid));
  }

  /** Returns the derivatives by the weights, by one traversal. */
  static List<Tensor> byGraph(List<Tensor> weights) {
    try (Tape tape = new Tape()) {
      List<Tensor> variables = weights.stream().map(tape::variable).toList();
      Gradients gradients = tape.gradients(loss(activations(variables).getLast()));
      return variables.stream().map(gradients::of).toList();
    }
  }
}
