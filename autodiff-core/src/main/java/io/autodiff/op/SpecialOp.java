package io.autodiff.op;

import static io.autodiff.internal.math.ErrorFunctions.INV_SQRT_2PI;
import static io.autodiff.internal.math.ErrorFunctions.SQRT_2_OVER_PI;
import static io.autodiff.internal.math.ErrorFunctions.SQRT_HALF;
import static io.autodiff.internal.math.ErrorFunctions.TWO_OVER_SQRT_PI;

import io.autodiff.Value;
import io.autodiff.internal.math.BesselFunctions;
import io.autodiff.internal.math.ErrorFunctions;
import io.autodiff.internal.math.GammaFunctions;

/**
 * The error function and its relatives, the logarithm of the gamma function, Bessel functions. How
 * accurate they are and where from is said at {@link ErrorFunctions}, {@link GammaFunctions} and
 * {@link BesselFunctions}. The derivatives of the gamma function are {@link Polygamma}.
 */
public enum SpecialOp implements Unary {
  /** The error function {@code 2/√π ∫₀ˣ e^-t² dt}. */
  ERF {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.erf(x);
    }

    @Override
    public double derivative(double x, double y) {
      return TWO_OVER_SQRT_PI * Math.exp(-x * x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(x.square().neg().exp().mul(TWO_OVER_SQRT_PI));
    }
  },

  /** {@code 1 - erf(x)}, accurate where that is small. */
  ERFC {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.erfc(x);
    }

    @Override
    public double derivative(double x, double y) {
      return -TWO_OVER_SQRT_PI * Math.exp(-x * x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(x.square().neg().exp().mul(-TWO_OVER_SQRT_PI));
    }
  },

  /** {@code e^x² erfc(x)}, which does not vanish where {@link #ERFC} does. */
  ERFCX {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.erfcx(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 2 * x * y - TWO_OVER_SQRT_PI;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(x.mul(2).mul(y).sub(TWO_OVER_SQRT_PI));
    }
  },

  /** The inverse of {@link #ERF}; NaN outside [-1, 1], infinite at ±1. */
  ERF_INV {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.erfInv(x);
    }

    @Override
    public double derivative(double x, double y) {
      return Math.exp(y * y) / TWO_OVER_SQRT_PI;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(y.square().exp().div(TWO_OVER_SQRT_PI));
    }
  },

  /** The distribution function of the standard normal distribution. */
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
      return g.scale(x.square().mul(-0.5).exp().mul(INV_SQRT_2PI));
    }
  },

  /** The logarithm of {@link #NORMAL_CDF}, accurate far below 0. */
  LOG_NORMAL_CDF {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.logNormalCdf(x);
    }

    @Override
    public double derivative(double x, double y) {
      return SQRT_2_OVER_PI / ErrorFunctions.erfcx(-x * SQRT_HALF);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(x.mul(-SQRT_HALF).erfcx().reciprocal().mul(SQRT_2_OVER_PI));
    }
  },

  /** The inverse of {@link #NORMAL_CDF}; NaN outside [0, 1], infinite at its ends. */
  NORMAL_QUANTILE {
    @Override
    public double applyAsDouble(double x) {
      return ErrorFunctions.normalQuantile(x);
    }

    @Override
    public double derivative(double x, double y) {
      return Math.exp(0.5 * y * y) / INV_SQRT_2PI;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(y.square().mul(0.5).exp().div(INV_SQRT_2PI));
    }
  },

  /** {@code log |Γ(x)|}; ∞ at 0, -1, -2, … */
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
      return g.scale(x.digamma());
    }
  },

  /** {@code e^-|x| I₀(x)}, a modified Bessel function of the first kind. */
  BESSEL_I0E {
    @Override
    public double applyAsDouble(double x) {
      return BesselFunctions.i0e(x);
    }

    @Override
    public double derivative(double x, double y) {
      return BesselFunctions.i1e(x) - Math.signum(x) * y;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(x.besselI1e().sub(x.sign().mul(y)));
    }
  },

  /** {@code e^-|x| I₁(x)}, a modified Bessel function of the first kind. */
  BESSEL_I1E {
    @Override
    public double applyAsDouble(double x) {
      return BesselFunctions.i1e(x);
    }

    @Override
    public double derivative(double x, double y) {
      return x == 0 ? 0.5 : BesselFunctions.i0e(x) - y * (Math.signum(x) + 1 / x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V slope = x.besselI0e().sub(y.mul(x.sign().add(x.reciprocal())));
      return g.scale(x.eq(0).where(x.constant(0.5), slope));
    }
  };

  @Override
  public String label() {
    return OpNames.camel(name());
  }
}
