package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.model.Onnx;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class MlpClassifierTest {
  private static MlpClassifier small() {
    return new MlpClassifier().setHiddenLayers(8).setEpochs(4).setBatchSize(16).setPartitions(2);
  }

  private static double[] weights(TrainedModel model) {
    List<double[]> all = model.network().state().values().stream().map(Tensor::values).toList();
    return all.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  private static double[] weights(MlpClassificationModel model) {
    return weights(model.trainedModel());
  }

  @Test
  void digitsAreTold(SparkSession spark) {
    List<Row> rows = Rows.digits(1200);
    MlpClassificationModel model =
        new MlpClassifier()
            .setHiddenLayers(32)
            .setEpochs(8)
            .setBatchSize(16)
            .setPartitions(2)
            .fit(Rows.dataset(spark, rows.subList(0, 900), 3));
    Dataset<Row> told = model.transform(Rows.dataset(spark, rows.subList(900, 1200), 2)).cache();
    assertTrue(Rows.accuracy(told) > 0.8, "accuracy " + Rows.accuracy(told));
    Row first = told.select("rawPrediction", "probability", "prediction").first();
    Vector probability = first.getAs(1);
    assertEquals(1, java.util.Arrays.stream(probability.toArray()).sum(), 1e-12);
    assertEquals(probability.argmax(), first.getDouble(2));
    assertEquals(8, model.history().epochs().size());
    List<Epoch> epochs = model.history().epochs();
    assertTrue(epochs.getLast().train().loss() < epochs.getFirst().train().loss() / 3);
    assertEquals(64, model.numFeatures());
    assertEquals(10, model.numClasses());
  }

  @Test
  void partitionsOfTheDataAndArraysDoNotChangeABit(SparkSession spark) {
    List<Row> rows = Rows.digits(150);
    double[] expected = weights(small().fit(Rows.dataset(spark, rows, 1)));
    assertArrayEquals(expected, weights(small().fit(Rows.dataset(spark, rows, 7))), 0);
    MlpClassificationModel ofArrays = small().fit(Rows.arrays(spark, rows, 3));
    assertArrayEquals(expected, weights(ofArrays), 0);
    Dataset<Row> told = ofArrays.transform(Rows.arrays(spark, rows, 2));
    assertEquals(
        Rows.accuracy(
            small().fit(Rows.dataset(spark, rows, 1)).transform(Rows.dataset(spark, rows, 2))),
        Rows.accuracy(told));
    assertEquals(
        List.of("features", "label", "weight", "rawPrediction", "probability", "prediction"),
        List.of(told.columns()));
  }

  @Test
  void eachOptionTrains(SparkSession spark) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(120), 2).cache();
    List<MlpClassifier> variants =
        List.of(
            small().setOptimizer("sgd").setStrategy("AGGREGATE").setDropout(0.1),
            small().setOptimizer("nesterov").setActivation("tanh").setClip(1),
            small().setOptimizer("adamw").setPrecision(32).setSchedule("one-cycle"),
            small().setOptimizer("lbfgs").setWeightDecay(1e-3).setEpochs(10),
            small().setBatchNorm(true).setStrategy("AVERAGE_EVERY(2)").setL1(1e-4),
            small().setBatchNorm(true).setStrategy("AGGREGATE"),
            small().setLabelSmoothing(0.1).setScaling("min-max").setLearningRate(0.2),
            small().setHiddenLayers().setOptimizer("rmsprop").setLearningRate(0.1));
    for (MlpClassifier variant : variants) {
      double accuracy = Rows.accuracy(variant.setEpochs(10).fit(data).transform(data));
      assertTrue(accuracy > 0.8, accuracy + " of " + variant.extractParamMap());
    }
  }

  @Test
  void weightOfTwoCountsAsTheRowTwice(SparkSession spark) {
    List<Row> twice = new ArrayList<>();
    List<Row> weighted = new ArrayList<>();
    for (Row row : Rows.points(40)) {
      boolean heavy = row.getDouble(1) == 1;
      weighted.add(RowFactory.create(row.get(0), row.get(1), heavy ? 2.0 : 1.0));
      twice.add(row);
      if (heavy) {
        twice.add(row);
      }
    }
    MlpClassifier fit =
        small().setOptimizer("lbfgs").setWeightDecay(0.1).setEpochs(60).setScaling("none");
    double[] expected = weights(fit.fit(Rows.dataset(spark, twice, 2)));
    double[] found =
        weights(
            fit.copy(ParamMap.empty())
                .setWeightCol("weight")
                .fit(Rows.dataset(spark, weighted, 2)));
    double[] without = weights(fit.fit(Rows.dataset(spark, weighted, 2)));
    assertArrayEquals(expected, found, 1e-4);
    double difference = 0;
    for (int i = 0; i < found.length; i++) {
      difference = Math.max(difference, Math.abs(without[i] - found[i]));
    }
    assertTrue(difference > 1e-2, "difference " + difference);
  }

  @Test
  void pipelineKeepsNamesAndIsReadBack(SparkSession spark, @TempDir Path folder)
      throws IOException {
    StructType schema =
        new StructType()
            .add("width", DataTypes.DoubleType)
            .add("height", DataTypes.DoubleType)
            .add("kind", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (Row row : Rows.points(80)) {
      double[] x = Columns.numbers(row.get(0));
      rows.add(RowFactory.create(x[0], x[1], row.getDouble(1) == 1 ? "round" : "flat"));
    }
    Dataset<Row> data = spark.createDataFrame(rows, schema);
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("kind").setOutputCol("label"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"width", "height"})
                      .setOutputCol("features"),
                  small().setEpochs(12)
                });
    pipeline.write().overwrite().save(folder.resolve("pipeline").toString());
    PipelineModel fitted = Pipeline.load(folder.resolve("pipeline").toString()).fit(data);
    String path = folder.resolve("model").toString();
    fitted.write().save(path);
    Dataset<Row> expected = fitted.transform(data);
    Dataset<Row> found = PipelineModel.load(path).transform(data);
    assertEquals(expected.collectAsList(), found.collectAsList());
    assertTrue(Rows.accuracy(found) > 0.8);
    TrainedModel model;
    try (var files = Files.walk(Path.of(path))) {
      model =
          TrainedModel.load(
              files.filter(f -> f.endsWith("model.safetensors")).findFirst().orElseThrow());
    }
    assertEquals(List.of("width", "height"), model.features());
    assertEquals(List.of("flat", "round"), model.classes().stream().sorted().toList());
    assertEquals("label", model.origin().target());
  }

  @Test
  void savedModelIsTheCommandLinesFile(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(60), 2);
    MlpClassificationModel model = small().setPrecision(32).fit(data);
    model.write().overwrite().save(folder.resolve("saved").toString());
    MlpClassificationModel read = MlpClassificationModel.load(folder.resolve("saved").toString());
    assertArrayEquals(weights(model), weights(read), 0);
    assertEquals(model.uid(), read.uid());
    assertEquals(List.of(), read.history().epochs());
    TrainedModel file = TrainedModel.load(folder.resolve("saved/model.safetensors"));
    Row first = read.transform(data).first();
    Tensor logits =
        file.predict(Tensor.of(Shape.of(1, 2), Columns.numbers(first.getAs("features"))));
    assertArrayEquals(logits.values(), first.<Vector>getAs("rawPrediction").toArray(), 0);
    Onnx.write(folder.resolve("model.onnx"), file);
    assertTrue(Files.size(folder.resolve("model.onnx")) > 100);
  }

  @Test
  void crossValidatorChooses(SparkSession spark) {
    MlpClassifier estimator = small();
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(
                estimator.epochs(),
                scala.jdk.javaapi.CollectionConverters.asScala(List.<Object>of(1, 12)))
            .build();
    var chosen =
        new CrossValidator()
            .setEstimator(estimator)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
            .setNumFolds(2)
            .setSeed(1)
            .fit(Rows.dataset(spark, Rows.points(80), 2).cache());
    assertTrue(chosen.avgMetrics()[1] < chosen.avgMetrics()[0]);
    assertEquals(
        12, ((MlpClassificationModel) chosen.bestModel()).getOrDefault(estimator.epochs()));
  }

  @Test
  void incompleteRowsAreRefusedLeftOutOrFilled(SparkSession spark) {
    List<Row> rows = new ArrayList<>(Rows.points(60));
    rows.add(RowFactory.create(Vectors.dense(Double.NaN, 1), 1.0, 1.0));
    rows.add(RowFactory.create(Vectors.dense(3, Double.NaN), 1.0, 1.0));
    Dataset<Row> data = Rows.dataset(spark, rows, 3);
    AutodiffException e = assertThrows(AutodiffException.class, () -> small().fit(data));
    Rows.assertSays("NaN in features", e);
    MlpClassificationModel skipping = small().setHandleInvalid("skip").fit(data);
    assertArrayEquals(
        weights(small().fit(Rows.dataset(spark, rows.subList(0, 60), 2))), weights(skipping), 0);
    assertEquals(60, skipping.transform(data).count());
    MlpClassificationModel filling = small().setHandleInvalid("keep").fit(data);
    assertEquals(
        62, filling.transform(Rows.arrays(spark, rows, 2)).filter("prediction >= 0").count());
    assertTrue(filling.trainedModel().preprocessing().fills());
  }

  @Test
  void rowsThatDoNotFitAreOneClearError(SparkSession spark) {
    List<Row> rows = new ArrayList<>(Rows.points(20));
    rows.add(RowFactory.create(Vectors.dense(1, 2, 3), 1.0, 1.0));
    AutodiffException length =
        assertThrows(AutodiffException.class, () -> small().fit(Rows.dataset(spark, rows, 2)));
    Rows.assertSays("2 and 3", length);
    rows.set(20, RowFactory.create(Vectors.dense(1, 2), 0.5, 1.0));
    AutodiffException label =
        assertThrows(AutodiffException.class, () -> small().fit(Rows.dataset(spark, rows, 2)));
    Rows.assertSays("numbers of classes", label);
    rows.set(20, RowFactory.create(Vectors.dense(1, 2), 1.0, -1.0));
    AutodiffException weight =
        assertThrows(
            AutodiffException.class,
            () -> small().setWeightCol("weight").fit(Rows.dataset(spark, rows, 2)));
    Rows.assertSays("weight -1.0", weight);
    AutodiffException none =
        assertThrows(AutodiffException.class, () -> small().fit(Rows.dataset(spark, List.of(), 2)));
    Rows.assertSays("no row to train on", none);
  }

  @Test
  void emptySkewedAndOneClassPartitionsTrainAsAnyOther(SparkSession spark) {
    List<Row> rows = new ArrayList<>(Rows.points(90));
    rows.sort(Comparator.comparingDouble(row -> row.getDouble(1)));
    Dataset<Row> skewed =
        Rows.dataset(spark, rows.subList(0, 3), 9)
            .union(Rows.dataset(spark, rows.subList(3, 90), 1));
    double[] expected = weights(small().fit(Rows.dataset(spark, rows, 2)));
    MlpClassificationModel model = small().fit(skewed);
    assertArrayEquals(expected, weights(model), 0);
    assertTrue(Rows.accuracy(small().setEpochs(12).fit(skewed).transform(skewed)) > 0.8);
    double[] few =
        weights(small().setPartitions(50).fit(Rows.dataset(spark, rows.subList(0, 3), 1)));
    assertTrue(java.util.Arrays.stream(few).allMatch(Double::isFinite));
  }

  @Test
  void earlyStoppingKeepsTheBestOfTheValidationRows(SparkSession spark) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(120), 2);
    MlpClassificationModel model =
        small()
            .setEpochs(200)
            .setPatience(3)
            .setLearningRate(0.05)
            .setSchedule("constant")
            .setValidationFraction(0.3)
            .fit(data);
    Epoch best = model.history().best();
    assertEquals(best.number() + 3, model.history().epochs().size());
    List<Epoch> epochs = new ArrayList<>();
    MlpClassificationModel again =
        small()
            .setEpochs(best.number())
            .setLearningRate(0.05)
            .setSchedule("constant")
            .setValidationFraction(0.3)
            .addListener(
                new TrainingListener() {
                  @Override
                  public void epochEnded(Epoch epoch) {
                    epochs.add(epoch);
                  }
                })
            .fit(data);
    assertArrayEquals(weights(again), weights(model), 0);
    assertEquals(best.validation(), epochs.getLast().validation());
  }

  @Test
  void trainingGoesOnFromAModel(SparkSession spark, @TempDir Path folder) throws IOException {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(80), 2);
    MlpClassificationModel first = small().fit(data);
    first.write().save(folder.resolve("first").toString());
    MlpClassifier further = small().setInitialModel(folder.resolve("first").toString());
    MlpClassificationModel second = further.fit(data);
    assertTrue(
        second.history().epochs().getFirst().train().loss()
            < first.history().epochs().getFirst().train().loss());
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> further.setHiddenLayers(9).fit(data));
    Rows.assertSays("another network", e);
  }

  @Test
  void restartedFitGoesOnFromTheLastCheckpoint(SparkSession spark, @TempDir Path folder) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(80), 2);
    double[] expected = weights(small().setEpochs(6).fit(data));
    MlpClassifier stored =
        small()
            .setEpochs(6)
            .setCheckpointDir(folder.resolve("state").toUri().toString())
            .setCheckpointInterval(2);
    List<Integer> epochs = new ArrayList<>();
    TrainingListener dying =
        new TrainingListener() {
          @Override
          public void epochEnded(Epoch epoch) {
            epochs.add(epoch.number());
            if (epochs.size() == 5) {
              throw new IllegalStateException("the driver ends");
            }
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> stored.copy(ParamMap.empty()).addListener(dying).fit(data));
    MlpClassificationModel model = stored.copy(ParamMap.empty()).addListener(dying).fit(data);
    assertEquals(List.of(1, 2, 3, 4, 5, 5, 6), epochs);
    assertArrayEquals(expected, weights(model), 0);
    assertEquals(6, model.history().epochs().size());
    AutodiffException e = assertThrows(AutodiffException.class, () -> stored.setSeed(9).fit(data));
    Rows.assertSays("another training", e);
  }

  @Test
  void divergenceIsAnError(SparkSession spark) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(40), 2);
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () ->
                small()
                    .setOptimizer("sgd")
                    .setLearningRate(1e200)
                    .setSchedule("constant")
                    .setActivation("linear")
                    .fit(data));
    Rows.assertSays("diverged", e);
  }

  @Test
  void wrongParametersAreRefusedWhenTheyAreSet(SparkSession spark) {
    assertThrows(IllegalArgumentException.class, () -> small().setStrategy("ALL_REDUCED"));
    assertThrows(IllegalArgumentException.class, () -> small().setOptimizer("adamm"));
    assertThrows(IllegalArgumentException.class, () -> small().setEpochs(0));
    Dataset<Row> data = Rows.dataset(spark, Rows.points(10), 1);
    MlpClassifier both = small().setOptimizer("lbfgs").setStrategy("AVERAGE_EVERY(3)");
    assertThrows(AutodiffException.class, () -> both.fit(data));
    assertThrows(IllegalArgumentException.class, () -> small().setFeaturesCol("label").fit(data));
  }
}
