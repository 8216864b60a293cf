package io.autodiff.internal.math;

/**
 * Bessel functions of the first kind of a whole order: near 0 the power series (DLMF 10.2.2), far
 * out the expansion of Hankel (10.17.3), between them the recurrence, downwards where it is stable
 * (Miller's algorithm, 3.6) and upwards from the expansion where the argument is beyond the order.
 */
public final class BesselOscillations {
  /** From here on the expansion of orders 0 and 1 is exact to rounding. */
  private static final double FAR = 25;

  /** How far the recurrence downwards starts above order and argument. */
  private static final double MARGIN = 12;

  private static final double LARGE = 0x1p500;

  private BesselOscillations() {}

  /** Returns {@code J_n(x)}, 0 at ±∞. */
  public static double j(int n, double x) {
    double a = Math.abs(x);
    double size;
    if (Double.isInfinite(a)) {
      return 0;
    } else if (a * a / 4 < n + 1) {
      size = series(n, a);
    } else if (a < FAR || n > a / 2) {
      size = downwards(n, a);
    } else {
      size = n < 2 || a > FAR + (double) n * n ? expansion(n, a) : upwards(n, a);
    }
    return x < 0 && n % 2 == 1 ? -size : size;
  }

  private static double series(int n, double x) {
    double factor = 1;
    for (int k = 1; k <= n; k++) {
      factor *= x / (2 * k);
    }
    double term = 1;
    double sum = 1;
    double quarter = -x * x / 4;
    for (int k = 1; Math.abs(term) > 0x1p-56; k++) {
      term *= quarter / (k * (double) (k + n));
      sum += term;
    }
    return sum * factor;
  }

  /** The sum {@code J₀ + 2 J₂ + 2 J₄ + … = 1} gives the factor that the recurrence leaves open. */
  private static double downwards(int n, double x) {
    double most = Math.max(n, x);
    int start = 2 * (int) ((most + MARGIN * (1 + Math.cbrt(most))) / 2);
    double above = 0;
    double now = Double.MIN_NORMAL;
    double sum = 0;
    double found = 0;
    for (int k = start; k >= 1; k--) {
      double below = 2 * k / x * now - above;
      above = now;
      now = below;
      if (k - 1 == n) {
        found = now;
      }
      sum += k % 2 == 1 ? (k == 1 ? now : 2 * now) : 0;
      if (Math.abs(now) > LARGE) {
        now /= LARGE;
        above /= LARGE;
        found /= LARGE;
        sum /= LARGE;
      }
    }
    return found / sum;
  }

  private static double upwards(int n, double x) {
    double before = expansion(0, x);
    double now = expansion(1, x);
    for (int k = 1; k < n; k++) {
      double next = 2 * k / x * now - before;
      before = now;
      now = next;
    }
    return now;
  }

  /** The phase {@code x - (n/2 + ¼) π} by the sine and cosine of {@code x}, which know it fully. */
  private static double expansion(int n, double x) {
    double mu = 4.0 * n * n;
    double even = 1;
    double odd = 0;
    double term = 1;
    for (int k = 1; Math.abs(term) > 0x1p-56; k++) {
      int m = 2 * k - 1;
      term *= (mu - m * (double) m) / (8 * k * x);
      double signed = k % 4 >= 2 ? -term : term;
      if (k % 2 == 0) {
        even += signed;
      } else {
        odd += signed;
      }
    }
    double sin = Math.sin(x);
    double cos = Math.cos(x);
    double plus = sin + cos;
    double minus = sin - cos;
    if (sin * cos < 0) {
      plus = -cosOfTwice(x) / minus;
    } else {
      minus = -cosOfTwice(x) / plus;
    }
    double factor = 1 / (Math.sqrt(Math.PI) * Math.sqrt(x));
    return switch (n % 4) {
      case 0 -> factor * (even * plus - odd * minus);
      case 1 -> factor * (even * minus + odd * plus);
      case 2 -> factor * (odd * minus - even * plus);
      default -> -factor * (even * minus + odd * plus);
    };
  }

  private static double cosOfTwice(double x) {
    return x < Double.MAX_VALUE / 2 ? Math.cos(2 * x) : 2 * Math.cos(x) * Math.cos(x) - 1;
  }
}
