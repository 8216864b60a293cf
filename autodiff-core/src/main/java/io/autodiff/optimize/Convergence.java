package io.autodiff.optimize;

/** Why a minimisation stopped. */
public enum Convergence {
  /** The gradient, projected onto the bounds, is as small as asked. */
  GRADIENT("the gradient is small"),

  /** The value no longer falls by as much as asked, nor is it predicted to. */
  VALUE("the value no longer falls"),

  /** Steps are as small as asked, relative to the point. */
  STEP("steps are small"),

  /** No step lowers the value, at the precision of its evaluation. */
  PRECISION("no step lowers the value at the precision of numbers"),

  /** The iterations or evaluations allowed are used up. */
  BUDGET("the allowed iterations or evaluations are used up"),

  /** The listener asked to stop. */
  LISTENER("the listener asked to stop"),

  /** The value or a derivative at the start is NaN or infinite. */
  NOT_FINITE("the value or a derivative at the start is not finite");

  private final String reason;

  Convergence(String reason) {
    this.reason = reason;
  }

  /** Returns whether the point is a minimum as far as the method can tell. */
  public boolean isMinimum() {
    return this == GRADIENT || this == VALUE || this == STEP || this == PRECISION;
  }

  /** Returns the reason in words. */
  @Override
  public String toString() {
    return reason;
  }
}
