package io.autodiff.internal;

import static io.autodiff.internal.Instruction.*;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Elementary functions written in arithmetic that IEEE 754 fixes to the bit, for SIMD loops.
 *
 * <p>The Vector API has such functions of its own, but a loop that has not been compiled yet gets
 * them from {@link Math}, and the bits differ. What is written here is the same in the interpreter,
 * in compiled code and on every processor, and within 2 units in the last place of the exact value.
 *
 * <p>Methods: reduction of the argument and polynomials as in the freely distributable math library
 * fdlibm 5.3 (log, sin, cos) and in S. Moshier's Cephes (sin and cos in single precision); the
 * exponential by its Taylor series, since a fused multiply-add makes its reduction exact.
 */
final class VectorMath {
  private static final double LN2 = 0x1.62e42fefa39efp-1;
  private static final double LN2_REST = 2.3190468138462996e-17;

  /** The coefficients of {@code log}, fdlibm's Lg1 to Lg7. */
  private static final double[] LOG_TERMS = {
    0.6666666666666735,
    0.3999999999940942,
    0.2857142874366239,
    0.22222198432149784,
    0.1818357216161805,
    0.15313837699209373,
    0.14798198605116586
  };

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

  /** π/2 as a sum of numbers of each type. */
  private static final double[] HALF_PI = {
    0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110
  };

  private static final double[] HALF_PI_SINGLE = {0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50};

  private static final DoubleUnaryOperator SIN_OF_LARGE = Math::sin;
  private static final DoubleUnaryOperator COS_OF_LARGE = Math::cos;
  private static final DoubleUnaryOperator TAN_OF_LARGE = Math::tan;
  private static final DoubleUnaryOperator SINH_OF_LARGE = Math::sinh;
  private static final DoubleUnaryOperator COSH_OF_LARGE = Math::cosh;

  private final Formula.Builder to;
  private final boolean single;

  private VectorMath(Formula.Builder to, boolean single) {
    this.to = to;
    this.single = single;
  }

  /**
   * Returns the same formula without functions, or null if it has one that is not written here.
   *
   * @param single whether its loop is one over floats
   */
  static @Nullable Formula lower(Formula formula, boolean single) {
    int n = formula.inputs();
    Formula.Builder to = new Formula.Builder(n);
    VectorMath math = new VectorMath(to, single);
    int[] values = new int[n + formula.steps().size()];
    for (int v = 0; v < values.length; v++) {
      values[v] = v < n ? v : math.lower(formula.step(v), values);
      if (values[v] < 0) {
        return null;
      }
    }
    return to.build(values[formula.result()]);
  }

  private int lower(Formula.Step s, int... values) {
    int x = s.a() < 0 ? -1 : values[s.a()];
    return switch (s.instruction()) {
      case EXP -> exp(x);
      case EXPM1 -> expm1(x);
      case LOG -> log(x);
      case LOG1P -> log1p(x);
      case SIN -> sin(x);
      case COS -> cos(x);
      case TAN -> tan(x);
      case SINH -> sinh(x);
      case COSH -> cosh(x);
      case TANH -> tanh(x);
      case FLOOR -> floor(x);
      case CEIL -> neg(floor(neg(x)));
      case ROUND -> round(x);
      case CALL, LOG10, ASIN, ACOS, ATAN, CBRT, POW, ATAN2, HYPOT -> -1;
      default -> to.copy(s, values);
    };
  }

  private int c(double constant) {
    return to.constant(constant);
  }

  private int c(double ofDouble, double ofSingle) {
    return to.constant(single ? ofSingle : ofDouble);
  }

  private int add(int x, int y) {
    return to.step(ADD, x, y);
  }

  private int sub(int x, int y) {
    return to.step(SUB, x, y);
  }

  private int mul(int x, int y) {
    return to.step(MUL, x, y);
  }

  private int div(int x, int y) {
    return to.step(DIV, x, y);
  }

  private int fma(int x, int y, int z) {
    return to.step(FMA, x, y, z);
  }

  private int neg(int x) {
    return to.step(NEG, x);
  }

  private int abs(int x) {
    return to.step(ABS, x);
  }

  private int where(int condition, int yes, int no) {
    return to.step(WHERE, condition, yes, no);
  }

  /** Returns {@code magnitude}, which is not negative, with the sign of {@code x}. */
  private int signed(int magnitude, int x) {
    return to.step(OR, magnitude, to.step(AND, x, c(-0.0)));
  }

  /** Returns {@code p[0] + p[1] x + p[2] x^2 + …}. */
  private int polynomial(int x, double... p) {
    int sum = c(p[p.length - 1]);
    for (int i = p.length - 2; i >= 0; i--) {
      sum = fma(sum, x, c(p[i]));
    }
    return sum;
  }

  /** Added to a small number and taken away again it leaves a whole number, in the low bits. */
  private int shifter() {
    return c(0x1.8p52, 0x1.8p23);
  }

  private int whole(int x) {
    return sub(add(x, shifter()), shifter());
  }

  /** Returns {@code 2^k} of a whole number for which that is a normal number. */
  private int power(int k) {
    int biased = add(add(k, c(1023, 127)), shifter());
    return to.bitwise(SHIFT_LEFT, biased, single ? 23 : 52);
  }

  /** An argument of the exponential as {@code n log 2 + r}, and {@code e^r - 1}. */
  private record Reduced(int n, int expm1) {}

  private Reduced reduce(int x) {
    int n = sub(fma(x, c(1 / LN2), shifter()), shifter());
    float ln2 = (float) LN2;
    int r = fma(n, c(-LN2, -ln2), x);
    r = fma(n, c(-LN2_REST, ln2 - LN2), r);
    double[] taylor = new double[single ? 6 : 12];
    double factorial = 1;
    for (int i = 0; i < taylor.length; i++) {
      factorial *= i + 2;
      taylor[i] = 1 / factorial;
    }
    return new Reduced(n, fma(mul(r, r), polynomial(r, taylor), r));
  }

  /** Faster than minimum and maximum, which care for the sign of zero. */
  private int clamp(int x, int low, int high) {
    int above = where(to.step(LT, x, low), low, x);
    return where(to.step(GT, x, high), high, above);
  }

  private int exp(int x) {
    Reduced y = reduce(clamp(x, c(-746, -104), c(710, 89)));
    int half = whole(mul(y.n, c(0.5)));
    int rest = sub(y.n, half);
    return mul(mul(add(y.expm1, c(1)), power(half)), power(rest));
  }

  private int expm1(int x) {
    Reduced y = reduce(clamp(x, c(-60), c(710, 89)));
    int scale = power(sub(y.n, c(1)));
    int half = fma(y.expm1, scale, sub(scale, c(0.5)));
    return where(to.step(EQ, x, c(0)), x, add(half, half));
  }

  /** fdlibm: with {@code x = 2^k (1 + f)}, {@code s = f / (2 + f)}, a series in {@code s^2}. */
  private int log(int x) {
    int tiny = to.step(LT, x, c(Double.MIN_NORMAL, Float.MIN_NORMAL));
    int normal = where(tiny, mul(x, c(0x1p54, 0x1p25)), x);
    int fraction = single ? 23 : 52;
    int whole = c(0x1p52, 0x1p23);
    int biased = sub(to.step(OR, to.bitwise(SHIFT_RIGHT, normal, fraction), whole), whole);
    int k = sub(biased, where(tiny, c(1022 + 54, 126 + 25), c(1022, 126)));
    int bits = c(Double.longBitsToDouble((1L << 52) - 1), Float.intBitsToFloat((1 << 23) - 1));
    int m = to.step(OR, to.step(AND, normal, bits), c(0.5));
    int small = to.step(LT, m, c(Math.sqrt(0.5)));
    int f = sub(where(small, add(m, m), m), c(1));
    int e = where(small, sub(k, c(1)), k);
    int s = div(f, add(f, c(2)));
    int z = mul(s, s);
    int r = mul(z, polynomial(z, single ? java.util.Arrays.copyOf(LOG_TERMS, 4) : LOG_TERMS));
    int square = mul(c(0.5), mul(f, f));
    float ln2 = (float) LN2;
    int low = fma(s, add(square, r), mul(e, c(LN2_REST, LN2 - ln2)));
    int value = fma(e, c(LN2, ln2), sub(f, sub(square, low)));
    int finite = where(to.step(LT, x, c(Double.POSITIVE_INFINITY)), value, x);
    int rest = where(to.step(EQ, x, c(0)), c(Double.NEGATIVE_INFINITY), c(Double.NaN));
    return where(to.step(GT, x, c(0)), finite, rest);
  }

  /** {@code log(1 + x)} and a correction for what the sum {@code u = 1 + x} rounded away. */
  private int log1p(int x) {
    int u = add(c(1), x);
    int lost = div(sub(x, sub(u, c(1))), u);
    int inside = mul(to.step(GT, u, c(0)), to.step(LT, u, c(Double.POSITIVE_INFINITY)));
    int value = add(log(u), where(inside, lost, c(0)));
    return where(to.step(EQ, x, c(0)), x, value);
  }

  private int tanh(int x) {
    int t = expm1(mul(abs(x), c(-2)));
    return signed(abs(div(t, add(t, c(2)))), x);
  }

  private int sinh(int x) {
    int t = expm1(abs(x));
    int half = mul(c(0.5), add(t, div(t, add(t, c(1)))));
    return repair(signed(half, x), x, c(709, 88), SINH_OF_LARGE);
  }

  private int cosh(int x) {
    int e = exp(abs(x));
    int half = mul(c(0.5), add(e, div(c(1), e)));
    return repair(half, x, c(709, 88), COSH_OF_LARGE);
  }

  /** Calls a function for the elements whose argument is beyond a limit. */
  private int repair(int value, int x, int limit, DoubleUnaryOperator f) {
    return to.repair(to.step(GT, abs(x), limit), value, x, f);
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
    int sine = fma(mul(z, r), polynomial(z, single ? SIN_TERMS_SINGLE : SIN_TERMS), r);
    int half = mul(c(0.5), z);
    int main = sub(c(1), half);
    int lost = sub(sub(c(1), main), half);
    int tail = fma(mul(z, z), polynomial(z, single ? COS_TERMS_SINGLE : COS_TERMS), lost);
    return new Angle(turns, sine, add(main, tail));
  }

  /** Returns 1 or -1 by a bit of a number, counted from the lowest. */
  private int sign(int x, int bit) {
    int shifted = to.bitwise(SHIFT_LEFT, x, (single ? 31 : 63) - bit);
    return to.step(OR, to.step(AND, shifted, c(-0.0)), c(1));
  }

  private int largest() {
    return c(0x1p30, 0x1p14);
  }

  private int sin(int x) {
    Angle a = angle(x);
    int odd = to.step(LT, sign(a.turns, 0), c(0));
    int value = mul(where(odd, a.cos, a.sin), sign(a.turns, 1));
    return repair(where(to.step(EQ, x, c(0)), x, value), x, largest(), SIN_OF_LARGE);
  }

  private int cos(int x) {
    Angle a = angle(x);
    int next = add(a.turns, c(1));
    int odd = to.step(LT, sign(next, 0), c(0));
    int value = mul(where(odd, a.cos, a.sin), sign(next, 1));
    return repair(value, x, largest(), COS_OF_LARGE);
  }

  private int tan(int x) {
    Angle a = angle(x);
    int odd = to.step(LT, sign(a.turns, 0), c(0));
    int value = div(where(odd, neg(a.cos), a.sin), where(odd, a.sin, a.cos));
    return repair(where(to.step(EQ, x, c(0)), x, value), x, largest(), TAN_OF_LARGE);
  }

  /** Beyond 2^52 (2^23) every number is whole. */
  private int round(int x) {
    int large = c(0x1p52, 0x1p23);
    int rounded = signed(sub(add(abs(x), large), large), x);
    return where(to.step(LT, abs(x), large), rounded, x);
  }

  private int floor(int x) {
    int rounded = round(x);
    int above = to.step(GT, rounded, x);
    int below = where(above, sub(rounded, c(1)), rounded);
    return where(to.step(EQ, x, c(0)), x, below);
  }
}
