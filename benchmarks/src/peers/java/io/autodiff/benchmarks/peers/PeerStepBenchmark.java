package io.autodiff.benchmarks.peers;

import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.benchmarks.mlp.MlpCase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One training step by other libraries, on the networks of {@code MlpStepBenchmark}. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Dautodiff.natives=off", // they bring an OpenBLAS of their own
      "-Xms1g",
      "-Xmx1g"
    })
public class PeerStepBenchmark extends MicroBenchmark {

  /** A network on some threads. */
  @NullUnmarked // JMH sets the fields
  public abstract static class Contender {
    /** Which network. */
    @Param({"A", "B", "C", "D", "E"})
    public MlpCase mlp;

    /** How many threads the library is allowed. */
    @Param({"1", "2"})
    public int workers;

    private PeerStep step;

    abstract PeerStep make();

    /** Makes the network. */
    @Setup
    public void open() {
      step = make();
    }

    /** Forgets it. */
    @TearDown
    public void close() {
      step.close();
    }
  }

  /** PyTorch. */
  @State(Scope.Thread)
  public static class Libtorch extends Contender {
    @Override
    PeerStep make() {
      return new LibtorchStep(mlp, MlpCase.RATE, workers);
    }
  }

  /** TensorFlow. */
  @State(Scope.Thread)
  public static class TensorFlow extends Contender {
    @Override
    PeerStep make() {
      return TensorFlowStep.of(mlp, MlpCase.RATE, workers);
    }
  }

  /** A step by PyTorch's C++ library through bytedeco. */
  @Benchmark
  public double libtorch(Libtorch state) {
    return ((Contender) state).step.step();
  }

  /** A step by TensorFlow Java. */
  @Benchmark
  public double tensorFlow(TensorFlow state) {
    return ((Contender) state).step.step();
  }
}
