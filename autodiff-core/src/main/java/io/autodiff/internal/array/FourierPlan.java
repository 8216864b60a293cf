package io.autodiff.internal.array;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The discrete Fourier transform of one length: {@code X_k = Σ_j x_j e^(-2πi jk / n)}, not scaled.
 * Numbers are complex, their real and imaginary parts next to each other. Lengths whose prime
 * factors are at most {@value #LARGEST_PRIME} by Stockham's algorithm, factor by factor; others by
 * Bluestein's, a convolution of a power of two. Roots of unity come from angles of at most 45°.
 * Source: Van Loan, "Computational frameworks for the fast Fourier transform" (1992), 1.7 and 4.2.
 */
public final class FourierPlan {
  private static final int LARGEST_PRIME = 31;

  private final int n;
  private final int[] factors;

  /** The roots {@code e^(-2πi k / n)}, k from 0. */
  private final double[] roots;

  private final @Nullable Convolution convolution;

  /** Makes the plan of a length from 1. */
  public FourierPlan(int n) {
    this.n = n;
    this.factors = factors(n);
    boolean smooth = Arrays.stream(factors).allMatch(p -> p <= LARGEST_PRIME);
    this.roots = new double[smooth ? 2 * n : 0];
    for (int k = 0; 2 * k < roots.length; k++) {
      root(4L * k, n, roots, 2 * k);
    }
    this.convolution = smooth ? null : new Convolution(n);
  }

  /** Returns the factors of a number, fours first, a large one last. */
  private static int[] factors(int n) {
    int[] found = new int[Integer.SIZE];
    int count = 0;
    int rest = n;
    for (int p = 4; rest > 1; p = p == 4 ? 2 : p == 2 ? 3 : p + 2) {
      boolean prime = p > LARGEST_PRIME;
      while (rest % p == 0 || (prime && rest > 1)) {
        found[count] = prime ? rest : p;
        rest /= found[count++];
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Writes {@code e^(-πi/2 q/n)}, q from 0 to 4 n. */
  private static void root(long q, int n, double[] to, int at) {
    long rest = q % n;
    boolean steep = 2 * rest > n;
    double angle = Math.PI / 2 * (steep ? n - rest : rest) / n;
    double cos = steep ? Math.sin(angle) : Math.cos(angle);
    double sin = steep ? Math.cos(angle) : Math.sin(angle);
    int quarter = (int) (q / n % 4);
    double along = quarter % 2 == 0 ? cos : sin;
    double across = quarter % 2 == 0 ? sin : cos;
    to[at] = quarter == 1 || quarter == 2 ? -along : along;
    to[at + 1] = quarter >= 2 ? across : -across;
  }

  /** Returns how long the two arrays must be that a transform works in. */
  public int workLength() {
    return convolution == null ? 2 * n : convolution.inner.workLength();
  }

  /**
   * Transforms the first {@code n} numbers of an array; uses up both.
   *
   * @return the one of the two arrays that holds the result
   */
  public double[] transform(double[] x, double[] other) {
    if (convolution != null) {
      return convolution.transform(x, other);
    }
    double[] from = x;
    double[] to = other;
    int done = 1;
    for (int p : factors) {
      switch (p) {
        case 2 -> byTwo(done, from, to);
        case 4 -> byFour(done, from, to);
        default -> byPrime(p, done, from, to);
      }
      double[] swapped = from;
      from = to;
      to = swapped;
      done *= p;
    }
    return from;
  }

  private void byTwo(int done, double[] x, double[] y) {
    int m = n / (2 * done);
    for (int k = 0; k < m; k++) {
      double wr = roots[2 * k * done];
      double wi = roots[2 * k * done + 1];
      for (int q = 0; q < done; q++) {
        int a = 2 * (q + done * k);
        int b = a + 2 * done * m;
        int to = 2 * (q + 2 * done * k);
        double re = x[a] - x[b];
        double im = x[a + 1] - x[b + 1];
        y[to] = x[a] + x[b];
        y[to + 1] = x[a + 1] + x[b + 1];
        y[to + 2 * done] = re * wr - im * wi;
        y[to + 2 * done + 1] = re * wi + im * wr;
      }
    }
  }

  private void byFour(int done, double[] x, double[] y) {
    int m = n / (4 * done);
    int step = 2 * done * m;
    for (int k = 0; k < m; k++) {
      int w = 2 * k * done;
      for (int q = 0; q < done; q++) {
        int a = 2 * (q + done * k);
        int b = a + step;
        int c = b + step;
        int d = c + step;
        double evenRe = x[a] + x[c];
        double evenIm = x[a + 1] + x[c + 1];
        double oddRe = x[b] + x[d];
        double oddIm = x[b + 1] + x[d + 1];
        double acRe = x[a] - x[c];
        double acIm = x[a + 1] - x[c + 1];
        double bdRe = x[b] - x[d];
        double bdIm = x[b + 1] - x[d + 1];
        int to = 2 * (q + 4 * done * k);
        y[to] = evenRe + oddRe;
        y[to + 1] = evenIm + oddIm;
        turn(acRe + bdIm, acIm - bdRe, w, y, to + 2 * done);
        turn(evenRe - oddRe, evenIm - oddIm, 2 * w, y, to + 4 * done);
        turn(acRe - bdIm, acIm + bdRe, 3 * w, y, to + 6 * done);
      }
    }
  }

  /** Writes a number times the root at {@code w}. */
  private void turn(double re, double im, int w, double[] y, int to) {
    y[to] = re * roots[w] - im * roots[w + 1];
    y[to + 1] = re * roots[w + 1] + im * roots[w];
  }

  private void byPrime(int p, int done, double[] x, double[] y) {
    int m = n / (p * done);
    for (int k = 0; k < m; k++) {
      for (int q = 0; q < done; q++) {
        for (int r = 0; r < p; r++) {
          double re = 0;
          double im = 0;
          for (int j = 0; j < p; j++) {
            int a = 2 * (q + done * (k + j * m));
            int w = 2 * (j * r % p * (n / p));
            re += x[a] * roots[w] - x[a + 1] * roots[w + 1];
            im += x[a] * roots[w + 1] + x[a + 1] * roots[w];
          }
          turn(re, im, 2 * k * done * r, y, 2 * (q + done * (p * k + r)));
        }
      }
    }
  }

  /** The transform as a convolution with {@code e^(πi k² / n)}. */
  private static final class Convolution {
    private final int n;
    private final FourierPlan inner;

    /** The numbers {@code e^(-πi k² / n)}. */
    private final double[] chirp;

    /** The transform of their conjugates, over the inner length. */
    private final double[] filter;

    Convolution(int n) {
      this.n = n;
      int length = Integer.highestOneBit(2 * n - 1) * 2;
      this.inner = new FourierPlan(length);
      this.chirp = new double[2 * n];
      double[] around = new double[2 * length];
      for (int k = 0; k < n; k++) {
        root(2 * ((long) k * k % (2L * n)), n, chirp, 2 * k);
        int mirrored = 2 * ((length - k) % length);
        around[2 * k] = chirp[2 * k] / length;
        around[2 * k + 1] = -chirp[2 * k + 1] / length;
        around[mirrored] = around[2 * k];
        around[mirrored + 1] = around[2 * k + 1];
      }
      this.filter = inner.transform(around, new double[2 * length]);
    }

    double[] transform(double[] x, double[] other) {
      multiply(x, chirp, n, false);
      Arrays.fill(x, 2 * n, x.length, 0);
      double[] spectrum = inner.transform(x, other);
      multiply(spectrum, filter, filter.length / 2, true); // the inverse by conjugates
      boolean exchanged = inner.factors.length % 2 == 1;
      double[] result = inner.transform(spectrum, exchanged ? x : other);
      for (int k = 0; k < n; k++) {
        result[2 * k + 1] = -result[2 * k + 1];
      }
      multiply(result, chirp, n, false);
      return result;
    }

    private static void multiply(double[] x, double[] by, int count, boolean conjugate) {
      for (int k = 0; k < 2 * count; k += 2) {
        double re = x[k] * by[k] - x[k + 1] * by[k + 1];
        double im = x[k] * by[k + 1] + x[k + 1] * by[k];
        x[k] = re;
        x[k + 1] = conjugate ? -im : im;
      }
    }
  }
}
