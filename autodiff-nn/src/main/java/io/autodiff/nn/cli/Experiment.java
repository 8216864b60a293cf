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
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
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
 * @param rawTest the test part as it was read
 * @param test the same as the network sees it
 * @param engine computes the training and the tests
 */
record Experiment(
    TrainedModel model,
    TrainingOptions training,
    Loss loss,
    BatchSource train,
    @Nullable BatchSource validation,
    BatchSource rawTest,
    BatchSource test,
    Engine engine) {

  /**
   * What all experiments on some data have in common.
   *
   * @param targetScaling of targets that are numbers
   * @param facts what the model keeps about its training
   */
  record Setting(
      Examples examples,
      Scaling scaling,
      Scaling targetScaling,
      Preprocessing.Filling filling,
      Map<String, String> facts,
      NetworkOptions network,
      Engine engine) {

    /** Sets the validation part apart, fits the preprocessing and draws the network. */
    Experiment with(
        TrainingOptions training, BatchSource train, BatchSource test, SplittableRandom random) {
      BatchSource steps = train;
      BatchSource watched = null;
      if (training.needsValidation()) {
        Examples.Split split = Examples.split(train, training.validationFraction, random);
        steps = split.train();
        watched = split.held();
      }
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
          training.loss(examples.areClasses(), targets.spread(0)),
          prepared(model, steps),
          watched == null ? null : prepared(model, watched),
          test,
          prepared(model, test),
          engine);
    }
  }

  /** Returns examples and targets as a model's network sees them. */
  static BatchSource prepared(TrainedModel model, BatchSource raw) {
    BatchSource inputs = model.preprocessing().apply(raw);
    BatchSource both = model.targets().isNone() ? inputs : model.targets().applyToTargets(inputs);
    return both.to(model.network().dtype());
  }

  /** The result of an experiment. */
  record Outcome(History history, Evaluation test) {
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
        Trainer.of(model.network(), loss).engine(engine).metrics(Evaluator.metrics(model));
    training.apply(trainer, train.size(), seed);
    more.accept(trainer);
    try {
      History history = trainer.fit(train, validation == null ? test : validation);
      return new Outcome(history, Evaluator.evaluate(model, test, engine));
    } catch (DivergedException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
