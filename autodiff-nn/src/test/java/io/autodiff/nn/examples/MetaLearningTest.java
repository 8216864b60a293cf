package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.nn.examples.MetaLearning.Network;
import io.autodiff.nn.examples.MetaLearning.Points;
import io.autodiff.nn.examples.MetaLearning.Task;
import io.autodiff.transform.ValueTree;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A gradient through a gradient against differences of a step by hand, and what it is good for. */
class MetaLearningTest {

  @Test
  void lossAfterAStepOnANewCurveFalls() {
    SplittableRandom random = new SplittableRandom(1);
    Network network = Network.draw(random, 20);
    double before = MetaLearning.lossOnNew(network, 100);
    double after = MetaLearning.lossOnNew(MetaLearning.train(network, 400, random), 100);
    assertTrue(after < 0.6 * before, before + " to " + after);
  }

  @Test
  void gradientThroughAStepIsThatOfDifferences() {
    SplittableRandom random = new SplittableRandom(3);
    Network network = Network.draw(random, 6);
    Task task = Task.draw(random);
    var at = Autodiff.valueAndGradient(n -> MetaLearning.adaptedLoss(n, task), network);
    assertEquals(adaptedLoss(network, task), at.value().value(), 1e-13);
    Network direction = DirectionalDifference.draw(4, network);
    double slope = DirectionalDifference.of(n -> adaptedLoss(n, task), network, direction);
    double found = ValueTree.dot(at.gradient(), direction).value();
    assertEquals(slope, found, 1e-7 * Math.abs(slope));
  }

  private static double adaptedLoss(Network network, Task task) {
    Plain plain = new Plain(network);
    plain.descend(task.learned(), 0.02);
    return plain.loss(task.others());
  }

  /** The network in plain numbers, with derivatives by hand. */
  private static final class Plain {
    private final int n;
    private final double[] w1;
    private final double[] b1;
    private final double[] w2;
    private final double[] b2;
    private final double[] w3;

    Plain(int n) {
      this.n = n;
      w1 = new double[n];
      b1 = new double[n];
      w2 = new double[n * n];
      b2 = new double[n];
      w3 = new double[n];
    }

    Plain(Network network) {
      n = network.b1().size();
      w1 = network.w1().values();
      b1 = network.b1().values();
      w2 = network.w2().values();
      b2 = network.b2().values();
      w3 = network.w3().values();
    }

    private double[] first(double x) {
      double[] a = new double[n];
      Arrays.setAll(a, k -> Math.tanh(x * w1[k] + b1[k]));
      return a;
    }

    private double[] second(double... a) {
      double[] c = b2.clone();
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < n; k++) {
          c[k] += a[i] * w2[i * n + k];
        }
      }
      return Arrays.stream(c).map(Math::tanh).toArray();
    }

    private double last(double... c) {
      double y = 0;
      for (int k = 0; k < n; k++) {
        y += c[k] * w3[k];
      }
      return y;
    }

    double loss(Points points) {
      double sum = 0;
      for (int i = 0; i < points.x().size(); i++) {
        double error = last(second(first(points.x().at(i, 0)))) - points.y().at(i, 0);
        sum += error * error;
      }
      return sum / points.x().size();
    }

    void descend(Points points, double rate) {
      Plain slope = new Plain(n);
      for (int i = 0; i < points.x().size(); i++) {
        slope.add(this, points.x().at(i, 0), points.y().at(i, 0), 2.0 / points.x().size());
      }
      subtract(w1, slope.w1, rate);
      subtract(b1, slope.b1, rate);
      subtract(w2, slope.w2, rate);
      subtract(b2, slope.b2, rate);
      subtract(w3, slope.w3, rate);
    }

    private static void subtract(double[] from, double[] slope, double rate) {
      for (int k = 0; k < from.length; k++) {
        from[k] -= rate * slope[k];
      }
    }

    /** Adds the derivatives by the numbers of {@code of} of a squared error. */
    private void add(Plain of, double x, double y, double weight) {
      double[] a = of.first(x);
      double[] c = of.second(a);
      double error = weight * (of.last(c) - y);
      for (int k = 0; k < n; k++) {
        w3[k] += error * c[k];
        double delta = error * of.w3[k] * (1 - c[k] * c[k]);
        b2[k] += delta;
        for (int i = 0; i < n; i++) {
          w2[i * n + k] += delta * a[i];
          double deeper = delta * of.w2[i * n + k] * (1 - a[i] * a[i]);
          b1[i] += deeper;
          w1[i] += deeper * x;
        }
      }
    }
  }
}
