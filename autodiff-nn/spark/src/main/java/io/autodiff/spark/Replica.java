package io.autodiff.spark;

import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.optim.LossGradient;
import io.autodiff.nn.optim.OptimizerRun;
import io.autodiff.nn.optim.Penalty;
import io.autodiff.nn.optim.Schedule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A network and its optimiser in one task, on one thread. It begins with the vector that the driver
 * sent, and what it found goes back as a vector: between tasks nothing is kept.
 */
final class Replica implements AutoCloseable {
  private static final int EVALUATED = 512;

  private final Recipe recipe;
  private final Mlp model;
  private final List<Parameter> trainable;
  private final OptimizerRun run;
  private final Loss loss;
  private final List<Penalty> penalties;
  private final Engine engine = Engine.standard().withThreads(1);
  private final Tape tape = new Tape(engine);
  private final Tape.Mark start = tape.mark();

  Replica(Recipe recipe, Mlp model) {
    this.recipe = recipe;
    this.model = model;
    this.trainable = model.trainable();
    this.run = recipe.newOptimizer().start(trainable, engine);
    this.loss = recipe.loss();
    this.penalties = recipe.penalties();
  }

  /**
   * Returns the replica that a vector describes, as {@link #state} or {@link #weights} wrote it.
   */
  static Replica of(Recipe recipe, double[] state) {
    Replica replica = new Replica(recipe, recipe.blank());
    replica.load(state);
    return replica;
  }

  Mlp model() {
    return model;
  }

  List<Parameter> trainable() {
    return trainable;
  }

  OptimizerRun run() {
    return run;
  }

  /** Returns parameters and buffers. */
  double[] weights() {
    return flat(model.state(), Map.of());
  }

  /** Returns parameters, buffers and what the optimiser remembers. */
  double[] state() {
    return flat(model.state(), run.state());
  }

  private static double[] flat(Map<String, Tensor> first, Map<String, Tensor> second) {
    double[] all = new double[Flat.size(first.values()) + Flat.size(second.values())];
    Flat.put(second.values(), all, Flat.put(first.values(), all, 0));
    return all;
  }

  /** Loads parameters and buffers, and what the optimiser remembers if the vector has it. */
  void load(double[] state) {
    Map<String, Tensor> own = model.state();
    model.load(Flat.take(own, state, 0));
    int at = Flat.size(own.values());
    if (state.length > at) {
      run.restore(Flat.take(run.state(), state, at));
    }
  }

  /** Where an epoch's steps begin, how many are taken, and of how many; epochs count from 1. */
  @SuppressWarnings("ArrayRecordComponent") // never changed
  record Steps(int epoch, int first, int count, int all, double[] losses) {
    double[] vector() {
      return new double[] {epoch, first, count, all};
    }

    static Steps of(double[] vector, double[] losses) {
      return new Steps((int) vector[0], (int) vector[1], (int) vector[2], (int) vector[3], losses);
    }

    double progress(int step) {
      return epoch - 1 + (double) step / all;
    }

    /** Returns those examples of an order that a step takes. */
    int[] rows(int[] order, int step) {
      int from = (int) ((long) order.length * step / all);
      int to = (int) ((long) order.length * (step + 1) / all);
      return Arrays.copyOfRange(order, from, to);
    }

    /** Returns the training examples of a part in the order drawn for this epoch. */
    int[] order(Block block, long seed) {
      SplittableRandom random = Seeds.of(seed, epoch, block.number);
      int[] order = new int[block.train];
      for (int i = 0; i < order.length; i++) {
        int k = random.nextInt(i + 1);
        order[i] = order[k];
        order[k] = i;
      }
      return order;
    }
  }

  /** Takes steps on a part and returns the new state, followed by the tally of the steps. */
  double[] advance(Block block, Steps steps) {
    Tally tally = new Tally();
    Dataset all = block.examples();
    Schedule schedule = recipe.newSchedule();
    double rate = recipe.newOptimizer().learningRate();
    int[] order = steps.order(block, recipe.seed());
    for (int step = steps.first; step < steps.first + steps.count; step++) {
      Batch batch = batch(all, steps.rows(order, step));
      RandomGenerator random = Seeds.of(recipe.seed(), steps.epoch, step, block.number, 1);
      Found found = evaluate(batch, random, tally, penalties);
      List<Tensor> clipped = recipe.clipping().apply(found.gradients);
      var progress = new Schedule.Progress(steps.progress(step), recipe.epochs(), steps.losses);
      run.step(
          new LossGradient(found.loss, clipped),
          Replica::noSearch,
          rate * schedule.factor(progress));
      found.release();
      tape.rewind(start);
    }
    return withTally(state(), tally);
  }

  private static LossGradient noSearch() {
    throw new IllegalStateException("a line search needs all examples");
  }

  /**
   * Returns the gradient of the sum of losses over the part's share of a step, followed by the
   * network's buffers, both times the sum of weights, and the tally.
   */
  double[] gradient(Block block, Steps steps) {
    Tally tally = new Tally();
    double[] sum = new double[size(trainable) + size(model.buffers())];
    int[] rows = steps.rows(steps.order(block, recipe.seed()), steps.first);
    if (rows.length > 0) {
      Batch batch = batch(block.examples(), rows);
      RandomGenerator random = Seeds.of(recipe.seed(), steps.epoch, steps.first, block.number, 1);
      Found found = evaluate(batch, random, tally, List.of());
      int at = Flat.put(found.gradients, sum, 0);
      Flat.put(model.buffers().stream().map(Parameter::value).toList(), sum, at);
      found.release();
      tape.rewind(start);
      for (int i = 0; i < sum.length; i++) {
        sum[i] *= tally.weight();
      }
    }
    return withTally(sum, tally);
  }

  private static int size(List<Parameter> parameters) {
    return parameters.stream().mapToInt(parameter -> parameter.shape().size()).sum();
  }

  private static double[] withTally(double[] vector, Tally tally) {
    double[] all = Arrays.copyOf(vector, vector.length + Tally.SIZE);
    tally.put(all, vector.length);
    return all;
  }

  /** Evaluates the part's held-out examples, without dropout, and returns the tally. */
  double[] evaluate(Block block) {
    Tally tally = new Tally();
    Dataset all = block.held == 0 ? null : block.examples();
    for (int from = 0; from < block.held; from += EVALUATED) {
      int[] rows = new int[Math.min(EVALUATED, block.held - from)];
      Arrays.setAll(rows, i -> i);
      for (int i = 0; i < rows.length; i++) {
        rows[i] += block.train + from;
      }
      Batch batch = batch(Objects.requireNonNull(all), rows);
      Tensor prediction = model.forward(batch.inputs(), Pass.evaluation(tape));
      double mean = loss.of(prediction, batch.targets(), batch.weights()).value();
      tally.add(mean, sumOfWeights(batch), prediction, batch.targets());
      tape.rewind(start);
    }
    double[] vector = new double[Tally.SIZE];
    tally.put(vector, 0);
    return vector;
  }

  private static Batch batch(Dataset all, int[] rows) {
    return all.rows(rows).batches(rows.length).iterator().next();
  }

  private static double sumOfWeights(Batch batch) {
    Tensor weights = batch.weights();
    return weights == null ? batch.size() : Arrays.stream(weights.values()).sum();
  }

  private record Found(double loss, List<Tensor> gradients, @Nullable Gradients held) {
    void release() {
      if (held != null) {
        held.release();
      }
    }
  }

  private Found evaluate(Batch batch, RandomGenerator random, Tally tally, List<Penalty> prices) {
    Tensor prediction = model.forward(batch.inputs(), Pass.training(tape, random));
    Scalar sum = loss.of(prediction, batch.targets(), batch.weights());
    tally.add(sum.value(), sumOfWeights(batch), prediction, batch.targets());
    for (Penalty price : prices) {
      sum = price.addTo(sum, trainable.stream().map(tape::use).toList());
    }
    Gradients held = tape.gradients(sum);
    return new Found(sum.value(), trainable.stream().map(held::of).toList(), held);
  }

  /** Adds the gradient of the price of the present weights to a vector and returns the price. */
  double addPrice(double[] gradient) {
    if (penalties.isEmpty()) {
      return 0;
    }
    Scalar sum = Scalar.of(0);
    for (Penalty price : penalties) {
      sum = price.addTo(sum, trainable.stream().map(tape::use).toList());
    }
    double value = sum.value();
    Gradients held = tape.gradients(sum);
    double[] own = new double[size(trainable)];
    Flat.put(trainable.stream().map(held::of).toList(), own, 0);
    held.release();
    tape.rewind(start);
    for (int i = 0; i < own.length; i++) {
      gradient[i] += own[i];
    }
    return value;
  }

  /** Returns what a checkpoint holds of the optimiser. */
  Map<String, Tensor> remembered() {
    return new LinkedHashMap<>(run.state());
  }

  @Override
  public void close() {
    tape.close();
  }
}
