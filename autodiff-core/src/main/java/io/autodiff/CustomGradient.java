package io.autodiff;

import java.util.function.Function;

/**
 * A function with a gradient that its caller gives: for a better formula than the one that
 * recording finds, a gradient that is clipped, or a solution found by iteration.
 *
 * <pre>{@code
 * Function<Scalar, Scalar> root =
 *     CustomGradient.of(a -> newton(a), (a, x, g) -> g.scale(x.mul(2).pow(-1)));   // x^2 = a
 * }</pre>
 *
 * <p>Argument and result have any structure: a scalar, a tensor, an array, list, map or record of them.
 * The function uses no recorded value but its argument. If the rule is written in operations of the
 * library, derivatives of any order go through it; if it reads numbers of a tensor, a second is an
 * error. Forward derivatives do not go through it.
 */
public final class CustomGradient {
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

  /** Returns {@code f}, recorded as a single operation with this rule. */
  public static <X, Y> Function<X, Y> of(Function<? super X, ? extends Y> f, Rule<X, Y> rule) {
    return x -> StructuredCall.call("customGradient", f, rule, x);
  }
}
