package io.autodiff.internal;

import static io.autodiff.internal.Instruction.*;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Exponentials, logarithms and powers as steps; see {@link VectorMath}.
 *
 * <p>The exponential reduces its argument by multiples of log 2, exactly with a fused multiply-add.
 * The logarithm is that of fdlibm 5.3: with {@code x = 2^e (1 + f)} and {@code s = f / (2 + f)} a
 * series in {@code s^2}. A power computes the same logarithm as a sum of two numbers. Polynomials
 * without a source interpolate the function at Chebyshev's points, computed in 60 digits.
 */
final class Exponentials extends Steps {
  private static final double LN2 = 0x1.62e42fefa39efp-1;
  private static final double LN2_REST = 2.3190468138462996e-17;

  /** {@code (e^r - 1 - r) / r^2} for {@code |r| <= log(2) / 2}. */
  private static final double[] EXP_TERMS = {
    0.5,
    0.16666666666666669,
    0.04166666666662399,
    0.008333333333330051,
    0.0013888888917281794,
    0.00019841269863105968,
    2.480152119021773e-05,
    2.7557268378684192e-06,
    2.7620138719733994e-07,
    2.5100424157005067e-08
  };

  private static final double[] EXP_TERMS_SINGLE = {
    0.5, 0.16666576845993977, 0.04166655443768594, 0.008363202971575855, 0.0013926213466332444
  };

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

  /** {@code (log((1 + s) / (1 - s)) - 2 s - 2/3 s^3) / s^5} in {@code s^2}. */
  private static final double[] LOG_TAIL = {
    0.40000000000000024,
    0.28571428571338287,
    0.22222222271202022,
    0.18181808231277932,
    0.15385575981244246,
    0.13285918065533867,
    0.12914104148531513
  };

  private static final double[] LOG_TAIL_SINGLE = {
    0.4000001507406531, 0.28562228607470974, 0.230485779931711
  };

  /** A first guess of the cube root between 0.35 and 2.83, wrong by 0.0025. */
  private static final double[] CBRT_GUESS = {
    0.4623820635144911,
    0.8243200985525857,
    -0.3844485642645681,
    0.11179239703546912,
    -0.013037275159501724
  };

  private static final DoubleUnaryOperator SINH_OF_LARGE = Math::sinh;
  private static final DoubleUnaryOperator COSH_OF_LARGE = Math::cosh;

  Exponentials(Formula.Builder to, boolean single) {
    super(to, single);
  }

  private int bias() {
    return c(0x1.8p52 + 1023, 0x1.8p23 + 127);
  }

  private int exponent(int biased) {
    return to.bitwise(SHIFT_LEFT, biased, single ? 23 : 52);
  }

  /** Returns {@code 2^k} of a whole number for which that is a normal number. */
  private int power(int k) {
    return exponent(add(k, bias()));
  }

  /** Returns {@code x 2^n}, for an {@code x} near 1, in halves: {@code 2^n} may not be normal. */
  private int scaled(int x, int n) {
    int half = fma(n, c(0.5), bias());
    int rest = add(sub(n, sub(half, bias())), bias());
    return mul(mul(x, exponent(half)), exponent(rest));
  }

  /** Returns {@code e^r - 1} for {@code |r| <= log(2) / 2}. */
  private int small(int r) {
    return fma(mul(r, r), polynomial(r, EXP_TERMS, EXP_TERMS_SINGLE), r);
  }

  /** An argument of the exponential as {@code n log 2 + r}, and {@code e^r - 1}. */
  private record Reduced(int n, int expm1) {}

  private Reduced reduce(int x) {
    int n = sub(fma(x, c(1 / LN2), shifter()), shifter());
    float ln2 = (float) LN2;
    int r = fma(n, c(-LN2, -ln2), x);
    r = fma(n, c(-LN2_REST, ln2 - LN2), r);
    return new Reduced(n, small(r));
  }

  int exp(int x) {
    Reduced y = reduce(clamp(x, c(-746, -104), c(710, 89)));
    return scaled(add(y.expm1, c(1)), y.n);
  }

  /** {@code 2^x}: what is left of {@code x} after a whole number is exact. */
  int exp2(int x) {
    int inside = clamp(x, c(-1076, -151), c(1025, 129));
    int n = whole(inside);
    return scaled(add(small(mul(sub(inside, n), c(LN2))), c(1)), n);
  }

  int expm1(int x) {
    Reduced y = reduce(clamp(x, c(-60), c(710, 89)));
    int scale = power(sub(y.n, c(1)));
    int half = fma(y.expm1, scale, sub(scale, c(0.5)));
    return where(eq(x, c(0)), x, add(half, half));
  }

  /** A positive number as {@code 2^e (1 + f)}, the factor between √½ and √2. */
  private record Split(int e, int f) {}

  private Split split(int x) {
    int tiny = lt(x, c(Double.MIN_NORMAL, Float.MIN_NORMAL));
    int normal = where(tiny, mul(x, c(0x1p54, 0x1p25)), x);
    int fraction = single ? 23 : 52;
    int whole = c(0x1p52, 0x1p23);
    int biased = sub(to.step(OR, to.bitwise(SHIFT_RIGHT, normal, fraction), whole), whole);
    int k = sub(biased, where(tiny, c(1022 + 54, 126 + 25), c(1022, 126)));
    int bits = c(Double.longBitsToDouble((1L << 52) - 1), Float.intBitsToFloat((1 << 23) - 1));
    int m = to.step(OR, to.step(AND, normal, bits), c(0.5));
    int small = lt(m, c(Math.sqrt(0.5)));
    int f = sub(where(small, add(m, m), m), c(1));
    return new Split(where(small, sub(k, c(1)), k), f);
  }

  /** The logarithm of {@code 1 + f}, plus {@code rest}, as the difference of two numbers. */
  private record Near(int main, int low) {}

  private Near near(int f, int rest) {
    int s = div(f, add(f, c(2)));
    int z = mul(s, s);
    int r = mul(z, polynomial(z, LOG_TERMS, Arrays.copyOf(LOG_TERMS, 4)));
    int square = mul(c(0.5), mul(f, f));
    return new Near(f, sub(square, fma(s, add(square, r), rest)));
  }

  /** Puts in what a logarithm is at 0, below and at infinity. */
  private int special(int x, int value) {
    int finite = where(lt(x, c(Double.POSITIVE_INFINITY)), value, x);
    int rest = where(eq(x, c(0)), c(Double.NEGATIVE_INFINITY), c(Double.NaN));
    return where(gt(x, c(0)), finite, rest);
  }

  int log(int x) {
    Split y = split(x);
    float ln2 = (float) LN2;
    Near near = near(y.f, mul(y.e, c(LN2_REST, LN2 - ln2)));
    return special(x, fma(y.e, c(LN2, ln2), sub(near.main, near.low)));
  }

  /** {@code log(1 + x)} and a correction for what the sum {@code u = 1 + x} rounded away. */
  int log1p(int x) {
    int u = add(c(1), x);
    int lost = div(sub(x, sub(u, c(1))), u);
    int inside = mul(gt(u, c(0)), lt(u, c(Double.POSITIVE_INFINITY)));
    int value = add(log(u), where(inside, lost, c(0)));
    return where(eq(x, c(0)), x, value);
  }

  /** Exact for powers of 2, whose {@code f} is 0. */
  int log2(int x) {
    Split y = split(x);
    Near near = near(y.f, c(0));
    return special(x, fma(sub(near.main, near.low), c(1 / LN2), y.e));
  }

  /** {@code e} times log10(2) as a sum of which the first is exact; see {@link #log}. */
  int log10(int x) {
    Split y = split(x);
    Near near = near(y.f, c(0));
    int low = mul(y.e, c(3.694239077158931e-13, 4.605038981195214e-6));
    int rest = fma(sub(near.main, near.low), c(1 / Math.log(10)), low);
    return special(x, fma(y.e, c(0x1.34413509f6p-2, 0x1.3440p-2), rest));
  }

  int tanh(int x) {
    int t = expm1(mul(abs(x), c(-2)));
    return signed(abs(div(t, add(t, c(2)))), x);
  }

  int sinh(int x) {
    int t = expm1(abs(x));
    int half = mul(c(0.5), add(t, div(t, add(t, c(1)))));
    return repair(signed(half, x), x, c(709, 88), SINH_OF_LARGE);
  }

  int cosh(int x) {
    int e = exp(abs(x));
    int half = mul(c(0.5), add(e, div(c(1), e)));
    return repair(half, x, c(709, 88), COSH_OF_LARGE);
  }

  /** The exponent divided by 3, and Halley's method, which triples the digits each time. */
  int cbrt(int x) {
    Split y = split(abs(x));
    int third = whole(mul(y.e, c(1 / 3.0)));
    int rest = fma(third, c(-3), y.e);
    int scale = where(gt(rest, c(0)), c(2), where(lt(rest, c(0)), c(0.5), c(1)));
    int a = mul(add(y.f, c(1)), scale);
    int root = polynomial(a, CBRT_GUESS);
    for (int i = 0; i < 2; i++) {
      int cube = mul(root, mul(root, root));
      root = fma(root, div(sub(a, cube), fma(cube, c(2), a)), root);
    }
    int value = signed(mul(root, power(third)), x);
    int finite = mul(gt(abs(x), c(0)), lt(abs(x), c(Double.POSITIVE_INFINITY)));
    return where(finite, value, x);
  }

  /** A number as the sum of two, the second small beside the first. */
  private record Pair(int high, int low) {}

  private Pair product(int x, int y) {
    int p = mul(x, y);
    return new Pair(p, fma(x, y, neg(p)));
  }

  /** The sum of numbers of which the first is 0 or the larger one. */
  private Pair sum(int x, int y) {
    int s = add(x, y);
    return new Pair(s, sub(y, sub(s, x)));
  }

  /** The logarithm of a positive finite number to some 64 (30) digits of 2. */
  private Pair longLog(int x) {
    Split y = split(x);
    int d = add(y.f, c(2));
    int inverse = div(c(1), d);
    int s = mul(y.f, inverse);
    int lost = fma(neg(s), d, y.f);
    int sLow = mul(fma(neg(s), sub(y.f, sub(d, c(2))), lost), inverse);
    Pair z = product(s, s);
    int zLow = fma(add(s, s), sLow, z.low);
    Pair cube = product(s, z.high);
    int cubeLow = fma(sLow, z.high, fma(s, zLow, cube.low));
    Pair term = product(c(2 / 3.0, (float) (2 / 3.0)), cube.high);
    int ofTwoThirds = mul(c(3.700743415417188e-17, -1.9868214925130207e-08), cube.high);
    int termLow = add(fma(c(2 / 3.0), cubeLow, ofTwoThirds), term.low);
    int tail = mul(mul(cube.high, z.high), polynomial(z.high, LOG_TAIL, LOG_TAIL_SINGLE));
    Pair first = sum(mul(y.e, c(0x1.62e42fefa3p-1, 0x1.62e4p-1)), add(s, s));
    Pair second = sum(first.high, term.high);
    int eLow = mul(y.e, c(2.8235290563031577e-13, 1.4286068203094173e-06));
    int small = add(add(add(sLow, sLow), termLow), add(tail, eLow));
    return sum(second.high, add(add(first.low, second.low), small));
  }

  /**
   * {@code e^(y log |x|)}, then what IEEE 754 asks for at the edges: 1 if {@code y} is 0, the sign
   * of {@code x} if {@code y} is odd, NaN if {@code x < 0} and {@code y} is no whole number.
   */
  int pow(int x, int y) {
    int infinity = c(Double.POSITIVE_INFINITY);
    int size = abs(x);
    Pair log = longLog(size);
    Pair p = product(y, log.high);
    int rest = where(lt(abs(p.high), c(800, 110)), fma(y, log.low, p.low), c(0));
    Reduced r = reduce(clamp(p.high, c(-746, -104), c(710, 89)));
    int near = add(r.expm1, c(1));
    int value = scaled(fma(near, rest, near), r.n);
    int down = lt(y, c(0));
    value = where(eq(size, c(0)), where(down, infinity, where(eq(y, y), c(0), y)), value);
    int ofInfinity = where(down, c(0), where(eq(y, y), infinity, y));
    value = where(lt(size, infinity), value, where(eq(size, infinity), ofInfinity, x));
    int half = mul(y, c(0.5));
    int odd = where(eq(round(half), half), value, signed(value, x));
    int negative = mul(lt(x, c(0)), lt(size, infinity));
    int broken = where(negative, c(Double.NaN), value);
    return where(eq(y, c(0)), c(1), where(eq(round(y), y), odd, broken));
  }
}
