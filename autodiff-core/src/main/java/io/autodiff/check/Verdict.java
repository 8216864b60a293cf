package io.autodiff.check;

/** What a {@link GradientCheck} says of a derivative. The later one is the worse one. */
public enum Verdict {
  /** The derivative is what the function's values say. */
  RIGHT,
  /** The function's values are too rough, or too few, to tell. */
  NOISE,
  /**
   * There is a kink or a jump at the point, or the edge of the domain: the derivative follows a
   * convention, which values cannot judge.
   */
  KINK,
  /** The derivative is not what the function's values say. */
  WRONG
}
