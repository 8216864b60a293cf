package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.exact.Jet;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How far values and first derivatives of the functions of one operand are from the exact ones, in
 * units of the last place, over all doubles whose exact result is a normal number. The bounds are
 * those that the operations' descriptions state.
 */
class AccuracyTest {
  private static final int SAMPLES = 160;

  /** How near a zero of a result counts as one: rounding of the operand alone moves it as much. */
  private static final double NEAR_ZERO = 1e-2;

  /** The largest errors of a value and of a derivative, in units of the last place. */
  private record Bound(double value, double slope) {}

  static List<Samples.Case> operations() {
    return OpSamples.elementwise().stream()
        .filter(c -> c.op() instanceof Unary && !c.op().isPiecewiseConstant())
        .toList();
  }

  private static Bound bound(String operation) {
    return switch (operation) {
      case "gelu" -> new Bound(16, 32);
      case "entropy" -> new Bound(4, 64);
      case "geluTanh" -> new Bound(8, 64);
      case "mish" -> new Bound(4, 16);
      case "silu" -> new Bound(4, 8);
      case "lgamma" -> new Bound(16, 32);
      case "digamma" -> new Bound(32, 8);
      case "polygamma" -> new Bound(8, 32);
      case "besselI", "besselI0e", "besselI1e", "besselMoment" -> new Bound(24, 32);
      case "besselJ" -> new Bound(512, 512);
      case "gammaInc", "gammaIncc" -> new Bound(12, 6);
      case "gammaDensity" -> new Bound(6, 64);
      case "betaInc" -> new Bound(20, 8);
      case "betaDensity" -> new Bound(8, 64);
      case "erfcx" -> new Bound(8, 8);
      case "normalQuantile" -> new Bound(4, 8);
      case "sinc" -> new Bound(32, 32);
      default -> new Bound(4, 4);
    };
  }

  private static double draw(Random random, int i) {
    return switch (i % 5) {
      case 0 -> random.nextDouble(-1, 1);
      case 1 -> random.nextDouble(-40, 40);
      case 2 -> random.nextDouble(-740, 740);
      case 3 -> Math.exp(-random.nextDouble(0, 690));
      default -> Math.exp(random.nextDouble(0, 45)) * (random.nextBoolean() ? 1 : -1);
    };
  }

  @ParameterizedTest
  @MethodSource("operations")
  void errorsAreWithinTheirBounds(Samples.Case c) {
    Unary op = (Unary) c.op();
    Oracle oracle = Oracles.of(op);
    Bound bound = bound(c.toString());
    Random random = new Random(19);
    for (int i = 0; i < SAMPLES; i++) {
      double x = draw(random, i);
      if (oracle.isSmooth(x)) {
        Jet series = oracle.at(x);
        double y = op.applyAsDouble(x);
        check(c + " of " + x, y, series, 0, bound.value);
        check(c + "' of " + x, op.derivative(x, y), series, 1, bound.slope);
      }
    }
  }

  private static void check(String what, double found, Jet series, int order, double bound) {
    BigDecimal exact = series.derivative(order, 0);
    double e = exact.doubleValue();
    double value = series.value().doubleValue();
    boolean normal = Math.abs(e) >= Double.MIN_NORMAL && Math.abs(e) < 1e308;
    if (!normal || Math.abs(value) > 1e308 || isNearZero(series, order)) {
      return;
    }
    assertTrue(Double.isFinite(found), () -> what + ": expected " + e + " but was " + found);
    double error =
        new BigDecimal(found)
            .subtract(exact)
            .abs()
            .divide(new BigDecimal(Math.ulp(e)), MathContext.DECIMAL64)
            .doubleValue();
    assertTrue(error <= bound, () -> what + ": wrong by " + error + " ulp, " + found + " for " + e);
  }

  /** Returns whether a result crosses 0 nearby, away from 0 itself. */
  private static boolean isNearZero(Jet series, int order) {
    double e = Math.abs(series.derivative(order, 0).doubleValue());
    double change = Math.abs(series.derivative(order + 1, 0).doubleValue());
    double bend = Math.abs(series.derivative(order + 2 > 3 ? 3 : order + 2, 0).doubleValue());
    return e < NEAR_ZERO * Math.min(change, 1) && bend < 1e6 && change > 1e-3 && e > 1e-30;
  }
}
