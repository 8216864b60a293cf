package io.autodiff.nn.cli;

import io.autodiff.nn.Loss;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.optim.Adagrad;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Clipping;
import io.autodiff.nn.optim.Lbfgs;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Penalty;
import io.autodiff.nn.optim.RmsProp;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.optim.Sgd;
import io.autodiff.nn.train.Trainer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command trains. */
final class TrainingOptions {
  /** The optimisers by name. */
  enum OptimizerName {
    ADAM,
    ADAMW,
    SGD,
    MOMENTUM,
    NESTEROV,
    RMSPROP,
    ADAGRAD,
    LBFGS;

    @Override
    public String toString() {
      return optionName(this);
    }
  }

  /** The schedules by name. */
  enum ScheduleName {
    CONSTANT,
    COSINE,
    STEP,
    EXPONENTIAL,
    ONE_CYCLE,
    PLATEAU;

    @Override
    public String toString() {
      return optionName(this);
    }
  }

  private static String optionName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static final double MOMENTUM = 0.9;

  /**
   * The default weight decay times the number of examples: the fewer examples there are, the less
   * they can tell about each weight; a network of fewer weights than examples needs no decay.
   * Chosen on twenty-one tables of 16 to 1,800 examples: twice as much makes probabilities still
   * better on some of them, but digits worse.
   */
  private static final double DECAY = 150;

  /** The largest default weight decay, beyond which small tables are no longer learnt. */
  private static final double MOST_DECAY = 4;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}")
  OptimizerName optimizer = OptimizerName.ADAMW;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "3e-3; 0.03 for adagrad, 0.1 for sgd, 0.05 with momentum, 1 for lbfgs")
  @Nullable Double learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "FACTOR",
      description =
          "adamw: decoupled, 150 over the number of training examples but at most 4, and 0 for a"
              + " network of fewer parameters; others: price of half the squared weights, 0")
  @Nullable Double weightDecay;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "of the rate: ${COMPLETION-CANDIDATES}; cosine, constant for lbfgs")
  @Nullable ScheduleName schedule;

  @Option(names = "--epochs", paramLabel = "N", description = "at most; ${DEFAULT-VALUE}")
  int epochs = 30;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "examples a step; 64, or a fortieth of fewer than 2560 examples but at least 8")
  @Nullable Integer batch;

  @Option(
      names = "--label-smoothing",
      paramLabel = "PART",
      description = "of a class's certainty that is spread over all classes; ${DEFAULT-VALUE}")
  double labelSmoothing;

  @Option(
      names = "--huber",
      paramLabel = "DELTA",
      description =
          "of predicted numbers: errors above DELTA count by their length; squares of all")
  @Nullable Double huber;

  @Option(
      names = "--class-weights",
      paramLabel = "WEIGHTS",
      description =
          "how much examples count by their class: balanced, each class alike, or NAME=WEIGHT,… and"
              + " 1 for others")
  @Nullable String classWeights;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "bound on the norm of the gradient; none")
  @Nullable Double clip;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "stop after N epochs without progress on the validation part, and go back to the best;"
              + " never")
  @Nullable Integer patience;

  @Option(
      names = "--validation-fraction",
      paramLabel = "PART",
      description =
          "of the training part, set apart for what --patience and --schedule plateau watch;"
              + " ${DEFAULT-VALUE}")
  double validationFraction = 0.1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "what chance is drawn from; ${DEFAULT-VALUE}")
  long seed;

  private double rate(double otherwise) {
    return learningRate == null ? otherwise : learningRate;
  }

  /** Returns the decay of AdamW's weights. */
  double decay(long examples, long parameters) {
    if (weightDecay != null) {
      return weightDecay;
    }
    return parameters < examples ? 0 : Math.min(MOST_DECAY, DECAY / examples);
  }

  private Optimizer optimizer(double decay) {
    return switch (optimizer) {
      case ADAM -> Adam.of(rate(3e-3));
      case ADAMW -> Adam.of(rate(3e-3)).decoupledDecay(decay);
      case SGD -> Sgd.of(rate(0.1));
      case MOMENTUM -> Sgd.of(rate(0.05)).momentum(MOMENTUM);
      case NESTEROV -> Sgd.of(rate(0.05)).nesterov(MOMENTUM);
      case RMSPROP -> RmsProp.of(rate(3e-3));
      case ADAGRAD -> Adagrad.of(rate(3e-2));
      case LBFGS -> Lbfgs.of(rate(1));
    };
  }

  private ScheduleName scheduleName() {
    ScheduleName suited =
        optimizer == OptimizerName.LBFGS ? ScheduleName.CONSTANT : ScheduleName.COSINE;
    return schedule == null ? suited : schedule;
  }

  private Schedule schedule() {
    return switch (scheduleName()) {
      case CONSTANT -> Schedule.constant();
      case COSINE -> Schedule.cosine();
      case STEP -> Schedule.step(Math.max(1, epochs / 3), 0.1);
      case EXPONENTIAL -> Schedule.exponential(Math.pow(0.01, 1.0 / Math.max(1, epochs)));
      case ONE_CYCLE -> Schedule.oneCycle();
      case PLATEAU -> Schedule.reduceOnPlateau(0.3, 5);
    };
  }

  /** Returns whether the learning rate of an epoch depends on how many there will be. */
  boolean dependsOnEpochs() {
    return switch (scheduleName()) {
      case CONSTANT, PLATEAU -> false;
      case COSINE, STEP, EXPONENTIAL, ONE_CYCLE -> true;
    };
  }

  /** Returns whether early stopping or the schedule watches a validation part. */
  boolean needsValidation() {
    return patience != null || schedule == ScheduleName.PLATEAU;
  }

  /**
   * Returns the loss that training minimises.
   *
   * @param classes none if numbers are predicted
   * @param train the examples that the steps are taken on
   * @param spread what a prepared target of 1 stands for, as Huber's bound is given in the target's
   *     own unit
   * @throws IllegalArgumentException if numbers, which have no labels, are to be smoothed or
   *     weighted, or classes, which have no distance, are to be trained by Huber's loss
   */
  Loss loss(List<String> classes, BatchSource train, double spread) {
    if (classWeights == null) {
      return loss(!classes.isEmpty(), spread);
    }
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("--class-weights: the targets are numbers, not classes");
    }
    ClassWeights weights = ClassWeights.of(classWeights, classes, train);
    return loss(true, spread).weightedByClass(weights.values());
  }

  private Loss loss(boolean classes, double spread) {
    if (huber != null) {
      if (classes) {
        throw new IllegalArgumentException("--huber: the targets are classes, not numbers");
      }
      return Loss.huber(huber / spread);
    }
    if (labelSmoothing == 0) {
      return Evaluator.loss(classes);
    }
    if (!classes || !(labelSmoothing > 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "--label-smoothing: "
              + (classes
                  ? labelSmoothing + " is not from 0 to below 1"
                  : "the targets are numbers, not classes"));
    }
    return Loss.softmaxCrossEntropy(labelSmoothing);
  }

  /** Refuses options that would have no effect. */
  void check() {
    if (optimizer == OptimizerName.LBFGS && batch != null) {
      throw new IllegalArgumentException(
          "--batch: lbfgs takes all examples in every step, so it would have no effect");
    }
  }

  /** Sets a trainer up for so many examples and numbers to be trained. */
  void apply(Trainer trainer, long examples, long parameters, long ownSeed) {
    int size = batch == null ? Math.clamp(examples / 40, 8, 64) : batch;
    trainer.optimizer(optimizer(decay(examples, parameters))).schedule(schedule());
    trainer.epochs(epochs).batchSize(size).seed(ownSeed);
    if (clip != null) {
      trainer.clipping(Clipping.byNorm(clip));
    }
    if (weightDecay != null && optimizer != OptimizerName.ADAMW) {
      trainer.penalty(Penalty.l2(weightDecay / 2));
    }
    if (patience != null) {
      trainer.earlyStopping(patience);
    }
  }
}
