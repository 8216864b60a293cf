package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.transform.ValueTree;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Weights from which a network learns any sine from ten points in one step: the gradient of the
 * loss after a step of gradient descent goes through the gradient in that step (Finn, Abbeel and
 * Levine, "Model-agnostic meta-learning", 2017).
 */
public final class MetaLearning {
  private static final double INNER = 0.02;
  private static final double OUTER = 0.03;
  private static final int TASKS = 5;

  private MetaLearning() {}

  /** A network with two hidden layers. */
  record Network(Tensor w1, Tensor b1, Tensor w2, Tensor b2, Tensor w3) {
    static Network draw(RandomGenerator random, int hidden) {
      double scale = Math.sqrt(1.0 / hidden);
      return new Network(
          Tensor.randn(random, 1, hidden),
          Tensor.randn(random, hidden),
          Tensor.randn(random, hidden, hidden).mul(scale),
          Tensor.zeros(hidden),
          Tensor.randn(random, hidden, 1).mul(scale));
    }

    Scalar loss(Points p) {
      Tensor hidden = p.x().matmul(w1).add(b1).tanh().matmul(w2).add(b2).tanh();
      return hidden.matmul(w3).squaredError(p.y()).mean();
    }
  }

  /** Points of a curve, {@code (n, 1)} each. */
  record Points(Tensor x, Tensor y) {}

  /** A curve to be learned: points to learn from, and others. */
  record Task(Points learned, Points others) {
    static Task draw(RandomGenerator random) {
      double height = random.nextDouble(0.1, 5);
      double phase = random.nextDouble(0, Math.PI);
      return new Task(points(random, height, phase), points(random, height, phase));
    }

    private static Points points(RandomGenerator random, double height, double phase) {
      Tensor x = Tensor.uniform(random, -5, 5, 10, 1);
      return new Points(x, x.add(phase).sin().mul(height));
    }
  }

  /** Prints the loss on 200 new curves, each after a step on it, in the course of the training. */
  public static void main(String[] arguments) {
    SplittableRandom random = new SplittableRandom(1);
    Network network = Network.draw(random, 20);
    for (int i = 0; i <= 10; i++) {
      System.out.printf(Locale.ROOT, "%5d %.3f%n", i * 100, lossOnNew(network, 200));
      network = train(network, 100, random);
    }
  }

  /** Returns the network after a step of gradient descent. */
  static Network adapted(Network network, Points points) {
    return ValueTree.axpy(-INNER, Autodiff.gradient(n -> n.loss(points), network), network);
  }

  /** Returns the mean loss on curves, each after a step on it. */
  static Scalar adaptedLoss(Network network, Task... tasks) {
    Scalar[] losses =
        Stream.of(tasks)
            .map(t -> adapted(network, t.learned()).loss(t.others()))
            .toArray(Scalar[]::new);
    return Scalar.sum(losses).div(tasks.length);
  }

  /** Returns the network after some updates. */
  static Network train(Network network, int updates, RandomGenerator random) {
    Network now = network;
    for (int i = 0; i < updates; i++) {
      Task[] tasks = draw(random, TASKS);
      Network gradient = Autodiff.gradient(n -> adaptedLoss(n, tasks), now);
      now = ValueTree.axpy(-OUTER, gradient, now);
    }
    return now;
  }

  private static Task[] draw(RandomGenerator random, int count) {
    return Stream.generate(() -> Task.draw(random)).limit(count).toArray(Task[]::new);
  }

  /** Returns the loss on curves that no training has seen, each after a step on it. */
  static double lossOnNew(Network network, int count) {
    return adaptedLoss(network, draw(new SplittableRandom(0), count)).value();
  }
}
