package io.autodiff.op;

import io.autodiff.Value;
import java.util.Locale;

/** The ways to make a number whole. The derivative is 0 everywhere, at the jumps as well. */
public enum RoundingOp implements Unary {
  /** The largest whole number that is not above {@code x}. */
  FLOOR {
    @Override
    public double applyAsDouble(double x) {
      return Math.floor(x);
    }
  },

  /** The smallest whole number that is not below {@code x}. */
  CEIL {
    @Override
    public double applyAsDouble(double x) {
      return Math.ceil(x);
    }
  },

  /** The nearest whole number; of two the even one. */
  ROUND {
    @Override
    public double applyAsDouble(double x) {
      return Math.rint(x);
    }
  },

  /** The whole part: {@code x} rounded towards 0. */
  TRUNC {
    @Override
    public double applyAsDouble(double x) {
      return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.lt(0).where(x.ceil(), x.floor());
    }
  };

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public double derivative(double x, double y) {
    return 0;
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    return g.zerosLike();
  }

  @Override
  public boolean isPiecewiseConstant() {
    return true;
  }
}
