package io.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class InferenceTest {
  private final SplittableRandom random = new SplittableRandom(3);

  private Mlp model() {
    return Mlp.builder(6)
        .dense(8, Activation.RELU)
        .batchNorm()
        .residual(block -> block.layerNorm().dense(8))
        .dropout(0.5)
        .dense(3, Activation.TANH)
        .build(random);
  }

  private static float[] plain(Mlp model, Tensor batch) {
    return model.forward(batch, Pass.evaluation()).to(DType.FLOAT32).floats();
  }

  private static float[] predicted(Mlp model, Tensor batch) {
    return model.predict(batch).to(DType.FLOAT32).floats();
  }

  @Test
  void outputIsThatOfThePlainPassToTheBit() {
    Mlp model = model();
    for (int rows : new int[] {4, 1, 4, 9, 0, 9}) {
      Tensor batch = Tensor.randn(random, rows, 6);
      assertArrayEquals(plain(model, batch), predicted(model, batch));
    }
  }

  @Test
  void outputsStayWhenMoreIsPredicted() {
    Mlp model = model();
    Tensor first = Tensor.randn(random, 4, 6);
    Tensor kept = model.predict(first);
    double[] before = kept.values();
    model.predict(Tensor.randn(random, 4, 6));
    assertArrayEquals(before, kept.values());
    assertArrayEquals(before, kept.add(0).values());
  }

  @Test
  void changedParametersAreSeen() {
    Mlp model = model();
    Tensor batch = Tensor.randn(random, 4, 6);
    float[] before = predicted(model, batch);
    model.named("dense1.weight").getFirst().update(w -> ((double[]) w)[0] += 1);
    assertFalse(Arrays.equals(before, predicted(model, batch)));
    assertArrayEquals(plain(model, batch), predicted(model, batch));
  }

  @Test
  void threadsPredictSideBySide() throws InterruptedException, ExecutionException {
    Mlp model = model();
    List<Tensor> batches = new ArrayList<>();
    List<Future<float[]>> found = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 60; i++) {
        Tensor batch = Tensor.randn(random, 1 + i % 5, 6);
        batches.add(batch);
        found.add(threads.submit(() -> predicted(model, batch)));
      }
      for (int i = 0; i < 60; i++) {
        assertArrayEquals(plain(model, batches.get(i)), found.get(i).get());
      }
    }
  }

  /** A network of layers that always do the same. */
  private Mlp repeating() {
    return Mlp.builder(6)
        .dense(8, Activation.RELU)
        .residual(block -> block.layerNorm().dense(8))
        .dense(3, Activation.TANH)
        .build(random);
  }

  @Test
  void plannedOutputIsThatOfThePlainPassToTheBit() {
    Mlp model = repeating();
    List<Tensor> kept = new ArrayList<>();
    List<Tensor> expected = new ArrayList<>();
    for (int i = 0; i < 3 * Inference.RECORDED; i++) {
      Tensor batch = Tensor.randn(random, i % 97 == 96 ? 2 : 4, 6);
      if (i % 10 == 9) {
        model.named("dense1.weight").getFirst().update(w -> ((double[]) w)[0] += 1);
      }
      kept.add(model.predict(batch));
      expected.add(model.forward(batch, Pass.evaluation()));
    }
    for (int i = 0; i < kept.size(); i++) {
      assertArrayEquals(expected.get(i).values(), kept.get(i).values());
    }
  }

  @Test
  void outputsOfOneShapeAreRecordedNoMore() {
    Mlp model = repeating();
    Inference inference = new Inference();
    Tensor batch = Tensor.randn(random, 4, 6);
    for (int i = 0; i <= Inference.RECORDED; i++) {
      assertFalse(inference.hasPlan());
      inference.run(model, batch);
    }
    assertTrue(inference.hasPlan());
  }

  @Test
  void threadsThatTakeTurnsFindTheirOwnAgain() throws InterruptedException {
    Inference.Idle idle = new Inference.Idle();
    Inference mine = idle.take();
    idle.giveBack(mine);
    long place = Thread.currentThread().threadId() % Inference.Idle.MOST;
    Thread other;
    do {
      other = new Thread(() -> idle.giveBack(idle.take()));
    } while (other.threadId() % Inference.Idle.MOST == place);
    other.start();
    other.join();
    assertSame(mine, idle.take());
    assertNotSame(mine, idle.take());
  }

  @Test
  void oneOfAnotherThreadIsNotTaken() throws InterruptedException {
    Inference.Idle idle = new Inference.Idle();
    List<Inference> found = new ArrayList<>();
    for (int i = 0; i < 2 * Inference.Idle.MOST; i++) {
      Thread thread =
          new Thread(
              () -> {
                Inference one = idle.take();
                found.add(one);
                idle.giveBack(one);
              });
      thread.start();
      thread.join();
    }
    assertEquals(found.size(), found.stream().distinct().count());
  }

  /** A layer of a caller's that keeps what it met. */
  private static final class Keeping implements Layer {
    private final List<Tensor> met = new ArrayList<>();

    @Override
    public Tensor forward(Tensor input, Pass pass) {
      met.add(input);
      return input.mul(2);
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  @Test
  void layerOfTheCallerMeetsConstantsThatStay() {
    Keeping layer = new Keeping();
    Mlp model = Mlp.builder(6).dense(4).layer("keeping", site -> layer).build(random);
    Tensor batch = Tensor.randn(random, 2, 6);
    model.predict(batch);
    double[] first = layer.met.getFirst().values();
    model.predict(batch.mul(3));
    assertTrue(layer.met.getFirst().isConstant());
    assertArrayEquals(first, layer.met.getFirst().values());
  }

  @Test
  void derivativeByTheBatchGoesThroughThePrediction() {
    Mlp model = Mlp.builder(2).dense(1).build(random);
    Tensor weight = model.named("dense1.weight").getFirst().value();
    Tensor slope = Autodiff.gradient(x -> model.predict(x).sum(), Tensor.randn(random, 1, 2));
    assertArrayEquals(weight.values(), slope.values());
  }
}
