package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Clipping;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Penalty;
import io.autodiff.nn.optim.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits a network to data.
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="trainer"}
 *
 * <p>A loss that is not finite ends the training with a {@link DivergedException} before the step
 * is taken, and a number that a step has made infinite or NaN, in a parameter or in what the
 * optimiser remembers, at the end of its epoch. A watched loss of NaN counts as an epoch without
 * progress, for early stopping and schedules.
 *
 * <p>The same network, data, settings and seed give the same bits.
 */
public final class Trainer {
  private final Mlp model;
  private final Loss loss;
  private Engine engine = Engine.standard();
  private Optimizer optimizer = Adam.of(1e-3);
  private Schedule schedule = Schedule.constant();
  private Clipping clipping = Clipping.none();
  private int epochs = 30;
  private int batchSize = 32;
  private long seed;
  private List<Metric> metrics = List.of();
  private int patience;
  private boolean diagnose;
  private TrainingPlan.@Nullable Checkpoints checkpoints;
  private @Nullable TensorFile resumed;
  private final Map<String, Optimizer> groups = new LinkedHashMap<>();
  private final List<Penalty> penalties = new ArrayList<>();
  private final List<TrainingListener> listeners = new ArrayList<>();

  private Trainer(Mlp model, Loss loss) {
    this.model = model;
    this.loss = loss;
  }

  /** Returns a trainer with Adam at 1e-3, 30 epochs, batches of 32 and seed 0. */
  public static Trainer of(Mlp model, Loss loss) {
    return new Trainer(model, loss);
  }

  /** Sets the engine that computes steps and evaluations; the standard engine if not set. */
  public Trainer engine(Engine newEngine) {
    engine = newEngine;
    return this;
  }

  /** Sets the method of adjusting the parameters. */
  public Trainer optimizer(Optimizer newOptimizer) {
    optimizer = newOptimizer;
    return this;
  }

  /**
   * Sets another optimiser for the parameters whose name starts with {@code prefix}.
   *
   * @throws AutodiffException if there are none
   */
  public Trainer group(String prefix, Optimizer own) {
    model.named(prefix);
    groups.put(prefix, own);
    return this;
  }

  /** Adds a price on large weights to the loss. */
  public Trainer penalty(Penalty penalty) {
    penalties.add(penalty);
    return this;
  }

  /** Sets how the learning rate changes. */
  public Trainer schedule(Schedule newSchedule) {
    schedule = newSchedule;
    return this;
  }

  /** Sets the bound on the derivatives. */
  public Trainer clipping(Clipping newClipping) {
    clipping = newClipping;
    return this;
  }

  /** Sets how often training goes through the data. */
  public Trainer epochs(int newEpochs) {
    epochs = atLeastOne("epochs", newEpochs);
    return this;
  }

  /** Sets the number of examples for each step. */
  public Trainer batchSize(int newBatchSize) {
    batchSize = atLeastOne("batch size", newBatchSize);
    return this;
  }

  /** Sets what the order of the examples and dropout are drawn from. */
  public Trainer seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Sets the metrics of each epoch, beside the loss. */
  public Trainer metrics(Metric... newMetrics) {
    metrics = List.of(newMetrics);
    return this;
  }

  /**
   * Ends the training when the watched loss has not fallen for {@code newPatience} epochs in a row;
   * however it ends, the network then has the weights of its best epoch.
   */
  public Trainer earlyStopping(int newPatience) {
    patience = atLeastOne("patience", newPatience);
    return this;
  }

  /** Makes the training measure every layer after each epoch, for {@link Diagnosis}. */
  public Trainer diagnose() {
    diagnose = true;
    return this;
  }

  /**
   * Stores a checkpoint under the number of its epoch.
   *
   * @param every the number of epochs between two checkpoints; one follows the last epoch, too
   */
  public Trainer checkpoints(CheckpointStore store, int every) {
    checkpoints =
        new TrainingPlan.Checkpoints(store, atLeastOne("epochs between checkpoints", every));
    return this;
  }

  /**
   * Sets the checkpoint that the training continues from. With the same network, data and settings
   * it ends in the same bits as an uninterrupted one. The learning rate and the number of epochs
   * may be others; another optimiser, batch size, seed or other data are an error.
   */
  public Trainer resume(TensorFile checkpoint) {
    resumed = checkpoint;
    return this;
  }

  /** Adds a listener that receives the events of the training. */
  public Trainer listener(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  private static int atLeastOne(String what, int value) {
    if (value < 1) {
      throw new AutodiffException(
          "Trainer: " + what + " not positive", String.valueOf(value), "at least 1", null);
    }
    return value;
  }

  /** Fits the network, without validation. */
  public History fit(BatchSource train) {
    return run(train, null);
  }

  /**
   * Fits the network.
   *
   * @param train what the steps are taken on
   * @param validation what the network is evaluated on after each epoch
   * @throws AutodiffException if examples do not fit the network, or a label does not
   * @throws DivergedException if the loss becomes NaN or infinite
   * @throws java.io.UncheckedIOException if a checkpoint cannot be stored
   */
  public History fit(BatchSource train, BatchSource validation) {
    return run(train, validation);
  }

  private History run(BatchSource train, @Nullable BatchSource validation) {
    check("training", train);
    if (validation != null) {
      check("validation", validation);
    }
    return new TrainingRun(plan(), train, validation).run();
  }

  /** Returns the present settings; what is set afterwards does not change them. */
  TrainingPlan plan() {
    return new TrainingPlan(
        new StepPlan(engine, model, loss, penalties, clipping, optimizer, groups),
        schedule,
        epochs,
        batchSize,
        seed,
        metrics,
        patience,
        diagnose,
        checkpoints,
        resumed,
        listeners);
  }

  private void check(String what, BatchSource data) {
    Shape shape = data.inputShape();
    if (!shape.equals(model.inputShape())) {
      throw new AutodiffException(
          "Trainer: " + what + " examples do not fit the network",
          "examples of shape " + shape,
          "shape " + model.inputShape(),
          null);
    }
    if (data.size() == 0) {
      throw new AutodiffException(
          "Trainer: no " + what + " examples", "0 examples", "at least one", null);
    }
  }
}
