package io.autodiff.tape;

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

  /** Returns whether it takes tangents forward; else they are found by its transpose. */
  boolean goesForward();

  /**
   * Returns the tangents of the results {@code y}, where {@code tangents} are those of {@code x}.
   */
  List<Value<?>> pushforward(List<Value<?>> x, List<Value<?>> y, List<Value<?>> tangents);
}
