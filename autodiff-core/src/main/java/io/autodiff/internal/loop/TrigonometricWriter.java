package io.autodiff.internal.loop;

import static io.autodiff.internal.loop.FormulaOp.*;

import java.util.function.DoubleUnaryOperator;

/**
 * Writes the trigonometric functions and their inverses; see {@link FunctionLowering}.
 *
 * <p>Sine and cosine reduce by multiples of π/2 and take their polynomials from fdlibm 5.3 and, in
 * single precision, from S. Moshier's Cephes. The polynomials of the inverse functions interpolate
 * them at Chebyshev's points, computed in 60 digits.
 */
final class TrigonometricWriter extends FormulaWriter {
  /** fdlibm's S1 to S6, after the leading 1. */
  private static final double[] SIN_TERMS = {
    -0.16666666666666632,
    0.00833333333332249,
    -0.0001984126982985795,
    2.7557313707070068e-06,
    -2.5050760253406863e-08,
    1.58969099521155e-10
  };

  /** fdlibm's C1 to C6, after {@code 1 - z / 2}. */
  private static final double[] COS_TERMS = {
    0.0416666666666666,
    -0.001388888888887411,
    2.480158728947673e-05,
    -2.7557314351390663e-07,
    2.087572321298175e-09,
    -1.1359647557788195e-11
  };

  private static final double[] SIN_TERMS_SINGLE = {
    -0.16666654611, 0.0083321608736, -0.00019515295891
  };
  private static final double[] COS_TERMS_SINGLE = {
    0.04166664568298827, -0.001388731625493765, 2.443315711809948e-05
  };

  /** {@code (atan(u) / u - 1) / u^2} in {@code u^2}, up to tan(π/8). */
  private static final double[] ATAN_TERMS = {
    -0.3333333333333333,
    0.19999999999995516,
    -0.14285714284665682,
    0.11111111015187018,
    -0.0909090457530649,
    0.07692183125376892,
    -0.06664510525508936,
    0.05858140904866328,
    -0.050854078345894844,
    0.03923044778479309,
    -0.019175404711104935
  };

  private static final double[] ATAN_TERMS_SINGLE = {
    -0.33333331760434554,
    0.1999954031495797,
    -0.14263949753605723,
    0.10743668324830098,
    -0.06451718869358958
  };

  /** {@code (asin(u) / u - 1) / u^2} in {@code u^2}, up to 1/2. */
  private static final double[] ASIN_TERMS = {
    0.1666666666666665,
    0.07500000000020764,
    0.044642857103423646,
    0.03038194736709848,
    0.02237204763174451,
    0.017355259955786323,
    0.013929652902326633,
    0.011875494382636922,
    0.0078029494773533175,
    0.01603551434914882,
    -0.010749050339697808,
    0.028169218060881414
  };

  private static final double[] ASIN_TERMS_SINGLE = {
    0.16666672414795305,
    0.07498855072600821,
    0.04500138006991017,
    0.026554542206161328,
    0.038085023561092654
  };

  /** π/2 as a sum of numbers of each type. */
  private static final double[] HALF_PI = {
    0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110
  };

  private static final double[] HALF_PI_SINGLE = {0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50};

  private static final DoubleUnaryOperator SIN_OF_LARGE = Math::sin;
  private static final DoubleUnaryOperator COS_OF_LARGE = Math::cos;
  private static final DoubleUnaryOperator TAN_OF_LARGE = Math::tan;

  TrigonometricWriter(Formula.Builder to, boolean single) {
    super(to, single);
  }

  /** The nearest multiple of π/2, in the low bits, and {@code sin} and {@code cos} of the rest. */
  private record Angle(int turns, int sin, int cos) {}

  private Angle angle(int x) {
    int turns = fma(x, c(2 / Math.PI), shifter());
    int n = neg(sub(turns, shifter()));
    int r = x;
    for (double part : single ? HALF_PI_SINGLE : HALF_PI) {
      r = fma(n, c(part), r);
    }
    int z = mul(r, r);
    int sine = fma(mul(z, r), polynomial(z, SIN_TERMS, SIN_TERMS_SINGLE), r);
    int half = mul(c(0.5), z);
    int main = sub(c(1), half);
    int lost = sub(sub(c(1), main), half);
    int tail = fma(mul(z, z), polynomial(z, COS_TERMS, COS_TERMS_SINGLE), lost);
    return new Angle(turns, sine, add(main, tail));
  }

  /** Returns 1 or -1 by a bit of a number, counted from the lowest. */
  private int sign(int x, int bit) {
    int shifted = to.bitwise(SHIFT_LEFT, x, (single ? 31 : 63) - bit);
    return to.apply(OR, to.apply(AND, shifted, c(-0.0)), c(1));
  }

  private int largest() {
    return c(0x1p30, 0x1p14);
  }

  int sin(int x) {
    Angle a = angle(x);
    int odd = lt(sign(a.turns, 0), c(0));
    int value = mul(where(odd, a.cos, a.sin), sign(a.turns, 1));
    return repair(where(eq(x, c(0)), x, value), x, largest(), SIN_OF_LARGE);
  }

  int cos(int x) {
    Angle a = angle(x);
    int next = add(a.turns, c(1));
    int odd = lt(sign(next, 0), c(0));
    int value = mul(where(odd, a.cos, a.sin), sign(next, 1));
    return repair(value, x, largest(), COS_OF_LARGE);
  }

  int tan(int x) {
    Angle a = angle(x);
    int odd = lt(sign(a.turns, 0), c(0));
    int value = div(where(odd, neg(a.cos), a.sin), where(odd, a.sin, a.cos));
    return repair(where(eq(x, c(0)), x, value), x, largest(), TAN_OF_LARGE);
  }

  private int halfPi() {
    return c(HALF_PI[0], HALF_PI_SINGLE[0]);
  }

  private int halfPiRest() {
    return c(HALF_PI[1], HALF_PI_SINGLE[1]);
  }

  /** The arc tangent of a number that is not negative, infinite or not a number included. */
  private int atanOfSize(int x) {
    int middle = gt(x, c(Math.tan(Math.PI / 8)));
    int large = gt(x, c(Math.tan(3 * Math.PI / 8)));
    int above = where(large, c(-1), where(middle, sub(x, c(1)), x));
    int below = where(large, x, where(middle, add(x, c(1)), c(1)));
    int u = div(above, below);
    int z = mul(u, u);
    int odd = mul(mul(z, u), polynomial(z, ATAN_TERMS, ATAN_TERMS_SINGLE));
    int quarter = c(0.5 * HALF_PI[0], 0.5 * HALF_PI_SINGLE[0]);
    int quarterRest = c(0.5 * HALF_PI[1], 0.5 * HALF_PI_SINGLE[1]);
    int base = where(large, halfPi(), where(middle, quarter, c(0)));
    int rest = where(large, halfPiRest(), where(middle, quarterRest, c(0)));
    return add(base, add(u, add(odd, rest)));
  }

  int atan(int x) {
    return signed(atanOfSize(abs(x)), x);
  }

  /** The angle of the point {@code (x, y)}; two zeros, or infinities, have that of their signs. */
  int atan2(int y, int x) {
    int height = abs(y);
    int width = abs(x);
    int alike = where(eq(height, c(0)), height, c(1));
    int ratio = where(eq(height, width), alike, div(height, width));
    int angle = atanOfSize(ratio);
    int left = lt(signed(c(1), x), c(0));
    int pi = add(halfPi(), halfPi());
    int rest = add(halfPiRest(), halfPiRest());
    return signed(where(left, sub(pi, sub(angle, rest)), angle), y);
  }

  /** The larger, times a number between 1 and √2, so that nothing overflows on the way. */
  int hypot(int x, int y) {
    int a = abs(x);
    int b = abs(y);
    int steep = gt(b, a);
    int large = where(steep, b, a);
    int ratio = div(where(steep, a, b), large);
    int value = mul(large, to.apply(SQRT, fma(ratio, ratio, c(1))));
    int infinity = c(Double.POSITIVE_INFINITY);
    int some = where(eq(a, infinity), infinity, where(eq(b, infinity), infinity, value));
    return where(eq(add(a, b), c(0)), c(0), some);
  }

  /** {@code asin(u)} for {@code |u| <= 1/2} as {@code u + odd}. */
  private int odd(int u, int z) {
    return mul(mul(z, u), polynomial(z, ASIN_TERMS, ASIN_TERMS_SINGLE));
  }

  /** Beyond 1/2 it is π/2 less twice the arc sine of {@code √((1 - |x|) / 2)}. */
  int asin(int x) {
    int a = abs(x);
    int outer = gt(a, c(0.5));
    int z = where(outer, fma(a, c(-0.5), c(0.5)), mul(a, a));
    int u = where(outer, to.apply(SQRT, z), a);
    int odd = odd(u, z);
    int far = sub(halfPi(), fma(add(u, odd), c(2), neg(halfPiRest())));
    return signed(where(outer, far, add(u, odd)), x);
  }

  int acos(int x) {
    int a = abs(x);
    int outer = gt(a, c(0.5));
    int z = where(outer, fma(a, c(-0.5), c(0.5)), mul(a, a));
    int u = where(outer, to.apply(SQRT, z), x);
    int odd = odd(u, z);
    int near = sub(halfPi(), add(u, sub(odd, halfPiRest())));
    int twice = mul(add(u, odd), c(2));
    int pi = add(halfPi(), halfPi());
    int left = sub(pi, sub(twice, add(halfPiRest(), halfPiRest())));
    return where(outer, where(gt(x, c(0)), twice, left), near);
  }
}
