package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Trainer}. */
final class TrainingRun {
  private static final int PROBED = 256;
  private static final String MODEL = "model/";
  private static final String BEST = "best/";
  private static final String OPTIMIZER = "optimizer/";
  private static final String HISTORY = "history";
  private static final String SEED = "seed";
  private static final String OPTIMISER = "optimiser";
  private static final String BATCH = "batch size";
  private static final String EXAMPLES = "examples";
  private static final String DATA = "checksum of the first examples";

  private final TrainingPlan plan;
  private final Mlp model;
  private final Loss loss;
  private final Optimizer optimizer;
  private final BatchSource train;
  private final @Nullable BatchSource validation;
  private final List<Epoch> epochs = new ArrayList<>();
  private final String fingerprint;

  /**
   * The network's values after its best epoch; empty without early stopping and checkpoints, by
   * which a training may go on with early stopping.
   */
  private Map<String, Tensor> best = Map.of();

  TrainingRun(TrainingPlan plan, BatchSource train, @Nullable BatchSource validation) {
    this.plan = plan;
    this.model = plan.steps().model();
    this.loss = plan.steps().loss();
    this.optimizer = plan.steps().optimizer();
    this.train = train.to(model.dtype());
    this.fingerprint =
        plan.checkpoints() == null && plan.resumed() == null ? "" : fingerprint(this.train);
    this.validation = validation == null ? null : validation.to(model.dtype());
  }

  History run() {
    try (Stepper stepper = new Stepper(plan.steps())) {
      TensorFile resumed = plan.resumed();
      if (resumed != null) {
        restore(resumed, stepper);
      }
      int first = epochs.size() + 1;
      plan.listeners().forEach(l -> l.started(first, plan.epochs(), train.size()));
      while (epochs.size() < plan.epochs() && !isOutOfPatience()) {
        Epoch epoch = epoch(stepper);
        epochs.add(epoch);
        rememberBest();
        plan.listeners().forEach(l -> l.epochEnded(epoch));
        boolean ended = epochs.size() == plan.epochs() || isOutOfPatience();
        store(stepper, ended);
      }
    } finally {
      plan.listeners().forEach(TrainingListener::ended);
    }
    if (plan.patience() > 0 && !best.isEmpty()) {
      model.load(best);
    }
    return history();
  }

  private History history() {
    return new History(epochs);
  }

  private boolean isOutOfPatience() {
    return plan.patience() > 0
        && !epochs.isEmpty()
        && epochs.size() - history().best().number() >= plan.patience();
  }

  private void rememberBest() {
    boolean needed = plan.patience() > 0 || plan.checkpoints() != null;
    if (needed && !epochs.isEmpty() && history().best().number() == epochs.size()) {
      best = model.state();
    }
  }

  private Epoch epoch(Stepper stepper) {
    long begun = System.nanoTime();
    int number = epochs.size() + 1;
    double[] losses = history().watchedLosses();
    Evaluation.Tallies tallies = new Evaluation.Tallies(plan.metrics());
    int batchSize = optimizer.isFullBatch() ? Math.toIntExact(train.size()) : plan.batchSize();
    double factor = 1;
    long done = 0;
    int count = 0;
    for (Batch batch : train.shuffled(batchSize, Seeds.epoch(plan.seed(), number))) {
      double at = number - 1 + (double) done / train.size();
      factor = plan.schedule().factor(new Schedule.Progress(at, plan.epochs(), losses));
      step(stepper, batch, factor, number, ++count, tallies);
      done += batch.size();
      long now = done;
      plan.listeners().forEach(l -> l.stepped(number, now, tallies.meanLoss()));
    }
    checkFinite(stepper, number);
    Evaluation held =
        validation == null
            ? null
            : Evaluation.of(model, loss, validation, plan.steps().engine(), plan.metrics());
    List<LayerReport> layers = plan.diagnose() ? probe() : List.of();
    double seconds = (System.nanoTime() - begun) * 1e-9;
    double rate = optimizer.learningRate() * factor;
    return new Epoch(number, tallies.result(), held, rate, seconds, layers);
  }

  /**
   * Ends the training if a step has spoilt a parameter or what the optimiser remembers of it, whose
   * later steps would then be wrong.
   */
  private void checkFinite(Stepper stepper, int epoch) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    NamePrefix.put("", model.state(), all);
    NamePrefix.put("what the optimiser remembers of ", stepper.groups().state(), all);
    all.forEach(
        (name, tensor) -> {
          if (!isFinite(tensor)) {
            throw new DivergedException(
                "training: a step of epoch "
                    + epoch
                    + " made a number infinite or NaN\nin "
                    + name
                    + "; a smaller learning rate, clipping or smaller inputs help",
                history(),
                null);
          }
        });
  }

  private static boolean isFinite(Tensor tensor) {
    boolean finite = true;
    switch (tensor.array()) {
      case float[] narrow -> {
        for (float x : narrow) {
          finite &= Float.isFinite(x);
        }
      }
      case double[] wide -> {
        for (double x : wide) {
          finite &= Double.isFinite(x);
        }
      }
      default -> throw new IllegalArgumentException(tensor.dtype().toString());
    }
    return finite;
  }

  private List<LayerReport> probe() {
    Batch batch = train.batches(PROBED).iterator().next();
    return Probe.of(model, loss, batch, plan.steps().engine());
  }

  private void step(
      Stepper stepper,
      Batch batch,
      double factor,
      int epoch,
      int count,
      Evaluation.Tallies tallies) {
    try {
      stepper.step(
          batch,
          factor,
          () -> Seeds.step(plan.seed(), epoch, count),
          (loss, prediction) -> tallies.add(loss, prediction, batch));
    } catch (Stepper.NotFinite e) {
      String found = stepper.findNonFinite(batch, Seeds.step(plan.seed(), epoch, count));
      double rate = optimizer.learningRate() * factor;
      throw new DivergedException(
          "training: the loss became "
              + e.loss()
              + " in epoch "
              + epoch
              + ", step "
              + count
              + ", at learning rate "
              + rate
              + "\n"
              + found,
          history(),
          e);
    }
  }

  private void store(Stepper stepper, boolean ended) {
    TrainingPlan.Checkpoints checkpoints = plan.checkpoints();
    if (checkpoints != null && (ended || epochs.size() % checkpoints.every() == 0)) {
      try {
        checkpoints.store().save(epochs.size(), checkpoint(stepper));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private TensorFile checkpoint(Stepper stepper) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    NamePrefix.put(MODEL, model.state(), tensors);
    NamePrefix.put(BEST, best, tensors);
    NamePrefix.put(OPTIMIZER, stepper.groups().state(), tensors);
    tensors.put(HISTORY, HistoryTable.numbers(history()));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(HISTORY, HistoryTable.columns(history()));
    metadata.put(SEED, Long.toString(plan.seed()));
    metadata.putAll(settings());
    return new TensorFile(tensors, metadata);
  }

  /** Returns what a training that goes on must have in common with the one before. */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(OPTIMISER, described(optimizer));
    plan.steps()
        .groups()
        .forEach((prefix, own) -> settings.put(OPTIMISER + " of " + prefix, described(own)));
    settings.put(BATCH, String.valueOf(plan.batchSize()));
    settings.put(EXAMPLES, String.valueOf(train.size()));
    settings.put(DATA, fingerprint);
    return settings;
  }

  /** Names an optimiser with its settings but the learning rate, which may change at a resume. */
  private static String described(Optimizer optimizer) {
    return optimizer instanceof Record record
        ? record.toString().replaceAll("learningRate=[^,\\]]*(, )?", "")
        : optimizer.getClass().getSimpleName();
  }

  /** Returns a checksum of the first examples, which tells other data of the same number apart. */
  private static String fingerprint(BatchSource data) {
    Batch first = data.batches(PROBED).iterator().next();
    CRC32C sum = new CRC32C();
    for (Tensor tensor : List.of(first.inputs(), first.targets())) {
      for (double x : tensor.values()) {
        sum.update(ByteBuffer.allocate(Double.BYTES).putDouble(x).flip());
      }
    }
    return Long.toHexString(sum.getValue());
  }

  /** Refuses a checkpoint of other settings; those of earlier versions do not name theirs. */
  private void checkSettings(Map<String, String> stored) {
    settings()
        .forEach(
            (name, value) -> {
              String was = stored.getOrDefault(name, value);
              boolean olderForm = name.startsWith(OPTIMISER) && !was.contains("[");
              was = olderForm && value.startsWith(was) ? value : was;
              if (!was.equals(value)) {
                throw new AutodiffException(
                    "Trainer: the checkpoint is of another training",
                    name + " " + value,
                    name + " " + was,
                    null);
              }
            });
  }

  /** Early stopping gives back the best epoch's weights, so a checkpoint has to hold them. */
  private void checkBest() {
    if (plan.patience() > 0
        && best.isEmpty()
        && !epochs.isEmpty()
        && history().best().number() != epochs.size()) {
      throw new AutodiffException(
          "Trainer: the checkpoint does not hold the best weights",
          "a checkpoint of an earlier version, whose best epoch was "
              + history().best().number()
              + " of "
              + epochs.size(),
          "a training with early stopping from the start",
          null);
    }
  }

  private void restore(TensorFile checkpoint, Stepper stepper) {
    Tensor numbers = checkpoint.tensors().get(HISTORY);
    String columns = checkpoint.metadata().get(HISTORY);
    String seed = checkpoint.metadata().get(SEED);
    if (numbers == null || columns == null || !Long.toString(plan.seed()).equals(seed)) {
      throw new AutodiffException(
          "Trainer: the checkpoint is of another training",
          numbers == null || columns == null ? "no history" : "seed " + seed,
          "a checkpoint with a history and seed " + plan.seed(),
          null);
    }
    checkSettings(checkpoint.metadata());
    model.load(NamePrefix.take(MODEL, checkpoint.tensors()));
    stepper.groups().restore(NamePrefix.take(OPTIMIZER, checkpoint.tensors()));
    best = NamePrefix.take(BEST, checkpoint.tensors());
    epochs.addAll(HistoryTable.read(columns, numbers).epochs());
    checkBest();
    rememberBest();
  }
}
