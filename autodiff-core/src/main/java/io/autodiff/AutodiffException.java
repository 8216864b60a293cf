package io.autodiff;

import org.jspecify.annotations.Nullable;

/**
 * A call that was rejected because of its arguments. The message says what is wrong, what was
 * given, what was expected and, only when it was computed to be true, a hint:
 *
 * <pre>
 * matmul: inner dimensions differ
 *   given     left (32, 128), right (10, 128)
 *   expected  last of left (128) = first of right (10)
 *   hint      right.transpose() is (128, 10) and would fit
 * </pre>
 */
public final class AutodiffException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an error of what the message says.
   *
   * @param problem the operation and what is wrong, as {@code "matmul: inner dimensions differ"}
   * @param given the offending values
   * @param expected what would have been accepted
   * @param hint a remedy that was checked to be one, or null
   */
  public AutodiffException(String problem, String given, String expected, @Nullable String hint) {
    super(describe(problem, given, expected, hint));
  }

  static String describe(String problem, String given, String expected, @Nullable String hint) {
    String text = problem + "\n  given     " + given + "\n  expected  " + expected;
    return hint == null ? text : text + "\n  hint      " + hint;
  }
}
