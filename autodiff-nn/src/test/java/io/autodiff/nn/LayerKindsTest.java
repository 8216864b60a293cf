package io.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Preprocessing;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.model.Onnx;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that a program wrote are saved and loaded by a name and settings. */
class LayerKindsTest {
  private static final LayerKinds KINDS =
      LayerKinds.none()
          .with(
              "scale",
              (site, settings) ->
                  new Scale(
                      settings.number("power"),
                      site.parameter("factor", site.input(), Initializer.constant(2))))
          .with(
              "fork",
              (site, settings) -> {
                int units = settings.positive("units", "units");
                return new Fork(
                    site.network("left", Mlp.builder(3).dense(units, Activation.TANH)),
                    site.network("right", Mlp.builder(3).dense(units).batchNorm()));
              });

  @TempDir Path folder;

  record Scale(double power, Parameter factor) implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return input.mul(pass.use(factor)).mul(power);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(factor);
    }
  }

  record Fork(Mlp left, Mlp right) implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return Tensor.concat(-1, left.forward(input, pass), right.forward(input, pass));
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(left.outputShape().size() + right.outputShape().size());
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.concat(left.parameters().stream(), right.parameters().stream()).toList();
    }

    @Override
    public List<Parameter> buffers() {
      return Stream.concat(left.buffers().stream(), right.buffers().stream()).toList();
    }
  }

  private static TrainedModel model() {
    Mlp network =
        Mlp.builder(3)
            .layer(KINDS, "scale", Map.of("power", 0.5))
            .residual(block -> block.layer(KINDS, "scale", Map.of("power", 3)))
            .layer(KINDS, "fork", Map.of("units", 2))
            .dense(2)
            .build(new SplittableRandom(4));
    return new TrainedModel(
        network,
        Preprocessing.none(3),
        List.of("a", "b", "c"),
        List.of("p", "q"),
        Optional.empty());
  }

  @Test
  void modelOfOwnLayersIsSavedAndLoaded() throws IOException {
    TrainedModel model = model();
    Path file = folder.resolve("own.safetensors");
    model.save(file);
    TrainedModel again = TrainedModel.load(file, KINDS);
    Tensor x = Tensor.randn(new SplittableRandom(1), 5, 3);
    assertArrayEquals(model.predict(x).values(), again.predict(x).values());
    assertEquals(model.network().state().keySet(), again.network().state().keySet());
    assertTrue(again.network().state().containsKey("fork1.left.dense1.weight"));
    assertEquals(model.network().summary(), again.network().summary());
  }

  @Test
  void modelIsRefusedWithoutTheKinds() throws IOException {
    Path file = folder.resolve("own.safetensors");
    model().save(file);
    var e = assertThrows(FormatException.class, () -> TrainedModel.load(file));
    assertTrue(String.valueOf(e.getMessage()).contains("\"scale\", known are []"), e.getMessage());
  }

  @Test
  void unknownAndDoubleNamesAreRefused() {
    assertThrows(AutodiffException.class, () -> Mlp.builder(3).layer(KINDS, "scales", Map.of()));
    assertThrows(AutodiffException.class, () -> KINDS.with("fork", (site, _) -> new Flatten()));
  }

  @Test
  void ownLayerHasNoCounterpartInOnnx() {
    var e =
        assertThrows(AutodiffException.class, () -> Onnx.write(folder.resolve("m.onnx"), model()));
    assertTrue(e.toString().contains("layer \"scale1\""), e::toString);
  }
}
