package io.autodiff.sweep;

/**
 * What a transform does about functions that are likely to be mistaken.
 *
 * @param stopsAtNonFinite whether it refuses what is not finite, in values and in derivatives
 * @param allowsConstant whether it takes a function that depends on none of its arguments for a
 *     constant, with derivative 0, instead of refusing it
 */
public record TransformOptions(boolean stopsAtNonFinite, boolean allowsConstant) {
  /** Takes what is not finite, refuses functions that depend on none of their arguments. */
  public static final TransformOptions STANDARD = new TransformOptions(false, false);

  /** Returns these options, but refusing what is not finite. */
  public TransformOptions withStopAtNonFinite() {
    return new TransformOptions(true, allowsConstant);
  }

  /** Returns these options, but allowing constant functions. */
  public TransformOptions withConstantAllowed() {
    return new TransformOptions(stopsAtNonFinite, true);
  }

  @Override
  public String toString() {
    return (stopsAtNonFinite ? ", stops at NaN and infinity" : "")
        + (allowsConstant ? ", allows a constant function" : "");
  }
}
