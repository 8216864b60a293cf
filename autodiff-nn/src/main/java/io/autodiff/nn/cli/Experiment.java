package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Preprocessing;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.model.Origin;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.DivergedException;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.Metric;
import io.autodiff.nn.train.Trainer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One network, trained on one part of some data and tested on another.
 *
 * <p>Early stopping and schedules watch a validation part, which is set apart from the training
 * data; the test part decides nothing.
 *
 * @param model untrained at first
 * @param loss what the steps make small
 * @param train what the steps are taken on, as the network sees it
 * @param validation what early stopping and schedules watch; null if neither does
 * @param rawTest the test part as it was read; null if there is none
 * @param test the same as the network sees it
 * @param engine computes the training and the tests
 */
record Experiment(
    TrainedModel model,
    TrainingOptions training,
    Loss loss,
    BatchSource train,
    @Nullable BatchSource validation,
    @Nullable BatchSource rawTest,
    @Nullable BatchSource test,
    Engine engine) {

  /**
   * What all experiments on some data have in common.
   *
   * @param targetScaling of targets that are numbers
   * @param facts what the model keeps about its training
   * @param validation the validation part, if it is kept apart
   */
  record Setting(
      Examples examples,
      Scaling scaling,
      Scaling targetScaling,
      Preprocessing.Filling filling,
      Map<String, String> facts,
      @Nullable BatchSource validation,
      NetworkOptions network,
      Engine engine) {

    /** Sets the validation part apart, fits the preprocessing and draws the network. */
    Experiment with(TrainingOptions training, Examples.Split parts, SplittableRandom random) {
      BatchSource steps = parts.train();
      BatchSource watched = validation;
      if (training.needsValidation() && validation == null) {
        Examples.Split split = examples.split(steps, training.validationFraction, random);
        steps = split.train();
        watched = split.held();
      }
      BatchSource test = parts.held();
      checkWeights(steps, watched, test);
      Preprocessing preprocessing = Preprocessing.fit(steps, scaling, filling);
      int outputs = examples.areClasses() ? examples.classes().size() : 1;
      Mlp mlp = network.build(examples.features().size(), outputs, random);
      Preprocessing targets =
          examples.areClasses()
              ? Preprocessing.none(outputs)
              : Preprocessing.fitTargets(steps, targetScaling);
      TrainedModel model =
          new TrainedModel(
              mlp,
              preprocessing,
              targets,
              examples.features(),
              examples.classes(),
              examples.image(),
              new Origin(examples.target(), facts));
      return new Experiment(
          model,
          training,
          training.loss(examples.classes(), steps, targets.spread(0)),
          prepared(model, steps),
          watched == null ? null : prepared(model, watched),
          test,
          test == null ? null : prepared(model, test),
          engine);
    }

    private void checkWeights(
        BatchSource steps, @Nullable BatchSource watched, @Nullable BatchSource test) {
      if (facts.containsKey("--weight") || facts.containsKey("--schema")) {
        String column = facts.get("--weight");
        Examples.checkWeights(steps, "the training part", column);
        Examples.checkWeights(watched, "the validation part", column);
        Examples.checkWeights(test, "the test part", column);
      }
    }
  }

  /** Returns examples and targets as a model's network sees them. */
  static BatchSource prepared(TrainedModel model, BatchSource raw) {
    BatchSource inputs = model.preprocessing().apply(raw);
    BatchSource both = model.targets().isNone() ? inputs : model.targets().applyToTargets(inputs);
    return both.to(model.network().dtype());
  }

  /**
   * The result of an experiment.
   *
   * @param test null if nothing was held out
   * @param kept the epoch whose weights the network has
   */
  record Outcome(History history, @Nullable Evaluation test, Epoch kept) {
    double seconds() {
      return history.epochs().stream().mapToDouble(epoch -> epoch.seconds()).sum();
    }
  }

  /** Returns the name of the part that is evaluated after each epoch. */
  String heldPart() {
    return validation == null ? "test" : "validation";
  }

  /**
   * Trains and tests.
   *
   * @param more sets the trainer up further
   * @throws IllegalArgumentException if the training diverges
   */
  Outcome run(long seed, Consumer<Trainer> more) {
    Trainer trainer =
        Trainer.of(model.network(), loss)
            .engine(engine)
            .metrics(Evaluator.metrics(model).toArray(Metric[]::new));
    training.apply(trainer, train.size(), model.network().parameterCount(), seed);
    more.accept(trainer);
    BatchSource held = validation == null ? test : validation;
    try {
      History history = held == null ? trainer.fit(train) : trainer.fit(train, held);
      Evaluation tested = test == null ? null : Evaluator.evaluate(model, test, engine);
      Epoch kept = training.patience == null ? history.last() : history.best();
      return new Outcome(history, tested, kept);
    } catch (DivergedException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
