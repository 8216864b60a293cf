package io.autodiff.spark;

import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a multilayer perceptron that tells classes to a data set of Spark.
 *
 * <pre>{@code
 * MlpClassificationModel model =
 *     new MlpClassifier().setHiddenLayers(128, 64).setEpochs(30).setSeed(1).fit(train);
 * Dataset<Row> told = model.transform(test); // rawPrediction, probability, prediction
 * }</pre>
 *
 * <p>Features are a vector or an array of numbers, labels the numbers of the classes from 0, with
 * their names in the column's metadata if {@code StringIndexer} wrote them. Training is
 * data-parallel over {@link #partitions} parts by a {@link #strategy}. The same rows in the same
 * order, parameters and seed give the same bits, with any number of cores and executors.
 */
public final class MlpClassifier
    extends ProbabilisticClassifier<Vector, MlpClassifier, MlpClassificationModel>
    implements MlpParams<MlpClassifier>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainingParams params;
  private final DoubleParam labelSmoothing;

  @SuppressWarnings("serial") // for the driver alone
  private final transient List<TrainingListener> listeners = new ArrayList<>();

  /** Makes an estimator with default parameters. */
  public MlpClassifier() {
    this(Identifiable$.MODULE$.randomUID("mlpc"));
  }

  /** Makes an estimator of a name, as Spark does when it reads one. */
  public MlpClassifier(String uid) {
    this.uid = uid; // which parameters of the superclass ask for
    super();
    this.params = new TrainingParams(this);
    this.labelSmoothing =
        new DoubleParam(
            uid,
            "labelSmoothing",
            "part of a class's certainty that is spread over all classes",
            ParamValidators.inRange(0, 1, true, false));
    setDefault(labelSmoothing, 0.0);
  }

  /** Reads an estimator that was written. */
  public static MLReader<MlpClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads an estimator from a folder. */
  public static MlpClassifier load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public TrainingParams trainingParams() {
    return params;
  }

  @Override
  public MlpClassifier self() {
    return this;
  }

  /** Part of a class's certainty that is spread over all classes; 0 if not set. */
  public DoubleParam labelSmoothing() {
    return labelSmoothing;
  }

  /** Sets {@link #labelSmoothing}. */
  public MlpClassifier setLabelSmoothing(double value) {
    set(labelSmoothing(), value);
    return this;
  }

  /** Adds a listener, in the driver, that receives the events of each fit. */
  public MlpClassifier addListener(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return super.transformSchema(Schemas.withVector(schema, getFeaturesCol()));
  }

  /**
   * Fits a network.
   *
   * @throws io.autodiff.AutodiffException if rows do not fit, or the training diverges
   */
  @Override
  public MlpClassificationModel fit(Dataset<?> data) {
    transformSchema(data.schema());
    MlpClassificationModel model = train(data);
    model.setParent(this);
    return copyValues(model, ParamMap.empty());
  }

  @Override
  public MlpClassificationModel train(Dataset<?> data) {
    Columns columns = Schemas.columns(this, getFeaturesCol(), getLabelCol());
    double smoothing = Fit.value(this, labelSmoothing, Double.class);
    Fit fit = new Fit(this, columns, true, smoothing, 0, Scaling.NONE, listeners);
    Fit.Fitted fitted = fit.run(data);
    return new MlpClassificationModel(uid, fitted.model(), fitted.history());
  }

  @Override
  public MlpClassifier copy(ParamMap extra) {
    MlpClassifier copy = defaultCopy(extra);
    copy.listeners.addAll(listeners);
    return copy;
  }

  @Override
  public MLWriter write() {
    return new DefaultParamsWriter(this);
  }
}
