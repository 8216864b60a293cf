package io.autodiff.internal.linear;

import io.autodiff.internal.array.ArrayKernels;
import java.util.Arrays;

/**
 * The exponential of a matrix by scaling, Padé's approximant of degree 13 and squaring. Source:
 * Higham, "The scaling and squaring method for the matrix exponential revisited" (2005).
 */
public final class PadeExponential {
  /** The largest norm for which the approximant is right to the last digit of a double. */
  private static final double REACH = 5.371920351148152;

  private static final double[] COEFFICIENTS = {
    64764752532480000.0,
    32382376266240000.0,
    7771770303897600.0,
    1187353796428800.0,
    129060195264000.0,
    10559470521600.0,
    670442572800.0,
    33522128640.0,
    1323241920.0,
    40840800.0,
    960960.0,
    16380.0,
    182.0,
    1.0
  };

  private final ArrayKernels kernels;
  private final int n;

  /** The exponentials of {@code (n, n)} matrices, with products by {@code kernels}. */
  public PadeExponential(ArrayKernels kernels, int n) {
    this.kernels = kernels;
    this.n = n;
  }

  /** Writes the exponential of the row-major matrix that begins at {@code at} to the same place. */
  public void exponential(double[] x, int at, double[] out) {
    double norm = norm(x, at);
    if (!Double.isFinite(norm)) {
      Arrays.fill(out, at, at + n * n, Double.NaN);
      return;
    }
    int halvings = norm > REACH ? Math.max(0, Math.getExponent(norm / REACH) + 1) : 0;
    double[] a = Arrays.copyOfRange(x, at, at + n * n);
    for (int i = 0; i < a.length; i++) {
      a[i] = Math.scalb(a[i], -halvings);
    }
    double[] result = approximant(a);
    for (int i = 0; i < halvings; i++) {
      result = product(result, result);
    }
    System.arraycopy(result, 0, out, at, n * n);
  }

  /** Returns the largest sum of sizes in a column. */
  private double norm(double[] x, int at) {
    double largest = 0;
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.abs(x[at + i * n + j]);
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  private double[] approximant(double[] a) {
    double[] second = product(a, a);
    double[] fourth = product(second, second);
    double[] sixth = product(fourth, second);
    double[][] powers = {second, fourth, sixth};
    double[] odd = product(a, half(powers, 1));
    double[] even = half(powers, 0);
    double[] above = new double[n * n];
    double[] below = new double[n * n];
    for (int i = 0; i < above.length; i++) {
      above[i] = even[i] + odd[i];
      below[i] = even[i] - odd[i];
    }
    double[] quotient = new double[n * n];
    new LuFactorisation(kernels, below, 0, n).solve(kernels, false, above, 0, n, quotient);
    return quotient;
  }

  /** Returns the even half of the polynomial, or the odd one over the matrix. */
  private double[] half(double[][] powers, int odd) {
    double[] high = new double[n * n];
    double[] low = new double[n * n];
    for (int p = 0; p < powers.length; p++) {
      double ofLow = COEFFICIENTS[2 * p + 2 + odd];
      double ofHigh = COEFFICIENTS[2 * p + 8 + odd];
      for (int i = 0; i < high.length; i++) {
        low[i] += ofLow * powers[p][i];
        high[i] += ofHigh * powers[p][i];
      }
    }
    double[] sum = product(powers[2], high);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += low[i];
    }
    for (int i = 0; i < n; i++) {
      sum[i * n + i] += COEFFICIENTS[odd];
    }
    return sum;
  }

  private double[] product(double[] x, double[] y) {
    double[] out = new double[n * n];
    kernels.matmul(x, 0, false, y, 0, false, out, 0, n, n, n);
    return out;
  }
}
