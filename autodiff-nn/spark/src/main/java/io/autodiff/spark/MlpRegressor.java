package io.autodiff.spark;

import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a multilayer perceptron that predicts a number to a data set of Spark.
 *
 * <p>It is used as {@link MlpClassifier} is. The target is standardised for the training unless
 * {@link #targetScaling} says otherwise; predictions and errors are in its own unit.
 */
public final class MlpRegressor extends Regressor<Vector, MlpRegressor, MlpRegressionModel>
    implements MlpParams<MlpRegressor>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainingParams params;
  private final DoubleParam huber;
  private final Param<String> targetScaling;

  @SuppressWarnings("serial") // for the driver alone
  private final transient List<TrainingListener> listeners = new ArrayList<>();

  /** Makes an estimator with default parameters. */
  public MlpRegressor() {
    this(Identifiable$.MODULE$.randomUID("mlpr"));
  }

  /** Makes an estimator of a name, as Spark does when it reads one. */
  public MlpRegressor(String uid) {
    this.uid = uid; // which parameters of the superclass ask for
    super();
    this.params = new TrainingParams(this);
    this.huber =
        new DoubleParam(
            uid,
            "huber",
            "errors above it count by their length, in the unit of the label; 0 for squares of all",
            ParamValidators.gtEq(0));
    setDefault(huber, 0.0);
    this.targetScaling =
        new Param<>(
            uid,
            "targetScaling",
            "of labels: none, standardise or min-max",
            ParamValidators.inArray(List.of("none", "standardise", "min-max")));
    setDefault(targetScaling, "standardise");
  }

  /** Reads an estimator that was written. */
  public static MLReader<MlpRegressor> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads an estimator from a folder. */
  public static MlpRegressor load(String path) {
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
  public MlpRegressor self() {
    return this;
  }

  /**
   * Errors above it count by their length, in the unit of the label; 0, squares of all, if not set.
   */
  public DoubleParam huber() {
    return huber;
  }

  /** Sets {@link #huber}. */
  public MlpRegressor setHuber(double value) {
    set(huber(), value);
    return this;
  }

  /** How labels are scaled: none, standardise or min-max; standardise if not set. */
  public Param<String> targetScaling() {
    return targetScaling;
  }

  /** Sets {@link #targetScaling}. */
  public MlpRegressor setTargetScaling(String value) {
    set(targetScaling(), value);
    return this;
  }

  /** Adds a listener, in the driver, that receives the events of each fit. */
  public MlpRegressor addListener(TrainingListener listener) {
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
  public MlpRegressionModel fit(Dataset<?> data) {
    transformSchema(data.schema());
    MlpRegressionModel model = train(data);
    model.setParent(this);
    return copyValues(model, ParamMap.empty());
  }

  @Override
  public MlpRegressionModel train(Dataset<?> data) {
    Columns columns = Schemas.columns(this, getFeaturesCol(), getLabelCol());
    double bound = Fit.value(this, huber, Double.class);
    Scaling scaling = Fit.scaling(Fit.value(this, targetScaling, String.class));
    Fit fit = new Fit(this, columns, false, 0, bound, scaling, listeners);
    Fit.Fitted fitted = fit.run(data);
    return new MlpRegressionModel(uid, fitted.model(), fitted.history());
  }

  @Override
  public MlpRegressor copy(ParamMap extra) {
    MlpRegressor copy = defaultCopy(extra);
    copy.listeners.addAll(listeners);
    return copy;
  }

  @Override
  public MLWriter write() {
    return new DefaultParamsWriter(this);
  }
}
