package io.autodiff.internal;

import static io.autodiff.internal.Instruction.*;

import java.util.function.DoubleUnaryOperator;

/**
 * Exponentials, logarithms and powers as steps; see {@link VectorMath}.
 *
 * <p>The exponential reduces its argument by multiples of log 2, exactly with a fused multiply-add.
 * The logarithm of a double is that of fdlibm 5.3: with {@code x = 2^e (1 + f)} and {@code s = f /
 * (2 + f)} a series in {@code s^2}. A power computes the same logarithm as a sum of two numbers.
 * Polynomials without a source interpolate the function at Chebyshev's points, computed in 60
 * digits.
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

  /** The coefficients of the logarithm of a double, fdlibm's Lg1 to Lg7. */
  private static final double[] LOG_TERMS = {
    0.6666666666666735,
    0.3999999999940942,
    0.2857142874366239,
    0.22222198432149784,
    0.1818357216161805,
    0.15313837699209373,
    0.14798198605116586
  };

  /** {@code (log(1 + f) - f + f^2 / 2) / f^3}, for floats. */
  private static final double[] LOG_TERMS_SINGLE = {
    0.33333330728190674,
    -0.25000306422569796,
    0.2000104509416068,
    -0.16641281463106394,
    0.14214495923947962,
    -0.1299818376365153,
    0.12622319849228378,
    -0.0790274377239344
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

  /** A first guess of the cube root between 0.35 and 2.83, wrong by 0.19 % of it at most. */
  private static final double[] CBRT_GUESS = {
    0.44356432, 0.89838761, -0.47390361, 0.15334119, -0.01955466
  };

  /** {@code ((1 - t)^(-1/3) - 1) / t} for {@code |t| <= 0.0057}. */
  private static final double[] CBRT_TERMS = {
    0.3333333333333334,
    0.22222222222222232,
    0.17283950611707466,
    0.14403292175958177,
    0.1248332644320919,
    0.11096303316967472
  };

  private static final double[] CBRT_TERMS_SINGLE = {0.3333360490268106, 0.22222448530183195};

  private static final long HALF = Double.doubleToRawLongBits(0.5);
  private static final long HALF_SINGLE = Float.floatToRawIntBits(0.5f);
  private static final long SQRT_HALF = Double.doubleToRawLongBits(Math.sqrt(0.5));
  private static final long SQRT_HALF_SINGLE = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  private static final DoubleUnaryOperator SINH_OF_LARGE = Math::sinh;
  private static final DoubleUnaryOperator COSH_OF_LARGE = Math::cosh;

  Exponentials(Formula.Builder to, boolean single) {
    super(to, single);
  }

  private int bias() {
    return c(0x1.8p52 + 1023, 0x1.8p23 + 127);
  }

  private int exponent(int biased) {
    return to.bitwise(SHIFT_LEFT, biased, fraction());
  }

  /** Returns the number of bits after the exponent. */
  private int fraction() {
    return single ? 23 : 52;
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

  /** The exponent changes at √½ and its multiples once these are moved to where ½ was. */
  private Split split(int x) {
    int tiny = lt(x, c(Double.MIN_NORMAL, Float.MIN_NORMAL));
    int normal = where(tiny, mul(x, c(0x1p54, 0x1p25)), x);
    long lowest = single ? SQRT_HALF_SINGLE : SQRT_HALF;
    long toHalf = (single ? HALF_SINGLE : HALF) - lowest;
    int moved = to.bitwise(PLUS, normal, toHalf);
    int whole = c(0x1p52, 0x1p23);
    int biased = sub(to.step(OR, to.bitwise(SHIFT_RIGHT, moved, fraction()), whole), whole);
    int e = sub(biased, where(tiny, c(1022 + 54, 126 + 25), c(1022, 126)));
    int bits = c(Double.longBitsToDouble((1L << 52) - 1), Float.intBitsToFloat((1 << 23) - 1));
    int factor = to.bitwise(PLUS, to.step(AND, moved, bits), lowest);
    return new Split(e, sub(factor, c(1)));
  }

  /** The logarithm of {@code 1 + f}, plus {@code rest}, as the difference of two numbers. */
  private record Near(int main, int low) {}

  /** Without a division for floats, whose series in {@code f} is short. */
  private Near near(int f, int rest) {
    int square = mul(f, f);
    int half = mul(c(0.5), square);
    if (single) {
      int cube = mul(square, f);
      return new Near(f, sub(half, fma(cube, polynomial(f, LOG_TERMS_SINGLE), rest)));
    }
    int s = div(f, add(f, c(2)));
    int z = mul(s, s);
    int r = mul(z, polynomial(z, LOG_TERMS));
    return new Near(f, sub(half, fma(s, add(half, r), rest)));
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
    int natural = sub(near.main, near.low);
    int low = fma(natural, c(2.0355273740931033e-17, 1.9259629911266175e-08), y.e);
    return special(x, fma(natural, c(1.4426950408889634, 1.4426950216293335), low));
  }

  /** {@code e} times log10(2) as a sum of which the first is exact; see {@link #log}. */
  int log10(int x) {
    Split y = split(x);
    Near near = near(y.f, c(0));
    int low = mul(y.e, c(3.694239077158931e-13, 4.605038981195214e-6));
    int natural = sub(near.main, near.low);
    int rest =
        fma(
            natural,
            c(0.4342944819032518, 0.4342944920063019),
            fma(natural, c(1.098319650216765e-17, -1.0103050052231683e-08), low));
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

  /**
   * The exponent divided by 3, and a root of the rest. With a guess {@code g} of the root of {@code
   * a} and {@code t = 1 - g^3 / a} that is {@code g (1 - t)^(-1/3)}, a series in {@code t}.
   */
  int cbrt(int x) {
    int size = abs(x);
    Split y = split(size);
    int third = whole(mul(y.e, c(1 / 3.0)));
    int a = mul(add(y.f, c(1)), power(fma(third, c(-3), y.e)));
    int guess = polynomial(a, CBRT_GUESS);
    int t = div(sub(a, mul(guess, mul(guess, guess))), a);
    int change = mul(t, polynomial(t, CBRT_TERMS, CBRT_TERMS_SINGLE));
    int value = signed(mul(fma(guess, change, guess), power(third)), x);
    int finite = mul(gt(size, c(0)), lt(size, c(Double.POSITIVE_INFINITY)));
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

  /**
   * The logarithm of a positive finite number to some 64 (30) digits of 2. What a product lost is
   * had as its negative, by a fused multiply-add of {@code -s}.
   */
  private Pair longLog(int x) {
    Split y = split(x);
    int d = add(y.f, c(2));
    int inverse = div(c(1), d);
    int s = mul(y.f, inverse);
    int negative = neg(s);
    int lost = fma(negative, sub(y.f, sub(d, c(2))), fma(negative, d, y.f));
    int twiceLow = mul(lost, add(inverse, inverse));
    int square = mul(s, s);
    int cube = mul(s, square);
    int cubeLost = fma(s, fma(negative, s, square), fma(negative, square, cube));
    int third = c(2 / 3.0, (float) (2 / 3.0));
    int minusThird = c(-2 / 3.0, (float) (-2 / 3.0));
    int term = mul(third, cube);
    int ofThird = mul(c(3.700743415417188e-17, -1.9868214925130207e-08), cube);
    int termLow = sub(fma(minusThird, cubeLost, ofThird), fma(minusThird, cube, term));
    int tail = mul(mul(cube, square), polynomial(square, LOG_TAIL, LOG_TAIL_SINGLE));
    Pair first = sum(mul(y.e, c(0x1.62e42fefa3p-1, 0x1.62e4p-1)), add(s, s));
    Pair second = sum(first.high, term);
    int eLow = mul(y.e, c(2.8235290563031577e-13, 1.4286068203094173e-06));
    int small = add(fma(square, twiceLow, twiceLow), add(termLow, add(tail, eLow)));
    return sum(second.high, add(add(first.low, second.low), small));
  }

  /**
   * {@code e^(y log |x|)}, then what IEEE 754 asks for at the edges: 1 if {@code y} is 0, the sign
   * of {@code x} if {@code y} is odd, NaN if {@code x < 0} and {@code y} is no whole number.
   */
  int pow(int x, int y) {
    int size = abs(x);
    int finite = lt(size, c(Double.POSITIVE_INFINITY));
    Pair log = longLog(size);
    int ofZero = where(eq(size, c(0)), c(Double.NEGATIVE_INFINITY), log.high);
    Pair p = product(y, where(finite, ofZero, size));
    int rest = where(lt(abs(p.high), c(800, 110)), fma(y, log.low, p.low), c(0));
    Reduced r = reduce(clamp(p.high, c(-746, -104), c(710, 89)));
    int near = add(r.expm1, c(1));
    int value = scaled(fma(near, rest, near), r.n);
    int beyond = beyondEven(y);
    int odd = where(eq(beyond, c(1)), signed(value, x), value);
    int negative = mul(lt(x, c(0)), finite);
    int broken = mul(gt(beyond, c(0)), lt(beyond, c(1)));
    return where(eq(y, c(0)), c(1), where(mul(negative, broken), c(Double.NaN), odd));
  }

  /** How far a number is from an even one, at most 1; NaN of infinity. */
  private int beyondEven(int y) {
    int half = mul(abs(y), c(0.5));
    int large = c(0x1p52, 0x1p23); // from here on every number is whole
    int rounded = where(lt(half, large), sub(add(half, large), large), half);
    return abs(fma(rounded, c(-2), abs(y)));
  }
}
