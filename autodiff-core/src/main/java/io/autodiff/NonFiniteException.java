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
 * <p>Where a derivative is not finite, the message names the operation whose rule made it so, the
 * line that called the operation and the line that asked for the derivative.
 *
 * <pre>
 * sqrt: derivative is not finite
 *   given     0.0; at demo.Demo.loss(Demo.java:7), differentiated at demo.Demo.main(Demo.java:13)
 *   expected  finite numbers, not Infinity
 * </pre>
 *
 * @see Tape#stopAtNonFinite
 */
public final class NonFiniteException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final String operation;
  private final String found;

  /**
   * Reports an operation.
   *
   * @param what "result" or "derivative"
   * @param given the operands and the place
   * @param found what is not finite, and where
   */
  public NonFiniteException(String operation, String what, String given, String found) {
    super(
        AutodiffException.describe(
            operation + ": " + what + " is not finite",
            given,
            "finite numbers, not " + found,
            null));
    this.operation = operation;
    this.found = found;
  }

  /** Returns the name of the operation. */
  public String operation() {
    return operation;
  }

  /** Returns what is not finite and, of a tensor, its index, as {@code NaN at (1, 0)}. */
  public String found() {
    return found;
  }
}
