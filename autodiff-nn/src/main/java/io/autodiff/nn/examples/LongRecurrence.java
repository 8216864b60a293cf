package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.ValueTree;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A recurrent network of 1,000 steps, {@code h' = tanh(h W + x U + b)}, differentiated to its
 * beginning while no more than some 64 of its states are kept.
 */
public final class LongRecurrence {
  private LongRecurrence() {}

  /** Weights {@code W, U, b} and the weights of the output. */
  record Weights(Tensor w, Tensor u, Tensor b, Tensor out) {
    static Weights draw(RandomGenerator random, int inputs, int hidden) {
      return new Weights(
          Tensor.randn(random, hidden, hidden).div(Math.sqrt(hidden)),
          Tensor.randn(random, inputs, hidden),
          Tensor.zeros(hidden),
          Tensor.randn(random, hidden, 1).div(Math.sqrt(hidden)));
    }
  }

  /** What a step hands to the next. */
  record State(Weights weights, Tensor hidden, Scalar loss, int time) {}

  /** Prints the loss of predicting a wave's next value, in the course of the training. */
  public static void main(String[] arguments) {
    Tensor wave = Tensor.arange(1001).mul(0.1).sin().add(Tensor.arange(1001).mul(0.037).cos());
    Weights weights = Weights.draw(new SplittableRandom(1), 1, 16);
    for (int i = 0; i <= 50; i++) {
      var at = Autodiff.valueAndGradient(w -> loss(w, wave.unsqueeze(1)), weights);
      if (i % 10 == 0) {
        System.out.printf(Locale.ROOT, "%3d %.5f%n", i, at.value().value());
      }
      weights = ValueTree.axpy(-0.01, at.gradient(), weights);
    }
  }

  private static State step(State s, Tensor series) {
    Weights w = s.weights();
    Tensor x = series.select(0, s.time());
    Tensor hidden = s.hidden().matmul(w.w()).add(x.matmul(w.u())).add(w.b()).tanh();
    Scalar error = hidden.matmul(w.out()).squaredError(series.select(0, s.time() + 1)).mean();
    return new State(w, hidden, s.loss().add(error), s.time() + 1);
  }

  /** Returns the mean squared error of predicting each element of a series from those before. */
  static Scalar loss(Weights weights, Tensor series) {
    int steps = series.dim(0) - 1;
    State start = new State(weights, Tensor.zeros(weights.b().size()), Scalar.of(0), 0);
    return Checkpoint.<State>repeat(steps, s -> step(s, series)).apply(start).loss().div(steps);
  }
}
