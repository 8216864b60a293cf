package io.autodiff.nn.examples;

import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A network of L sigmoid layers whose examples are columns, {@code Z = W A + b}, or rows, {@code Z
 * = A Wᵀ + 1 bᵀ}: the same weights, the same loss, the same derivatives. The loss is the mean
 * binary cross-entropy of the last layer's sums, whose derivative by them is {@code (A - Y) / n}.
 *
 * <p>{@code main} trains 2-4-1 on the side of a line that points of the plane lie on, and times the
 * traversal in reverse against the pass forward, warm and the shortest of many; a text says it
 * costs about two of them.
 */
public final class TwoLayouts {
  /** How long the compiler of the JVM is given before anything is timed. */
  private static final long WARM_UP = 3_000_000_000L;

  private static final int SAMPLES = 300;

  private final List<Parameter> weights = new ArrayList<>();
  private final List<Parameter> biases = new ArrayList<>();

  /** Draws weights {@code scale · N(0, 1)} of shape (out, in); biases are 0. */
  TwoLayouts(double scale, RandomGenerator random, int... sizes) {
    for (int l = 1; l < sizes.length; l++) {
      Tensor drawn = Tensor.randn(random, sizes[l], sizes[l - 1]).mul(scale);
      weights.add(new Parameter("W" + l, drawn));
      biases.add(new Parameter("b" + l, Tensor.zeros(sizes[l])));
    }
  }

  /** Points of the plane and whether they lie above the line {@code x0 + x1 = 0}. */
  record Points(Tensor columns, Tensor answers) {
    static Points draw(int count, RandomGenerator random) {
      Tensor x = Tensor.randn(random, 2, count);
      return new Points(x, x.sum(new int[] {0}, true).gt(0));
    }
  }

  /** Trains on 100 points and prints loss, accuracy and cost. */
  public static void main(String[] arguments) {
    SplittableRandom random = new SplittableRandom(1);
    TwoLayouts network = new TwoLayouts(0.01, random, 2, 4, 1);
    Points points = Points.draw(100, random);
    for (int epoch = 0; epoch <= 1000; epoch++) {
      double loss = network.step(points, 0.5);
      if (epoch % 100 == 0) {
        System.out.printf(Locale.ROOT, "epoch %4d  loss %.6f%n", epoch, loss);
      }
    }
    System.out.printf(Locale.ROOT, "accuracy %.2f%n", network.accuracy(points));
    printCost();
  }

  /** Records the logits of examples in columns: {@code (in, n) → (out, n)}. */
  Tensor columns(Tape tape, Tensor x) {
    Tensor a = x;
    for (int l = 0; l < weights.size(); l++) {
      Tensor b = tape.use(biases.get(l));
      Tensor z = tape.use(weights.get(l)).matmul(a).add(b.reshape(b.size(), 1));
      a = l < weights.size() - 1 ? z.sigmoid() : z;
    }
    return a;
  }

  /** Records the logits of examples in rows: {@code (n, in) → (n, out)}. */
  Tensor rows(Tape tape, Tensor x) {
    Tensor a = x;
    for (int l = 0; l < weights.size(); l++) {
      Tensor z = a.matmul(tape.use(weights.get(l)).transpose()).add(tape.use(biases.get(l)));
      a = l < weights.size() - 1 ? z.sigmoid() : z;
    }
    return a;
  }

  /** Returns weights and biases. */
  List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(weights);
    all.addAll(biases);
    return all;
  }

  /** Takes one step of gradient descent and returns the loss before it. */
  double step(Points points, double rate) {
    try (Tape tape = new Tape()) {
      Scalar loss = columns(tape, points.columns).binaryCrossEntropyOnLogits(points.answers).mean();
      Gradients gradients = tape.gradients(loss);
      for (Parameter parameter : parameters()) {
        parameter.set(parameter.value().sub(gradients.of(parameter).mul(rate)));
      }
      return loss.value();
    }
  }

  /** Returns the part of points on the side that the network says. */
  double accuracy(Points points) {
    try (Tape tape = new Tape()) {
      return columns(tape, points.columns).detach().gt(0).eq(points.answers).mean().value();
    }
  }

  private static void printCost() {
    SplittableRandom random = new SplittableRandom(2);
    TwoLayouts wide = new TwoLayouts(0.05, random, 256, 256, 256, 1);
    Tensor x = Tensor.randn(random, 256, 128);
    Tensor y = Tensor.full(1, 1, 128);
    long warm = System.nanoTime() + WARM_UP;
    while (System.nanoTime() < warm) {
      wide.time(x, y);
    }
    double forward = Double.POSITIVE_INFINITY;
    double reverse = Double.POSITIVE_INFINITY;
    for (int i = 0; i < SAMPLES; i++) {
      double[] both = wide.time(x, y);
      forward = Math.min(forward, both[0]);
      reverse = Math.min(reverse, both[1]);
    }
    System.out.printf(
        Locale.ROOT,
        "256-256-256-1, %s weights, warm: reverse takes %.1f times the pass forward%n",
        Shape.of(256, 256),
        reverse / forward);
  }

  /** Returns the nanoseconds of a pass forward and of the traversal in reverse after it. */
  private double[] time(Tensor x, Tensor y) {
    try (Tape tape = new Tape(Engine.standard().withThreads(1))) {
      long begun = System.nanoTime();
      Scalar loss = columns(tape, x).binaryCrossEntropyOnLogits(y).mean();
      long recorded = System.nanoTime();
      double used = tape.gradients(loss).of(weights.getFirst()).at(0, 0);
      long done = System.nanoTime();
      return new double[] {recorded - begun + 0 * used, done - recorded};
    }
  }
}
