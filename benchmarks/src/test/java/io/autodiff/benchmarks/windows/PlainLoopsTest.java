package io.autodiff.benchmarks.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlainLoopsTest {

  @ParameterizedTest
  @EnumSource(Layer.class)
  void theLoopsComputeWhatTheGraphDoes(Layer layer) {
    try (Tape tape = new Tape()) {
      Tensor g = layer.cotangent(DType.FLOAT64);
      Tensor x = tape.variable(layer.input(DType.FLOAT64));
      Tensor w = tape.variable(layer.weights(DType.FLOAT64));
      Tensor y = layer.apply(x, w);
      Gradients gradients = tape.gradients(List.of(y), List.of(g));
      DoubleConvolution doubles = new DoubleConvolution(layer, x.values(), w.values(), g.values());
      assertArrayEquals(y.values(), doubles.run(), 1e-10);
      assertArrayEquals(gradients.of(x).values(), doubles.byInput(), 1e-10);
      assertArrayEquals(gradients.of(w).values(), doubles.byWeights(), 1e-9);
      FloatConvolution floats = new FloatConvolution(layer, x.floats(), w.floats(), g.floats());
      assertArrayEquals(y.floats(), floats.run(), 1e-3f);
      assertArrayEquals(gradients.of(x).floats(), floats.byInput(), 1e-3f);
      assertArrayEquals(gradients.of(w).floats(), floats.byWeights(), 0.05f);
    }
  }

  @Test
  void theLoopCopiesWhatTheLibraryDoes() {
    WindowBenchmark benchmark = new WindowBenchmark();
    for (DType dtype : DType.values()) {
      benchmark.dtype = dtype;
      benchmark.elements = 7;
      benchmark.draw();
      Tensor windows = benchmark.windows();
      if (benchmark.plain() instanceof float[] copies) {
        assertArrayEquals(windows.floats(), copies);
      } else {
        assertArrayEquals(windows.values(), (double[]) benchmark.plain());
      }
    }
  }
}
