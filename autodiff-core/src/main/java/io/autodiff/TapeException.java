package io.autodiff;

import org.jspecify.annotations.Nullable;

/**
 * A value was used with a tape that cannot accept it: the tape is closed, was rewound past the
 * value, belongs to another thread, or is not the one the other operands were recorded on.
 */
public final class TapeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Makes an error of what the message says; {@code hint} may be null. */
  public TapeException(String problem, String given, String expected, @Nullable String hint) {
    super(AutodiffException.describe(problem, given, expected, hint));
  }
}
