package io.autodiff.op;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Arithmetic of 200 digits, and derivatives by differences that so many digits make exact. */
final class Precise {
  static final MathContext DIGITS = new MathContext(200);
  private static final MathContext MORE = new MathContext(220);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal LN_10 = newton(BigDecimal.TEN, Math.log(10));

  /** The step of differences; relative to the largest argument if that is far from 1. */
  private static final BigDecimal STEP = new BigDecimal("1e-12");

  private Precise() {}

  static BigDecimal of(double x) {
    return new BigDecimal(x);
  }

  static BigDecimal[] of(double... x) {
    return Arrays.stream(x).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
  }

  static BigDecimal sum(BigDecimal... x) {
    return Arrays.stream(x).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  static BigDecimal mul(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  static BigDecimal div(BigDecimal a, BigDecimal b) {
    return a.divide(b, DIGITS);
  }

  static BigDecimal sqrt(BigDecimal x) {
    return x.sqrt(DIGITS);
  }

  /** Returns {@code e^x} by the series of {@code e^(x / 2^k)}, squared k times. */
  static BigDecimal exp(BigDecimal x) {
    int halvings = Math.max(0, x.precision() - x.scale() + 2) * 4 + 8;
    BigDecimal r = x.divide(TWO.pow(halvings), MORE);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = term;
    for (int k = 1; k < 60; k++) {
      term = term.multiply(r, MORE).divide(BigDecimal.valueOf(k), MORE);
      sum = sum.add(term, MORE);
    }
    for (int k = 0; k < halvings; k++) {
      sum = sum.multiply(sum, MORE);
    }
    return sum.round(DIGITS);
  }

  static BigDecimal log(BigDecimal x) {
    int exponent = x.precision() - x.scale();
    BigDecimal mantissa = x.scaleByPowerOfTen(-exponent);
    return newton(mantissa, Math.log(mantissa.doubleValue()))
        .add(LN_10.multiply(BigDecimal.valueOf(exponent)), DIGITS);
  }

  /** Improves a logarithm by Halley's iteration, which triples the digits. */
  private static BigDecimal newton(BigDecimal x, double start) {
    BigDecimal y = new BigDecimal(start);
    for (int k = 0; k < 3; k++) {
      BigDecimal e = exp(y);
      y = y.add(TWO.multiply(x.subtract(e)).divide(x.add(e), MORE), MORE);
    }
    return y;
  }

  /** Returns {@code x^p} for x not negative. */
  static BigDecimal pow(BigDecimal x, double p) {
    if (x.signum() == 0) {
      return BigDecimal.ZERO;
    }
    return p == Math.rint(p) && Math.abs(p) < 100
        ? x.pow((int) p, DIGITS)
        : exp(mul(of(p), log(x)));
  }

  /** Returns a derivative of {@code Σ c y} where {@code y = f(x)}, by each of the given indices. */
  static BigDecimal derivative(
      UnaryOperator<BigDecimal[]> f, BigDecimal[] x, double[] c, int... by) {
    BigDecimal most =
        Arrays.stream(x).map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::max);
    boolean usual = Math.abs(most.precision() - most.scale()) < 20 || most.signum() == 0;
    BigDecimal step = usual ? STEP : STEP.multiply(most);
    BigDecimal difference = difference(f, x, c, step, by, 0);
    return difference.divide(TWO.multiply(step).pow(by.length), DIGITS);
  }

  private static BigDecimal difference(
      UnaryOperator<BigDecimal[]> f,
      BigDecimal[] x,
      double[] c,
      BigDecimal step,
      int[] by,
      int done) {
    if (done == by.length) {
      BigDecimal[] y = f.apply(x);
      BigDecimal sum = BigDecimal.ZERO;
      for (int k = 0; k < y.length; k++) {
        sum = sum.add(y[k].multiply(of(c[k])));
      }
      return sum;
    }
    BigDecimal[] moved = x.clone();
    moved[by[done]] = x[by[done]].add(step);
    BigDecimal above = difference(f, moved, c, step, by, done + 1);
    moved[by[done]] = x[by[done]].subtract(step);
    return above.subtract(difference(f, moved, c, step, by, done + 1));
  }
}
