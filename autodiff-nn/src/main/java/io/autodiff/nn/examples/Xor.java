package io.autodiff.nn.examples;

import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Initializer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.optim.Sgd;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Trainer;
import io.autodiff.nn.train.TrainingListener;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A 2-4-1 sigmoid network learns exclusive or by gradient descent on all four cases at once. Some
 * beginnings can get stuck where the network answers two cases alike, so {@code main} counts those
 * that lead there: of seeds 0 to 19 all 20.
 */
public final class Xor {
  static final Tensor CASES = Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  static final Tensor ANSWERS = Tensor.of(new double[][] {{0}, {1}, {1}, {0}});
  private static final int EPOCHS = 10_000;

  private Xor() {}

  /** Trains from 20 beginnings and reports the first in detail, then how many converged. */
  public static void main(String[] arguments) {
    int converged = 0;
    int beginnings = 20;
    for (int seed = 0; seed < beginnings; seed++) {
      Mlp model = train(seed, EPOCHS, seed == 0);
      if (seed == 0) {
        System.out.println(model.predict(CASES));
      }
      converged += isLearned(model) ? 1 : 0;
    }
    System.out.println(converged + " of " + beginnings + " beginnings converged");
  }

  /** Returns the network that training leads to from weights drawn with a seed. */
  static Mlp train(long seed, int epochs, boolean show) {
    Initializer normal = Initializer.normal(1);
    Mlp model =
        Mlp.builder(2)
            .dense(4, Activation.SIGMOID, normal)
            .dense(1, Activation.SIGMOID, normal)
            .build(new SplittableRandom(seed));
    Loss half = (prediction, answer) -> prediction.squaredError(answer).sum().div(2);
    Trainer trainer = Trainer.of(model, half).optimizer(Sgd.of(0.1)).epochs(epochs).batchSize(4);
    if (show) {
      trainer.listener(new EveryFourThousand());
    }
    trainer.fit(Dataset.of(CASES, ANSWERS));
    return model;
  }

  /** Returns whether a network answers all four cases. */
  static boolean isLearned(Mlp model) {
    Tensor wrong = model.predict(CASES).absoluteError(ANSWERS);
    return wrong.max().value() < 0.5;
  }

  /** Prints the mean squared error, which is half of the loss here. */
  private static final class EveryFourThousand implements TrainingListener {
    @Override
    public void epochEnded(Epoch epoch) {
      if ((epoch.number() - 1) % 4000 == 0) {
        System.out.printf(
            Locale.ROOT,
            "epoch %5d  mean squared error %.5f%n",
            epoch.number() - 1,
            epoch.train().loss() / 2);
      }
    }
  }
}
