package io.autodiff.benchmarks.elementwise;

import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.program.Program;
import io.autodiff.program.TensorPlan;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A chain of eight operations on two tensors, {@code Σ (0.25 ((x y + 1.5)² - x) + y) x - 0.5}, and
 * its derivatives: recorded step by step, planned, and in the two loops and the sum that one would
 * write by hand.
 */
public class ChainBenchmark extends MicroBenchmark {
  /** How many sums are added up side by side, as vectors do. */
  private static final int LANES = 8;

  /** The number of elements, a multiple of {@link #LANES}. */
  @Param({"1024", "65536", "1048576"})
  public int elements;

  /** The type of the elements. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT64;

  private final Tape tape = new Tape();
  private final Tape.Mark start = tape.mark();
  private Tensor x = Tensor.of();
  private Tensor y = x;
  private List<Tensor> inputs = List.of();
  private TensorPlan plan = Program.of(v -> v[0], 1).plan();
  private Object out = new double[0];
  private Object byX = out;
  private Object byY = out;

  /** Draws the operands and plans the program. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    x = Tensor.randn(random, elements).to(dtype);
    y = Tensor.randn(random, elements).to(dtype);
    inputs = List.of(x, y);
    Tensor v = tape.variable(x);
    Tensor w = tape.variable(y);
    plan = Program.between(List.of(v, w), List.of(chain(v, w))).valueAndGradient().plan();
    tape.rewind(start);
    out = x.zerosLike().array();
    byX = x.zerosLike().array();
    byY = x.zerosLike().array();
  }

  /** Closes the tape. */
  @TearDown
  public void close() {
    tape.close();
  }

  private static Scalar chain(Tensor x, Tensor y) {
    return x.mul(y).add(1.5).square().sub(x).mul(0.25).add(y).mul(x).sub(0.5).sum();
  }

  /** Records the chain and traverses it in reverse. */
  @Benchmark
  public double eager() {
    Tensor v = tape.variable(x);
    Tensor w = tape.variable(y);
    Scalar sum = chain(v, w);
    Gradients gradients = tape.gradients(sum);
    double value = sum.value() + gradients.of(v).size() + gradients.of(w).size();
    gradients.release();
    tape.rewind(start);
    return value;
  }

  /** Runs the plan, in its own arrays. */
  @Benchmark
  public List<Value<?>> planned() {
    return plan.runInPlace(inputs);
  }

  /** Runs the plan, whose results are the caller's. */
  @Benchmark
  public List<Value<?>> plannedToKeep() {
    return plan.run(inputs);
  }

  /** Runs the loops written by hand. */
  @Benchmark
  public double byHand() {
    if (dtype == DType.FLOAT32) {
      return floats((float[]) x.array(), (float[]) y.array());
    }
    return doubles((double[]) x.array(), (double[]) y.array());
  }

  private double floats(float[] u, float[] w) {
    float[] z = (float[]) out;
    for (int i = 0; i < z.length; i++) {
      float b = u[i] * w[i] + 1.5f;
      z[i] = ((b * b - u[i]) * 0.25f + w[i]) * u[i] - 0.5f;
    }
    float[] du = (float[]) byX;
    float[] dw = (float[]) byY;
    for (int i = 0; i < z.length; i++) {
      float b = u[i] * w[i] + 1.5f;
      float inner = u[i] * 0.25f;
      float outer = inner * 2 * b;
      du[i] = (b * b - u[i]) * 0.25f + w[i] - inner + outer * w[i];
      dw[i] = u[i] + outer * u[i];
    }
    float[] sums = new float[LANES];
    for (int i = 0; i < z.length; i += LANES) {
      for (int k = 0; k < LANES; k++) {
        sums[k] += z[i + k];
      }
    }
    return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
  }

  private double doubles(double[] u, double[] w) {
    double[] z = (double[]) out;
    for (int i = 0; i < z.length; i++) {
      double b = u[i] * w[i] + 1.5;
      z[i] = ((b * b - u[i]) * 0.25 + w[i]) * u[i] - 0.5;
    }
    double[] du = (double[]) byX;
    double[] dw = (double[]) byY;
    for (int i = 0; i < z.length; i++) {
      double b = u[i] * w[i] + 1.5;
      double inner = u[i] * 0.25;
      double outer = inner * 2 * b;
      du[i] = (b * b - u[i]) * 0.25 + w[i] - inner + outer * w[i];
      dw[i] = u[i] + outer * u[i];
    }
    double[] sums = new double[LANES];
    for (int i = 0; i < z.length; i += LANES) {
      for (int k = 0; k < LANES; k++) {
        sums[k] += z[i + k];
      }
    }
    return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
  }
}
