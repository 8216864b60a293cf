package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Digits;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Schedule;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The main job, on fewer seeds than the README states. */
class DigitsAccuracyTest {
  private static double accuracy(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Dataset.Split digits = Digits.load().split(0.2, random);
    Mlp model =
        Mlp.builder(64)
            .dense(128, Activation.RELU)
            .dense(64, Activation.RELU)
            .dense(10)
            .build(random);
    Trainer.of(model, Loss.softmaxCrossEntropy())
        .optimizer(Adam.of(3e-3))
        .schedule(Schedule.cosine())
        .batchSize(64)
        .seed(seed)
        .fit(digits.train());
    Evaluation test =
        Evaluation.of(model, Loss.softmaxCrossEntropy(), digits.test(), Metric.accuracy());
    return test.metrics().getOrDefault("accuracy", 0.0);
  }

  @Test
  void heldOutDigitsAreRecognised() {
    double mean = LongStream.range(0, 3).mapToDouble(DigitsAccuracyTest::accuracy).sum() / 3;
    assertTrue(mean >= 0.975, "mean accuracy " + mean);
  }
}
