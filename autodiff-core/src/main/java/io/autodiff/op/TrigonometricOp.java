package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.InverseHyperbolic;
import java.util.Locale;

/**
 * The inverse trigonometric functions, the hyperbolic ones and their inverses; see {@link UnaryOp}
 * for sine, cosine and tangent.
 */
public enum TrigonometricOp implements Unary {
  /** The inverse sine, in [-π/2, π/2]; NaN outside [-1, 1], derivative infinite at ±1. */
  ASIN {
    @Override
    public double applyAsDouble(double x) {
      return Math.asin(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / Math.sqrt((1 - x) * (1 + x));
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, oneLessSquare(x).rsqrt());
    }
  },

  /** The inverse cosine, in [0, π]; NaN outside [-1, 1], derivative infinite at ±1. */
  ACOS {
    @Override
    public double applyAsDouble(double x) {
      return Math.acos(x);
    }

    @Override
    public double derivative(double x, double y) {
      return -1 / Math.sqrt((1 - x) * (1 + x));
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, oneLessSquare(x).rsqrt().neg());
    }
  },

  /** The inverse tangent, in [-π/2, π/2]. */
  ATAN {
    @Override
    public double applyAsDouble(double x) {
      return Math.atan(x);
    }

    @Override
    public double derivative(double x, double y) {
      double cosine = 1 / Math.hypot(1, x);
      return cosine * cosine;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.constant(1).hypot(x).reciprocal().square());
    }
  },

  /** The hyperbolic sine. */
  SINH {
    @Override
    public double applyAsDouble(double x) {
      return Math.sinh(x);
    }

    @Override
    public double derivative(double x, double y) {
      return Math.cosh(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.cosh());
    }
  },

  /** The hyperbolic cosine. */
  COSH {
    @Override
    public double applyAsDouble(double x) {
      return Math.cosh(x);
    }

    @Override
    public double derivative(double x, double y) {
      return Math.sinh(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.sinh());
    }
  },

  /**
   * The inverse hyperbolic sine, evaluated as DLMF 4.37.16 with {@code log1p} so that it is
   * accurate near 0.
   */
  ASINH {
    @Override
    public double applyAsDouble(double x) {
      return InverseHyperbolic.asinh(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / Math.hypot(1, x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.constant(1).hypot(x).reciprocal());
    }
  },

  /** The inverse hyperbolic cosine; NaN below 1, derivative infinite at 1. */
  ACOSH {
    @Override
    public double applyAsDouble(double x) {
      return InverseHyperbolic.acosh(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / (Math.sqrt(x - 1) * Math.sqrt(x + 1));
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.sub(1).sqrt().mul(x.add(1).sqrt()).reciprocal());
    }
  },

  /** The inverse hyperbolic tangent; NaN outside [-1, 1], infinite at ±1. */
  ATANH {
    @Override
    public double applyAsDouble(double x) {
      return InverseHyperbolic.atanh(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / ((1 - x) * (1 + x));
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, oneLessSquare(x).reciprocal());
    }
  };

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns {@code 1 - x²}: near 0 as its derivative {@code -2x} wants it, near ±1 without loss.
   * The two agree in every derivative.
   */
  private static <V extends Value<V>> V oneLessSquare(V x) {
    V one = x.constant(1);
    return x.abs().lt(0.5).where(one.sub(x.square()), one.sub(x).mul(x.add(1)));
  }
}
