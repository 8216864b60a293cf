package io.autodiff.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Layer;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Preprocessing;
import io.autodiff.nn.data.Samples;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedModelTest {
  @TempDir Path folder;

  @Test
  void modelComesBackAsItWas() throws IOException {
    for (DType dtype : DType.values()) {
      TrainedModel model = model(dtype);
      Path file = folder.resolve("m.safetensors");
      model.save(file);
      TrainedModel read = TrainedModel.load(file);
      assertEquals(model.network().summary(), read.network().summary());
      assertEquals(model.features(), read.features());
      assertEquals(model.classes(), read.classes());
      assertEquals(Optional.of(Shape.of(2, 2)), read.image());
      Tensor examples = Tensor.randn(new SplittableRandom(3), 5, 4).to(dtype);
      assertArrayEquals(model.predict(examples).values(), read.predict(examples).values());
      assertEquals(dtype, read.predict(examples).dtype());
    }
  }

  @Test
  void namesMustFitTheNetwork() {
    Table iris = Samples.IRIS.load();
    Mlp network = Mlp.builder(4).dense(2).build(new SplittableRandom(1));
    var e =
        assertThrows(
            AutodiffException.class, () -> new TrainedModel(network, Preprocessing.none(4), iris));
    assertTrue(
        e.toString()
            .contains(
                "4 features, preprocessing of 4, targets of 2, 3 classes; network (4) to (2)"),
        e::toString);
  }

  @Test
  void targetsAndOriginComeBackToo() throws IOException {
    Tensor examples = Tensor.randn(new SplittableRandom(3), 5, 4);
    Preprocessing targets =
        Preprocessing.fitTargets(
            Dataset.of(examples, Tensor.of(7000, 7010, 7020, 7005, 7001)),
            Preprocessing.Scaling.STANDARDISE);
    Origin origin = new Origin("price", Map.of("--seed", "3"));
    Mlp network = Mlp.builder(4).dtype(DType.FLOAT32).dense(1).build(new SplittableRandom(1));
    TrainedModel model =
        new TrainedModel(
            network,
            Preprocessing.none(4),
            targets,
            List.of("a", "b", "c", "d"),
            List.of(),
            Optional.empty(),
            origin);
    Path file = folder.resolve("t.safetensors");
    model.save(file);
    TrainedModel read = TrainedModel.load(file);
    assertEquals(origin, read.origin());
    double[] predicted = read.predict(examples).values();
    assertArrayEquals(model.predict(examples).values(), predicted);
    double[] prepared = network.predict(examples).values();
    for (int i = 0; i < 5; i++) {
      assertEquals(7007.2 + prepared[i] * Math.sqrt(53.36), predicted[i], 1e-9);
    }
  }

  @Test
  void filesOfOtherVersionsAreReadOrRefused() throws IOException {
    TensorFile now = model(DType.FLOAT64).toFile();
    Map<String, String> metadata = new HashMap<>(now.metadata());
    metadata.remove("autodiff.format");
    TrainedModel first = TrainedModel.of(new TensorFile(now.tensors(), metadata), "x");
    assertEquals(List.of("x", "y", "z"), first.classes());
    metadata.put("autodiff.format", "3");
    var e =
        assertThrows(
            FormatException.class,
            () -> TrainedModel.of(new TensorFile(now.tensors(), metadata), "x"));
    assertEquals("x: written in format 3, this autodiff reads 1 and 2", e.getMessage());
  }

  @Test
  void fileOfSomethingElseIsRefused() {
    var e =
        assertThrows(
            FormatException.class,
            () -> TrainedModel.of(new TensorFile(Map.of("a", Tensor.of(1))), "x"));
    assertEquals("x: no model of autodiff: its metadata lack \"autodiff.network\"", e.getMessage());
  }

  @Test
  void unsoundDescriptionsAreNamed() throws IOException {
    assertRefused("unknown kind of layer: conv", "\"kind\":\"layer_norm\"", "\"kind\":\"conv\"");
    assertRefused("unknown activation: swish", "\"function\":\"relu\"", "\"function\":\"swish\"");
    assertRefused("\"dense1.weight\" float64 of shape (4, 6)", "\"units\":6", "\"units\":60");
    assertRefused("too many elements", "\"units\":6", "\"units\":2000000000");
    assertRefused("unknown number of units: -6", "\"units\":6", "\"units\":-6");
    assertRefused(
        "unknown input shape: [2147483647, 9]", "\"input\":[4]", "\"input\":[2147483647,9]");
    assertRefused("unknown element type: int8", "\"float64\"", "\"int8\"");
    assertRefused("dropout: rate is out of range", "\"rate\":0.5", "\"rate\":1.5");
    assertRefused("its description is not JSON", "{\"input\"", "{input");
    assertRefused("unknown list of layers: null", "\"layers\"", "\"layer\"");
  }

  @Test
  void missingParameterIsNamed() throws IOException {
    TensorFile sound = model(DType.FLOAT64).toFile();
    Map<String, Tensor> tensors = new HashMap<>(sound.tensors());
    tensors.remove("dense2.bias");
    var e =
        assertThrows(
            FormatException.class,
            () -> TrainedModel.of(new TensorFile(tensors, sound.metadata()), "x"));
    assertTrue(e.toString().contains("no \"dense2.bias\" among"), e::toString);
  }

  @Test
  void userDefinedLayerIsRefused() {
    Layer sine =
        new Layer() {
          @Override
          public Tensor forward(Tensor input, Pass pass) {
            return input.sin();
          }
        };
    Mlp network =
        Mlp.builder(2)
            .residual(block -> block.layer("sine", _ -> sine))
            .build(new SplittableRandom(1));
    var e = assertThrows(AutodiffException.class, network::architecture);
    assertTrue(
        e.toString().contains("model: a layer that the file format does not know"), e::toString);
    assertTrue(e.toString().contains("layer \"residual1.sine1\""), e::toString);
  }

  @Test
  void networkIsBuiltWithSavedValues() throws IOException {
    Mlp network = network(DType.FLOAT32);
    Mlp copy = Mlp.of(throughJson(network.architecture()), network.state());
    assertEquals(network.summary(), copy.summary());
    network
        .state()
        .forEach(
            (name, value) ->
                assertArrayEquals(
                    value.values(), Objects.requireNonNull(copy.state().get(name)).values(), name));
  }

  @Property(tries = 300, seed = "9")
  void damagedDescriptionIsReadOrRefused(
      @ForAll @IntRange(max = 1000) int at, @ForAll char c, @ForAll boolean cut)
      throws IOException {
    TensorFile sound = model(DType.FLOAT32).toFile();
    for (String key : sound.metadata().keySet()) {
      String text = Objects.requireNonNull(sound.metadata().get(key));
      int place = at % text.length();
      String damaged = text.substring(0, place) + (cut ? "" : c + text.substring(place + 1));
      Map<String, String> metadata = new HashMap<>(sound.metadata());
      metadata.put(key, damaged);
      try {
        TrainedModel.of(new TensorFile(sound.tensors(), metadata), "file");
      } catch (FormatException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("file: "), e::toString);
      }
    }
  }

  private static void assertRefused(String message, String part, String other) throws IOException {
    TensorFile sound = model(DType.FLOAT64).toFile();
    Map<String, String> metadata = new HashMap<>(sound.metadata());
    metadata.computeIfPresent(
        "autodiff.network",
        (_, text) -> {
          assertTrue(text.contains(part), text);
          return text.replace(part, other);
        });
    var e =
        assertThrows(
            FormatException.class,
            () -> TrainedModel.of(new TensorFile(sound.tensors(), metadata), "x"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("x: not a sound model: "), e::toString);
    assertTrue(String.valueOf(e.getMessage()).contains(message), e::toString);
  }

  private static Map<String, Object> throughJson(Map<String, Object> map) throws IOException {
    return JSON.std.mapFrom(JSON.std.asString(map));
  }

  private static Mlp network(DType dtype) {
    return Mlp.builder(4)
        .dtype(dtype)
        .dense(6, Activation.RELU)
        .dropout(0.5)
        .batchNorm()
        .residual(block -> block.layerNorm().dense(6, Activation.SIGMOID))
        .dense(3)
        .build(new SplittableRandom(5));
  }

  private static TrainedModel model(DType dtype) {
    Mlp network = network(dtype);
    Preprocessing preprocessing =
        Preprocessing.fit(
            Samples.IRIS.load().data(),
            Preprocessing.Scaling.STANDARDISE,
            Preprocessing.Filling.MEAN);
    return new TrainedModel(
        network,
        preprocessing,
        List.of("a", "b", "c", "d"),
        List.of("x", "y", "z"),
        Optional.of(Shape.of(2, 2)));
  }
}
