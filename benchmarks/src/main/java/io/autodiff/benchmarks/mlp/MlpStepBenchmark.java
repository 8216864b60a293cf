package io.autodiff.benchmarks.mlp;

import io.autodiff.Engine;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.AuxCounters;
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

  /** What all contenders have in common. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public abstract static class Contender {
    /** Which network. */
    @Param({"A", "B", "C", "D", "E"})
    public MlpCase mlp;

    /** How many threads do a step together. */
    @Param({"1", "2"})
    public int workers;
  }

  private static void setThreads(int workers) {
    System.setProperty("autodiff.threads", String.valueOf(workers)); // read once, just now
    String engine = Engine.standard().describe();
    if (!engine.endsWith(workers == 1 ? " 1 thread" : " " + workers + " threads")) {
      throw new IllegalStateException("run this in a fork: the engine is made, " + engine);
    }
  }

  /** The network by the graph. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Graph extends Contender {
    private GraphStep step;

    /** Makes the network on an engine of {@code workers} threads. */
    @Setup
    public void open() {
      setThreads(workers);
      step = new GraphStep(mlp, MlpCase.RATE);
    }

    /** Forgets it. */
    @TearDown
    public void close() {
      step.close();
    }
  }

  /** The network by a plan of its step. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Planned extends Contender {
    private PlannedStep step;

    /** Makes the network on an engine of {@code workers} threads. */
    @Setup
    public void open() {
      setThreads(workers);
      step = new PlannedStep(mlp, MlpCase.RATE);
    }
  }

  /** The network by formulas derived by hand. */
  @NullUnmarked // JMH sets the fields
  public abstract static class Delta extends Contender {
    private Gang gang;
    private DeltaStep<?> step;

    abstract DeltaStep<?> make(Gang threads);

    /** Makes the network. */
    @Setup
    public void open() {
      gang = new Gang(workers);
      step = make(gang);
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
      gang.close();
    }
  }

  /** The network in plain Java. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Hand extends Delta {
    @Override
    DeltaStep<?> make(Gang threads) {
      return DeltaStep.plain(mlp, threads, MlpCase.RATE);
    }
  }

  /** The network of bare calls of OpenBLAS and loops of the Vector API. */
  @NullUnmarked // JMH sets the fields
  @State(Scope.Thread)
  public static class Floor extends Delta {
    @Override
    DeltaStep<?> make(Gang threads) {
      return DeltaStep.floor(mlp, threads, MlpCase.RATE);
    }
  }

  /** The length of the record. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Operations {
    /** How many were recorded. */
    public int operations;
  }

  /** A step by the graph. */
  @Benchmark
  public double graph(Graph graph, Operations counter) {
    double loss = graph.step.step();
    counter.operations = graph.step.operations();
    return loss;
  }

  /** A step by a plan, as training takes those that repeat. */
  @Benchmark
  public double planned(Planned planned) {
    return planned.step.step();
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
    return ((Delta) hand).step.step();
  }

  /** A step by hand-derived formulas over OpenBLAS and the Vector API, nothing allocated. */
  @Benchmark
  public double floor(Floor floor) {
    return ((Delta) floor).step.step();
  }

  /** The network's output over OpenBLAS and the Vector API. */
  @Benchmark
  public Object floorInference(Floor floor) {
    return ((Delta) floor).step.forward();
  }
}
