package io.autodiff.benchmarks.windows;

import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A convolution with its derivatives by input and weights, and plain loops that compute the same in
 * arrays that are there already. The loops run on one thread: give the engine one, too ({@code
 * -Dautodiff.threads=1}).
 */
public class ConvolutionBenchmark extends MicroBenchmark {

  /** The sizes. */
  @Param({"LINE", "LINES", "IMAGE", "DIGITS", "PLANES", "DEPTHWISE"})
  public Layer layer = Layer.LINE;

  /** The type of the elements. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT64;

  private final Tape tape = new Tape();
  private final Tape.Mark start = tape.mark();
  private Tensor input = Tensor.zeros(0);
  private Tensor weights = input;
  private Tensor cotangent = input;
  private DoubleConvolution doubles = doubles();
  private FloatConvolution floats = floats();

  /** Draws the operands. */
  @Setup
  public void draw() {
    input = layer.input(dtype);
    weights = layer.weights(dtype);
    cotangent = layer.cotangent(dtype);
    doubles = doubles();
    floats = floats();
  }

  private DoubleConvolution doubles() {
    return new DoubleConvolution(layer, input.values(), weights.values(), cotangent.values());
  }

  private FloatConvolution floats() {
    return new FloatConvolution(layer, input.floats(), weights.floats(), cotangent.floats());
  }

  /** Records and traverses in reverse. */
  @Benchmark
  public Gradients graph() {
    tape.rewind(start);
    Tensor y = layer.apply(tape.variable(input), tape.variable(weights));
    return tape.gradients(List.of(y), List.of(cotangent));
  }

  /** Computes the same in loops. */
  @Benchmark
  public Object plain() {
    return dtype == DType.FLOAT32 ? floats.run() : doubles.run();
  }
}
