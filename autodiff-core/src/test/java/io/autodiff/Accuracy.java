package io.autodiff;

import io.autodiff.exact.Jet;
import io.autodiff.op.Unary;
import java.math.BigDecimal;
import java.util.Random;

/** Measures, for my eyes. */
final class Accuracy {
  static double ulps(double actual, BigDecimal exact) {
    double e = exact.doubleValue();
    if (Double.isNaN(actual)) return Double.POSITIVE_INFINITY;
    if (Double.isInfinite(actual)) return Double.isInfinite(e) ? 0 : Double.POSITIVE_INFINITY;
    return new BigDecimal(actual).subtract(exact).abs().divide(new BigDecimal(Math.ulp(e)), java.math.MathContext.DECIMAL64).doubleValue();
  }
  public static void main(String[] a) {
    int n = Integer.parseInt(a[0]);
    for (Samples.Case c : OpSamples.elementwise()) {
      if (!(c.op() instanceof Unary op) || op.isPiecewiseConstant()) continue;
      if (a.length > 1 && !c.toString().matches(a[1])) continue;
      Oracle o = Oracles.of(op);
      Random r = new Random(1);
      double worst = 0, at = 0, worst1 = 0, at1 = 0;
      long t = System.nanoTime();
      for (int i = 0; i < n; i++) {
        double x = switch (i % 4) {
          case 0 -> r.nextDouble(-1, 1);
          case 1 -> r.nextDouble(-40, 40);
          case 2 -> r.nextDouble(-740, 740);
          default -> Math.exp(r.nextDouble(-700, 700)) * (r.nextBoolean() ? 1 : -1);
        };
        if (c.toString().equals("normalQuantile") && i % 3 == 0) x = Math.exp(-r.nextDouble(0, 700));
        if (!o.isSmooth(x)) continue;
        if ((c.toString().matches("sin|cos|tan|lgamma|digamma|polygamma")) && Math.abs(x) > 1e20) continue;
        Jet j;
        try { j = o.at(x); } catch (RuntimeException e) { System.out.println(c + " " + x + " " + e); continue; }
        double v = j.value().doubleValue(), d = j.derivative(1, 0).doubleValue();
        double y = op.applyAsDouble(x);
        if (Math.abs(v) >= Double.MIN_NORMAL && Math.abs(v) < 1e308) {
          double u = ulps(y, j.value());
          if (u > worst) { worst = u; at = x; }
        }
        if (Math.abs(d) >= Double.MIN_NORMAL && Math.abs(d) < 1e308 && Math.abs(v) < 1e308) {
          double u = ulps(op.derivative(x, y), j.derivative(1, 0));
          if (u > worst1) { worst1 = u; at1 = x; }
        }
      }
      System.out.printf(java.util.Locale.ROOT, "%-18s value %10.3g ulp at %-24s slope %10.3g ulp at %-24s %d ms%n", c, worst, at, worst1, at1, (System.nanoTime() - t) / 1000000);
    }
  }
}
