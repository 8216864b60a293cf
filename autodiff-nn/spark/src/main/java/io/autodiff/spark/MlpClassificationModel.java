package io.autodiff.spark;

import io.autodiff.Tensor;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.History;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;

/**
 * A network that tells classes. {@code transform} adds the columns rawPrediction, the logits,
 * probability and prediction.
 *
 * <p>A saved model is a folder of Spark ML in which {@code model.safetensors} is the file that the
 * command line's {@code evaluate}, {@code predict} and {@code describe --onnx} take.
 */
public final class MlpClassificationModel
    extends ProbabilisticClassificationModel<Vector, MlpClassificationModel>
    implements MlpParams<MlpClassificationModel>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainingParams params;
  private final ModelFile file;

  @SuppressWarnings("serial") // for the driver alone
  private final transient History history;

  MlpClassificationModel(String uid, ModelFile file, History history) {
    this.uid = uid; // which parameters of the superclass ask for
    super();
    this.params = new TrainingParams(this);
    this.file = file;
    this.history = history;
  }

  /** Returns what reads a model that was saved. */
  public static MLReader<MlpClassificationModel> read() {
    return new ModelFolder.Reader<>(
        (uid, file) -> new MlpClassificationModel(uid, file, new History(List.of())));
  }

  /** Reads a model from a folder. */
  public static MlpClassificationModel load(String path) {
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
  public MlpClassificationModel self() {
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
  public int numClasses() {
    return file.model().classes().size();
  }

  @Override
  public Vector predictRaw(Vector features) {
    return Vectors.dense(file.outputs(features));
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    double[] values = ((DenseVector) raw).values();
    double[] probabilities = Tensor.of(values).softmax(0).values();
    System.arraycopy(probabilities, 0, values, 0, values.length);
    return raw;
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

  /**
   * Returns this and the names of two columns, for summaries. Spark's two superclasses declare it
   * with different types, which Java takes together only without type arguments.
   */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return new Tuple3(this, getProbabilityCol(), getPredictionCol());
  }

  @Override
  public MlpClassificationModel copy(ParamMap extra) {
    MlpClassificationModel copy = new MlpClassificationModel(uid, file, history());
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
