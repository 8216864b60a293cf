package io.autodiff.internal.linear;

import java.util.Arrays;

/**
 * The factorisation {@code P A Q = L D U} of a square matrix with complete pivoting, with {@code L}
 * and {@code U} of unit diagonal, and what follows from it for singular and nearly singular
 * matrices as well as for regular ones: cofactors, which are products of all pivots but one.
 * Nothing is divided by a pivot, so one that is 0 or rounding noise does no harm.
 *
 * <p>The cofactors of a product are the product of the cofactors, and those of {@code L} and {@code
 * U} their inverses' transposes.
 */
public final class RankFactorisation {
  private static final double ROOT_OF_TWO = Math.sqrt(2);

  private final int n;

  /** What is eliminated: below the diagonal L, above it U. */
  private final double[] lu;

  private final int[] rows;
  private final int[] columns;

  /** The pivots are {@code mantissas · 2^exponents}. */
  private final double[] mantissas;

  private final int[] exponents;

  /** The products of the mantissas before each, and of those behind. */
  private final double[] before;

  private final double[] behind;
  private final boolean finite;
  private int sign = 1;

  /** Factorises the row-major {@code (n, n)} matrix that begins at {@code at}. */
  public RankFactorisation(double[] a, int at, int n) {
    this.n = n;
    this.lu = Arrays.copyOfRange(a, at, at + n * n);
    this.rows = new int[n];
    this.columns = new int[n];
    Arrays.setAll(rows, i -> i);
    Arrays.setAll(columns, i -> i);
    this.finite = Arrays.stream(lu).allMatch(Double::isFinite);
    for (int k = 0; finite && k < n; k++) {
      pivot(k);
      eliminate(k);
    }
    this.mantissas = new double[n];
    this.exponents = new int[n];
    split();
    this.before = new double[n];
    this.behind = new double[n];
    for (int i = 0; i < n; i++) {
      before[i] = i == 0 ? 1 : before[i - 1] * mantissas[i - 1];
      behind[n - 1 - i] = i == 0 ? 1 : behind[n - i] * mantissas[n - i];
    }
  }

  private void pivot(int k) {
    int best = k * n + k;
    for (int i = k; i < n; i++) {
      for (int j = k; j < n; j++) {
        best = Math.abs(lu[i * n + j]) > Math.abs(lu[best]) ? i * n + j : best;
      }
    }
    swap(lu, k * n, best / n * n, 1);
    swap(lu, k, best % n, n);
    exchange(rows, k, best / n);
    exchange(columns, k, best % n);
  }

  private void exchange(int[] order, int k, int other) {
    int moved = order[k];
    order[k] = order[other];
    order[other] = moved;
    sign = k == other ? sign : -sign;
  }

  private void swap(double[] x, int a, int b, int step) {
    for (int j = 0; j < n && a != b; j++) {
      double moved = x[a + j * step];
      x[a + j * step] = x[b + j * step];
      x[b + j * step] = moved;
    }
  }

  private void eliminate(int k) {
    double pivot = lu[k * n + k];
    for (int i = k + 1; i < n && pivot != 0; i++) {
      double factor = lu[i * n + k] / pivot;
      lu[i * n + k] = factor;
      for (int j = k + 1; j < n; j++) {
        lu[i * n + j] -= factor * lu[k * n + j];
      }
    }
    for (int j = k + 1; j < n && pivot != 0; j++) {
      lu[k * n + j] /= pivot;
    }
  }

  /** Splits the pivots into mantissas about 1 and exponents; a 0 has the smallest of them. */
  private void split() {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      double pivot = lu[i * n + i];
      if (pivot != 0) {
        int e = Math.getExponent(Math.abs(pivot) * ROOT_OF_TWO);
        exponents[i] = e;
        mantissas[i] = Math.scalb(pivot, -e);
        least = Math.min(least, e);
      }
    }
    for (int i = 0; i < n; i++) {
      exponents[i] = mantissas[i] == 0 ? (least == Integer.MAX_VALUE ? 0 : least) : exponents[i];
    }
  }

  private int least() {
    return Arrays.stream(exponents).min().orElse(0);
  }

  /** Writes the matrix of cofactors, {@code det A · A⁻ᵀ} of a regular one, to {@code out}. */
  public void cofactors(double[] out, int at) {
    if (isOutside(out, at, 1)) {
      return;
    }
    int least = least();
    double[] middle = new double[n * n];
    for (int i = 0; i < n; i++) {
      middle[i * n + i] = Math.scalb(before[i] * behind[i], least - exponents[i]);
    }
    write(middle, Arrays.stream(exponents).sum() - least, out, at);
  }

  /**
   * Writes the derivative of the matrix of cofactors in a direction, the {@code (n, n)} matrix that
   * begins at {@code from}.
   */
  public void derivative(double[] direction, int from, double[] out, int at) {
    if (isOutside(out, at, 0)) {
      return;
    }
    double[] h = inward(direction, from);
    int least = least();
    double[] middle = new double[n * n];
    for (int i = 0; i < n; i++) {
      double between = 1;
      for (int j = i + 1; j < n; j++) {
        int shift = 2 * least - exponents[i] - exponents[j];
        double others = Math.scalb(before[i] * between * behind[j], shift);
        middle[i * n + i] += others * h[j * n + j];
        middle[j * n + j] += others * h[i * n + i];
        middle[i * n + j] = -others * h[j * n + i];
        middle[j * n + i] = -others * h[i * n + j];
        between *= mantissas[j];
      }
    }
    write(middle, Arrays.stream(exponents).sum() - 2 * least, out, at);
  }

  /** Writes the result for a matrix of one element, or that is not finite. */
  private boolean isOutside(double[] out, int at, double ofOne) {
    if (n > 1 && finite) {
      return false;
    }
    Arrays.fill(out, at, at + n * n, n == 1 ? ofOne : Double.NaN);
    return true;
  }

  /** Returns {@code L⁻¹ H U⁻¹} of a direction {@code H}, permuted as the matrix was. */
  private double[] inward(double[] direction, int from) {
    double[] h = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        h[i * n + j] = direction[from + rows[i] * n + columns[j]];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        for (int j = 0; j < n; j++) {
          h[i * n + j] -= lu[i * n + k] * h[k * n + j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < j; k++) {
          h[i * n + j] -= h[i * n + k] * lu[k * n + j];
        }
      }
    }
    return h;
  }

  /** Writes {@code L⁻ᵀ middle U⁻ᵀ · 2^exponent}, permuted back. */
  private void write(double[] middle, int exponent, double[] out, int at) {
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        for (int j = 0; j < n; j++) {
          middle[i * n + j] -= lu[k * n + i] * middle[k * n + j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = n - 1; j >= 0; j--) {
        for (int k = j + 1; k < n; k++) {
          middle[i * n + j] -= middle[i * n + k] * lu[j * n + k];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double value = Math.scalb(middle[i * n + j], exponent);
        out[at + rows[i] * n + columns[j]] = sign * value;
      }
    }
  }
}
