package io.autodiff;

/**
 * A tape that stops at non-finite numbers met one: the message names the operation that first
 * produced a NaN or an infinity, its operands, where it was called and the index of the element.
 *
 * <pre>
 * log: result is not finite
 *   given     0.0; at demo.Demo.main(Demo.java:12)
 *   expected  finite numbers, not -Infinity
 * </pre>
 *
 * @see Tape#stopAtNonFinite
 */
public final class NonFiniteException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  public NonFiniteException(String problem, String given, String expected) {
    super(AutodiffException.describe(problem, given, expected, null));
  }
}
