package io.autodiff;

import io.autodiff.op.BinaryOp;
import io.autodiff.transform.CustomGradient;

/**
 * What authors of a derivative rule do with the cotangent, or the tangent, that it is given; for
 * {@link CustomOp} and {@link CustomGradient}. The library's own rules are written with them.
 */
public final class Cotangents {
  private Cotangents() {}

  /**
   * Returns {@code g * factor}, but 0 wherever {@code g} is 0, whatever the factor is. Rules apply
   * a cotangent only so: what no cotangent reaches stays 0 even where a local derivative is
   * infinite or NaN.
   */
  public static <V extends Value<V>> V scale(V g, V factor) {
    return g.apply(BinaryOp.SCALE, factor);
  }

  /** Returns {@link #scale(Value, Value)} by a constant. */
  public static <V extends Value<V>> V scale(V g, double factor) {
    return g.apply(BinaryOp.SCALE, factor);
  }
}
