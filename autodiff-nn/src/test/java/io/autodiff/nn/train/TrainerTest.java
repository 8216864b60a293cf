package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Layer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Digits;
import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Lbfgs;
import io.autodiff.nn.optim.LossGradient;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.OptimizerRun;
import io.autodiff.nn.optim.Penalty;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.optim.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final Dataset DIGITS = Digits.load().rows(IntStream.range(0, 300).toArray());
  private static final Dataset.Split SPLIT = DIGITS.split(0.2, new SplittableRandom(1));

  private static Mlp network() {
    return Mlp.builder(64)
        .dense(24, Activation.RELU)
        .batchNorm()
        .dropout(0.2)
        .dense(10)
        .build(random());
  }

  private static SplittableRandom random() {
    return new SplittableRandom(2);
  }

  private static Trainer trainer(Mlp model) {
    return Trainer.of(model, Loss.softmaxCrossEntropy())
        .optimizer(Adam.of(3e-3))
        .schedule(Schedule.reduceOnPlateau(0.5, 0))
        .metrics(Metric.accuracy())
        .earlyStopping(20)
        .epochs(6)
        .seed(5);
  }

  private static void assertSameBits(Mlp expected, Mlp actual) {
    Map<String, Tensor> other = actual.state();
    expected
        .state()
        .forEach(
            (name, value) ->
                assertArrayEquals(
                    value.values(), other.getOrDefault(name, Tensor.of()).values(), 0, name));
  }

  private static void assertSameCourse(History expected, History actual) {
    assertEquals(expected.epochs().size(), actual.epochs().size());
    for (int i = 0; i < expected.epochs().size(); i++) {
      assertEquals(expected.epochs().get(i).train(), actual.epochs().get(i).train());
      assertEquals(expected.epochs().get(i).validation(), actual.epochs().get(i).validation());
      assertEquals(expected.epochs().get(i).layers(), actual.epochs().get(i).layers());
    }
  }

  @Test
  void sameSeedGivesTheSameBits() {
    Mlp first = network();
    Mlp second = network();
    History one = trainer(first).fit(SPLIT.train(), SPLIT.test());
    History two = trainer(second).fit(SPLIT.train(), SPLIT.test());
    assertSameBits(first, second);
    assertSameCourse(one, two);
    assertTrue(one.last().train().loss() < one.epochs().getFirst().train().loss() / 2);
  }

  @Test
  void resumedTrainingEndsInTheSameBits(@TempDir Path folder) throws IOException {
    Mlp whole = network();
    History uninterrupted = trainer(whole).diagnose().fit(SPLIT.train(), SPLIT.test());
    CheckpointStore store = CheckpointStore.in(folder);
    interruptAfter(4, store);
    assertEquals(Optional.of(4), store.latestNumber());
    Mlp resumed = network();
    History rest =
        trainer(resumed)
            .diagnose()
            .resume(store.latest().orElseThrow())
            .fit(SPLIT.train(), SPLIT.test());
    assertSameBits(whole, resumed);
    assertSameCourse(uninterrupted, rest);
  }

  /** Trains with a checkpoint every other epoch and fails in the epoch after {@code epoch}. */
  private static void interruptAfter(int epoch, CheckpointStore store) {
    TrainingListener power =
        new TrainingListener() {
          @Override
          public void stepped(int number, long examples, double loss) {
            if (number > epoch) {
              throw new IllegalStateException("power is off");
            }
          }
        };
    Trainer trainer = trainer(network()).diagnose().checkpoints(store, 2).listener(power);
    assertThrows(IllegalStateException.class, () -> trainer.fit(SPLIT.train(), SPLIT.test()));
  }

  @Test
  void checkpointOfAnotherTrainingIsRefused(@TempDir Path folder) throws IOException {
    CheckpointStore store = CheckpointStore.in(folder);
    trainer(network()).epochs(1).checkpoints(store, 1).fit(SPLIT.train());
    Trainer other = trainer(network()).seed(6).resume(store.latest().orElseThrow());
    var e = assertThrows(AutodiffException.class, () -> other.fit(SPLIT.train()));
    assertEquals(
        """
        Trainer: the checkpoint is of another training
          given     seed 5
          expected  a checkpoint with a history and seed 6\
        """,
        e.getMessage());
  }

  @Test
  void earlyStoppingGivesBackTheBestWeights() {
    Mlp model =
        Mlp.builder(64).dense(128, Activation.RELU).dense(10).build(new SplittableRandom(2));
    Dataset few = SPLIT.train().rows(IntStream.range(0, 60).toArray());
    History history =
        Trainer.of(model, Loss.softmaxCrossEntropy())
            .optimizer(Adam.of(0.03))
            .epochs(200)
            .earlyStopping(3)
            .fit(few, SPLIT.test());
    assertTrue(history.epochs().size() < 200);
    assertEquals(history.best().number() + 3, history.epochs().size());
    Evaluation now = Evaluation.of(model, Loss.softmaxCrossEntropy(), SPLIT.test());
    assertEquals(history.best().watchedLoss(), now.loss());
  }

  @Test
  void frozenParametersStay() {
    Mlp model = network();
    model.freeze("dense1");
    Map<String, Tensor> before = model.state();
    trainer(model).epochs(1).fit(SPLIT.train());
    Map<String, Tensor> after = model.state();
    assertArrayEquals(
        before.getOrDefault("dense1.weight", Tensor.of()).values(),
        after.getOrDefault("dense1.weight", Tensor.of(1.0)).values());
    assertTrue(
        !before
            .getOrDefault("dense2.weight", Tensor.of())
            .toString()
            .equals(after.getOrDefault("dense2.weight", Tensor.of()).toString()));
  }

  @Test
  void groupsHaveTheirOwnOptimisers() {
    Mlp together = network();
    Mlp apart = network();
    Optimizer sgd = Sgd.of(0.05);
    trainer(together).optimizer(sgd).epochs(1).fit(SPLIT.train());
    Trainer divided = trainer(apart).optimizer(Sgd.of(1e-300)).group("dense2", sgd).epochs(1);
    Map<String, Tensor> before = apart.state();
    divided.fit(SPLIT.train());
    Map<String, Tensor> after = apart.state();
    Tensor none = Tensor.of();
    assertArrayEquals(
        before.getOrDefault("dense1.weight", none).values(),
        after.getOrDefault("dense1.weight", none).values());
    double moved =
        before
            .getOrDefault("dense2.weight", none)
            .sub(after.getOrDefault("dense2.weight", none))
            .abs()
            .max()
            .value();
    assertTrue(moved > 1e-3);
  }

  @Test
  void groupWithoutParametersIsRefused() {
    Trainer trainer = trainer(network());
    Optimizer sgd = Sgd.of(0.1);
    var e = assertThrows(AutodiffException.class, () -> trainer.group("dense7", sgd));
    assertTrue(String.valueOf(e.getMessage()).contains("given     \"dense7\""));
  }

  @Test
  void lbfgsTakesTheWholeDataAtOnce() {
    Mlp model = Mlp.builder(64).dense(16, Activation.TANH).dense(10).build(new SplittableRandom(2));
    History history =
        Trainer.of(model, Loss.softmaxCrossEntropy())
            .optimizer(Lbfgs.of())
            .epochs(40)
            .fit(SPLIT.train());
    assertTrue(history.last().train().loss() < 0.05, history.last().toString());
  }

  /** An optimiser that evaluates twice in every step and is not one for the full batch. */
  private record Restless(double learningRate) implements Optimizer {
    @Override
    public OptimizerRun start(List<Parameter> parameters, Engine engine) {
      OptimizerRun run = Sgd.of(learningRate).start(parameters, engine);
      return new OptimizerRun() {
        @Override
        public void step(LossGradient here, Supplier<LossGradient> again, double rate) {
          run.step(again.get(), again, rate);
        }

        @Override
        public Map<String, Tensor> state() {
          return run.state();
        }

        @Override
        public void restore(Map<String, Tensor> state) {
          run.restore(state);
        }
      };
    }
  }

  @Test
  void furtherEvaluationsAreForAnOptimiserOfAllParameters() {
    Mlp once = network();
    Trainer.of(once, Loss.softmaxCrossEntropy()).optimizer(Sgd.of(0.1)).epochs(1).fit(DIGITS);
    Mlp twice = network();
    Trainer alone = Trainer.of(twice, Loss.softmaxCrossEntropy()).optimizer(new Restless(0.1));
    alone.epochs(1).fit(DIGITS);
    assertSameBits(once, twice);
    Trainer grouped =
        Trainer.of(network(), Loss.softmaxCrossEntropy()).group("dense2", new Restless(0.1));
    var e = assertThrows(AutodiffException.class, () -> grouped.fit(DIGITS));
    assertTrue(e.toString().contains("evaluates the loss again"), e::toString);
  }

  @Test
  void trainingComputesOnTheChosenEngine() {
    Engine standard = Engine.standard();
    Engine plain = standard.withNatives(false).withVector(false);
    assumeTrue(!plain.describe().equals(standard.describe()), "there is one engine only");
    History expected = trainer(network()).fit(SPLIT.train(), SPLIT.test());
    History same = trainer(network()).engine(standard).fit(SPLIT.train(), SPLIT.test());
    assertSameCourse(expected, same);
    History other = trainer(network()).engine(plain).fit(SPLIT.train(), SPLIT.test());
    assertNotEquals(expected.last().train().loss(), other.last().train().loss());
    assertEquals(expected.last().train().loss(), other.last().train().loss(), 1e-6);
    Mlp model = Mlp.builder(64).dense(2000).dense(10).build(random());
    Loss loss = Loss.softmaxCrossEntropy();
    assertNotEquals(
        Evaluation.of(model, loss, DIGITS, standard, List.of()),
        Evaluation.of(model, loss, DIGITS, plain, List.of()));
  }

  /** A last layer that names class 0 for outputs equal to the expected ones, bit by bit, else 1. */
  private record Difference(Tensor expected) implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      Tensor distance = input.sub(expected).abs().sum(1).unsqueeze(1);
      return Tensor.concat(1, distance.mul(0), distance);
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(2);
    }
  }

  @Test
  void predictionsComputeOnTheChosenEngine() {
    Engine standard = Engine.standard();
    Engine plain = standard.withNatives(false).withVector(false);
    assumeTrue(!plain.describe().equals(standard.describe()), "there is one engine only");
    Tensor x = Tensor.randn(random(), 100, 64);
    Tensor expected = Mlp.builder(64).dense(2000).dense(10).build(random()).predict(x);
    Mlp model =
        Mlp.builder(64)
            .dense(2000)
            .dense(10)
            .layer("difference", _ -> new Difference(expected))
            .build(random());
    assertEquals(0, model.predict(x).abs().max().value());
    assertEquals(0, model.predict(x, standard).abs().max().value());
    assertNotEquals(0, model.predict(x, plain).abs().max().value());
    Dataset data = Dataset.of(x, new int[100]);
    assertEquals(100, ConfusionMatrix.of(model, data, standard).count(0, 0));
    assertNotEquals(100, ConfusionMatrix.of(model, data, plain).count(0, 0));
  }

  @Test
  void updatesComputeOnTheChosenEngine() {
    Engine chosen = Engine.standard().withThreads(1);
    List<Engine> given = new ArrayList<>();
    Optimizer noted =
        new Optimizer() {
          @Override
          public double learningRate() {
            return 0.1;
          }

          @Override
          public OptimizerRun start(List<Parameter> parameters, Engine engine) {
            given.add(engine);
            return Sgd.of(0.1).start(parameters, engine);
          }
        };
    trainer(network()).optimizer(noted).engine(chosen).epochs(1).fit(DIGITS);
    assertEquals(List.of(chosen), given);
  }

  @Test
  void settingsOfARunningTrainingStay() {
    Trainer trainer = trainer(network()).epochs(2);
    trainer.listener(
        new TrainingListener() {
          @Override
          public void epochEnded(Epoch epoch) {
            trainer.epochs(9);
          }
        });
    assertEquals(2, trainer.fit(DIGITS).epochs().size());
  }

  @Test
  void penaltyMakesWeightsSmaller() {
    double[] sizes = new double[2];
    for (int i = 0; i < 2; i++) {
      Mlp model = network();
      trainer(model).penalty(Penalty.l2(i * 0.01)).fit(SPLIT.train());
      sizes[i] = model.named("dense1.weight").getFirst().value().square().sum().value();
    }
    assertTrue(sizes[1] < sizes[0] * 0.9);
  }

  @Test
  void divergedLossNamesLayerAndOperation() {
    Mlp model =
        Mlp.builder(64)
            .dense(8, Activation.RELU)
            .layer("root", _ -> (input, _) -> input.sub(1e3).sqrt())
            .dense(10)
            .build(random());
    Trainer trainer = trainer(model);
    var e = assertThrows(DivergedException.class, () -> trainer.fit(SPLIT.train()));
    String text = String.valueOf(e.getMessage());
    assertTrue(
        text.startsWith(
            "training: the loss became NaN in epoch 1, step 1, at learning rate 0.003\n"
                + "in layer root1: sqrt: result is not finite\n  given     (32, 8) from -1000 "),
        text);
    assertTrue(text.contains("TrainerTest.java:"), text);
    assertEquals(0, e.history().epochs().size());
  }

  @Test
  void spoiltParameterIsNamed() {
    Loss steep = (y, labels) -> Loss.softmaxCrossEntropy().of(y, labels).mul(1e10);
    Trainer trainer = Trainer.of(network(), steep).optimizer(Sgd.of(1e308));
    var e = assertThrows(DivergedException.class, () -> trainer.fit(SPLIT.train()));
    String text = String.valueOf(e.getMessage());
    assertTrue(text.contains("by the update of the step before: parameter "), text);
  }

  @Test
  void listenersHearEveryStep() {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(int firstEpoch, int epochs, long examples) {
            heard.add("start " + firstEpoch + " of " + epochs + ", " + examples);
          }

          @Override
          public void stepped(int epoch, long examples, double loss) {
            heard.add("step " + epoch + " " + examples);
          }

          @Override
          public void epochEnded(Epoch epoch) {
            heard.add("epoch " + epoch.number());
          }

          @Override
          public void ended() {
            heard.add("end");
          }
        };
    trainer(network()).epochs(1).batchSize(200).listener(listener).fit(SPLIT.train());
    assertEquals(List.of("start 1 of 1, 240", "step 1 200", "step 1 240", "epoch 1", "end"), heard);
  }

  @Test
  void examplesOfAnotherWidthAreRefused() {
    Mlp model = Mlp.builder(63).dense(10).build(new SplittableRandom(2));
    Trainer trainer = Trainer.of(model, Loss.softmaxCrossEntropy());
    var e = assertThrows(AutodiffException.class, () -> trainer.fit(SPLIT.train()));
    assertEquals(
        """
        Trainer: training examples do not fit the network
          given     examples of shape (64)
          expected  shape (63)\
        """,
        e.getMessage());
  }

  @Test
  void labelsBeyondTheOutputsAreRefused() {
    Mlp model = Mlp.builder(64).dense(5).build(new SplittableRandom(2));
    Trainer trainer = Trainer.of(model, Loss.softmaxCrossEntropy());
    var e = assertThrows(AutodiffException.class, () -> trainer.fit(SPLIT.train()));
    assertTrue(
        String.valueOf(e.getMessage())
            .contains("a whole number from 0 to 4, as the network has 5 outputs"));
  }

  @Test
  void epochsArePositive() {
    Trainer trainer = trainer(network());
    var e = assertThrows(AutodiffException.class, () -> trainer.epochs(0));
    assertEquals(
        """
        Trainer: epochs not positive
          given     0
          expected  at least 1\
        """,
        e.getMessage());
  }
}
