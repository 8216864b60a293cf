package io.autodiff.spark;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Tensor;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.optim.LossGradient;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network on examples in parts, by the parts' own steps and averages or by steps of all
 * parts together. The driver holds the network between jobs; see {@link Replica} for the tasks.
 */
final class Training {
  private final Recipe recipe;
  private final Strategy strategy;
  private final Parts data;
  private final Replica own;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final List<TrainingListener> listeners;
  private final @Nullable Checkpoints checkpoints;
  private @Nullable Rounds group;
  private final List<Epoch> epochs = new ArrayList<>();
  private Map<String, Tensor> best = Map.of();

  /**
   * The examples.
   *
   * @param blocks a block in each part
   * @param checksums of the blocks
   * @param train the number of training examples in each part, none of which is 0
   * @param held the number of examples kept for validation
   * @param spread what a prepared target of 1 stands for
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed
  record Parts(
      io.autodiff.optimize.PartitionedRows<Block> blocks,
      long[] checksums,
      int[] train,
      long held,
      double spread) {
    long examples() {
      return Arrays.stream(train).asLongStream().sum();
    }
  }

  Training(
      Recipe recipe,
      Strategy strategy,
      Parts data,
      Mlp start,
      List<TrainingListener> listeners,
      @Nullable Checkpoints checkpoints) {
    this.recipe = recipe;
    this.strategy = strategy;
    this.data = data;
    this.own = new Replica(recipe, start);
    this.optimizer = recipe.newOptimizer();
    this.schedule = recipe.newSchedule();
    this.listeners = listeners;
    this.checkpoints = checkpoints;
  }

  /** Takes the steps of several epochs elsewhere. */
  @FunctionalInterface
  interface Rounds {
    /**
     * Trains on.
     *
     * @param state a checkpoint
     * @param upTo the epoch after which the training comes back at the latest
     * @return the checkpoint after the last epoch
     */
    TensorFile advance(TensorFile state, int upTo);
  }

  /** Lets a group of tasks take the steps. */
  Training by(Rounds tasks) {
    group = tasks;
    return this;
  }

  /**
   * Trains and returns the course; the network then has its last or, with patience, best weights.
   */
  History run() {
    try (own) {
      if (checkpoints != null) {
        checkpoints.latest().ifPresent(this::restore);
      }
      int first = epochs.size() + 1;
      listeners.forEach(l -> l.started(first, recipe.epochs(), data.examples()));
      while (!isDone()) {
        int before = epochs.size();
        advance();
        if (checkpoints != null) {
          checkpoints.save(epochs.size(), isDone(), this::checkpoint);
        }
        List.copyOf(epochs.subList(before, epochs.size())).forEach(this::tell);
      }
    } finally {
      listeners.forEach(TrainingListener::ended);
    }
    if (!best.isEmpty()) {
      own.model().load(best);
    }
    return history();
  }

  private void tell(Epoch epoch) {
    if (group != null) { // whose steps nobody saw here
      double loss = epoch.train().loss();
      listeners.forEach(l -> l.stepped(epoch.number(), data.examples(), loss));
    }
    listeners.forEach(l -> l.epochEnded(epoch));
  }

  /** Trains for one epoch or, if a group of tasks does, for several. */
  private void advance() {
    if (group == null) {
      Epoch epoch = epoch();
      epochs.add(epoch);
      if (recipe.patience() > 0 && history().best().number() == epochs.size()) {
        best = own.model().state();
      }
      return;
    }
    int due = checkpoints == null ? recipe.epochs() : checkpoints.nextAfter(epochs.size());
    restore(group.advance(checkpoint(), due));
  }

  /**
   * Goes on from a checkpoint for at least one epoch and returns the checkpoint at its end.
   *
   * @param upTo the last epoch at most
   * @param late whether this is to end after the present epoch
   */
  TensorFile continued(TensorFile from, int upTo, BooleanSupplier late) {
    try (own) {
      restore(from);
      do {
        advance();
      } while (!isDone() && epochs.size() < upTo && !late.getAsBoolean());
      return checkpoint();
    }
  }

  private boolean isDone() {
    return epochs.size() >= recipe.epochs() || isOutOfPatience();
  }

  private History history() {
    return new History(epochs);
  }

  private boolean isOutOfPatience() {
    return recipe.patience() > 0
        && !epochs.isEmpty()
        && epochs.size() - history().best().number() >= recipe.patience();
  }

  private Epoch epoch() {
    long begun = System.nanoTime();
    int number = epochs.size() + 1;
    double[] losses = history().watchedLosses();
    int steps = stepsOfAnEpoch();
    Tally tally = new Tally();
    int stride = strategy.isAggregate() ? 1 : strategy.every();
    for (int step = 0; step < steps; step += stride) {
      Replica.Steps now =
          new Replica.Steps(number, step, Math.min(stride, steps - step), steps, losses);
      if (strategy.isAggregate()) {
        together(now, tally);
      } else {
        apart(now, tally);
      }
      long done = Math.round((double) data.examples() * (step + now.count()) / steps);
      listeners.forEach(l -> l.stepped(number, done, tally.meanLoss()));
    }
    double factor =
        schedule.factor(
            new Schedule.Progress(
                number - 1 + (double) (steps - 1) / steps, recipe.epochs(), losses));
    Evaluation held = data.held() == 0 ? null : validate();
    return new Epoch(
        number,
        tally.result(recipe.classes(), data.spread()),
        held,
        optimizer.learningRate() * factor,
        (System.nanoTime() - begun) * 1e-9,
        List.of());
  }

  /**
   * The steps of an epoch. Parts that train apart all take the same number, each with at least one
   * example; a step of all parts together has the batch size in all.
   */
  private int stepsOfAnEpoch() {
    if (recipe.isFullBatch()) {
      return 1;
    }
    long examples =
        strategy.isAggregate() ? data.examples() : Arrays.stream(data.train()).min().orElse(1);
    return Math.toIntExact(Math.max(1, (examples + recipe.batch() - 1) / recipe.batch()));
  }

  /** Lets each part take some steps from the same state and goes on from the mean of theirs. */
  private void apart(Replica.Steps steps, Tally tally) {
    Recipe given = recipe;
    long[] checksums = data.checksums();
    double[] sum =
        data.blocks()
            .sum(
                (rows, at) -> {
                  Block block = rows.getFirst().checked(checksums);
                  try (Replica replica = Replica.of(given, at[0])) {
                    return replica.advance(block, Replica.Steps.of(at[1], at[2]));
                  }
                },
                own.state(),
                steps.vector(),
                steps.losses());
    int size = sum.length - Tally.SIZE;
    tally.add(sum, size);
    double[] mean = Arrays.copyOf(sum, size);
    for (int i = 0; i < size; i++) {
      mean[i] /= data.train().length;
    }
    checkFinite(mean, tally, steps);
    own.load(mean);
  }

  /** Takes one step with the gradient that all parts compute together. */
  private void together(Replica.Steps steps, Tally tally) {
    LossGradient here = evaluate(steps, tally);
    if (!Double.isFinite(here.loss())) {
      throw diverged(here.loss(), steps);
    }
    double factor =
        schedule.factor(
            new Schedule.Progress(steps.progress(steps.first()), recipe.epochs(), steps.losses()));
    own.run().step(here, () -> evaluate(steps, new Tally()), optimizer.learningRate() * factor);
    checkFinite(own.weights(), tally, steps);
  }

  private LossGradient evaluate(Replica.Steps steps, Tally tally) {
    Recipe given = recipe;
    long[] checksums = data.checksums();
    double[] sum =
        data.blocks()
            .sum(
                (rows, at) -> {
                  Block block = rows.getFirst().checked(checksums);
                  try (Replica replica = Replica.of(given, at[0])) {
                    return replica.gradient(block, Replica.Steps.of(at[1], at[2]));
                  }
                },
                own.weights(),
                steps.vector(),
                steps.losses());
    int size = sum.length - Tally.SIZE;
    Tally step = new Tally();
    step.add(sum, size);
    tally.add(sum, size);
    double[] mean = Arrays.copyOf(sum, size);
    for (int i = 0; i < size; i++) {
      mean[i] /= step.weight() == 0 ? 1 : step.weight();
    }
    double price = own.addPrice(mean);
    Map<String, Tensor> gradients = Flat.take(values(own.trainable()), mean, 0);
    Map<String, Tensor> buffers =
        Flat.take(values(own.model().buffers()), mean, Flat.size(gradients.values()));
    if (step.weight() > 0 && !buffers.isEmpty()) {
      own.model().load(merged(own.model().state(), buffers));
    }
    return new LossGradient(
        step.meanLoss() + price, recipe.clipping().apply(List.copyOf(gradients.values())));
  }

  private static Map<String, Tensor> merged(Map<String, Tensor> all, Map<String, Tensor> newer) {
    Map<String, Tensor> merged = new LinkedHashMap<>(all);
    merged.putAll(newer);
    return merged;
  }

  private static Map<String, Tensor> values(List<Parameter> parameters) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    parameters.forEach(parameter -> values.put(parameter.name(), parameter.value()));
    return values;
  }

  private static void checkFinite(double[] found, Tally tally, Replica.Steps steps) {
    boolean finite = Double.isFinite(tally.meanLoss());
    for (int i = 0; finite && i < found.length; i++) {
      finite = Double.isFinite(found[i]);
    }
    if (!finite) {
      throw diverged(tally.meanLoss(), steps);
    }
  }

  private static AutodiffException diverged(double loss, Replica.Steps steps) {
    return new AutodiffException(
        "spark: the training diverged in epoch " + steps.epoch() + ", step " + (steps.first() + 1),
        Double.isFinite(loss) ? "a parameter that is no finite number" : "a loss of " + loss,
        "finite numbers; a smaller learning rate, clipping or smaller inputs help",
        null);
  }

  private Evaluation validate() {
    Recipe given = recipe;
    long[] checksums = data.checksums();
    double[] sum =
        data.blocks()
            .sum(
                (rows, at) -> {
                  Block block = rows.getFirst().checked(checksums);
                  try (Replica replica = Replica.of(given, at[0])) {
                    return replica.evaluate(block);
                  }
                },
                own.weights());
    Tally tally = new Tally();
    tally.add(sum, 0);
    return tally.result(recipe.classes(), data.spread());
  }

  private TensorFile checkpoint() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    own.model().state().forEach((name, value) -> tensors.put(Checkpoints.MODEL + name, value));
    own.run().state().forEach((name, value) -> tensors.put(Checkpoints.OPTIMIZER + name, value));
    best.forEach((name, value) -> tensors.put(Checkpoints.BEST + name, value));
    tensors.put(Checkpoints.EPOCHS, Checkpoints.table(epochs, recipe.classes()));
    return new TensorFile(tensors, Map.of(Checkpoints.SETTINGS, settings()));
  }

  /** What a training that goes on must have in common with the one before. */
  private String settings() {
    Recipe r = recipe;
    return String.join(
        "; ",
        "network " + r.inputs() + " " + own.model().architecture().get("layers"),
        "precision " + r.precision(),
        "optimizer " + r.optimizer() + " " + r.rate() + " " + r.decay() + " " + r.l1(),
        "schedule " + r.schedule() + " clip " + r.clip() + " smoothing " + r.smoothing(),
        "huber " + r.huber() + " batch " + r.batch() + " seed " + r.seed(),
        "patience " + r.patience() + " strategy " + strategy,
        "data " + Long.toHexString(Arrays.hashCode(data.checksums())));
  }

  private void restore(TensorFile file) {
    String stored = file.metadata().getOrDefault(Checkpoints.SETTINGS, "none");
    if (!stored.equals(settings())) {
      throw new AutodiffException(
          "spark: the checkpoint is of another training", settings(), stored, null);
    }
    own.model().load(Checkpoints.part(Checkpoints.MODEL, file));
    own.run().restore(Checkpoints.part(Checkpoints.OPTIMIZER, file));
    best = Checkpoints.part(Checkpoints.BEST, file);
    epochs.clear();
    epochs.addAll(Checkpoints.epochs(file.tensor(Checkpoints.EPOCHS), recipe.classes()));
  }
}
