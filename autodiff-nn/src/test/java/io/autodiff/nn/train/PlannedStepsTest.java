package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Layer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.optim.Adagrad;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Clipping;
import io.autodiff.nn.optim.Lbfgs;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Penalty;
import io.autodiff.nn.optim.RmsProp;
import io.autodiff.nn.optim.Sgd;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps that repeat are planned, and train to the bits of recorded ones. */
class PlannedStepsTest {
  private static final int EXAMPLES = 50;
  private static final int FEATURES = 5;
  private static final int CLASSES = 3;
  private static final int BATCH = 8;
  private static final Tensor NONE = Tensor.zeros(0);
  private static final Tensor INPUTS = Tensor.randn(new Random(1), EXAMPLES, FEATURES);
  private static final int[] LABELS = new Random(2).ints(EXAMPLES, 0, CLASSES).toArray();

  /** A loss of the library as one that a caller wrote, of which nothing is known. */
  private record Unknown(Loss loss) implements Loss {
    @Override
    public Scalar of(Tensor prediction, Tensor target) {
      return loss.of(prediction, target);
    }

    @Override
    public Scalar of(Tensor prediction, Tensor target, @Nullable Tensor weights) {
      return loss.of(prediction, target, weights);
    }

    @Override
    public @Nullable Loss ofLogits(Activation last) {
      Loss logits = loss.ofLogits(last);
      return logits == null ? null : new Unknown(logits);
    }
  }

  private static Mlp network(MlpBuilder builder) {
    return builder.build(new Random(3));
  }

  private static Mlp classifier(DType dtype) {
    return network(Mlp.builder(FEATURES).dtype(dtype).dense(70, Activation.RELU).dense(CLASSES));
  }

  private static Dataset labelled() {
    return Dataset.of(INPUTS, LABELS);
  }

  private static Dataset numbers(int width) {
    return Dataset.of(INPUTS, Tensor.uniform(new Random(4), 0, 1, EXAMPLES, width));
  }

  private static void assertSameTraining(
      Supplier<Mlp> network, Loss loss, Optimizer optimizer, Clipping clipping, Dataset data) {
    Mlp planned = network.get();
    Mlp recorded = network.get();
    History one = train(planned, loss, optimizer, clipping, data);
    History other = train(recorded, new Unknown(loss), optimizer, clipping, data);
    Map<String, Tensor> expected = recorded.state();
    planned
        .state()
        .forEach(
            (name, value) ->
                assertArrayEquals(
                    expected.getOrDefault(name, NONE).values(), value.values(), name));
    for (int e = 0; e < one.epochs().size(); e++) {
      assertEquals(
          other.epochs().get(e).train().loss(), one.epochs().get(e).train().loss(), "loss");
    }
  }

  private static History train(
      Mlp model, Loss loss, Optimizer optimizer, Clipping clipping, Dataset data) {
    return Trainer.of(model, loss)
        .optimizer(optimizer)
        .clipping(clipping)
        .batchSize(BATCH)
        .epochs(optimizer.isFullBatch() ? 20 : 4)
        .fit(data);
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        Sgd.of(0.1),
        Sgd.of(0.1).momentum(0.9).weightDecay(0.01),
        Sgd.of(0.1).nesterov(0.9),
        Adam.of(0.01),
        Adam.of(0.01).decoupledDecay(0.01),
        RmsProp.of(0.01),
        Adagrad.of(0.1),
        Lbfgs.of());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizer(Optimizer optimizer) {
    for (DType dtype : DType.values()) {
      assertSameTraining(
          () -> classifier(dtype),
          Loss.softmaxCrossEntropy(),
          optimizer,
          Clipping.none(),
          labelled());
    }
  }

  static Stream<Clipping> clippings() {
    return Stream.of(Clipping.byNorm(0.1), Clipping.byValue(0.01));
  }

  @ParameterizedTest
  @MethodSource("clippings")
  void clippedDerivatives(Clipping clipping) {
    assertSameTraining(
        () -> classifier(DType.FLOAT32),
        Loss.softmaxCrossEntropy(0.1),
        Adam.of(0.01),
        clipping,
        labelled());
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGMOID", "RELU", "ELU", "GELU", "SOFTPLUS", "HARD_SWISH", "SOFTMAX"})
  void activations(Activation activation) {
    assertSameTraining(
        () ->
            network(
                Mlp.builder(FEATURES)
                    .dtype(DType.FLOAT32)
                    .dense(6, activation)
                    .dense(1, activation)),
        Loss.meanSquaredError(),
        Sgd.of(0.1),
        Clipping.none(),
        numbers(1));
  }

  static Stream<Loss> losses() {
    return Stream.of(
        Loss.binaryCrossEntropy(),
        Loss.binaryCrossEntropyOnLogits(),
        Loss.meanAbsoluteError(),
        Loss.huber(0.3));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesOfNumbers(Loss loss) {
    assertSameTraining(
        () -> network(Mlp.builder(FEATURES).dense(4, Activation.TANH).dense(2, Activation.SIGMOID)),
        loss,
        Adam.of(0.01),
        Clipping.none(),
        numbers(2));
  }

  @Test
  void probabilitiesOfClasses() {
    assertSameTraining(
        () -> network(Mlp.builder(FEATURES).dense(CLASSES, Activation.SOFTMAX)),
        Loss.categoricalCrossEntropy(),
        Adam.of(0.01),
        Clipping.none(),
        labelled());
  }

  @Test
  void weightedExamples() {
    Tensor weights = Tensor.uniform(new Random(5), 0, 1, EXAMPLES);
    assertSameTraining(
        () -> classifier(DType.FLOAT64),
        Loss.softmaxCrossEntropy(),
        Adam.of(0.01),
        Clipping.none(),
        Dataset.of(INPUTS, labelled().targets(), weights));
  }

  @Test
  void pricesOfWeights() {
    Mlp planned = classifier(DType.FLOAT64);
    Mlp recorded = classifier(DType.FLOAT64);
    History one = priced(planned, Penalty.l2(0.01)).fit(labelled());
    History other = priced(recorded, w -> w.square().sum().mul(0.01)).fit(labelled());
    recorded
        .state()
        .forEach(
            (n, v) ->
                assertArrayEquals(v.values(), planned.state().getOrDefault(n, NONE).values(), n));
    assertEquals(other.epochs().getLast().watchedLoss(), one.epochs().getLast().watchedLoss());
  }

  private static Trainer priced(Mlp model, Penalty penalty) {
    return Trainer.of(model, Loss.softmaxCrossEntropy())
        .optimizer(Adam.of(0.01))
        .penalty(penalty)
        .batchSize(BATCH)
        .epochs(4);
  }

  @Test
  void residualBlocksAndLayerNorms() {
    assertSameTraining(
        () ->
            network(
                Mlp.builder(FEATURES)
                    .residual(b -> b.layerNorm().dense(7, Activation.GELU).dense(FEATURES))
                    .residual(b -> b.layerNorm().dense(FEATURES, Activation.SILU))
                    .dense(CLASSES)),
        Loss.softmaxCrossEntropy(),
        Adam.of(0.01),
        Clipping.none(),
        labelled());
  }

  private static Stepper stepper(Mlp model, Loss loss) {
    return new Stepper(Trainer.of(model, loss).optimizer(Sgd.of(0.1)).plan().steps());
  }

  private static Batch batch() {
    return labelled().batches(BATCH).iterator().next();
  }

  private static boolean isPlannedAfterSteps(Mlp model, Loss loss) {
    try (Stepper stepper = stepper(model, loss)) {
      for (int i = 0; i <= PlannedSteps.RECORDED; i++) {
        stepper.step(batch(), 1, () -> new Random(6), (_, _) -> {});
      }
      return stepper.planned().evaluate(batch()) != null;
    }
  }

  @Test
  void whatRepeatsIsPlanned() {
    assertTrue(isPlannedAfterSteps(classifier(DType.FLOAT64), Loss.softmaxCrossEntropy()));
  }

  @Test
  void aStepThatWasSeenSeldomIsRecorded() {
    try (Stepper stepper = stepper(classifier(DType.FLOAT64), Loss.softmaxCrossEntropy())) {
      for (int i = 1; i < PlannedSteps.RECORDED; i++) {
        assertNull(stepper.planned().evaluate(batch()));
      }
      assertNotNull(stepper.planned().evaluate(batch()));
    }
  }

  @Test
  void whatMayChangeFromStepToStepIsRecorded() {
    Loss loss = Loss.softmaxCrossEntropy();
    Mlp chance = network(Mlp.builder(FEATURES).dropout(0.5).dense(CLASSES));
    Mlp counting = network(Mlp.builder(FEATURES).batchNorm().dense(CLASSES));
    Mlp frozen = classifier(DType.FLOAT64);
    frozen.freeze("dense1");
    Mlp own = network(Mlp.builder(FEATURES).layer("own", _ -> new Own()).dense(CLASSES));
    for (Mlp model : List.of(chance, counting, frozen, own)) {
      assertFalse(isPlannedAfterSteps(model, loss), model.summary());
    }
    Loss written = Loss.ofElements((y, t) -> y.softmaxCrossEntropy(LABELS_OF_BATCH));
    assertFalse(isPlannedAfterSteps(classifier(DType.FLOAT64), written));
  }

  private static final int[] LABELS_OF_BATCH = {0, 1, 2, 0, 1, 2, 0, 1};

  /** A layer that a caller wrote, of which nothing is known. */
  private record Own() implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return input.tanh();
    }
  }

  /** A layer that says that it repeats, and reads numbers. */
  private record Reading() implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return input.mul(input.sum().value() > 0 ? 1 : -1);
    }

    @Override
    public boolean repeats() {
      return true;
    }
  }

  @Test
  void aLayerThatReadsNumbersIsRecordedWhateverItSays() {
    Mlp model = network(Mlp.builder(FEATURES).layer("r", _ -> new Reading()).dense(CLASSES));
    assertFalse(isPlannedAfterSteps(model, Loss.softmaxCrossEntropy()));
  }

  @Test
  void parametersThatChangeBetweenStepsCount() {
    Mlp model = classifier(DType.FLOAT64);
    try (Stepper stepper = stepper(model, Loss.softmaxCrossEntropy())) {
      for (int i = 0; i < PlannedSteps.RECORDED; i++) {
        stepper.planned().evaluate(batch());
      }
      for (Parameter p : model.parameters()) {
        p.set(Tensor.zeros(p.shape().dims()));
      }
      PlannedSteps.Evaluation at = stepper.planned().evaluate(batch());
      assertEquals(Math.log(CLASSES), at == null ? 0 : at.loss(), 1e-15);
    }
  }

  @Test
  void aLossThatIsNotFiniteEndsAPlannedTraining() {
    Mlp model = classifier(DType.FLOAT64);
    Trainer trainer =
        Trainer.of(model, Loss.softmaxCrossEntropy())
            .optimizer(Sgd.of(1e300))
            .schedule(at -> at.epoch() < 8 ? 1e-300 : 1)
            .batchSize(BATCH)
            .epochs(12);
    DivergedException e = assertThrows(DivergedException.class, () -> trainer.fit(labelled()));
    assertTrue(e.toString().contains("training: the loss became NaN in epoch 9"), e.toString());
  }
}
