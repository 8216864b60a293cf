package io.autodiff.nn.snippets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Initializer;
import io.autodiff.nn.Layer;
import io.autodiff.nn.LayerKinds;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Csv;
import io.autodiff.nn.data.CsvSource;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Folds;
import io.autodiff.nn.data.Preprocessing;
import io.autodiff.nn.data.Preprocessing.Filling;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.data.Samples;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.optim.Adam;
import io.autodiff.nn.optim.Schedule;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.Metric;
import io.autodiff.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of layers, networks, data, training and files. */
class NetworkSnippetsTest {
  @TempDir private Path folder;

  // @start region="layer"
  record Scale(Parameter factor) implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return input.mul(pass.use(factor));
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(factor);
    }
  }

  // @end

  @Test
  void layer() {
    SplittableRandom random = new SplittableRandom(0);
    // @start region="own-layer"
    Mlp model =
        Mlp.builder(64)
            .layer(
                "scale",
                site -> new Scale(site.parameter("factor", site.input(), Initializer.constant(1))))
            .dense(10)
            .build(random);
    // @end
    assertEquals(Shape.of(64), model.state().get("scale1.factor").shape());
  }

  @Test
  void layerKinds() throws IOException {
    SplittableRandom random = new SplittableRandom(0);
    Table iris = Samples.IRIS.load();
    Path file = folder.resolve("model.safetensors");
    // @start region="layer-kinds"
    LayerKinds kinds =
        LayerKinds.none()
            .with(
                "scale",
                (site, settings) ->
                    new Scale(
                        site.parameter(
                            "factor",
                            site.input(),
                            Initializer.constant(settings.number("first")))));

    Mlp model = Mlp.builder(4).layer(kinds, "scale", Map.of("first", 2)).dense(3).build(random);
    new TrainedModel(model, Preprocessing.none(4), iris).save(file);
    TrainedModel again = TrainedModel.load(file, kinds);
    // @end
    Tensor x = Tensor.ones(1, 4);
    assertTrue(model.predict(x).allClose(again.predict(x)));
  }

  @Test
  void trainedModel() throws IOException {
    Path file = folder.resolve("iris.safetensors");
    Table table = Samples.IRIS.load();
    Mlp network = Mlp.builder(4).dense(3).build(new SplittableRandom(0));
    Preprocessing preprocessing =
        Preprocessing.fit(table.data(), Scaling.STANDARDISE, Filling.REFUSE);
    Tensor examples = Tensor.of(Shape.of(1, 4), 5.1, 3.5, 1.4, 0.2);
    // @start region="trained-model"
    new TrainedModel(network, preprocessing, table).save(file);
    TrainedModel model = TrainedModel.load(file);
    Tensor outputs = model.predict(examples); // examples as they are in the table
    // @end
    assertEquals(Shape.of(1, 3), outputs.shape());
  }

  @Test
  void mlp() {
    SplittableRandom random = new SplittableRandom(0);
    Tensor images = Tensor.ones(2, 64);
    // @start region="mlp"
    Mlp model = Mlp.builder(64).dense(128, Activation.RELU).dense(10).build(random);
    Tensor logits = model.predict(images);
    // @end
    assertEquals(Shape.of(2, 10), logits.shape());
    int[] digits = {3, 4};
    // @start region="apply"
    Map<String, Tensor> gradient =
        Autodiff.gradient(
            state -> model.apply(state, images).softmaxCrossEntropy(digits).mean(), model.state());
    // @end
    assertEquals(Shape.of(10), gradient.get("dense2.bias").shape());
  }

  @Test
  void csv() throws IOException {
    Path flowers = folder.resolve("flowers.csv");
    Files.writeString(flowers, "length,species\n1.5,a\n2.5,b\n1.25,a\n");
    // @start region="csv"
    Table iris = Csv.file(flowers).target("species").read();
    CsvSource large = Csv.file(flowers).target("species").open(); // reads in the course of training
    // @end
    assertEquals(3, iris.data().size());
    assertEquals(iris.classes(), large.classes());
  }

  @Test
  void preprocessing() {
    Dataset.Split data =
        Folds.stratifiedSplit(Samples.IRIS.load().data(), 0.2, new SplittableRandom(0));
    Dataset train = data.train();
    Dataset test = data.test();
    Mlp model = Mlp.builder(4).dense(3).build(new SplittableRandom(0));
    Trainer trainer = Trainer.of(model, Loss.softmaxCrossEntropy()).epochs(1);
    // @start region="preprocessing"
    Preprocessing prepared = Preprocessing.fit(train, Scaling.STANDARDISE, Filling.MEAN);
    trainer.fit(prepared.apply(train), prepared.apply(test));
    // @end
    assertEquals(0, prepared.apply(train).inputs().mean().value(), 1e-12);
  }

  @Test
  void trainer() {
    Dataset.Split data =
        Folds.stratifiedSplit(Samples.IRIS.load().data(), 0.2, new SplittableRandom(0));
    Dataset train = data.train();
    Dataset validation = data.test();
    Mlp model = Mlp.builder(4).dense(3).build(new SplittableRandom(0));
    // @start region="trainer"
    History history =
        Trainer.of(model, Loss.softmaxCrossEntropy())
            .optimizer(Adam.of(1e-3))
            .epochs(30)
            .metrics(Metric.accuracy())
            .fit(train, validation);
    // @end
    assertEquals(30, history.epochs().size());
  }

  @Test
  void aModelFromDataToFile() throws IOException {
    Path file = folder.resolve("iris.safetensors");
    // @start region="model"
    Table iris = Samples.IRIS.load();
    Dataset.Split split = Folds.stratifiedSplit(iris.data(), 0.2, new SplittableRandom(0));

    Preprocessing prepared = Preprocessing.fit(split.train(), Scaling.STANDARDISE, Filling.REFUSE);
    Mlp network = Mlp.builder(4).dense(32, Activation.RELU).dense(3).build(new SplittableRandom(0));

    History history =
        Trainer.of(network, Loss.softmaxCrossEntropy())
            .optimizer(Adam.of(3e-3))
            .schedule(Schedule.cosine())
            .epochs(60)
            .metrics(Metric.accuracy())
            .fit(prepared.apply(split.train()), prepared.apply(split.test()));

    TrainedModel model = new TrainedModel(network, prepared, iris);
    model.save(file);
    Tensor logits = TrainedModel.load(file).predict(split.test().inputs());
    // @end
    assertTrue(history.last().validation().metrics().get("accuracy") > 0.8);
    assertTrue(model.predict(split.test().inputs()).allClose(logits));
  }
}
