package io.autodiff.op;

import static io.autodiff.Cotangents.scale;
import static io.autodiff.internal.math.ErrorFunctions.INV_SQRT_2PI;
import static io.autodiff.internal.math.ErrorFunctions.SQRT_2_OVER_PI;
import static io.autodiff.internal.math.ErrorFunctions.SQRT_HALF;
import static io.autodiff.internal.math.ErrorFunctions.TWO_OVER_SQRT_PI;

import io.autodiff.Value;
import io.autodiff.internal.math.BesselFunctions;
import io.autodiff.internal.math.ErrorFunctions;
import io.autodiff.internal.math.GammaFunctions;
import io.autodiff.internal.math.Logistic;

/**
 * The error function and its relatives, the logarithm of the gamma function, Bessel functions. How
 * accurate they are and where from is said at {@link ErrorFunctions}, {@link GammaFunctions} and
 * {@link BesselFunctions}. The derivatives of the gamma function are {@link Polygamma}.
 */
public enum SpecialOp implements Unary {
  /**
   * The error function {@code 2/√π ∫₀ˣ e^-t² dt}. Off by at most 2 units of the last place, its
   * derivative by 2.
   */
  ERF {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.erf(x);
    }

    @Override
    public double derivative(double x, double y) {
      return TWO_OVER_SQRT_PI * ErrorFunctions.gaussian(x, x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, gaussian(x, 1).mul(TWO_OVER_SQRT_PI));
    }
  },

  /**
   * {@code 1 - erf(x)}, accurate where that is small. Off by at most 3 units of the last place, its
   * derivative by 2.
   */
  ERFC {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.erfc(x);
    }

    @Override
    public double derivative(double x, double y) {
      return -TWO_OVER_SQRT_PI * ErrorFunctions.gaussian(x, x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, gaussian(x, 1).mul(-TWO_OVER_SQRT_PI));
    }
  },

  /**
   * The inverse of {@link #ERF}; NaN outside [-1, 1], infinite at ±1. Off by at most 3 units of the
   * last place, its derivative by 4.
   */
  ERF_INV {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.erfInv(x);
    }

    @Override
    public double derivative(double x, double y) {
      double a = Math.abs(x);
      return a == 1
          ? Double.POSITIVE_INFINITY
          : ErrorFunctions.erfcx(Math.abs(y)) / (TWO_OVER_SQRT_PI * (1 - a));
    }

    // the same function in three ways, which agree in every derivative where they meet
    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V right = y.erfcx().div(x.constant(1).sub(x));
      V left = y.neg().erfcx().div(x.add(1));
      V middle = y.square().exp();
      V pole = x.constant(Double.POSITIVE_INFINITY);
      V inside = x.abs().lt(0.5).where(middle, x.ge(0).where(right, left));
      return scale(g, x.abs().eq(1).where(pole, inside.div(TWO_OVER_SQRT_PI)));
    }
  },

  /**
   * The distribution function of the standard normal distribution. Off by at most 3 units of the
   * last place, its derivative by 3.
   */
  NORMAL_CDF {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.normalCdf(x);
    }

    @Override
    public double derivative(double x, double y) {
      return ErrorFunctions.normalDensity(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, normalDensity(x));
    }
  },

  /**
   * The logarithm of {@link #NORMAL_CDF}, accurate far below 0. Off by at most 4 units of the last
   * place, its derivative by 4.
   */
  LOG_NORMAL_CDF {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.logNormalCdf(x);
    }

    @Override
    public double derivative(double x, double y) {
      return x > 0
          ? ErrorFunctions.normalDensity(x) / ErrorFunctions.normalCdf(x)
          : SQRT_2_OVER_PI / ErrorFunctions.erfcx(-x * SQRT_HALF);
    }

    // far below 0 by the series of the ratio itself: the derivatives of the reciprocal would cancel
    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V left = x.minimum(1).mul(-SQRT_HALF).erfcx().reciprocal().mul(SQRT_2_OVER_PI);
      V right = normalDensity(x).div(x.normalCdf());
      return scale(g, x.gt(0).where(right, x.lt(MILLS_END).where(millsSeries(x), left)));
    }
  },

  /**
   * The inverse of {@link #NORMAL_CDF}; NaN outside [0, 1], infinite at its ends. Off by at most 3
   * units of the last place, its derivative by 5.
   */
  NORMAL_QUANTILE {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.normalQuantile(x);
    }

    @Override
    public double derivative(double x, double y) {
      double tail = x < 0.5 ? x : 1 - x;
      return tail == 0
          ? Double.POSITIVE_INFINITY
          : ErrorFunctions.erfcx(Math.abs(y) * SQRT_HALF) / (SQRT_2_OVER_PI * tail);
    }

    // the same function in three ways, which agree in every derivative where they meet
    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V scaled = y.mul(SQRT_HALF);
      V low = scaled.neg().erfcx().div(x);
      V high = scaled.erfcx().div(x.constant(1).sub(x));
      V middle = scaled.square().exp().mul(2);
      V pole = x.constant(Double.POSITIVE_INFINITY);
      V inside = x.sub(0.5).abs().lt(0.25).where(middle, x.lt(0.5).where(low, high));
      return scale(g, x.eq(0).add(x.eq(1)).where(pole, inside.div(SQRT_2_OVER_PI)));
    }
  },

  /**
   * {@code log |Γ(x)|}; ∞ at 0, -1, -2, … Off by at most 4 units of the last place, its derivative
   * by 7 above 0 and away from zeros.
   */
  LGAMMA {
    @Override
    public double applyAsDouble(double x) {
      return GammaFunctions.lgamma(x);
    }

    @Override
    public double derivative(double x, double y) {
      return GammaFunctions.digamma(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.digamma());
    }
  },

  /**
   * {@code -x log x}; 0 at 0, where the derivative is infinite, and NaN below. Off by at most 2
   * units of the last place, its derivative by 4 away from its zero.
   */
  ENTROPY {
    @Override
    public double applyAsDouble(double x) {
      return x == 0 ? 0 : -x * Math.log(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return scale(x, x.log()).neg();
    }

    @Override
    public double derivative(double x, double y) {
      return -(Math.log(x) + 1);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.log().add(1).neg());
    }
  },

  /**
   * {@code e^-x / (1 + e^-x)²}, the density of the logistic distribution. Off by at most 4 units of
   * the last place, its derivative by 4.
   */
  LOGISTIC_DENSITY {
    @Override
    public double applyAsDouble(double x) {
      return Logistic.density(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      V e = x.abs().neg().exp();
      return e.div(e.add(1).square());
    }

    @Override
    public double derivative(double x, double y) {
      return -y * Math.tanh(0.5 * x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y.mul(x.mul(-0.5).tanh()));
    }
  },

  /**
   * {@code log(x / (1 - x))}, the inverse of the logistic function; NaN outside [0, 1]. Off by at
   * most 2 units of the last place, its derivative by 2.
   */
  LOGIT {
    @Override
    public double applyAsDouble(double x) {
      return Logistic.logit(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      V rest = x.constant(1).sub(x);
      V near = x.mul(2).sub(1).div(rest).log1p();
      return x.sub(0.5).abs().lt(0.25).where(near, x.div(rest).log());
    }

    @Override
    public double derivative(double x, double y) {
      return x < 0 || x > 1 ? Double.NaN : 1 / (x * (1 - x));
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V slope = x.mul(x.constant(1).sub(x)).reciprocal();
      V outside = x.lt(0).add(x.gt(1));
      return scale(g, outside.where(x.constant(Double.NaN), slope));
    }
  },

  /**
   * * {@code e^-|x| I₁(x)}, a modified Bessel function of the first kind. The derivative is {@code
   * M₂(x) - M₁(x)}, see {@link BesselMoment}; the second one jumps at 0, where it is 0 here. Off by
   * at most 10 units of the last place, its derivative by 20 away from its zero.
   */
  BESSEL_I1E {
    @Override
    public double applyAsDouble(double x) {
      return BesselFunctions.i1e(x);
    }

    @Override
    public double derivative(double x, double y) {
      return BesselFunctions.moment(2, x) - BesselFunctions.moment(1, x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.apply(new BesselMoment(2)).sub(x.apply(new BesselMoment(1))));
    }
  };

  @Override
  public String label() {
    return OpNames.camel(name());
  }

  /** Beyond this {@code e^(-x²/2)} is 0: what is held here does not change that, nor overflow. */
  private static final double GAUSS_END = 64;

  /** Below this the asymptotic series of {@code φ/Φ} has all digits in its third derivative too. */
  private static final double MILLS_END = -100;

  private static final double[] MILLS = {-2, 10, -74, 706, -8162};

  /**
   * Returns {@code φ(x)/Φ(x)} far below 0, {@code -x - 1/x + 2/x³ - …}: the inverse of DLMF 7.12.1.
   */
  private static <V extends Value<V>> V millsSeries(V x) {
    V inverse = x.minimum(MILLS_END).reciprocal();
    V square = inverse.square();
    V sum = x.constant(MILLS[MILLS.length - 1]);
    for (int k = MILLS.length - 2; k >= 0; k--) {
      sum = sum.mul(square).add(MILLS[k]);
    }
    return x.add(inverse.mul(sum.mul(square).add(1))).neg();
  }

  /** Returns the density of the standard normal distribution. */
  static <V extends Value<V>> V normalDensity(V x) {
    return gaussian(x, 0.5).mul(INV_SQRT_2PI);
  }

  /**
   * Returns {@code e^(-rate x²)} with the rounding error of the square taken back, of which the
   * exponential would make much. The derivative of that error is 0, as it should be.
   */
  private static <V extends Value<V>> V gaussian(V x, double rate) {
    V held = x.clamp(-GAUSS_END, GAUSS_END);
    V scaled = held.mul(-rate);
    V product = held.mul(scaled);
    V e = product.exp();
    return e.fma(held.fma(scaled, product.neg()), e);
  }
}
