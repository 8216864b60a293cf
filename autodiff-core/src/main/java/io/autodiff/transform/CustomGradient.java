package io.autodiff.transform;

import java.util.function.Function;

/**
 * A function with a gradient that its caller gives: for a better formula than the one that
 * recording finds, a gradient that is clipped, or a solution found by iteration.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="custom-gradient"}
 *
 * <p>Argument and result have any structure: a scalar, a tensor, an array, list, map or record of
 * them. The function uses no recorded value but its argument. If the rule is written in operations
 * of the library, derivatives of any order go through it; if it reads numbers of a tensor, a second
 * is an error. Derivatives forward, and with them Hessians and their products, go by a forward rule
 * or, if there is none, by the transpose of the rule, which is its derivative by the cotangent: a
 * rule that is not linear in the cotangent is then an error.
 */
public final class CustomGradient {
  private static final String NAME = "customGradient";

  private CustomGradient() {}

  /** The reverse rule of a function. */
  @FunctionalInterface
  public interface Rule<X, Y> {
    /**
     * Returns the cotangent of the argument, linear in {@code g}.
     *
     * @param x the argument
     * @param y the result
     * @param g a cotangent of the result, of its structure
     * @return of the structure of {@code x}
     */
    X cotangent(X x, Y y, Y g);
  }

  /** The forward rule of a function. */
  @FunctionalInterface
  public interface ForwardRule<X, Y> {
    /**
     * Returns the tangent of the result, linear in {@code tangent}.
     *
     * @param x the argument
     * @param y the result
     * @param tangent a tangent of the argument, of its structure
     * @return of the structure of {@code y}
     */
    Y tangent(X x, Y y, X tangent);
  }

  /** Returns {@code f}, recorded as a single operation with this rule. */
  public static <X, Y> Function<X, Y> of(Function<? super X, ? extends Y> f, Rule<X, Y> rule) {
    return x -> StructuredCall.call(NAME, f, rule, null, x);
  }

  /**
   * Returns {@code f}, recorded as a single operation with these rules.
   *
   * @param rule for traversals in reverse
   * @param forward for traversals forward, the same derivative
   */
  public static <X, Y> Function<X, Y> of(
      Function<? super X, ? extends Y> f, Rule<X, Y> rule, ForwardRule<X, Y> forward) {
    return x -> StructuredCall.call(NAME, f, rule, forward, x);
  }

  /**
   * Returns {@code f} at {@code x}, recorded as {@link #of} does: {@code CustomGradient.apply(x ->
   * x.round(), (x, y, g) -> g, x)}.
   */
  public static <X, Y> Y apply(Function<? super X, ? extends Y> f, Rule<X, Y> rule, X x) {
    return StructuredCall.call(NAME, f, rule, null, x);
  }
}
