package io.autodiff.nn.train;

import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.optim.Objective;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.optim.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Trainer}. */
final class Training {
  private final Trainer settings;
  private final BatchSource train;
  private final @Nullable BatchSource validation;
  private final List<Parameter> parameters;
  private final Steps steps;
  private final List<Epoch> epochs = new ArrayList<>();

  Training(Trainer settings, BatchSource train, @Nullable BatchSource validation) {
    this.settings = settings;
    this.train = train.to(settings.model.dtype());
    this.validation = validation == null ? null : validation.to(settings.model.dtype());
    this.parameters = settings.model.trainable();
    this.steps = settings.optimizer.start(parameters);
  }

  History run() {
    settings.listeners.forEach(l -> l.started(1, settings.epochs, train.size()));
    try (Tape tape = new Tape()) {
      while (epochs.size() < settings.epochs) {
        Epoch epoch = epoch(tape);
        epochs.add(epoch);
        settings.listeners.forEach(l -> l.epochEnded(epoch));
      }
    } finally {
      settings.listeners.forEach(TrainingListener::ended);
    }
    return new History(epochs);
  }

  private Epoch epoch(Tape tape) {
    long begun = System.nanoTime();
    int number = epochs.size() + 1;
    RandomGenerator random = Seeds.epoch(settings.seed, number);
    double[] losses = new History(epochs).watchedLosses();
    Evaluation.Tallies tallies = new Evaluation.Tallies(settings.metrics);
    int batchSize =
        settings.optimizer.isFullBatch() ? Math.toIntExact(train.size()) : settings.batchSize;
    double rate = settings.optimizer.learningRate();
    long done = 0;
    for (Batch batch : train.shuffled(batchSize, random)) {
      double at = number - 1 + (double) done / train.size();
      var progress = new Schedule.Progress(at, settings.epochs, losses);
      rate = settings.optimizer.learningRate() * settings.schedule.factor(progress);
      step(tape, batch, random, rate, tallies);
      done += batch.size();
      long now = done;
      settings.listeners.forEach(l -> l.stepped(number, now, tallies.meanLoss()));
    }
    Evaluation held =
        validation == null
            ? null
            : Evaluation.of(settings.model, settings.loss, validation, settings.metrics);
    double seconds = (System.nanoTime() - begun) * 1e-9;
    return new Epoch(number, tallies.result(), held, rate, seconds);
  }

  private void step(
      Tape tape, Batch batch, RandomGenerator random, double rate, Evaluation.Tallies tallies) {
    Tape.Mark start = tape.mark();
    Tensor[] first = new Tensor[1];
    Objective objective =
        () -> {
          tape.rewind(start);
          Tensor prediction = settings.model.forward(batch.inputs(), Pass.training(tape, random));
          Scalar loss = settings.loss.of(prediction, batch.targets());
          if (first[0] == null) {
            first[0] = prediction.detach();
          }
          Gradients gradients = tape.gradients(loss);
          return new Objective.Point(
              loss.value(),
              settings.clipping.apply(parameters.stream().map(gradients::of).toList()));
        };
    double loss = steps.step(objective, rate);
    tape.rewind(start);
    tallies.add(loss, first[0], batch);
  }
}
