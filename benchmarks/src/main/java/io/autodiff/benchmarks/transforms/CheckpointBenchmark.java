package io.autodiff.benchmarks.transforms;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.Differentiable;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;

/** The gradient through 1000 steps of a recurrent layer: every step kept, or every 32nd. */
public class CheckpointBenchmark extends MicroBenchmark {
  private static final int STEPS = 1000;

  /** What a step takes and gives. */
  public record Recurrence(Tensor weights, Tensor hidden) {}

  private final Recurrence start =
      new Recurrence(
          Tensor.randn(new Random(1), 16, 16).mul(0.3), Tensor.randn(new Random(2), 8, 16));
  private final Differentiable<Recurrence, Scalar> plain = end(CheckpointBenchmark::everyStep);
  private final Differentiable<Recurrence, Scalar> checkpointed =
      end(Checkpoint.repeat(STEPS, CheckpointBenchmark::step));

  private static Recurrence step(Recurrence s) {
    return new Recurrence(s.weights, s.hidden.matmul(s.weights).add(s.hidden).tanh());
  }

  private static Recurrence everyStep(Recurrence start) {
    Recurrence state = start;
    for (int i = 0; i < STEPS; i++) {
      state = step(state);
    }
    return state;
  }

  private static Differentiable<Recurrence, Scalar> end(UnaryOperator<Recurrence> loop) {
    return Differentiable.of(s -> loop.apply(s).hidden.square().mean());
  }

  /** Keeps what every step computed. */
  @Benchmark
  public Recurrence plain() {
    return plain.gradient(start);
  }

  /** Keeps one state for each segment, and one segment's steps. */
  @Benchmark
  public Recurrence checkpointed() {
    return checkpointed.gradient(start);
  }
}
