package io.autodiff.internal.loop;

import static io.autodiff.internal.loop.FormulaOp.*;

import io.autodiff.internal.math.ErrorFunctions;

/**
 * Writes the error function and its complement; see {@link FunctionLowering}. The methods are those
 * of {@link ErrorFunctions}, but the Chebyshev series is a polynomial here: it interpolates the
 * function at Chebyshev's points, computed in 60 digits, and is as long as the element type needs.
 */
final class ErrorFunctionWriter extends FormulaWriter {
  /** {@code (1 + 2x) e^x² erfc(x)} in {@code (x - 3.75) / (x + 3.75)}, until erfc vanishes. */
  private static final double[] TAIL = {
    1.2375126308378275,
    -0.14024059858554835,
    0.0035854154854695723,
    0.08227673849032573,
    -0.10880393014213892,
    0.09230432115352209,
    -0.05869339857796238,
    0.02836227753734425,
    -0.009746579737300837,
    0.0017556247456257678,
    0.0002937152563207351,
    -0.00029014800639575014,
    5.1640470094730545e-05,
    2.2364191327164992e-05,
    -1.1415036490260773e-05,
    -9.347085773301623e-07,
    1.6917141008499113e-06,
    -9.690364296348328e-08,
    -1.885520542488486e-07,
    3.7327062598083877e-08
  };

  private static final double[] TAIL_SINGLE = {
    1.2375126301582764,
    -0.14024067254331873,
    0.003585548664184872,
    0.08228062623211334,
    -0.10880679350191408,
    0.09224738556663703,
    -0.05868364726355958,
    0.028687882731176076,
    -0.009676728321135291,
    0.001052944973878732
  };

  /** {@code erf(x) / x - 1} in {@code x^2}, up to 3/4. */
  private static final double[] NEAR = {
    0.12837916709551256,
    -0.37612638903183715,
    0.11283791670952596,
    -0.026866170644428485,
    0.005223977615420539,
    -0.0008548326188759752,
    0.00012055289567541706,
    -1.4924196305569617e-05,
    1.643068417974155e-06,
    -1.5940066854661717e-07,
    1.1472499701094691e-08
  };

  private static final double[] NEAR_SINGLE = {
    0.1283791655787516,
    -0.37612619469437675,
    0.11283386538414544,
    -0.026835114568609705,
    0.005115332112532226,
    -0.0006756479568680047
  };

  private final ExponentialWriter exponentials;

  ErrorFunctionWriter(Formula.Builder to, boolean single) {
    super(to, single);
    this.exponentials = new ExponentialWriter(to, single);
  }

  private int near(int x) {
    return fma(x, polynomial(mul(x, x), NEAR, NEAR_SINGLE), x);
  }

  /** {@code erfc(x)} from 3/4 on. */
  private int tail(int x) {
    return tail(x, x, x);
  }

  /** {@code e^-yz} for {@code e^-x²} in it; what rounding takes from the product is given back. */
  private int tail(int x, int y, int z) {
    int t = div(sub(x, c(3.75)), add(x, c(3.75)));
    int scaled = div(polynomial(t, TAIL, TAIL_SINGLE), fma(x, c(2), c(1)));
    int product = mul(y, z);
    int lost = fma(y, z, neg(product));
    int value = mul(exponentials.exp(neg(product)), fma(scaled, neg(lost), scaled));
    return where(gt(x, c(27.3, 10.1)), c(0), value);
  }

  int erf(int x) {
    int a = abs(x);
    return signed(where(lt(a, c(0.75)), near(a), sub(c(1), tail(a))), x);
  }

  int erfc(int x) {
    int a = abs(x);
    int tail = tail(a);
    int far = where(lt(x, c(0)), sub(c(2), tail), tail);
    return where(lt(a, c(0.75)), sub(c(1), near(x)), far);
  }

  /** As {@link ErrorFunctions#normalCdf}. */
  int normalCdf(int x) {
    int size = abs(x);
    int a = mul(size, c(ErrorFunctions.SQRT_HALF));
    int tail = mul(tail(a, size, mul(size, c(0.5))), c(0.5));
    int far = where(lt(x, c(0)), tail, sub(c(1), tail));
    return where(
        lt(a, c(0.75)), fma(near(mul(x, c(ErrorFunctions.SQRT_HALF))), c(0.5), c(0.5)), far);
  }
}
