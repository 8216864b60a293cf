package io.autodiff.spark;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The network and its training, named as the command line's options. */
final class FitOptions {
  @Option(
      names = "--layers",
      paramLabel = "UNITS",
      split = ",",
      description = "units of the hidden layers; 128,64. 0 for none")
  private List<Integer> layers = List.of(128, 64);

  @Option(names = "--activation", description = "of the hidden layers; ${DEFAULT-VALUE}")
  private String activation = "relu";

  @Option(names = "--dropout", description = "part of each hidden layer dropped in training")
  private double dropout;

  @Option(names = "--batch-norm", description = "normalise each hidden layer by its batch")
  private boolean batchNorm;

  @Option(names = "--precision", description = "32 or 64 bits a number; ${DEFAULT-VALUE}")
  private int precision = 64;

  @Option(
      names = "--optimizer",
      description = "adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad, lbfgs; adam")
  private String optimizer = "adam";

  @Option(names = "--learning-rate", description = "as suits the optimizer if not given")
  private double learningRate;

  @Option(
      names = "--weight-decay",
      description = "adamw: decoupled; others: price of half the squared weights")
  private double weightDecay;

  @Option(
      names = "--schedule",
      description = "auto, constant, cosine, step, exponential, one-cycle, plateau; auto")
  private String schedule = "auto";

  @Option(names = "--epochs", description = "at most; ${DEFAULT-VALUE}")
  private int epochs = 30;

  @Option(names = "--batch", description = "rows a step; ${DEFAULT-VALUE}")
  private int batch = 64;

  @Option(names = "--label-smoothing", description = "of classes")
  private double labelSmoothing;

  @Option(names = "--huber", description = "of numbers: errors above it count by their length")
  private double huber;

  @Option(names = "--clip", description = "bound on the norm of the gradient")
  private double clip;

  @Option(names = "--patience", description = "stop after so many epochs without progress")
  int patience;

  @Option(
      names = "--validation-fraction",
      description = "of the training part, set apart for what --patience watches")
  private double validationFraction;

  @Option(names = "--seed", description = "what chance is drawn from; ${DEFAULT-VALUE}")
  long seed;

  @Option(names = "--scale", description = "features: none, standardise, min-max or bytes")
  private String scale = "standardise";

  @Option(names = "--target-scale", description = "targets: none, standardise or min-max")
  private String targetScale = "standardise";

  @Option(
      names = "--missing",
      description = "rows that lack something: error, skip, or keep, which fills by means; error")
  private String missing = "error";

  @Option(
      names = "--partitions",
      description = "how many parts train at a time; the result depends on it; ${DEFAULT-VALUE}")
  private int partitions = 4;

  @Option(
      names = "--strategy",
      description = "AVERAGE_EVERY(n), AGGREGATE, ALL_REDUCE or auto; auto")
  private String strategy = "auto";

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description = "store the training there, and go on from what is there")
  private String checkpoints = "";

  @Option(names = "--checkpoint-every", description = "epochs; ${DEFAULT-VALUE}")
  private int checkpointEvery = 10;

  @Option(
      names = "--initial-model",
      paramLabel = "MODEL",
      description = "whose network the training begins with")
  private @Nullable String initialModel;

  /** Returns an estimator for a table. */
  MlpParams<?> estimator(Table table) {
    if (table.isClasses()) {
      return set(new MlpClassifier().setLabelSmoothing(labelSmoothing), table);
    }
    return set(new MlpRegressor().setHuber(huber).setTargetScaling(targetScale), table);
  }

  private <E extends MlpParams<E>> E set(E estimator, Table table) {
    boolean none = layers.size() == 1 && layers.getFirst() == 0;
    int[] units = none ? new int[0] : layers.stream().mapToInt(Integer::intValue).toArray();
    return estimator
        .setHiddenLayers(units)
        .setActivation(activation)
        .setDropout(dropout)
        .setBatchNorm(batchNorm)
        .setPrecision(precision)
        .setOptimizer(optimizer)
        .setLearningRate(learningRate)
        .setWeightDecay(weightDecay)
        .setSchedule(schedule)
        .setEpochs(epochs)
        .setBatchSize(batch)
        .setClip(clip)
        .setPatience(patience)
        .setValidationFraction(validationFraction)
        .setSeed(seed)
        .setScaling(scale)
        .setHandleInvalid(missing)
        .setPartitions(partitions)
        .setStrategy(strategy)
        .setCheckpointDir(checkpoints)
        .setCheckpointInterval(checkpointEvery)
        .setInitialModel(initialModel == null ? "" : initialModel)
        .setWeightCol(table.weight().isEmpty() ? "" : "weight");
  }
}
