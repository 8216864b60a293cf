package io.autodiff.internal.loop;

import static io.autodiff.internal.loop.FormulaOp.*;

import java.util.function.DoubleUnaryOperator;

/**
 * Writes exponentials, logarithms and powers; see {@link FunctionLowering}.
 *
 * <p>The exponential reduces its argument by multiples of log 2, exactly with a fused multiply-add.
 * The logarithm of a double is that of fdlibm 5.3: with {@code x = 2^e (1 + f)} and {@code s = f /
 * (2 + f)} a series in {@code s^2}. A power computes a binary one, the same series, as a sum of two
 * numbers. Polynomials without a source interpolate the function at Chebyshev's points, computed in
 * 60 digits.
 */
final class ExponentialWriter extends FormulaWriter {
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

  /** {@code (2^r - 1) / r} for {@code |r| <= 0.68}, of floats for {@code |r| <= 0.523}. */
  private static final double[] EXP2_TERMS = {
    0.6931471805599453,
    0.24022650695910072,
    0.0555041086648226,
    0.009618129107628527,
    0.0013333558146170924,
    0.0001540353039325416,
    1.5252734041641466e-05,
    1.3215486907729186e-06,
    1.0177986948792048e-07,
    7.054862591556786e-09,
    4.464568825639043e-10,
    2.5772633874376333e-11
  };

  private static final double[] EXP2_TERMS_SINGLE = {
    0.6931471824645996,
    0.24022650718688965,
    0.05550346523523331,
    0.00961807370185852,
    0.001339626731351018,
    0.00015457841800525784
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

  /** {@code 2 / log 2}. */
  private static final double LOG2_SLOPE = 2.8853900817779268;

  /** {@code 2 / (3 log 2)}. */
  private static final double LOG2_SLOPE_THIRD = 0.9617966939259756;

  /** {@code (log2((1 + s) / (1 - s)) / s - 2 / log 2 (1 + s^2 / 3)) / s^4} in {@code s^2}. */
  private static final double[] LOG2_TAIL = {
    0.5770780163555853,
    0.4121985831111439,
    0.3205988979671547,
    0.2623081914681522,
    0.2219527885851067,
    0.19238056603036385,
    0.16888529114458137,
    0.16912971664122153
  };

  private static final double[] LOG2_TAIL_SINGLE = {
    0.5770782232284546, 0.41206595301628113, 0.33251577615737915
  };

  /** {@code ((1 - t)^(-1/3) - 1) / t} for {@code |t| <= 0.09475}. */
  private static final double[] CBRT_TERMS = {
    0.3333333333333333,
    0.2222222222222222,
    0.17283950617298013,
    0.14403292181083355,
    0.1248285320532813,
    0.11095869514684893,
    0.10039128723295228,
    0.09202534973850264,
    0.08518999791471715,
    0.07951030850991028,
    0.07653895208806748,
    0.07230148651963873
  };

  private static final double[] CBRT_TERMS_SINGLE = {
    0.3333333432674408,
    0.2222222238779068,
    0.17283490300178528,
    0.1440287083387375,
    0.1261921226978302,
    0.11220884323120117
  };

  private static final long HALF = Double.doubleToRawLongBits(0.5);
  private static final long HALF_SINGLE = Float.floatToRawIntBits(0.5f);
  private static final long SQRT_HALF = Double.doubleToRawLongBits(Math.sqrt(0.5));
  private static final long SQRT_HALF_SINGLE = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  /** What makes the guesses of a cube root err by as much to either side, in exponents. */
  private static final double CBRT_SHIFT = 0.03485059;

  private static final DoubleUnaryOperator SINH_OF_LARGE = Math::sinh;
  private static final DoubleUnaryOperator COSH_OF_LARGE = Math::cosh;

  ExponentialWriter(Formula.Builder to, boolean single) {
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

  private int smallestNormal() {
    return c(Double.MIN_NORMAL, Float.MIN_NORMAL);
  }

  private int infinity() {
    return c(Double.POSITIVE_INFINITY);
  }

  /** Returns whether a number is positive, finite and not subnormal. */
  private int isNormal(int x) {
    return mul(ge(x, smallestNormal()), lt(x, infinity()));
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

  /**
   * An argument of the exponential as {@code n log 2 + r}, {@code n + bias()}, and {@code e^r - 1}.
   */
  private record Reduced(int n, int biased, int expm1) {}

  private Reduced reduce(int x) {
    int biased = fma(x, c(1 / LN2), bias());
    int n = sub(biased, bias());
    float ln2 = (float) LN2;
    int r = fma(n, c(-LN2, -ln2), x);
    r = fma(n, c(-LN2_REST, ln2 - LN2), r);
    return new Reduced(n, biased, small(r));
  }

  int exp(int x) {
    Reduced y = reduce(clamp(x, c(-746, -104), c(710, 89)));
    return scaled(add(y.expm1, c(1)), y.n);
  }

  /** {@code 2^x}: what is left of {@code x} after a whole number is exact. */
  int exp2(int x) {
    int inside = clamp(x, c(-1076, -151), c(1025, 129));
    int n = whole(inside);
    return scaled(smallExp2(sub(inside, n)), n);
  }

  /** {@code 2^r} of a number that is hardly beyond a half. */
  private int smallExp2(int r) {
    return fma(r, polynomial(r, mul(r, r), EXP2_TERMS, EXP2_TERMS_SINGLE), c(1));
  }

  int expm1(int x) {
    Reduced y = reduce(clamp(x, c(-60), c(710, 89)));
    int scale = power(sub(y.n, c(1)));
    int half = fma(y.expm1, scale, sub(scale, c(0.5)));
    return where(eq(x, c(0)), x, add(half, half));
  }

  /** A positive number as {@code 2^e factor}, the factor {@code 1 + f} between √½ and √2. */
  private record Split(int e, int factor, int f) {}

  /**
   * Splits a normal number. The exponent changes at √½ and its multiples once these are moved to
   * where ½ was.
   */
  private Split split(int x) {
    long lowest = single ? SQRT_HALF_SINGLE : SQRT_HALF;
    long toHalf = (single ? HALF_SINGLE : HALF) - lowest;
    int moved = to.bitwise(PLUS, x, toHalf);
    int biased = to.apply(OR, to.bitwise(SHIFT_RIGHT, moved, fraction()), c(0x1p52, 0x1p23));
    int e = sub(biased, c(0x1p52 + 1022, 0x1p23 + 126));
    int bits = c(Double.longBitsToDouble((1L << 52) - 1), Float.intBitsToFloat((1 << 23) - 1));
    int factor = to.bitwise(PLUS, to.apply(AND, moved, bits), lowest);
    return new Split(e, factor, sub(factor, c(1)));
  }

  /** Splits a positive number that may be subnormal, which {@code normal} tells. */
  private Split split(int x, int normal) {
    int tiny = lt(x, smallestNormal());
    Split y = split(usually(normal, x, where(tiny, mul(x, c(0x1p54, 0x1p25)), x)));
    return new Split(usually(normal, y.e, sub(y.e, where(tiny, c(54, 25), c(0)))), y.factor, y.f);
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

  /** Returns a value or what a logarithm is instead at 0, below and at infinity. */
  private int logarithm(int x, int normal, int value) {
    int finite = where(lt(x, infinity()), value, x);
    int rest = where(eq(x, c(0)), c(Double.NEGATIVE_INFINITY), c(Double.NaN));
    return usually(normal, value, where(gt(x, c(0)), finite, rest));
  }

  int log(int x) {
    int normal = isNormal(x);
    Split y = split(x, normal);
    float ln2 = (float) LN2;
    Near near = near(y.f, mul(y.e, c(LN2_REST, LN2 - ln2)));
    return logarithm(x, normal, fma(y.e, c(LN2, ln2), sub(near.main, near.low)));
  }

  /** {@code log(1 + x)} and a correction for what the sum {@code u = 1 + x} rounded away. */
  int log1p(int x) {
    int u = add(c(1), x);
    int lost = div(sub(x, sub(u, c(1))), u);
    int inside = mul(gt(u, c(0)), lt(u, infinity()));
    int value = add(log(u), where(inside, lost, c(0)));
    return where(eq(x, c(0)), x, value);
  }

  /** Exact for powers of 2, whose {@code f} is 0. */
  int log2(int x) {
    int normal = isNormal(x);
    Split y = split(x, normal);
    Near near = near(y.f, c(0));
    int natural = sub(near.main, near.low);
    int low = fma(natural, c(2.0355273740931033e-17, 1.9259629911266175e-08), y.e);
    return logarithm(x, normal, fma(natural, c(1.4426950408889634, 1.4426950216293335), low));
  }

  /** {@code e} times log10(2) as a sum of which the first is exact; see {@link #log}. */
  int log10(int x) {
    int normal = isNormal(x);
    Split y = split(x, normal);
    Near near = near(y.f, c(0));
    int low = mul(y.e, c(3.694239077158931e-13, 4.605038981195214e-6));
    int natural = sub(near.main, near.low);
    int rest =
        fma(
            natural,
            c(0.4342944819032518, 0.4342944920063019),
            fma(natural, c(1.098319650216765e-17, -1.0103050052231683e-08), low));
    return logarithm(x, normal, fma(y.e, c(0x1.34413509f6p-2, 0x1.3440p-2), rest));
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

  int cbrt(int x) {
    int size = abs(x);
    int usual = mul(ge(size, smallestNormal()), lt(size, c(0x1p1023, 0x1p127)));
    int small = lt(size, c(1));
    int near = mul(size, where(small, c(0x1p54, 0x1p24), c(0x1p-54, 0x1p-24)));
    int root = cbrtOfUsual(usually(usual, size, near));
    int scaled = mul(root, where(small, c(0x1p-18, 0x1p-8), c(0x1p18, 0x1p8)));
    int inside = mul(gt(size, c(0)), lt(size, infinity()));
    return signed(usually(usual, root, where(inside, scaled, size)), x);
  }

  /**
   * A third of the bits, which are about a logarithm, plus a constant are those of a guess {@code
   * g}. With {@code t = 1 - g^3 / x} the root is {@code g (1 - t)^(-1/3)}, a series in {@code t}.
   * Bits are divided as digits of a number between 2^51 and 2^52 (2^23 and 2^24), of which the
   * shift leaves the digits alone.
   */
  private int cbrtOfUsual(int x) {
    int cut = single ? 8 : 11;
    double unit = single ? 0x1p15 : 0x1p40; // of the exponent
    double first = single ? 0x1p23 : 0x1p51;
    double bias = single ? 127 : 1023;
    int digits = to.apply(OR, to.bitwise(SHIFT_RIGHT, x, cut), c(first));
    int third = fma(digits, c(1 / 3.0), c((first + bias * unit) * 2 / 3 - CBRT_SHIFT * unit));
    int g = to.bitwise(SHIFT_LEFT, third, cut);
    int t = div(sub(x, mul(g, mul(g, g))), x);
    int change = mul(t, polynomial(t, CBRT_TERMS, CBRT_TERMS_SINGLE));
    return fma(g, change, g);
  }

  /** A number as the sum of two, the second small beside the first. */
  private record Pair(int high, int low) {}

  /**
   * The binary logarithm of a split number to some 64 (30) digits of 2: with {@code s = f / (2 +
   * f)} it is {@code e + s g} with {@code g = 2 / log 2 (1 + s^2 / 3 + s^4 / 5 + …)}. What each
   * rounding lost is known by a fused multiply-add; it is kept with the opposite sign, which saves
   * to change signs.
   */
  private Pair longLog2(Split y) {
    int inverse = div(c(1), add(y.factor, c(1)));
    int s = mul(y.f, inverse);
    int negative = neg(s);
    int square = mul(s, s);
    int slope = c(LOG2_SLOPE, (float) LOG2_SLOPE);
    float third = (float) LOG2_SLOPE_THIRD;
    int second = mul(square, c(LOG2_SLOPE_THIRD, third));
    int g = add(second, slope);
    int product = mul(s, g);
    int high = add(y.e, product);
    int squareBeyond = fma(negative, s, square);
    int secondBeyond = fma(square, c(-LOG2_SLOPE_THIRD, -third), second);
    secondBeyond = fma(squareBeyond, c(LOG2_SLOPE_THIRD, third), secondBeyond);
    int sBeyond = mul(fma(s, y.f, sub(add(s, s), y.f)), inverse);
    int beyond = fma(negative, g, product);
    beyond = fma(fma(sBeyond, square, sBeyond), slope, beyond);
    beyond = fma(negative, sub(sub(second, sub(g, slope)), secondBeyond), beyond);
    int fourth = polynomial(square, LOG2_TAIL, LOG2_TAIL_SINGLE);
    int thirdRest = c(5.0577616648125907e-17, -7.028461812552678e-09);
    int rest = fma(square, thirdRest, c(4.0710547481862066e-17, 3.851926067000022e-08));
    beyond = fma(negative, fma(mul(square, square), fourth, rest), beyond);
    return new Pair(high, sub(sub(product, sub(high, y.e)), beyond));
  }

  /**
   * What IEEE 754 asks for where {@code x} is not positive: the sign of {@code x} if {@code y} is
   * odd, NaN if {@code x < 0} and {@code y} is no whole number.
   */
  int pow(int x, int y) {
    int size = abs(x);
    int value = powerOf(size, y);
    int beyond = beyondEven(y);
    int odd = where(eq(beyond, c(1)), signed(value, x), value);
    int negative = mul(lt(x, c(0)), lt(size, infinity()));
    int broken = mul(gt(beyond, c(0)), lt(beyond, c(1)));
    int ofNegative = where(mul(negative, broken), c(Double.NaN), odd);
    return usually(gt(x, c(0)), value, ofNegative);
  }

  /** {@code 2^(y log2 x)} of an {@code x} that is not negative. */
  private int powerOf(int x, int y) {
    int normal = isNormal(x);
    Pair log = longLog2(split(x, normal));
    int p = mul(y, log.high);
    int biased = add(p, bias());
    int rest = sub(sub(p, sub(biased, bias())), beyond(y, log, p));
    int value = mul(smallExp2(rest), exponent(biased));
    int ordinary = mul(normal, lt(abs(p), c(1021, 125)));
    return usually(ordinary, value, carefulPowerOf(x, y, log));
  }

  /** Returns by how much {@code p} is larger than {@code y} times a logarithm. */
  private int beyond(int y, Pair log, int p) {
    int negative = neg(y);
    return fma(negative, log.low, fma(negative, log.high, p));
  }

  private int carefulPowerOf(int x, int y, Pair log) {
    int finite = lt(x, infinity());
    int ofZero = where(eq(x, c(0)), c(Double.NEGATIVE_INFINITY), log.high);
    int p = mul(y, where(finite, ofZero, x));
    int beyond = where(lt(abs(p), c(1100, 160)), beyond(y, log, p), c(0));
    int inside = clamp(p, c(-1080, -155), c(1026, 130));
    int n = whole(inside);
    int rest = sub(sub(inside, n), beyond);
    return where(eq(y, c(0)), c(1), scaled(smallExp2(rest), n));
  }

  /** How far a number is from an even one, at most 1; NaN of infinity. */
  private int beyondEven(int y) {
    int half = mul(abs(y), c(0.5));
    int large = c(0x1p52, 0x1p23); // from here on every number is whole
    int rounded = where(lt(half, large), sub(add(half, large), large), half);
    return abs(fma(rounded, c(-2), abs(y)));
  }
}
