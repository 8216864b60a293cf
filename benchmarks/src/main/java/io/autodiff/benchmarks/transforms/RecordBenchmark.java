package io.autodiff.benchmarks.transforms;

import io.autodiff.Scalar;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.Differentiable;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;

/** What a record of six numbers costs as an argument, and as the state of a checkpoint. */
public class RecordBenchmark extends MicroBenchmark {

  /** What a step takes and gives. */
  public record State(Scalar a, Scalar b, Scalar c, Scalar d, Scalar e, Scalar f) {}

  private final State point =
      new State(Scalar.of(1), Scalar.of(2), Scalar.of(3), Scalar.of(4), Scalar.of(5), Scalar.of(6));
  private final Differentiable<State, Scalar> plain = Differentiable.of(RecordBenchmark::sum);
  private final Differentiable<State, Scalar> checkpointed = checkpointed();

  private static Differentiable<State, Scalar> checkpointed() {
    UnaryOperator<State> turned = s -> new State(s.b, s.c, s.d, s.e, s.f, s.a.square());
    return Differentiable.of(s -> sum(Checkpoint.apply(turned, s)));
  }

  private static Scalar sum(State s) {
    return s.a.add(s.b).add(s.c).add(s.d).add(s.e).add(s.f);
  }

  /** The gradient of a sum. */
  @Benchmark
  public State argument() {
    return plain.gradient(point);
  }

  /** The gradient through a checkpoint. */
  @Benchmark
  public State checkpoint() {
    return checkpointed.gradient(point);
  }
}
