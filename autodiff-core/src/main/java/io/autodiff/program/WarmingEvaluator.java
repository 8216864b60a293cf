package io.autodiff.program;

import io.autodiff.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replays a program until a compiled form is there: when the program has run often, a thread in the
 * background compiles it or, if it has tensors, plans it. The bits are the same, so callers see
 * nothing but the time. What is too large is replayed for good, and so is a program with tensors
 * that is taken back, which a plan does not do faster.
 */
final class WarmingEvaluator implements Evaluator {
  /** After this many runs compiling a program has paid, at ten times the speed. */
  static final int RUNS = 500;

  /** At most one program is compiled at a time. */
  private static final Object ONE_AT_A_TIME = new Object();

  /** After this many runs planning a program with tensors has paid. */
  static final int TENSOR_RUNS = 50;

  private final Program program;
  private final boolean isOfTensors;
  private Replay.Guards guards = Replay.Guards.ERROR;
  private int runs;
  private @Nullable Thread compiler;

  /** Set by the thread in the background. */
  private volatile @Nullable Evaluator compiled;

  private boolean goesBack;

  /** What ran last, and so goes back. */
  private Evaluator current;

  WarmingEvaluator(Program program) {
    this.program = program;
    this.current = program.replay();
    this.isOfTensors = TensorPlan.isPossible(program);
  }

  /** Returns what the next run takes. */
  private Evaluator next() {
    if (goesBack) {
      current = current instanceof Replay ? current : program.replay().guards(guards);
    } else if (current instanceof Replay) {
      Evaluator made = compiled;
      if (made != null) {
        current = made.guards(guards);
      } else if (++runs == (isOfTensors ? TENSOR_RUNS : RUNS)) {
        compiler = Thread.ofPlatform().daemon().name("autodiff-compiler").start(this::compile);
      }
    }
    return current;
  }

  private void compile() {
    synchronized (ONE_AT_A_TIME) {
      if (isOfTensors) {
        compiled = program.plan();
      } else if (CompiledProgram.isPossible(program)) {
        compiled = CompiledProgram.ofAny(program);
      }
    }
  }

  /** Stays with the replay, or goes back to it: at the inputs of the last run. */
  private Evaluator back() {
    goesBack |= isOfTensors;
    return current;
  }

  /** Waits until the thread in the background has ended, if it has begun. */
  void join() throws InterruptedException {
    Thread running = compiler;
    if (running != null) {
      running.join();
    }
  }

  /** Returns whether the last run was compiled. */
  boolean isCompiled() {
    return !(current instanceof Replay);
  }

  @Override
  public Evaluator guards(Replay.Guards mode) {
    guards = mode;
    current.guards(mode);
    return this;
  }

  @Override
  public int turned() {
    return current.turned();
  }

  @Override
  public double[] run(double... in) {
    return next().run(in);
  }

  @Override
  public List<Value<?>> run(List<? extends Value<?>> in) {
    return next().run(in);
  }

  @Override
  public double[] reverse(double... seeds) {
    return back().reverse(seeds);
  }

  @Override
  public List<Value<?>> reverse(List<? extends Value<?>> seeds) {
    return back().reverse(seeds);
  }

  @Override
  public double valueAndGradient(double[] in, double[] gradient) {
    return next().valueAndGradient(in, gradient);
  }

  @Override
  public String toString() {
    return current.toString();
  }
}
