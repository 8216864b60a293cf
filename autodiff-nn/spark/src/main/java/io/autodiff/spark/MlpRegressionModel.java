package io.autodiff.spark;

import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.History;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A network that predicts a number, which {@code transform} adds as the column prediction.
 *
 * <p>A saved model is a folder of Spark ML in which {@code model.safetensors} is the file that the
 * command line's {@code evaluate}, {@code predict} and {@code describe --onnx} take.
 */
public final class MlpRegressionModel extends RegressionModel<Vector, MlpRegressionModel>
    implements MlpParams<MlpRegressionModel>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainingParams params;
  private final ModelFile file;

  @SuppressWarnings("serial") // for the driver alone
  private final transient History history;

  MlpRegressionModel(String uid, ModelFile file, History history) {
    this.uid = uid; // which parameters of the superclass ask for
    super();
    this.params = new TrainingParams(this);
    this.file = file;
    this.history = history;
  }

  /** Returns what reads a model that was saved. */
  public static MLReader<MlpRegressionModel> read() {
    return new ModelFolder.Reader<>(
        (uid, file) -> new MlpRegressionModel(uid, file, new History(List.of())));
  }

  /** Reads a model from a folder. */
  public static MlpRegressionModel load(String path) {
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
  public MlpRegressionModel self() {
    return this;
  }

  /** Returns the network with its preprocessing, as the command line's files hold it. */
  public TrainedModel trainedModel() {
    return file.model();
  }

  /** Returns the course of the training; empty for a model that was read. */
  public History history() {
    return history == null ? new History(List.of()) : history;
  }

  @Override
  public int numFeatures() {
    return file.model().features().size();
  }

  @Override
  public double predict(Vector features) {
    return file.outputs(features)[0];
  }

  @Override
  public StructType transformSchema(StructType schema) {
    StructType vectors = super.transformSchema(Schemas.withVector(schema, getFeaturesCol()));
    return Schemas.withField(vectors, schema, getFeaturesCol());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> data) {
    transformSchema(data.schema());
    String invalid = Fit.value(this, handleInvalid(), String.class);
    return Transforming.run(
        data,
        getFeaturesCol(),
        invalid,
        (column, rows) ->
            column.equals(getFeaturesCol())
                ? super.transform(rows)
                : copy(ParamMap.empty()).setFeaturesCol(column).transform(rows));
  }

  @Override
  public MlpRegressionModel copy(ParamMap extra) {
    MlpRegressionModel copy = new MlpRegressionModel(uid, file, history());
    copyValues(copy, extra);
    if (hasParent()) {
      copy.setParent(parent());
    }
    return copy;
  }

  @Override
  public MLWriter write() {
    return new ModelFolder.Writer(this, file);
  }
}
