package io.autodiff.nn.cli;

import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Digits;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.train.ConsoleProgress;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.Metric;
import io.autodiff.nn.train.Trainer;
import java.util.Locale;
import java.util.SplittableRandom;

/** The program of {@code autodiff.jar}. */
public final class Main {
  private Main() {}

  /** Trains on the digits, {@code train digits [SEED]}, or prints the versions. */
  public static void main(String[] arguments) {
    if (arguments.length >= 2 && arguments[0].equals("train") && arguments[1].equals("digits")) {
      trainDigits(arguments.length > 2 ? Long.parseLong(arguments[2]) : 0);
      return;
    }
    String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("autodiff " + version + ", Java " + Runtime.version());
  }

  static double trainDigits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Dataset.Split digits = Digits.load().split(0.2, random);
    Mlp model =
        Mlp.builder(64)
            .dense(128, Activation.RELU)
            .dense(64, Activation.RELU)
            .dense(10)
            .build(random);
    System.out.println(model.summary());
    Trainer.of(model, Loss.softmaxCrossEntropy())
        .optimizer(Adam.of(3e-3))
        .schedule(Schedule.cosine())
        .epochs(30)
        .batchSize(64)
        .seed(seed)
        .metrics(Metric.accuracy())
        .listener(ConsoleProgress.standard())
        .fit(digits.train(), digits.test());
    Evaluation test =
        Evaluation.of(model, Loss.softmaxCrossEntropy(), digits.test(), Metric.accuracy());
    double accuracy = test.metrics().getOrDefault("accuracy", Double.NaN);
    System.out.printf(Locale.ROOT, "test accuracy %.4f%n", accuracy);
    return accuracy;
  }
}
