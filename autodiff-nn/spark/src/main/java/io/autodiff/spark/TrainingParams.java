package io.autodiff.spark;

import io.autodiff.nn.data.Preprocessing.Scaling;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/** The parameters of an estimator or model, with their defaults; {@link MlpParams} names them. */
@SuppressWarnings("serial") // Spark's parameters are serialisable
final class TrainingParams implements Serializable {
  static final List<String> SCALINGS = Stream.of(Scaling.values()).map(Scaling::toString).toList();

  private static final long serialVersionUID = 1L;

  final IntArrayParam hiddenLayers;
  final BooleanParam batchNorm;
  final IntParam precision;
  final LongParam seed;
  final IntParam epochs;
  final IntParam batchSize;
  final IntParam patience;
  final IntParam partitions;
  final IntParam checkpointInterval;
  final DoubleParam dropout;
  final DoubleParam learningRate;
  final DoubleParam weightDecay;
  final DoubleParam l1;
  final DoubleParam clip;
  final DoubleParam validationFraction;
  final Param<String> activation;
  final Param<String> optimizer;
  final Param<String> schedule;
  final Param<String> scaling;
  final Param<String> strategy;
  final Param<String> handleInvalid;
  final Param<String> weightCol;
  final Param<String> validationIndicatorCol;
  final Param<String> checkpointDir;
  final Param<String> initialModel;

  private final String uid;

  TrainingParams(Params owner) {
    uid = owner.uid();
    hiddenLayers = new IntArrayParam(owner, "hiddenLayers", "units of the hidden layers");
    batchNorm = new BooleanParam(uid, "batchNorm", "whether each hidden layer is normalised");
    precision =
        new IntParam(uid, "precision", "bits of each number, 32 or 64", in(List.of(32, 64)));
    seed = new LongParam(uid, "seed", "what chance is drawn from");
    epochs = integer("epochs", "passes over the training rows at most", 1);
    batchSize = integer("batchSize", "rows of a step: of each part's, or of all together", 1);
    patience =
        integer(
            "patience",
            "epochs without progress on the validation rows, or training rows if there are none,"
                + " after which training ends and goes back to the best; 0 if it never does",
            0);
    partitions =
        integer(
            "partitions",
            "how many parts the rows are dealt to, each trained on by one task at a time; the"
                + " result depends on it, not on the number of cores",
            1);
    checkpointInterval = integer("checkpointInterval", "epochs between two checkpoints", 1);
    dropout =
        real(
            "dropout",
            "part of each hidden layer that is dropped in training",
            ParamValidators.inRange(0, 1, true, false));
    learningRate =
        real(
            "learningRate",
            "the learning rate; 0 for the optimizer's usual one",
            ParamValidators.gtEq(0));
    weightDecay =
        real(
            "weightDecay",
            "adamw: decoupled, 0 for 0.01; others: price of half the squared weights",
            ParamValidators.gtEq(0));
    l1 = real("l1", "price of the absolute weights", ParamValidators.gtEq(0));
    clip = real("clip", "bound on the norm of the gradient; 0 for none", ParamValidators.gtEq(0));
    validationFraction =
        real(
            "validationFraction",
            "part of the rows that is kept for validation by lot",
            ParamValidators.inRange(0, 1, true, false));
    activation = text("activation", "of the hidden layers", in(Recipe.activations()));
    optimizer =
        text(
            "optimizer",
            "adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad or lbfgs",
            in(Recipe.OPTIMIZERS));
    schedule =
        text(
            "schedule",
            "of the learning rate: auto (cosine, constant for lbfgs), constant, cosine, step,"
                + " exponential, one-cycle or plateau",
            in(Recipe.SCHEDULES));
    scaling = text("scaling", "of features: none, standardise, min-max or bytes", in(SCALINGS));
    strategy =
        text(
            "strategy",
            "how parts train together: AVERAGE_EVERY(n), each takes n steps on its own, then"
                + " parameters are averaged; AGGREGATE, all compute every step together;"
                + " ALL_REDUCE, the same in one barrier stage, whose tasks add gradients among"
                + " themselves and need a slot each; auto, which is AGGREGATE for lbfgs and else"
                + " AVERAGE_EVERY(10)",
            strategies());
    handleInvalid =
        text(
            "handleInvalid",
            "rows that lack something: error, skip, or keep, which fills missing features by their"
                + " mean in training; rows without features or label are then an error",
            in(List.of(Columns.ERROR, Columns.SKIP, Columns.KEEP)));
    weightCol =
        text("weightCol", "column of the rows' weights; empty if all count the same", any());
    validationIndicatorCol =
        text(
            "validationIndicatorCol",
            "column that is true for rows kept for validation; empty if none is",
            any());
    checkpointDir =
        text(
            "checkpointDir",
            "folder, in any file system of Hadoop, where a fit stores its state and goes on from"
                + " what is there; empty for none",
            any());
    initialModel =
        text(
            "initialModel",
            "model whose network the training begins with: a folder that a fitted model was saved"
                + " to or a file of the command line; empty for a new network",
            any());
    setDefaults(owner);
  }

  private void setDefaults(Params owner) {
    owner.setDefault(hiddenLayers, new int[] {128, 64});
    owner.setDefault(batchNorm, false);
    owner.setDefault(precision, 64);
    owner.setDefault(seed, 0L);
    owner.setDefault(epochs, 30);
    owner.setDefault(batchSize, 64);
    owner.setDefault(patience, 0);
    owner.setDefault(partitions, 4);
    owner.setDefault(checkpointInterval, 10);
    owner.setDefault(dropout, 0.0);
    owner.setDefault(learningRate, 0.0);
    owner.setDefault(weightDecay, 0.0);
    owner.setDefault(l1, 0.0);
    owner.setDefault(clip, 0.0);
    owner.setDefault(validationFraction, 0.0);
    owner.setDefault(activation, "relu");
    owner.setDefault(optimizer, "adam");
    owner.setDefault(schedule, "auto");
    owner.setDefault(scaling, "standardise");
    owner.setDefault(strategy, "auto");
    owner.setDefault(handleInvalid, "error");
    owner.setDefault(weightCol, "");
    owner.setDefault(validationIndicatorCol, "");
    owner.setDefault(checkpointDir, "");
    owner.setDefault(initialModel, "");
  }

  private IntParam integer(String name, String meaning, int least) {
    return new IntParam(uid, name, meaning, ParamValidators.gtEq(least));
  }

  private DoubleParam real(String name, String meaning, Function1<Object, Object> valid) {
    return new DoubleParam(uid, name, meaning, valid);
  }

  private Param<String> text(String name, String meaning, Function1<String, Object> valid) {
    return new Param<>(uid, name, meaning, valid);
  }

  private static <T> Function1<T, Object> in(List<? extends T> values) {
    return (Function1<T, Object> & Serializable) values::contains;
  }

  private static Function1<String, Object> any() {
    return (Function1<String, Object> & Serializable) _ -> true;
  }

  private static Function1<String, Object> strategies() {
    return (Function1<String, Object> & Serializable) Strategy::isName;
  }
}
