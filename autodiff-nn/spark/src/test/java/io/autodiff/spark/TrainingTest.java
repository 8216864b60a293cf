package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.Trainer;
import io.autodiff.optimize.PartitionedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** Trains on parts in this process, which Spark's executors otherwise hold. */
class TrainingTest {
  private static final int ROWS = 90;

  static Recipe recipe(String optimizer, int precision, int batch, int epochs) {
    return new Recipe(
        3,
        2,
        true,
        new int[] {5},
        "tanh",
        0,
        false,
        precision,
        optimizer,
        optimizer.equals("lbfgs") ? 0 : 0.01,
        0,
        0,
        0,
        "constant",
        0,
        0,
        epochs,
        batch,
        0,
        1);
  }

  private static List<Example> examples() {
    SplittableRandom random = new SplittableRandom(11);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      examples.add(new Example(x, x[0] * x[1] > 0 ? 1 : 0, 1 + i % 3, false));
    }
    return examples;
  }

  /** Returns the examples in parts, a block in each. */
  static List<Block> blocks(int count, boolean weighted, Recipe recipe) {
    List<Block> blocks = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      List<Example> own = new ArrayList<>();
      for (int i = p; i < ROWS; i += count) {
        own.add(examples().get(i));
      }
      Block raw = Block.of(p, own.iterator(), weighted);
      blocks.add(raw.prepared(Scales.none(3), Scales.none(1), recipe.dtype()));
    }
    return blocks;
  }

  private static Training.Parts parts(int count, boolean weighted, Recipe recipe) {
    List<Block> blocks = blocks(count, weighted, recipe);
    return parts(PartitionedRows.of(blocks, count), blocks);
  }

  static Training.Parts parts(PartitionedRows<Block> rows, List<Block> blocks) {
    return new Training.Parts(
        rows,
        blocks.stream().mapToLong(block -> block.checksum).toArray(),
        blocks.stream().mapToInt(block -> block.train).toArray(),
        0,
        1);
  }

  static double[] trained(Recipe recipe, String strategy, int parts) {
    Mlp network = recipe.network();
    new Training(
            recipe,
            Strategy.of(strategy, recipe.isFullBatch()),
            parts(parts, false, recipe),
            network,
            List.of(),
            null)
        .run();
    return weights(network);
  }

  static double[] weights(Mlp network) {
    return network.state().values().stream()
        .map(Tensor::values)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  @Test
  void gradientOfAllPartsIsThatOfOneProcess() {
    Recipe recipe = recipe("sgd", 64, ROWS, 1);
    Mlp network = recipe.network();
    Dataset whole = Block.of(0, examples().iterator(), true).examples();
    double[] expected = new double[weights(network).length];
    try (Tape tape = new Tape()) {
      Tensor out = network.forward(whole.inputs(), Pass.training(tape, new SplittableRandom(0)));
      var gradients =
          tape.gradients(recipe.loss().of(out, whole.targets(), whole.weights().orElseThrow()));
      List<Tensor> all = new ArrayList<>();
      for (Parameter parameter : network.trainable()) {
        all.add(gradients.of(parameter));
      }
      Flat.put(all, expected, 0);
    }
    double[] sum =
        parts(7, true, recipe)
            .blocks()
            .sum(
                (rows, at) -> {
                  try (Replica replica = Replica.of(recipe, at[0])) {
                    return replica.gradient(
                        rows.getFirst(), new Replica.Steps(1, 0, 1, 1, new double[0]));
                  }
                },
                weights(network));
    double weight = sum[expected.length + 1];
    double[] found = Arrays.copyOf(sum, expected.length);
    for (int i = 0; i < found.length; i++) {
      found[i] /= weight;
    }
    assertEquals(180, weight);
    assertArrayEquals(expected, found, 1e-12);
  }

  /**
   * With all examples in each step there is no chance left, and the trainer takes the same steps.
   */
  @Test
  void stepsTogetherAreThoseOfTheTrainer() {
    Recipe recipe = recipe("adam", 64, ROWS, 20);
    Mlp network = recipe.network();
    Trainer.of(network, recipe.loss())
        .optimizer(Adam.of(0.01))
        .schedule(Schedule.constant())
        .batchSize(ROWS)
        .epochs(20)
        .fit(Block.of(0, examples().iterator(), false).examples());
    assertArrayEquals(weights(network), trained(recipe, "AGGREGATE", 4), 1e-10);
    assertArrayEquals(weights(network), trained(recipe, "AVERAGE_EVERY(1)", 1), 1e-10);
  }

  @Test
  void limitedMemoryNeverRises() {
    Recipe lbfgs = recipe("lbfgs", 64, 1, 30);
    History course =
        new Training(
                lbfgs,
                Strategy.of("auto", true),
                parts(3, false, lbfgs),
                lbfgs.network(),
                List.of(),
                null)
            .run();
    double[] losses = course.watchedLosses();
    for (int i = 1; i < losses.length; i++) {
      assertTrue(losses[i] <= losses[i - 1], Arrays.toString(losses));
    }
    assertTrue(losses[29] < losses[0] / 2, Arrays.toString(losses));
  }

  @Test
  void threadsDoNotChangeABit() throws Exception {
    for (String strategy : List.of("AGGREGATE", "AVERAGE_EVERY(3)")) {
      Recipe recipe = recipe("adam", 32, 8, 3);
      double[] alone = on(1, () -> trained(recipe, strategy, 5));
      assertArrayEquals(alone, on(4, () -> trained(recipe, strategy, 5)), 0, strategy);
    }
  }

  private static double[] on(int threads, java.util.concurrent.Callable<double[]> work)
      throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(work).get();
    }
  }

  @Test
  void averagesAreTakenEverySoManySteps() {
    Recipe recipe = recipe("sgd", 64, 5, 1);
    double[] often = trained(recipe, "AVERAGE_EVERY(1)", 3);
    double[] seldom = trained(recipe, "AVERAGE_EVERY(2)", 3);
    double[] never = trained(recipe, "AVERAGE_EVERY(100)", 3);
    assertTrue(!Arrays.equals(often, seldom) && !Arrays.equals(seldom, never));
    // Of plain gradient steps the first average is linear in the parts' gradients.
    assertArrayEquals(often, seldom, 0.01);
  }

  @Test
  void changedRowsAreRefused() {
    Recipe recipe = recipe("sgd", 64, 8, 1);
    Training.Parts good = parts(2, false, recipe);
    long[] other = good.checksums().clone();
    other[1]++;
    Training.Parts bad = new Training.Parts(good.blocks(), other, good.train(), 0, 1);
    Training training =
        new Training(recipe, Strategy.of("auto", false), bad, recipe.network(), List.of(), null);
    AutodiffException e = assertThrows(AutodiffException.class, training::run);
    Rows.assertSays("part 1", e);
  }
}
