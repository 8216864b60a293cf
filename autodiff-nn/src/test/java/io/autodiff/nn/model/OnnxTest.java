package io.autodiff.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Layer;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Preprocessing;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs exported networks in ONNX Runtime. */
class OnnxTest {
  private static final int BATCH = 5;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationRunsElsewhere(Activation activation) throws Exception {
    for (DType dtype : DType.values()) {
      assertSame(Mlp.builder(6).dense(7, activation).dense(3), dtype, 6);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyLayerRunsElsewhere(DType dtype) throws Exception {
    assertSame(
        Mlp.builder(2, 3)
            .flatten()
            .dense(8, Activation.RELU)
            .dropout(0.5)
            .batchNorm()
            .residual(block -> block.layerNorm().dense(8, Activation.TANH))
            .residual(block -> block.residual(inner -> inner.dense(8)).batchNorm())
            .dense(4),
        dtype,
        2,
        3);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void modelTakesExamplesAsTheyWereRead(DType dtype) throws Exception {
    Tensor raw = Tensor.of(new double[][] {{1, 200}, {3, Double.NaN}, {Double.NaN, -50}}).to(dtype);
    Preprocessing preprocessing =
        Preprocessing.fit(
            Dataset.of(raw, 0, 0, 0),
            Preprocessing.Scaling.STANDARDISE,
            Preprocessing.Filling.MEAN);
    Mlp network = Mlp.builder(2).dtype(dtype).dense(3, Activation.TANH).dense(2).build(random());
    var model =
        new TrainedModel(network, preprocessing, List.of("a", "b"), List.of(), Optional.empty());
    Path file = folder.resolve("m.onnx");
    Onnx.write(file, model);
    assertClose(model.predict(raw), run(file, raw.to(DType.FLOAT64)));
  }

  /** In float32, a million million and thirteen are equal. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void largeOffsetsKeepTheirDigits(DType dtype) throws Exception {
    Tensor raw = Tensor.of(new double[][] {{1e12 + 13}, {1e12 - 4}, {1e12 + 2}, {1e12}});
    Preprocessing inputs =
        Preprocessing.fit(
            Dataset.of(raw, 0, 0, 0, 0),
            Preprocessing.Scaling.STANDARDISE,
            Preprocessing.Filling.REFUSE);
    Preprocessing targets =
        Preprocessing.fitTargets(
            Dataset.of(raw, Tensor.of(1e9 + 1, 1e9 - 2, 1e9, 1e9 + 3)),
            Preprocessing.Scaling.STANDARDISE);
    Mlp network = Mlp.builder(1).dtype(dtype).dense(3, Activation.TANH).dense(1).build(random());
    var model =
        new TrainedModel(
            network, inputs, targets, List.of("a"), List.of(), Optional.empty(), Origin.UNKNOWN);
    Path file = folder.resolve("offset.onnx");
    Onnx.write(file, model);
    Tensor expected = model.predict(raw);
    Tensor actual = run(file, raw);
    assertEquals(DType.FLOAT64, actual.dtype());
    assertArrayEquals(expected.values(), actual.values(), 1e-5);
  }

  @Test
  void networkOfNoLayersIsTheIdentity() throws Exception {
    assertSame(Mlp.builder(3).dropout(0.1), DType.FLOAT64, 3);
  }

  @Test
  void userDefinedLayerIsRefusedAndNothingIsWritten() {
    Layer own =
        new Layer() {
          @Override
          public Tensor forward(Tensor input, Pass pass) {
            return input.sin();
          }
        };
    Mlp network = Mlp.builder(2).layer("sine", _ -> own).build(random());
    Path file = folder.resolve("own.onnx");
    var e = assertThrows(AutodiffException.class, () -> Onnx.write(file, network));
    assertEquals(true, e.toString().contains("layer \"sine1\""), e::toString);
    assertEquals(false, Files.exists(file));
  }

  private void assertSame(MlpBuilder builder, DType dtype, int... exampleDims) throws Exception {
    Mlp network = builder.dtype(dtype).build(random());
    int[] dims = IntStream.concat(IntStream.of(BATCH), Arrays.stream(exampleDims)).toArray();
    Tensor examples = Tensor.randn(random(), dims).to(dtype);
    for (Parameter parameter : network.parameters()) {
      parameter.set(
          parameter
              .value()
              .add(Tensor.randn(random(), parameter.shape().dims()).to(dtype).mul(0.3)));
    }
    try (Tape tape = new Tape()) {
      // Gives batch normalisation running statistics that are not those of the start.
      network.forward(examples, Pass.training(tape, random()));
    }
    Path file = folder.resolve("n.onnx");
    Onnx.write(file, network);
    assertClose(network.predict(examples), run(file, examples));
  }

  private static SplittableRandom random() {
    return new SplittableRandom(11);
  }

  /** Asserts agreement to 1e-5 of the largest output. */
  private static void assertClose(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    assertEquals(expected.dtype(), actual.dtype());
    double scale = Arrays.stream(expected.values()).map(Math::abs).max().orElse(1);
    assertArrayEquals(expected.values(), actual.values(), 1e-5 * scale);
  }

  private static Tensor run(Path file, Tensor examples) throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] dims = Arrays.stream(examples.shape().dims()).asLongStream().toArray();
    try (OrtSession session = environment.createSession(Files.readAllBytes(file));
        OnnxTensor input =
            examples.array() instanceof double[] wide
                ? OnnxTensor.createTensor(environment, DoubleBuffer.wrap(wide), dims)
                : OnnxTensor.createTensor(
                    environment, FloatBuffer.wrap((float[]) examples.array()), dims);
        OrtSession.Result result = session.run(Map.of("input", input));
        OnnxTensor output = (OnnxTensor) result.get("output").orElseThrow()) {
      Shape shape =
          Shape.of(Arrays.stream(output.getInfo().getShape()).mapToInt(Math::toIntExact).toArray());
      if (output.getInfo().type == OnnxJavaType.DOUBLE) {
        double[] values = new double[shape.size()];
        output.getDoubleBuffer().get(values);
        return Tensor.wrap(shape, values);
      }
      float[] values = new float[shape.size()];
      output.getFloatBuffer().get(values);
      return Tensor.wrap(shape, values);
    }
  }
}
