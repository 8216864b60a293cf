package io.autodiff.nn.examples;

import io.autodiff.nn.Activation;
import io.autodiff.nn.Initializer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Digits;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Clipping;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Sgd;
import io.autodiff.nn.train.Diagnosis;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The troubles of training that textbooks name, each brought about on the digits, seen by {@link
 * Diagnosis}, and cured.
 */
public final class Troubles {
  private final Dataset train;
  private final Dataset validation;

  Troubles(Dataset train, Dataset validation) {
    this.train = train;
    this.validation = validation;
  }

  /** Returns troubles on the digits, of which {@code examples} are trained on. */
  static Troubles onDigits(int examples) {
    Dataset.Split split = Digits.load().split(0.2, new SplittableRandom(1));
    int[] first = new int[examples];
    Arrays.setAll(first, i -> i);
    return new Troubles(split.train().rows(first), split.test());
  }

  /** Brings about every trouble and its cure. */
  public static void main(String[] arguments) {
    Troubles all = onDigits(1000);
    print("twelve sigmoid layers", all.vanishing());
    print("twelve ReLU layers with normalisation", all.vanishingCured());
    print("twelve layers of large weights", all.exploding());
    print("the same with clipping and smaller weights", all.explodingCured());
    print("ReLUs after steps far too long", all.dead());
    print("ReLUs after steps of a usual length", all.deadCured());
    Troubles few = onDigits(100);
    print("a large network and 100 examples", few.overfitting());
    print("the same with dropout, weight decay and early stopping", few.overfittingCured());
  }

  private static void print(String what, History history) {
    System.out.printf(
        Locale.ROOT,
        "%s: loss %.4f, on validation %.4f%n",
        what,
        history.last().train().loss(),
        history.last().watchedLoss());
    List<String> found = Diagnosis.of(history);
    found.forEach(line -> System.out.println("  " + line));
    if (found.isEmpty()) {
      System.out.println("  nothing found");
    }
  }

  private static MlpBuilder deep(Activation activation, Initializer weights, boolean normal) {
    MlpBuilder builder = Mlp.builder(64);
    for (int l = 0; l < 11; l++) {
      builder.dense(32, Activation.LINEAR, weights);
      if (normal) {
        builder.batchNorm();
      }
      builder.activation(activation);
    }
    return builder.dense(10);
  }

  private Trainer trainer(MlpBuilder network, Optimizer optimizer) {
    Mlp model = network.build(new SplittableRandom(1));
    return Trainer.of(model, Loss.softmaxCrossEntropy()).optimizer(optimizer).diagnose();
  }

  private History fit(Trainer trainer, int epochs) {
    return trainer.epochs(epochs).fit(train, validation);
  }

  History vanishing() {
    return fit(trainer(deep(Activation.SIGMOID, Initializer.glorot(), false), Sgd.of(0.1)), 2);
  }

  History vanishingCured() {
    return fit(trainer(deep(Activation.RELU, Initializer.he(), true), Sgd.of(0.1)), 2);
  }

  History exploding() {
    return fit(trainer(deep(Activation.RELU, Initializer.normal(0.7), false), Sgd.of(1e-9)), 2);
  }

  History explodingCured() {
    Trainer trainer = trainer(deep(Activation.RELU, Initializer.he(), false), Sgd.of(0.1));
    return fit(trainer.clipping(Clipping.byNorm(1)), 5);
  }

  private static MlpBuilder shallow() {
    return Mlp.builder(64).dense(64, Activation.RELU).dense(64, Activation.RELU).dense(10);
  }

  History dead() {
    return fit(trainer(shallow(), Adam.of(0.3)), 3);
  }

  History deadCured() {
    return fit(trainer(shallow(), Adam.of(1e-3)), 3);
  }

  History overfitting() {
    MlpBuilder large =
        Mlp.builder(64).dense(256, Activation.RELU).dense(256, Activation.RELU).dense(10);
    return fit(trainer(large, Adam.of(3e-3)), 60);
  }

  History overfittingCured() {
    MlpBuilder large =
        Mlp.builder(64)
            .dense(256, Activation.RELU)
            .dropout(0.5)
            .dense(256, Activation.RELU)
            .dropout(0.5)
            .dense(10);
    Trainer trainer = trainer(large, Adam.of(1e-3).decoupledDecay(0.1)).earlyStopping(5);
    return fit(trainer, 60);
  }
}
