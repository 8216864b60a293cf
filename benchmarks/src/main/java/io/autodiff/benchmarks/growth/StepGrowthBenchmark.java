package io.autodiff.benchmarks.growth;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.benchmarks.mlp.GraphStep;
import io.autodiff.benchmarks.mlp.MlpCase;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A training step of a network of hidden layers with ReLU and of ten classes, float32, as one size
 * grows.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepGrowthBenchmark extends MicroBenchmark {
  private static final int CLASSES = 10;

  private static GraphStep step(int batch, int width, int depth) {
    Random random = new Random(7);
    MlpBuilder builder = Mlp.builder(width).dtype(DType.FLOAT32);
    for (int l = 0; l < depth; l++) {
      builder.dense(width, Activation.RELU);
    }
    Mlp model = builder.dense(CLASSES).build(random);
    Tensor inputs = Tensor.randn(random, batch, width).to(DType.FLOAT32);
    double[] labels = random.ints(batch, 0, CLASSES).asDoubleStream().toArray();
    Tensor targets = Tensor.of(labels).to(DType.FLOAT32);
    return new GraphStep(model, Loss.softmaxCrossEntropy(), inputs, targets, MlpCase.RATE);
  }

  /** Examples in a batch, through two layers of 128. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Batch {
    /** The number of examples. */
    @Param({"16", "64", "256", "1024", "4096"})
    public int batch;

    private GraphStep step;

    /** Makes the network. */
    @Setup
    public void open() {
      step = step(batch, 128, 2);
    }

    /** Forgets it. */
    @TearDown
    public void close() {
      step.close();
    }
  }

  /** Units in each of two layers, a batch of 64. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Width {
    /** The number of units. */
    @Param({"32", "64", "128", "256", "512", "1024"})
    public int width;

    private GraphStep step;

    /** Makes the network. */
    @Setup
    public void open() {
      step = step(64, width, 2);
    }

    /** Forgets it. */
    @TearDown
    public void close() {
      step.close();
    }
  }

  /** Layers of 64 units, a batch of 64. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Depth {
    /** The number of hidden layers. */
    @Param({"4", "16", "64", "256"})
    public int depth;

    private GraphStep step;

    /** Makes the network. */
    @Setup
    public void open() {
      step = step(64, 64, depth);
    }

    /** Forgets it. */
    @TearDown
    public void close() {
      step.close();
    }
  }

  /** A step as the batch grows. */
  @Benchmark
  public double batch(Batch state) {
    return state.step.step();
  }

  /** A step as the layers widen. */
  @Benchmark
  public double width(Width state) {
    return state.step.step();
  }

  /** A step as layers are added. */
  @Benchmark
  public double depth(Depth state) {
    return state.step.step();
  }
}
