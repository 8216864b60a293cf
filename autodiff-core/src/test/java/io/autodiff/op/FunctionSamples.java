package io.autodiff.op;

import static io.autodiff.op.Samples.INF;
import static io.autodiff.op.Samples.NAN;
import static io.autodiff.op.Samples.unary;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.FastMath;

/** Samples of the named functions and of activations. */
final class FunctionSamples {
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  private FunctionSamples() {}

  /** Returns the operations with parameters, with the choices that matter. */
  static List<Unary> parametric() {
    return List.of(
        new LeakyRelu(0.1),
        new Elu(1.5),
        new Clamp(-1, 2, false),
        new Clamp(-1, 2, true),
        new Polygamma(0),
        new Polygamma(1),
        new Erfcx(0),
        new Erfcx(2),
        new BesselI(0),
        new BesselI(1),
        new BesselI(2),
        new BesselMoment(0),
        new BesselMoment(1),
        new Sinc(0),
        new Sinc(1),
        new Sinc(2),
        new LogFloor(false, 0x1p-120),
        new LogFloor(true, 0x1p-25));
  }

  static Samples of(LeakyRelu op) {
    return unary(x -> FastMath.max(x, 0) + op.slope() * FastMath.min(x, 0))
        .on(-1.5, 0.25, 3)
        .at(0, 0, op.slope())
        .at(INF, INF, 1)
        .at(-INF, -INF, op.slope());
  }

  static Samples of(Elu op) {
    return unary(x -> x < 0 ? op.alpha() * (FastMath.exp(x) - 1) : x)
        .on(-1.5, 0.25, 3)
        .at(0, 0, op.alpha())
        .at(INF, INF, 1)
        .at(-INF, -op.alpha(), 0);
  }

  static Samples of(Clamp op) {
    double bound = op.open() ? 0 : 1;
    return unary(x -> x < op.low() ? op.low() : x > op.high() ? op.high() : x)
        .on(-1.5, 0.25, 3)
        .at(op.low(), op.low(), bound)
        .at(op.high(), op.high(), bound)
        .at(-INF, op.low(), 0)
        .at(INF, op.high(), 0);
  }

  static Samples of(Polygamma op) {
    return op.order() == 0
        ? unary(FunctionSamples::digamma).on(0.3, 1.25, 60, -0.75).at(INF, INF, 0).at(-2, NAN, INF)
        : unary(Gamma::trigamma).on(0.3, 1.25, 60).at(INF, 0, -0.0).at(-2, INF, NAN);
  }

  /** Returns the digamma function by its recurrence, from an argument where its series is exact. */
  private static double digamma(double x) {
    double far = x + 200;
    double steps = IntStream.range(0, 200).mapToDouble(k -> 1 / (x + k)).sum();
    double square = far * far;
    double tail = 1 / (12 * square) - 1 / (120 * square * square);
    return FastMath.log(far) - 1 / (2 * far) - tail - steps;
  }

  static Samples of(Erfcx op) {
    return op.order() == 0
        ? unary(x -> FastMath.exp(x * x) * Erf.erfc(x))
            .on(-1.5, 0.25, 3)
            .at(-INF, INF, -INF)
            .at(INF, 0, -0.0)
        : unary(FunctionSamples::secondIntegral).on(-1.5, 0.25, 3).at(INF, 0, -0.0);
  }

  /** Returns {@code e^x²} times the integral of the integral of erfc, DLMF 7.18.7. */
  private static double secondIntegral(double x) {
    double tail = FastMath.exp(x * x) * Erf.erfc(x);
    return ((1 + 2 * x * x) * tail - 2 * x / FastMath.sqrt(FastMath.PI)) / 4;
  }

  static Samples of(BesselI op) {
    return unary(
            x ->
                FastMath.exp(FastMath.abs(x)) * bessel(x, k -> FastMath.cos(op.order() * angle(k))))
        .on(-1.5, 0.25, 3)
        .at(0, op.order() == 0 ? 1 : 0, op.order() == 1 ? 0.5 : 0)
        .at(INF, INF, INF);
  }

  static Samples of(BesselMoment op) {
    return unary(
            x -> bessel(FastMath.abs(x), k -> FastMath.pow(1 - FastMath.cos(angle(k)), op.order())))
        .on(-1.5, 0.25, 3)
        .at(0, 1, 0)
        .at(INF, 0, -0.0);
  }

  static Samples of(Sinc op) {
    Samples samples =
        unary(x -> sphericalBessel(op.order(), FastMath.PI * x)).on(-1.5, 0.25, 0.6, 3.25);
    return switch (op.order()) {
      case 0 -> samples.at(0, 1, 0).at(INF, 0, 0).at(-2, 0, -0.5);
      case 1 -> samples.at(0, 0, FastMath.PI / 3).at(INF, 0, 0);
      default -> samples.at(0, 0, 0).at(INF, 0, 0);
    };
  }

  /** Returns spherical Bessel functions as DLMF 10.49.3 writes them out. */
  private static double sphericalBessel(int n, double u) {
    double sin = FastMath.sin(u);
    double cos = FastMath.cos(u);
    return switch (n) {
      case 0 -> sin / u;
      case 1 -> sin / (u * u) - cos / u;
      default -> (3 / (u * u) - 1) * sin / u - 3 * cos / (u * u);
    };
  }

  static Samples of(LogFloor op) {
    double most = 1 / op.least();
    return op.ofRest()
        ? unary(x -> FastMath.log(1 - x)).on(0.5, 0.25, 0.875, -3).at(1, -100, -most)
        : unary(FastMath::log).on(0.5, 0.25, 0.875, 3).at(0, -100, most).at(INF, INF, 0);
  }

  static Samples of(RoundingOp op) {
    return switch (op) {
      case FLOOR -> unary(x -> x < 0 ? (int) x - 1 : (int) x).on(-1.6, 0.2, 3.4).at(-2, -2, 0);
      case CEIL -> unary(x -> x > 0 ? (int) x + 1 : (int) x).on(-1.6, 0.2, 3.4).at(-2, -2, 0);
      case ROUND ->
          unary(x -> (int) (x + 100.5) - 100).on(-1.6, 0.2, 3.4).at(0.5, 0, 0).at(1.5, 2, 0);
      case TRUNC -> unary(x -> (int) x).on(-1.6, 0.2, 3.4).at(-2, -2, 0).at(INF, INF, 0);
    };
  }

  static Samples of(TrigonometricOp op) {
    return switch (op) {
      case ASIN -> unary(FastMath::asin).on(-0.9, 0.2, 0.7).at(1, FastMath.PI / 2, INF);
      case ACOS -> unary(FastMath::acos).on(-0.9, 0.2, 0.7).at(1, 0, -INF);
      case ATAN -> unary(FastMath::atan).on(-3, 0.2, 0.7).at(INF, FastMath.PI / 2, 0);
      case SINH -> unary(FastMath::sinh).on(-3, 0.2, 0.7).at(INF, INF, INF).at(-0.0, -0.0, 1);
      case COSH -> unary(FastMath::cosh).on(-3, 0.2, 0.7).at(-INF, INF, -INF).at(0, 1, 0);
      case ASINH ->
          unary(FastMath::asinh)
              .on(-3, 0.2, 1e-9, 1e10)
              .at(INF, INF, 0)
              .at(-0.0, -0.0, 1)
              .at(-INF, -INF, 0);
      case ACOSH -> unary(FastMath::acosh).on(1.1, 2, 1e10).at(1, 0, INF).at(INF, INF, 0);
      case ATANH -> unary(FastMath::atanh).on(-0.9, 0.2, 1e-9).at(1, INF, INF).at(-1, -INF, INF);
    };
  }

  static Samples of(SpecialOp op) {
    return switch (op) {
      case ERF -> unary(Erf::erf).on(-1.5, 0.25, 1e-9, 3).at(INF, 1, 0).at(-INF, -1, 0);
      case ERFC -> unary(Erf::erfc).on(-1.5, 0.25, 3).at(INF, 0, -0.0).at(-INF, 2, -0.0);
      case ERF_INV -> unary(Erf::erfInv).on(-0.9, 0.2, 0.999).at(1, INF, INF).at(-1, -INF, INF);
      case NORMAL_CDF ->
          unary(x -> Erf.erfc(-x / FastMath.sqrt(2)) / 2)
              .on(-1.5, 0.25, 3)
              .at(INF, 1, 0)
              .at(-INF, 0, 0);
      case LOG_NORMAL_CDF ->
          unary(x -> FastMath.log(Erf.erfc(-x / FastMath.sqrt(2)) / 2))
              .on(-1.5, 0.25, 3, -8)
              .at(INF, -0.0, 0)
              .at(-INF, -INF, INF);
      case NORMAL_QUANTILE ->
          unary(NORMAL::inverseCumulativeProbability)
              .on(0.01, 0.4, 0.6, 0.999)
              .at(0, -INF, INF)
              .at(1, INF, INF);
      case LGAMMA ->
          unary(x -> x > 0 ? Gamma.logGamma(x) : FastMath.log(FastMath.abs(Gamma.gamma(x))))
              .on(0.3, 1.7, 60, -2.7)
              .at(INF, INF, INF)
              .at(-2, INF, NAN);
      case ENTROPY ->
          unary(x -> FastMath.log(FastMath.pow(x, -x)))
              .on(0.1, 0.5, 3)
              .at(0, 0, INF)
              .at(-1, NAN, NAN)
              .at(INF, -INF, -INF);
      case LOGISTIC_DENSITY ->
          unary(x -> 0.25 / FastMath.pow(FastMath.cosh(x / 2), 2))
              .on(-1.5, 0.25, 3)
              .at(0, 0.25, 0)
              .at(INF, 0, 0)
              .at(-INF, 0, 0);
      case LOGIT ->
          unary(x -> FastMath.log(x) - FastMath.log(1 - x))
              .on(0.1, 0.4, 0.9)
              .at(0.5, 0, 4)
              .at(0, -INF, INF)
              .at(1, INF, INF)
              .at(-1, NAN, NAN)
              .at(1.25, NAN, NAN)
              .at(2, NAN, NAN);
      case BESSEL_I1E ->
          unary(x -> bessel(x, k -> FastMath.cos(angle(k))))
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0.5)
              .at(INF, 0, 0);
    };
  }

  /** Returns the integral of DLMF 10.32.3 as a sum over 64 points. */
  private static double bessel(double x, IntToDoubleFunction weight) {
    return IntStream.range(0, 64)
        .mapToDouble(
            k ->
                weight.applyAsDouble(k)
                    * FastMath.exp(x * FastMath.cos(angle(k)) - FastMath.abs(x))
                    / 64)
        .sum();
  }

  private static double angle(int k) {
    return FastMath.PI * (2 * k + 1) / 64;
  }

  static Samples of(ActivationOp op) {
    return switch (op) {
      case SOFTPLUS ->
          unary(x -> FastMath.log(1 + FastMath.exp(x)))
              .on(-1.5, 0.25, 3)
              .at(800, 800, 1)
              .at(-800, 0, 0)
              .at(INF, INF, 1)
              .at(-INF, 0, 0);
      case RELU ->
          unary(x -> x < 0 ? 0 : x)
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0)
              .at(Double.MIN_VALUE, Double.MIN_VALUE, 1)
              .at(INF, INF, 1)
              .at(-INF, 0, 0);
      case SILU ->
          unary(x -> x / (1 + FastMath.exp(-x)))
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0.5)
              .at(INF, INF, 1)
              .at(-INF, 0, 0);
      case MISH ->
          unary(x -> x * FastMath.tanh(FastMath.log(1 + FastMath.exp(x))))
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0.6)
              .at(INF, INF, 1)
              .at(-INF, 0, 0);
      case GELU ->
          unary(x -> x * (1 + Erf.erf(x / FastMath.sqrt(2))) / 2)
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0.5)
              .at(INF, INF, 1)
              .at(-INF, 0, 0);
      case GELU_TANH ->
          unary(
                  x ->
                      x
                          / (1
                              + FastMath.exp(
                                  -FastMath.sqrt(8 / FastMath.PI)
                                      * (x + 0.044715 * FastMath.pow(x, 3)))))
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0.5)
              .at(INF, INF, 1)
              .at(-INF, 0, 0);
      case TANH_SHRINK ->
          unary(x -> x - FastMath.tanh(x))
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0)
              .at(INF, INF, 1)
              .at(0x1p-30, 0x1p-90 / 3, 0x1p-60);
      case SOFTSIGN ->
          unary(x -> x < 0 ? x / (1 - x) : x / (1 + x))
              .on(-1.5, 0.25, 3)
              .at(0, 0, 1)
              .at(INF, 1, 0)
              .at(-INF, -1, 0);
    };
  }
}
