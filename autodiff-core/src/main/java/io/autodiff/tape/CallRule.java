package io.autodiff.tape;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import java.util.List;

/** The derivative of a call that is not found by running its code again. */
public interface CallRule {
  /** Returns the cotangents of {@code x}, where {@code g} are those of the results {@code y}. */
  List<Value<?>> pullback(List<Value<?>> x, List<Value<?>> y, List<Value<?>> g);

  /**
   * Returns whether this is a rule of the library: each tensor that it returns is new, and it holds
   * on to none that it is given.
   */
  default boolean isOwn() {
    return false;
  }

  /** Returns the tangents of the results, where {@code tangents} are those of {@code x}. */
  default List<Value<?>> pushforward(List<Value<?>> x, List<Value<?>> tangents) {
    throw new AutodiffException(
        "jvp: customGradient has no forward rule",
        "a rule that takes cotangents back",
        "a derivative in reverse",
        "vjp, gradient(...) and jacobian(...).reverse() go in reverse");
  }
}
