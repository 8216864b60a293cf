package io.autodiff.transform;

import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.UnivariateFunction;

/** The derivative of a function of one scalar. */
public final class UnivariateDerivative {
  private final Derivative gradient;

  /** Returns the derivative of a function, computed in reverse. */
  public static UnivariateDerivative of(UnivariateFunction f) {
    return new UnivariateDerivative(Derivative.of(x -> f.apply(x[0])));
  }

  private UnivariateDerivative(Derivative gradient) {
    this.gradient = gradient;
  }

  /** Returns the same derivative computed in reverse. This is the default. */
  public UnivariateDerivative reverse() {
    return new UnivariateDerivative(gradient.reverse());
  }

  /** Returns the same derivative computed forward. */
  public UnivariateDerivative forward() {
    return new UnivariateDerivative(gradient.forward());
  }

  /**
   * Returns the same derivative computed so that it stops at the first operation whose result or
   * derivative is NaN or infinite: a {@link NonFiniteException} names it. Meant for finding where a
   * computation went wrong. What is recorded on a tape of the caller's is looked through only if
   * that tape {@linkplain Tape#stopAtNonFinite stops}.
   */
  public UnivariateDerivative stopAtNonFinite() {
    return new UnivariateDerivative(gradient.stopAtNonFinite());
  }

  /**
   * Returns the same derivative that takes a function which depends on none of its arguments for a
   * constant, with derivative 0. By default such a function is an error, since most are mistaken.
   */
  public UnivariateDerivative allowConstant() {
    return new UnivariateDerivative(gradient.allowConstant());
  }

  /** Returns the derivative at {@code x}. */
  public double at(double x) {
    return gradient.at(new double[] {x})[0];
  }

  /** Returns the derivative at {@code x}, recorded where it or a captured value is. */
  public Scalar at(Scalar x) {
    return gradient.at(new Scalar[] {x})[0];
  }

  @Override
  public String toString() {
    return "derivative by one scalar as a " + gradient;
  }
}
