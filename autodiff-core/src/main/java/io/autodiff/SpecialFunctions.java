package io.autodiff;

import static io.autodiff.Cotangents.scale;

import io.autodiff.op.BesselI;
import io.autodiff.op.BesselJ;
import io.autodiff.op.BesselMoment;
import io.autodiff.op.BetaInc;
import io.autodiff.op.Erfcx;
import io.autodiff.op.GammaInc;
import io.autodiff.op.Polygamma;
import io.autodiff.op.Sinc;
import io.autodiff.op.SpecialOp;
import io.autodiff.op.Unary;

/**
 * The error function, the gamma function, Bessel functions and other named functions. By how many
 * units of the last place they may be off and where their formulas are from is said in the sources,
 * at their constants in the package {@code io.autodiff.op}. Two tensors whose shapes do not
 * broadcast, or whose element types differ, are refused with an {@link AutodiffException}.
 *
 * @param <V> the kind of value
 */
public sealed interface SpecialFunctions<V extends Value<V>> permits Arithmetic {

  /**
   * Applies an elementwise operation of one operand.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  V apply(Unary op);

  /** Returns the error function {@code 2/√π ∫₀ˣ e^-t² dt}. */
  default V erf() {
    return apply(SpecialOp.ERF);
  }

  /** Returns {@code 1 - erf(x)}, accurate where that is small. */
  default V erfc() {
    return apply(SpecialOp.ERFC);
  }

  /** Returns {@code e^x² erfc(x)}, which does not vanish where {@link #erfc} does. */
  default V erfcx() {
    return apply(new Erfcx(0));
  }

  /** Returns the inverse of {@link #erf}; NaN outside [-1, 1], infinite at ±1. */
  default V erfInv() {
    return apply(SpecialOp.ERF_INV);
  }

  /** Returns the probability of a standard normal variable below {@code x}. */
  default V normalCdf() {
    return apply(SpecialOp.NORMAL_CDF);
  }

  /** Returns the logarithm of {@link #normalCdf}, accurate far below 0. */
  default V logNormalCdf() {
    return apply(SpecialOp.LOG_NORMAL_CDF);
  }

  /** Returns the inverse of {@link #normalCdf}; NaN outside [0, 1], infinite at its ends. */
  default V normalQuantile() {
    return apply(SpecialOp.NORMAL_QUANTILE);
  }

  /** Returns {@code log |Γ(x)|}; ∞ at 0, -1, -2, …. */
  default V lgamma() {
    return apply(SpecialOp.LGAMMA);
  }

  /** Returns {@code Γ'(x) / Γ(x)}; NaN at -1, -2, …, infinite at 0. */
  default V digamma() {
    return apply(new Polygamma(0));
  }

  /**
   * Returns the derivative of order {@code order} of {@link #digamma}.
   *
   * @throws AutodiffException if {@code order} is negative
   */
  default V polygamma(int order) {
    return apply(new Polygamma(order));
  }

  /**
   * Returns the regularised lower incomplete gamma function {@code P(shape, x)}, the probability
   * that a gamma variable of this shape and rate 1 is below {@code x}; 1 at ∞, NaN below 0. It has
   * a derivative by {@code x} of any order, none by the shape. PyTorch's {@code special.gammainc}.
   *
   * @throws AutodiffException if {@code shape} is not a positive number
   */
  default V gammaInc(double shape) {
    return apply(new GammaInc(shape, false));
  }

  /**
   * Returns {@link #gammaInc(double)} of a constant of one element.
   *
   * @throws AutodiffException if {@code shape} is recorded or not one positive number
   */
  default V gammaInc(V shape) {
    return gammaInc(constant("gammaInc", shape));
  }

  /**
   * Returns {@code 1 - P(shape, x)}, accurate where that is small: the regularised upper incomplete
   * gamma function; 0 at ∞, NaN below 0. PyTorch's {@code special.gammaincc}.
   *
   * @throws AutodiffException if {@code shape} is not a positive number
   */
  default V gammaIncc(double shape) {
    return apply(new GammaInc(shape, true));
  }

  /**
   * Returns {@link #gammaIncc(double)} of a constant of one element.
   *
   * @throws AutodiffException if {@code shape} is recorded or not one positive number
   */
  default V gammaIncc(V shape) {
    return gammaIncc(constant("gammaIncc", shape));
  }

  /**
   * Returns the regularised incomplete beta function {@code I_x(a, b)}, the probability that a beta
   * variable of these shapes is below {@code x}; NaN outside [0, 1]. It has a derivative by {@code
   * x} of any order, none by the shapes. SciPy's {@code special.betainc}.
   *
   * @throws AutodiffException if a shape is not a positive number
   */
  default V betaInc(double a, double b) {
    return apply(new BetaInc(a, b));
  }

  /**
   * Returns {@link #betaInc(double, double)} of constants of one element.
   *
   * @throws AutodiffException if a shape is recorded or not one positive number
   */
  default V betaInc(V a, V b) {
    return betaInc(constant("betaInc", a), constant("betaInc", b));
  }

  /**
   * Returns the Bessel function of the first kind {@code J_order(x)} of a whole order; 0 at ±∞. Of
   * orders 0 and 1 PyTorch's {@code special.bessel_j0} and {@code bessel_j1}.
   *
   * @throws AutodiffException if {@code order} is negative
   */
  default V besselJ(int order) {
    return apply(new BesselJ(order));
  }

  /**
   * Returns {@code e^-|x| I₀(x)}, a modified Bessel function of the first kind; the derivative at
   * 0, where it jumps, is 0.
   */
  default V besselI0e() {
    return apply(new BesselMoment(0));
  }

  /**
   * Returns the modified Bessel function of the first kind of a whole order.
   *
   * @throws AutodiffException if {@code order} is negative
   */
  default V besselI(int order) {
    return apply(new BesselI(order));
  }

  /** Returns {@code e^-|x| I₁(x)}, a modified Bessel function of the first kind. */
  default V besselI1e() {
    return apply(SpecialOp.BESSEL_I1E);
  }

  /** Returns the modified Bessel function of the first kind {@code I₀(x)}. */
  default V besselI0() {
    return besselI(0);
  }

  /** Returns the modified Bessel function of the first kind {@code I₁(x)}. */
  default V besselI1() {
    return besselI(1);
  }

  /**
   * Returns {@code log(x / (1 - x))}, the inverse of the logistic function; NaN outside [0, 1],
   * infinite at its ends.
   */
  default V logit() {
    return apply(SpecialOp.LOGIT);
  }

  /**
   * Returns {@code x log y}, and 0 where {@code x} is 0; NaN of a negative {@code y}, infinite of
   * 0.
   */
  default V xlogy(V y) {
    return scale(self(), y.log());
  }

  /**
   * Returns {@code x log(1 + y)}, and 0 where {@code x} is 0; NaN of a {@code y} below -1, infinite
   * of -1.
   */
  default V xlog1py(V y) {
    return scale(self(), y.log1p());
  }

  /** Returns {@code -x log x}, 0 at 0 and NaN below 0. */
  default V entropy() {
    return apply(SpecialOp.ENTROPY);
  }

  /** Returns {@code sin(πx) / (πx)}, 1 at 0 and exactly 0 at other whole numbers. */
  default V sinc() {
    return apply(new Sinc(0));
  }

  @SuppressWarnings("unchecked") // V is the kind of value itself
  private V self() {
    return (V) this;
  }

  /** Returns the number of a parameter by which there is no derivative. */
  private static double constant(String operation, Value<?> parameter) {
    if (!parameter.isConstant()) {
      throw new AutodiffException(
          operation + ": parameter is recorded",
          "a parameter recorded on a tape",
          "a number or a constant, for there is no derivative by it",
          "detach() of it is a constant");
    }
    return switch (parameter) {
      case Scalar s -> s.number();
      case Tensor t when t.size() == 1 -> t.item();
      case Tensor t ->
          throw new AutodiffException(
              operation + ": parameter has several elements",
              "shape " + t.shape(),
              "one number for all elements of the operand",
              null);
    };
  }
}
