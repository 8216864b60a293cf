package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What early stopping and a resumed training hold a model to. */
class ResumedTrainingTest {
  private static Mlp line() {
    return Mlp.builder(1).dense(1).build(new SplittableRandom(3));
  }

  private static final Dataset LINE =
      Dataset.of(Tensor.of(new double[][] {{1}, {2}, {3}}), Tensor.of(2, 4, 6));

  @Test
  void epochOfNaNIsNoProgress() {
    for (int bad : new int[] {1, 3}) {
      int[] evaluations = {0};
      Loss squares = Loss.meanSquaredError();
      Dataset held = Dataset.of(Tensor.of(new double[][] {{1.5}, {2.5}}), Tensor.of(3, 5));
      Loss loss =
          (p, t) ->
              p.dim(0) == 2 && ++evaluations[0] == bad
                  ? squares.of(p, t).mul(Double.NaN)
                  : squares.of(p, t);
      Mlp model = line();
      History history =
          Trainer.of(model, loss)
              .optimizer(Sgd.of(0.05))
              .epochs(30)
              .earlyStopping(5)
              .fit(LINE, held);
      assertEquals(30, history.epochs().size());
      double best = history.best().watchedLoss();
      assertEquals(best, Evaluation.of(model, squares, held).loss(), 1e-12);
    }
  }

  @Test
  void checkpointOfOtherSettingsIsRefused(@TempDir Path folder) throws IOException {
    CheckpointStore store = CheckpointStore.in(folder.resolve("settings"));
    Loss loss = Loss.meanSquaredError();
    Trainer.of(line(), loss).optimizer(Adam.of(0.01)).epochs(3).checkpoints(store, 1).fit(LINE);
    var saved = store.latest().orElseThrow();
    List<Trainer> others =
        List.of(
            Trainer.of(line(), loss).optimizer(Sgd.of(0.01)),
            Trainer.of(line(), loss).optimizer(Adam.of(0.01)).batchSize(2));
    for (Trainer other : others) {
      var e = assertThrows(AutodiffException.class, () -> other.epochs(5).resume(saved).fit(LINE));
      assertTrue(e.toString().contains("is of another training"), e::toString);
    }
    Dataset more = LINE.rows(0, 1);
    Trainer trainer = Trainer.of(line(), loss).optimizer(Adam.of(0.01)).epochs(5).resume(saved);
    var e = assertThrows(AutodiffException.class, () -> trainer.fit(more));
    assertTrue(e.toString().contains("examples 2"), e::toString);
  }

  @Test
  void earlyStoppingKnowsTheBestEpochBeforeAResume(@TempDir Path folder) throws IOException {
    CheckpointStore store = CheckpointStore.in(folder.resolve("best"));
    Dataset held = Dataset.of(Tensor.of(new double[][] {{1}, {2}}), Tensor.of(1, 2));
    Mlp first = line();
    first.named("dense1.weight").get(0).set(Tensor.full(0.5, 1, 1));
    Loss loss = Loss.meanSquaredError();
    Trainer.of(first, loss)
        .optimizer(Sgd.of(0.01))
        .epochs(10)
        .checkpoints(store, 1)
        .fit(LINE, held);
    TensorFile saved = store.latest().orElseThrow();
    Mlp second = line();
    History history =
        Trainer.of(second, loss)
            .optimizer(Sgd.of(0.01))
            .epochs(12)
            .earlyStopping(20)
            .resume(saved)
            .fit(LINE, held);
    assertTrue(history.best().number() < 10);
    double now = Evaluation.of(second, loss, held).loss();
    assertEquals(history.best().watchedLoss(), now, 1e-15);
    Map<String, Tensor> older = new LinkedHashMap<>(saved.tensors());
    older.keySet().removeIf(name -> name.startsWith("best/"));
    Trainer resumed =
        Trainer.of(line(), loss)
            .optimizer(Sgd.of(0.01))
            .epochs(12)
            .earlyStopping(20)
            .resume(new TensorFile(older, saved.metadata()));
    var e = assertThrows(AutodiffException.class, () -> resumed.fit(LINE, held));
    assertTrue(e.toString().contains("does not hold the best weights"), e::toString);
  }

  @Test
  void optimiserAndDataOfAResumeAreThoseBefore(@TempDir Path folder) throws IOException {
    CheckpointStore store = CheckpointStore.in(folder.resolve("same"));
    Loss loss = Loss.meanSquaredError();
    Trainer.of(line(), loss).optimizer(Adam.of(0.01)).epochs(3).checkpoints(store, 1).fit(LINE);
    TensorFile saved = store.latest().orElseThrow();
    for (Adam other :
        List.of(
            Adam.of(0.01).betas(0.5, 0.5),
            Adam.of(0.01).epsilon(1e-3),
            Adam.of(0.01).decoupledDecay(0.1))) {
      Trainer trainer = Trainer.of(line(), loss).optimizer(other).epochs(4).resume(saved);
      var e = assertThrows(AutodiffException.class, () -> trainer.fit(LINE));
      assertTrue(e.toString().contains("optimiser Adam["), e::toString);
    }
    Dataset same = Dataset.of(Tensor.of(new double[][] {{1}, {2}, {3}}), Tensor.of(2, 4, 5));
    Trainer onOthers = Trainer.of(line(), loss).optimizer(Adam.of(0.01)).epochs(4).resume(saved);
    var e = assertThrows(AutodiffException.class, () -> onOthers.fit(same));
    assertTrue(e.toString().contains("checksum of the first examples"), e::toString);
    Trainer slower = Trainer.of(line(), loss).optimizer(Adam.of(0.001)).epochs(4).resume(saved);
    assertEquals(4, slower.fit(LINE).epochs().size(), "the learning rate may change");
  }

  /** In float32 the square of 1e25 is infinite: Adam would never move that weight again. */
  @Test
  void stepThatSpoilsAnOptimiserEndsTheTraining() {
    Mlp model = Mlp.builder(1).dtype(DType.FLOAT32).dense(1).build(new SplittableRandom(3));
    Loss steep = (y, t) -> y.sub(t.reshape(y.shape())).sum().mul(1e25);
    Trainer trainer = Trainer.of(model, steep).optimizer(Adam.of(0.01)).epochs(3);
    var e = assertThrows(DivergedException.class, () -> trainer.fit(LINE));
    assertTrue(
        String.valueOf(e.getMessage()).contains("what the optimiser remembers of"), e::getMessage);
    assertEquals(0, e.history().epochs().size());
  }

  @Test
  void largeTargetsAreNotBlamedOnGradients() {
    double[][] x = new double[40][1];
    double[] y = new double[40];
    for (int i = 0; i < 40; i++) {
      x[i][0] = i / 20.0 - 1;
      y[i] = 5000 + 300 * x[i][0];
    }
    Dataset data = Dataset.of(Tensor.of(x), Tensor.of(y));
    Mlp model = Mlp.builder(1).dense(8, Activation.TANH).dense(1).build(new SplittableRandom(1));
    History history =
        Trainer.of(model, Loss.meanSquaredError()).epochs(5).diagnose().fit(data, data);
    List<String> found = Diagnosis.of(history);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().startsWith("large targets: "), found::toString);
  }

  @Test
  void trainingLossAboveValidationLossIsNoOverfitting() {
    assertEquals(List.of(), Diagnosis.of(history(5, 1, 4, 1.5, 3.9, 1.6, 3.8, 1.7)));
  }

  /** A rise of one epoch, or up to the training loss, is none. */
  @Test
  void overfittingLastsAndLeavesTheTrainingLossBehind() {
    assertEquals(List.of(), Diagnosis.of(history(0.2, 0.08, 0.1004, 0.1051)));
    assertEquals(List.of(), Diagnosis.of(history(3, 1, 2, 1.1, 1, 1.1, 0.9, 1.1, 0.8, 2)));
    assertEquals(List.of(), Diagnosis.of(history(3, 1, 2, 2, 1.9, 2, 1.9, 2, 1.9, 2)));
    List<String> found = Diagnosis.of(history(3, 1, 2, 1.5, 1, 1.6, 0.9, 1.7));
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().startsWith("overfitting: "), found::toString);
  }

  /** Returns epochs of a training loss and a validation loss each. */
  private static History history(double... losses) {
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < losses.length; i += 2) {
      Evaluation train = new Evaluation(losses[i], Map.of());
      Evaluation held = new Evaluation(losses[i + 1], Map.of());
      epochs.add(new Epoch(epochs.size() + 1, train, held, 0.1, 1, List.of()));
    }
    return new History(epochs);
  }
}
