package io.autodiff.sweep;

import io.autodiff.AutodiffException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A function of the caller while it runs: says what is wrong with what it asks for or returns. */
public final class CallerFunction {
  private CallerFunction() {}

  /**
   * Runs a caller's function and says what is wrong if it returns nothing or asks for an argument
   * that it was not given.
   *
   * @param operation what the function is run for, which the message names
   * @param arguments how many arguments it was given
   */
  public static <R> R run(String operation, int arguments, Supplier<? extends @Nullable R> f) {
    try {
      return present(operation, f.get());
    } catch (IndexOutOfBoundsException e) {
      String message = e.getMessage();
      if (message == null || !message.endsWith("out of bounds for length " + arguments)) {
        throw e;
      }
      AutodiffException missing =
          new AutodiffException(
              operation + ": the function went out of the bounds of an array",
              message + ", and " + arguments + " arguments",
              "at most the arguments that the function is given",
              null);
      missing.initCause(e);
      throw missing;
    }
  }

  /** Returns a result of a function after a check that there is one. */
  public static <R> R present(String operation, @Nullable R result) {
    if (result == null) {
      throw new AutodiffException(
          operation + ": a result of the function is missing",
          "null",
          "a Scalar or Tensor, or a structure of them",
          null);
    }
    return result;
  }
}
