package io.autodiff.benchmarks.transforms;

import io.autodiff.Scalar;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.Differentiable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * The gradient through 1000 steps of Runge and Kutta's method over the equations of Lotka and
 * Volterra, by start and rates: all kept, with the library's checkpoints, and with one on each
 * step.
 */
public class OrbitBenchmark extends MicroBenchmark {
  private static final int STEPS = 1000;
  private static final double STEP = 0.01;

  private final Scalar[] start =
      Stream.of(10.0, 5.0, 1.1, 0.4, 0.1, 0.4).map(Scalar::of).toArray(Scalar[]::new);
  private final Differentiable<Scalar[], Scalar> plain = end(OrbitBenchmark::everyStep);
  private final Differentiable<Scalar[], Scalar> repeat =
      end(Checkpoint.repeat(STEPS, OrbitBenchmark::step));
  private final Differentiable<Scalar[], Scalar> each = end(OrbitBenchmark::eachStepCheckpointed);

  private static Differentiable<Scalar[], Scalar> end(UnaryOperator<Scalar[]> orbit) {
    return Differentiable.of(
        s -> {
          Scalar[] last = orbit.apply(s);
          return last[0].square().add(last[1].square());
        });
  }

  private static Scalar[] slope(Scalar x, Scalar y, Scalar... s) {
    Scalar met = x.mul(y);
    return new Scalar[] {x.mul(s[2]).sub(met.mul(s[3])), met.mul(s[4]).sub(y.mul(s[5]))};
  }

  private static Scalar[] step(Scalar... s) {
    Scalar[] a = slope(s[0], s[1], s);
    Scalar[] b = slope(s[0].add(a[0].mul(STEP / 2)), s[1].add(a[1].mul(STEP / 2)), s);
    Scalar[] c = slope(s[0].add(b[0].mul(STEP / 2)), s[1].add(b[1].mul(STEP / 2)), s);
    Scalar[] d = slope(s[0].add(c[0].mul(STEP)), s[1].add(c[1].mul(STEP)), s);
    Scalar[] next = s.clone();
    for (int i = 0; i < 2; i++) {
      Scalar twice = b[i].add(c[i]).mul(2);
      next[i] = s[i].add(a[i].add(twice).add(d[i]).mul(STEP / 6));
    }
    return next;
  }

  private static Scalar[] everyStep(Scalar... start) {
    Scalar[] state = start;
    for (int i = 0; i < STEPS; i++) {
      state = step(state);
    }
    return state;
  }

  private static Scalar[] eachStepCheckpointed(Scalar... start) {
    Scalar[] state = start;
    for (int i = 0; i < STEPS; i++) {
      state = Checkpoint.apply(OrbitBenchmark::step, state);
    }
    return state;
  }

  /** Keeps all. */
  @Benchmark
  public Scalar[] plain() {
    return plain.gradient(start);
  }

  /** Keeps one state for each segment. */
  @Benchmark
  public Scalar[] repeat() {
    return repeat.gradient(start);
  }

  /** Keeps the state of each step. */
  @Benchmark
  public Scalar[] eachStep() {
    return each.gradient(start);
  }
}
