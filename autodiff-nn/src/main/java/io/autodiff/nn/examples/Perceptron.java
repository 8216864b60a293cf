package io.autodiff.nn.examples;

import io.autodiff.Tensor;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.optim.Sgd;
import io.autodiff.nn.train.Trainer;
import java.util.SplittableRandom;

/**
 * A single neuron draws one straight line: it learns <em>and</em>, and cannot learn <em>exclusive
 * or</em>, whose answers no line divides (Minsky and Papert, 1969).
 */
public final class Perceptron {
  static final Tensor AND = Tensor.of(new double[][] {{0}, {0}, {0}, {1}});

  private Perceptron() {}

  /** Prints how many of the four cases a neuron gets right after training. */
  public static void main(String[] arguments) {
    System.out.println("and:          " + right(AND, 0) + " of 4 cases");
    System.out.println("exclusive or: " + right(Xor.ANSWERS, 0) + " of 4 cases");
  }

  /** Returns how many cases a neuron answers rightly after training. */
  static int right(Tensor answers, long seed) {
    Mlp neuron = Mlp.builder(2).dense(1).build(new SplittableRandom(seed));
    Trainer.of(neuron, Loss.binaryCrossEntropyOnLogits())
        .optimizer(Sgd.of(0.5))
        .epochs(500)
        .batchSize(4)
        .fit(Dataset.of(Xor.CASES, answers));
    return (int) neuron.predict(Xor.CASES).gt(0).eq(answers).sum().value();
  }
}
