package io.autodiff.op;

import static io.autodiff.op.Samples.INF;
import static io.autodiff.op.Samples.NAN;
import static io.autodiff.op.Samples.unary;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.FastMath;

/** Samples of incomplete integrals and of Bessel functions that oscillate. */
final class IncompleteSamples {
  private IncompleteSamples() {}

  /** Returns the operations with the choices that matter. */
  static List<Unary> parametric() {
    return List.of(
        new BesselJ(0),
        new BesselJ(1),
        new BesselJ(2),
        new BesselJ(7),
        new GammaInc(0.5, false),
        new GammaInc(1, false),
        new GammaInc(2.5, false),
        new GammaInc(40, false),
        new GammaInc(0.1, true),
        new GammaInc(1, true),
        new GammaInc(3, true),
        new GammaDensity(0.3, 0),
        new GammaDensity(1, 0),
        new GammaDensity(2.5, 1),
        new BetaInc(0.5, 0.5),
        new BetaInc(1, 1),
        new BetaInc(1, 3),
        new BetaInc(2, 1),
        new BetaInc(2.5, 30),
        new BetaDensity(0.5, 0, 3, 0),
        new BetaDensity(1, 0, 3, 0),
        new BetaDensity(3, 0, 1, 0),
        new BetaDensity(2, 1, 2.5, 0),
        new BetaDensity(2, 1, 1, 0));
  }

  static Samples of(BesselJ op) {
    int n = op.order();
    return unary(x -> bessel(n, x))
        .on(-1.5, 0.25, 3, 28, -31.5)
        .at(0, n == 0 ? 1 : 0, n == 1 ? 0.5 : 0)
        .at(INF, 0, 0)
        .at(-INF, 0, 0);
  }

  /** Returns the integral of DLMF 10.9.2 as a sum over 128 points. */
  private static double bessel(int n, double x) {
    return IntStream.range(0, 128)
        .mapToDouble(k -> FastMath.PI * (2 * k + 1) / 128)
        .map(angle -> FastMath.cos(n * angle - x * FastMath.sin(angle)) / 128)
        .sum();
  }

  static Samples of(GammaInc op) {
    double sign = op.upper() ? -1 : 1;
    double slope = op.shape() < 1 ? INF : op.shape() == 1 ? 1 : 0;
    DoubleUnaryOperator f =
        op.upper()
            ? x -> Gamma.regularizedGammaQ(op.shape(), x, 1e-15, 10_000)
            : x -> Gamma.regularizedGammaP(op.shape(), x, 1e-15, 10_000);
    Samples samples =
        op.shape() > 3 ? unary(f::applyAsDouble).on(32, 47.5) : unary(f::applyAsDouble);
    return samples
        .on(0.5, 1.25, 3)
        .at(0, op.upper() ? 1 : 0, sign * slope)
        .at(INF, op.upper() ? 0 : 1, sign * 0.0)
        .at(-1, NAN, NAN);
  }

  static Samples of(GammaDensity op) {
    double e = op.shape() - 1 - op.order();
    double gamma = Gamma.gamma(op.shape());
    Samples samples =
        unary(x -> FastMath.pow(x, e) * FastMath.exp(-x) / gamma)
            .on(0.25, 1.25, 3)
            .at(-1, NAN, NAN);
    return e == 0 ? samples.at(0, 1 / gamma, -1 / gamma) : samples.at(INF, 0, 0);
  }

  static Samples of(BetaInc op) {
    double a = op.a();
    double b = op.b();
    return unary(x -> Beta.regularizedBeta(x, a, b, 1e-15))
        .on(0.1, 0.4, 0.75)
        .at(0, 0, a < 1 ? INF : a == 1 ? b : 0)
        .at(1, 1, b < 1 ? INF : b == 1 ? a : 0)
        .at(-0.5, NAN, NAN)
        .at(2, NAN, NAN);
  }

  static Samples of(BetaDensity op) {
    double e = op.a() - 1 - op.i();
    double f = op.b() - 1 - op.j();
    double beta = FastMath.exp(Beta.logBeta(op.a(), op.b()));
    return unary(x -> FastMath.pow(x, e) * FastMath.pow(1 - x, f) / beta)
        .on(0.1, 0.4, 0.75)
        .at(-0.5, NAN, NAN);
  }
}
