package org.example.flowers;

import io.autodiff.Autodiff;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Digits;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.train.Metric;
import io.autodiff.nn.train.Trainer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What a user does first: a gradient, and a network trained on data that come along. */
public final class Flowers {
  private Flowers() {}

  /** Prints the gradient, how many digits are told right, and where the library was found. */
  public static void main(String[] args) {
    System.out.println("gradient " + Arrays.toString(Autodiff.gradient(Flowers::f).at(2, 3)));
    System.out.printf("accuracy %.2f%n", accuracy());
    System.out.println(
        Flowers.class.getModule()
            + ", "
            + Autodiff.class.getModule()
            + ", "
            + Mlp.class.getModule());
    System.out.println(Engine.standard().describe());
  }

  static Scalar f(Scalar... v) {
    return v[0].mul(v[1]).add(v[0].sin());
  }

  static double accuracy() {
    var digits = Digits.load().split(0.2, new SplittableRandom(0));
    var network =
        Mlp.builder(64).dense(32, Activation.RELU).dense(10).build(new SplittableRandom(0));
    return Trainer.of(network, Loss.softmaxCrossEntropy())
        .optimizer(Adam.of(3e-3))
        .epochs(5)
        .metrics(Metric.accuracy())
        .fit(digits.train(), digits.test())
        .last()
        .validation()
        .metrics()
        .get("accuracy");
  }
}
