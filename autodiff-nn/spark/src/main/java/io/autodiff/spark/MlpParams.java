package io.autodiff.spark;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters that {@link MlpClassifier} and {@link MlpRegressor} share, and their setters.
 * {@code explainParams()} prints what each means and its value.
 *
 * @param <E> the estimator
 */
public interface MlpParams<E> extends Params {
  /**
   * Returns the parameters themselves.
   *
   * @hidden
   */
  @SuppressWarnings("InvalidBlockTag")
  TrainingParams trainingParams();

  /**
   * Returns this.
   *
   * @hidden
   */
  @SuppressWarnings("InvalidBlockTag")
  E self();

  /** Sets a parameter and returns this. */
  private <T> E with(Param<T> param, T value) {
    set(param, value);
    return self();
  }

  /** Units of the hidden layers; 128 and 64 if not set, none if empty. */
  default IntArrayParam hiddenLayers() {
    return trainingParams().hiddenLayers;
  }

  /** Sets {@link #hiddenLayers}. */
  default E setHiddenLayers(int... value) {
    return with(hiddenLayers(), value.clone());
  }

  /** Whether each hidden layer is normalised by its batch. */
  default BooleanParam batchNorm() {
    return trainingParams().batchNorm;
  }

  /** Sets {@link #batchNorm}. */
  default E setBatchNorm(boolean value) {
    return with(batchNorm(), value);
  }

  /** Bits of each number, 32 or 64; 64 if not set. */
  default IntParam precision() {
    return trainingParams().precision;
  }

  /** Sets {@link #precision}. */
  default E setPrecision(int value) {
    return with(precision(), value);
  }

  /** What chance is drawn from; 0 if not set. */
  default LongParam seed() {
    return trainingParams().seed;
  }

  /** Sets {@link #seed}. */
  default E setSeed(long value) {
    return with(seed(), value);
  }

  /** Passes over the training rows at most; 30 if not set. */
  default IntParam epochs() {
    return trainingParams().epochs;
  }

  /** Sets {@link #epochs}. */
  default E setEpochs(int value) {
    return with(epochs(), value);
  }

  /** Rows of a step: of each part's, or of all together; 64 if not set. */
  default IntParam batchSize() {
    return trainingParams().batchSize;
  }

  /** Sets {@link #batchSize}. */
  default E setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /**
   * Epochs without progress on the validation rows, or training rows if there are none, after which
   * training ends and goes back to the best; 0 if it never does; 0 if not set.
   */
  default IntParam patience() {
    return trainingParams().patience;
  }

  /** Sets {@link #patience}. */
  default E setPatience(int value) {
    return with(patience(), value);
  }

  /**
   * How many parts the rows are dealt to, each trained on by one task at a time; the result depends
   * on it, not on the number of cores; 4 if not set.
   */
  default IntParam partitions() {
    return trainingParams().partitions;
  }

  /** Sets {@link #partitions}. */
  default E setPartitions(int value) {
    return with(partitions(), value);
  }

  /** Epochs between two checkpoints; 10 if not set. */
  default IntParam checkpointInterval() {
    return trainingParams().checkpointInterval;
  }

  /** Sets {@link #checkpointInterval}. */
  default E setCheckpointInterval(int value) {
    return with(checkpointInterval(), value);
  }

  /** Part of each hidden layer that is dropped in training; 0 if not set. */
  default DoubleParam dropout() {
    return trainingParams().dropout;
  }

  /** Sets {@link #dropout}. */
  default E setDropout(double value) {
    return with(dropout(), value);
  }

  /** The learning rate; 0 for the optimizer's usual one; 0 if not set. */
  default DoubleParam learningRate() {
    return trainingParams().learningRate;
  }

  /** Sets {@link #learningRate}. */
  default E setLearningRate(double value) {
    return with(learningRate(), value);
  }

  /** Adamw: decoupled, 0 for 0.01; others: price of half the squared weights; 0 if not set. */
  default DoubleParam weightDecay() {
    return trainingParams().weightDecay;
  }

  /** Sets {@link #weightDecay}. */
  default E setWeightDecay(double value) {
    return with(weightDecay(), value);
  }

  /** Price of the absolute weights; 0 if not set. */
  default DoubleParam l1() {
    return trainingParams().l1;
  }

  /** Sets {@link #l1}. */
  default E setL1(double value) {
    return with(l1(), value);
  }

  /** Bound on the norm of the gradient; 0 for none; 0 if not set. */
  default DoubleParam clip() {
    return trainingParams().clip;
  }

  /** Sets {@link #clip}. */
  default E setClip(double value) {
    return with(clip(), value);
  }

  /** Part of the rows that is kept for validation by lot; 0 if not set. */
  default DoubleParam validationFraction() {
    return trainingParams().validationFraction;
  }

  /** Sets {@link #validationFraction}. */
  default E setValidationFraction(double value) {
    return with(validationFraction(), value);
  }

  /** Of the hidden layers; relu if not set. */
  default Param<String> activation() {
    return trainingParams().activation;
  }

  /** Sets {@link #activation}. */
  default E setActivation(String value) {
    return with(activation(), value);
  }

  /** Adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad or lbfgs; adam if not set. */
  default Param<String> optimizer() {
    return trainingParams().optimizer;
  }

  /** Sets {@link #optimizer}. */
  default E setOptimizer(String value) {
    return with(optimizer(), value);
  }

  /**
   * Of the learning rate: auto (cosine, constant for lbfgs), constant, cosine, step, exponential,
   * one-cycle or plateau; auto if not set.
   */
  default Param<String> schedule() {
    return trainingParams().schedule;
  }

  /** Sets {@link #schedule}. */
  default E setSchedule(String value) {
    return with(schedule(), value);
  }

  /** Of features: none, standardise, min-max or bytes; standardise if not set. */
  default Param<String> scaling() {
    return trainingParams().scaling;
  }

  /** Sets {@link #scaling}. */
  default E setScaling(String value) {
    return with(scaling(), value);
  }

  /**
   * How parts train together: AVERAGE_EVERY(n), each takes n steps on its own, then parameters are
   * averaged; AGGREGATE, all compute every step together; ALL_REDUCE, the same in one barrier
   * stage, whose tasks add gradients among themselves and need a slot each; auto, which is
   * AGGREGATE for lbfgs and else AVERAGE_EVERY(10); auto if not set.
   */
  default Param<String> strategy() {
    return trainingParams().strategy;
  }

  /** Sets {@link #strategy}. */
  default E setStrategy(String value) {
    return with(strategy(), value);
  }

  /**
   * Rows that lack something: error, skip, or keep, which fills missing features by their mean in
   * training; rows without features or label are then an error; error if not set.
   */
  default Param<String> handleInvalid() {
    return trainingParams().handleInvalid;
  }

  /** Sets {@link #handleInvalid}. */
  default E setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  /** Column of the rows' weights; empty if all count the same. */
  default Param<String> weightCol() {
    return trainingParams().weightCol;
  }

  /** Sets {@link #weightCol}. */
  default E setWeightCol(String value) {
    return with(weightCol(), value);
  }

  /** Column that is true for rows kept for validation; empty if none is. */
  default Param<String> validationIndicatorCol() {
    return trainingParams().validationIndicatorCol;
  }

  /** Sets {@link #validationIndicatorCol}. */
  default E setValidationIndicatorCol(String value) {
    return with(validationIndicatorCol(), value);
  }

  /**
   * Folder, in any file system of Hadoop, where a fit stores its state and goes on from what is
   * there; empty for none.
   */
  default Param<String> checkpointDir() {
    return trainingParams().checkpointDir;
  }

  /** Sets {@link #checkpointDir}. */
  default E setCheckpointDir(String value) {
    return with(checkpointDir(), value);
  }

  /**
   * Model whose network the training begins with: a folder that a fitted model was saved to or a
   * file of the command line; empty for a new network.
   */
  default Param<String> initialModel() {
    return trainingParams().initialModel;
  }

  /** Sets {@link #initialModel}. */
  default E setInitialModel(String value) {
    return with(initialModel(), value);
  }
}
