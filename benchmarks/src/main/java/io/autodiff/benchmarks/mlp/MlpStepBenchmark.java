package io.autodiff.benchmarks.mlp;

import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One training step: forward, loss, backward, update. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MlpStepBenchmark extends MicroBenchmark {

  /** The network by the graph. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Graph {
    /** Which network. */
    @Param({"A", "B", "C", "D", "E"})
    public MlpCase mlp;

    private GraphStep step;

    /** Makes the network. */
    @Setup
    public void open() {
      step = new GraphStep(mlp);
    }

    /** Forgets it. */
    @TearDown
    public void close() {
      step.close();
    }
  }

  /** The network in plain Java, float64. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Hand {
    /** Which network; the large ones take seconds a step. */
    @Param({"A", "B", "C"})
    public MlpCase mlp;

    private DeltaNetwork network;
    private double[] inputs;
    private double[] targets;

    /** Makes the network. */
    @Setup
    public void open() {
      network = mlp.byHand();
      inputs = mlp.inputs().values();
      targets = mlp.targets().values();
    }
  }

  /** A step by the graph. */
  @Benchmark
  public double graph(Graph graph) {
    return graph.step.step();
  }

  /** The forward half of a step by the graph, recorded. */
  @Benchmark
  public Object graphForward(Graph graph) {
    return graph.step.record();
  }

  /** The network's output, not recorded. */
  @Benchmark
  public Tensor inference(Graph graph) {
    return graph.step.predict();
  }

  /** A step by hand-derived formulas in plain Java. */
  @Benchmark
  public double hand(Hand hand) {
    return hand.network.step(hand.inputs, hand.targets, MlpCase.RATE);
  }
}
