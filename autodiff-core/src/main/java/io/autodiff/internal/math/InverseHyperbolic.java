package io.autodiff.internal.math;

/** The inverse hyperbolic functions, which Java lacks; DLMF 4.37, written with {@code log1p}. */
public final class InverseHyperbolic {
  /** Above this {@code x² + 1} is {@code x²}. */
  private static final double LARGE = 0x1p28;

  private static final double LN_2 = Math.log(2);

  private InverseHyperbolic() {}

  /** Returns the inverse hyperbolic sine. */
  public static double asinh(double x) {
    double a = Math.abs(x);
    double y = a > LARGE ? Math.log(a) + LN_2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
    return Math.copySign(y, x);
  }

  /** Returns the inverse hyperbolic cosine; NaN below 1. */
  public static double acosh(double x) {
    double above = x - 1;
    return x > LARGE ? Math.log(x) + LN_2 : Math.log1p(above + Math.sqrt(above * (x + 1)));
  }

  /** Returns the inverse hyperbolic tangent; NaN outside [-1, 1]. */
  public static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
  }
}
