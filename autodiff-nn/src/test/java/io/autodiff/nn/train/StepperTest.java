package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.optim.Lbfgs;
import io.autodiff.nn.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StepperTest {
  private static final int EXAMPLES = 16;
  private static final Tensor INPUTS = Tensor.randn(new SplittableRandom(1), EXAMPLES, 32);

  @Test
  void nextStepUsesTheArraysAgain() {
    Mlp model = Mlp.builder(32).dense(8, Activation.RELU).dense(4).build(random());
    List<Object> arrays = new ArrayList<>();
    Trainer trainer =
        Trainer.of(model, Loss.softmaxCrossEntropy())
            .clipping(
                gradients -> {
                  gradients.forEach(gradient -> arrays.add(gradient.array()));
                  return gradients;
                });
    Batch batch = new Batch(INPUTS, Tensor.zeros(EXAMPLES));
    try (Stepper stepper = new Stepper(trainer.plan().steps())) {
      for (int i = 0; i < 3; i++) {
        stepper.step(
            batch, 1, StepperTest::random, (_, prediction) -> arrays.add(prediction.array()));
      }
    }
    int perStep = arrays.size() / 3;
    assertEquals(1 + model.parameters().size(), perStep);
    for (int i = 0; i < perStep; i++) {
      assertSame(arrays.get(perStep + i), arrays.get(2 * perStep + i), "array " + i);
    }
  }

  @Test
  void lineSearchTakesTheBatchInOnce() {
    Mlp model = Mlp.builder(32).batchNorm().dense(3).build(random());
    Tensor labels = Tensor.zeros(EXAMPLES);
    int[] evaluations = {0};
    Loss counted =
        (y, t) -> {
          evaluations[0]++;
          return Loss.softmaxCrossEntropy().of(y, t);
        };
    Trainer.of(model, counted).optimizer(Lbfgs.of()).epochs(1).fit(Dataset.of(INPUTS, labels));
    assertTrue(evaluations[0] > 1, "the line search evaluates again");
    double[] expected = INPUTS.mean(new int[] {0}, false).mul(0.1).values();
    Tensor mean = model.state().getOrDefault("batch_norm1.running_mean", Tensor.of());
    assertArrayEquals(expected, mean.values(), 1e-15);
  }

  /** Logits are wrong by so much that the probabilities are 0 and 1 in either precision. */
  @Test
  void certainMistakesAreLearntFrom() {
    for (DType type : DType.values()) {
      Tensor two = Tensor.of(new double[][] {{1}, {2}}).to(type);
      Mlp one = Mlp.builder(1).dtype(type).dense(1, Activation.SIGMOID).build(random());
      one.named("dense1.weight").getFirst().set(Tensor.full(type, 1000, 1, 1));
      Loss binary = Loss.binaryCrossEntropy();
      Trainer.of(one, binary)
          .optimizer(Sgd.of(100))
          .epochs(50)
          .fit(Dataset.of(two, Tensor.of(0.0, 0.0)));
      assertTrue(one.predict(two).at(1, 0) < 0.01, type + ": " + one.predict(two));
      Mlp many = Mlp.builder(1).dtype(type).dense(2, Activation.SOFTMAX).build(random());
      Tensor wrong = Tensor.of(new double[][] {{0, 2000}}).to(type);
      many.named("dense1.weight").getFirst().set(wrong);
      Loss categorical = Loss.categoricalCrossEntropy();
      Trainer.of(many, categorical.weightedByClass(1, 2))
          .optimizer(Sgd.of(100))
          .epochs(50)
          .fit(Dataset.of(two, 0, 0));
      assertTrue(many.predict(two).at(1, 0) > 0.99, type + ": " + many.predict(two));
    }
  }

  private static SplittableRandom random() {
    return new SplittableRandom(2);
  }
}
