package io.autodiff.exact;

import static io.autodiff.exact.Exact.MC;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.ZERO;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A truncated Taylor series in two variables: the coefficients of {@code h^i k^j} for {@code i + j}
 * up to three. Elementary functions are Taylor series of one variable, composed.
 */
public final class Jet {
  /** The highest order. */
  public static final int ORDER = 3;

  private static final int SIZE = (ORDER + 1) * (ORDER + 2) / 2;

  private final BigDecimal[] c;

  private Jet(BigDecimal... c) {
    this.c = c;
  }

  private static int at(int i, int j) {
    int n = i + j;
    return n * (n + 1) / 2 + j;
  }

  private static BigDecimal[] zeros() {
    BigDecimal[] c = new BigDecimal[SIZE];
    Arrays.fill(c, ZERO);
    return c;
  }

  /** Returns a constant. */
  public static Jet of(BigDecimal value) {
    BigDecimal[] c = zeros();
    c[0] = value;
    return new Jet(c);
  }

  /** Returns a constant. */
  public static Jet of(double value) {
    return of(new BigDecimal(value));
  }

  /** Returns the variable with index 0 or 1. */
  public static Jet variable(BigDecimal value, int index) {
    BigDecimal[] c = zeros();
    c[0] = value;
    c[at(1 - index, index)] = ONE;
    return new Jet(c);
  }

  /** Returns the value. */
  public BigDecimal value() {
    return c[0];
  }

  /**
   * Returns the derivative of order {@code i} by the first variable and {@code j} by the second.
   */
  public BigDecimal derivative(int i, int j) {
    long factor = factorial(i) * factorial(j);
    return c[at(i, j)].multiply(BigDecimal.valueOf(factor), MC);
  }

  static long factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  public Jet add(Jet other) {
    BigDecimal[] sum = new BigDecimal[SIZE];
    Arrays.setAll(sum, k -> c[k].add(other.c[k], MC));
    return new Jet(sum);
  }

  public Jet add(double other) {
    return add(of(other));
  }

  public Jet sub(Jet other) {
    return add(other.neg());
  }

  public Jet neg() {
    BigDecimal[] all = new BigDecimal[SIZE];
    Arrays.setAll(all, k -> c[k].negate());
    return new Jet(all);
  }

  public Jet mul(Jet other) {
    BigDecimal[] product = zeros();
    for (int i = 0; i <= ORDER; i++) {
      for (int j = 0; i + j <= ORDER; j++) {
        BigDecimal x = c[at(i, j)];
        for (int p = 0; x.signum() != 0 && i + j + p <= ORDER; p++) {
          for (int q = 0; i + j + p + q <= ORDER; q++) {
            BigDecimal y = other.c[at(p, q)];
            if (y.signum() != 0) {
              int k = at(i + p, j + q);
              product[k] = product[k].add(x.multiply(y, MC), MC);
            }
          }
        }
      }
    }
    return new Jet(product);
  }

  public Jet mul(BigDecimal factor) {
    BigDecimal[] all = new BigDecimal[SIZE];
    Arrays.setAll(all, k -> c[k].multiply(factor, MC));
    return new Jet(all);
  }

  public Jet mul(double factor) {
    return mul(new BigDecimal(factor));
  }

  public Jet square() {
    return mul(this);
  }

  public Jet div(Jet other) {
    return mul(other.reciprocal());
  }

  public Jet abs() {
    return c[0].signum() < 0 ? neg() : this;
  }

  /** Returns {@code Σ a[k] (this - value)^k}, the series of a function at this value. */
  public Jet compose(BigDecimal... a) {
    BigDecimal[] rest = c.clone();
    rest[0] = ZERO;
    Jet h = new Jet(rest);
    Jet sum = of(a[ORDER]);
    for (int k = ORDER - 1; k >= 0; k--) {
      sum = sum.mul(h).add(of(a[k]));
    }
    return sum;
  }

  /**
   * Returns a function of this of which the value and, as a function of series, the derivative are
   * known.
   */
  public Jet integral(Function<BigDecimal, BigDecimal> value, UnaryOperator<Jet> derivative) {
    Jet slope = derivative.apply(variable(c[0], 0));
    BigDecimal[] a = new BigDecimal[ORDER + 1];
    a[0] = value.apply(c[0]);
    for (int k = 1; k <= ORDER; k++) {
      a[k] = slope.c[at(k - 1, 0)].divide(BigDecimal.valueOf(k), MC);
    }
    return compose(a);
  }

  public Jet reciprocal() {
    BigDecimal r = ONE.divide(c[0], MC);
    BigDecimal[] a = new BigDecimal[ORDER + 1];
    a[0] = r;
    for (int k = 1; k <= ORDER; k++) {
      a[k] = a[k - 1].multiply(r, MC).negate();
    }
    return compose(a);
  }

  public Jet exp() {
    BigDecimal e = Exact.exp(c[0]);
    BigDecimal[] a = new BigDecimal[ORDER + 1];
    Arrays.setAll(a, k -> e.divide(BigDecimal.valueOf(factorial(k)), MC));
    return compose(a);
  }

  public Jet expm1() {
    BigDecimal[] a = new BigDecimal[ORDER + 1];
    BigDecimal e = Exact.exp(c[0]);
    Arrays.setAll(
        a, k -> k == 0 ? Exact.expm1(c[0]) : e.divide(BigDecimal.valueOf(factorial(k)), MC));
    return compose(a);
  }

  public Jet log() {
    return integral(Exact::log, Jet::reciprocal);
  }

  public Jet log1p() {
    return integral(Exact::log1p, x -> x.add(1).reciprocal());
  }

  /** Returns {@code this^exponent}, by {@code this^(exponent - k)} for whole {@code k}. */
  public Jet pow(BigDecimal exponent, UnaryOperator<BigDecimal> power) {
    BigDecimal[] a = new BigDecimal[ORDER + 1];
    a[0] = power.apply(c[0]);
    for (int k = 1; k <= ORDER; k++) {
      BigDecimal factor = exponent.subtract(BigDecimal.valueOf(k - 1L));
      a[k] = a[k - 1].multiply(factor, MC).divide(c[0], MC).divide(BigDecimal.valueOf(k), MC);
    }
    return compose(a);
  }

  public Jet sqrt() {
    return pow(Exact.HALF, Exact::sqrt);
  }

  public Jet cbrt() {
    return pow(
        ONE.divide(BigDecimal.valueOf(3), MC),
        x -> {
          BigDecimal root = Exact.exp(Exact.log(x.abs()).divide(BigDecimal.valueOf(3), MC));
          return x.signum() < 0 ? root.negate() : root;
        });
  }

  public Jet sin() {
    return circular(Exact.sin(c[0]), Exact.cos(c[0]));
  }

  public Jet cos() {
    return circular(Exact.cos(c[0]), Exact.sin(c[0]).negate());
  }

  private Jet circular(BigDecimal value, BigDecimal slope) {
    return compose(
        value,
        slope,
        value.negate().divide(BigDecimal.TWO, MC),
        slope.negate().divide(BigDecimal.valueOf(6), MC));
  }

  public Jet sinh() {
    return hyperbolic(Exact.sinh(c[0]), Exact.cosh(c[0]));
  }

  public Jet cosh() {
    return hyperbolic(Exact.cosh(c[0]), Exact.sinh(c[0]));
  }

  private Jet hyperbolic(BigDecimal value, BigDecimal slope) {
    return compose(
        value, slope, value.divide(BigDecimal.TWO, MC), slope.divide(BigDecimal.valueOf(6), MC));
  }

  /** Returns the logistic function, without loss at either end. */
  public Jet sigmoid() {
    if (c[0].signum() >= 0) {
      return neg().exp().add(1).reciprocal();
    }
    Jet e = exp();
    return e.div(e.add(1));
  }

  public Jet softplus() {
    return c[0].signum() > 0 ? add(neg().exp().log1p()) : exp().log1p();
  }

  public Jet tanh() {
    return integral(
        Exact::tanh,
        x -> {
          Jet e = (x.c[0].signum() > 0 ? x.mul(-2) : x.mul(2)).exp();
          return e.mul(4).div(e.add(1).square());
        });
  }

  public Jet atan() {
    return integral(Exact::atan, x -> x.square().add(1).reciprocal());
  }

  public Jet asinh() {
    return integral(Exact::asinh, x -> x.square().add(1).sqrt().reciprocal());
  }

  public Jet acosh() {
    return integral(Exact::acosh, x -> x.add(-1).mul(x.add(1)).sqrt().reciprocal());
  }

  public Jet atanh() {
    return integral(Exact::atanh, x -> of(1).sub(x).mul(x.add(1)).reciprocal());
  }

  @Override
  public String toString() {
    return Arrays.toString(c);
  }
}
