package io.autodiff.transform;

import io.autodiff.TapeException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Saves memory: of a piece of code only argument and result are kept, and what lies between is
 * computed again when a traversal in reverse gets there. Value and gradient are the same to the
 * bit; the time grows by one more evaluation.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="checkpoint"}
 *
 * <p>Checkpoints nest. The function must give the same result whenever it is called: a derivative
 * that finds another, as of a function that draws random numbers of its own, is refused with a
 * {@link TapeException}. It must use no recorded value but its argument, which may be of any
 * structure: a scalar, a tensor, an array, list, map or record of them. A derivative that is itself
 * recorded keeps what it computes again.
 */
public final class Checkpoint {
  private Checkpoint() {}

  /** Returns {@code f}, recorded as a single operation that is computed again in reverse. */
  public static <X, Y> Function<X, Y> of(Function<? super X, ? extends Y> f) {
    return x -> StructuredCall.call("checkpoint", f, null, null, x);
  }

  /**
   * Returns {@code f} at {@code x}, recorded as {@link #of} does: {@code Checkpoint.apply(x ->
   * x.matmul(w).tanh(), x)}.
   */
  public static <X, Y> Y apply(Function<? super X, ? extends Y> f, X x) {
    return StructuredCall.call("checkpoint", f, null, null, x);
  }

  /**
   * Returns the function that applies {@code step} {@code times} times, kept in segments of about
   * the square root of their number.
   */
  public static <X> UnaryOperator<X> repeat(int times, UnaryOperator<X> step) {
    int segment = Math.max(1, (int) Math.round(Math.sqrt(times)));
    return start -> {
      X state = start;
      for (int done = 0; done < times; done += segment) {
        int count = Math.min(segment, times - done);
        Function<X, X> run = of(x -> repeated(count, step, x));
        state = run.apply(state);
      }
      return state;
    };
  }

  private static <X> X repeated(int times, UnaryOperator<X> step, X start) {
    X state = start;
    for (int i = 0; i < times; i++) {
      state = step.apply(state);
    }
    return state;
  }
}
