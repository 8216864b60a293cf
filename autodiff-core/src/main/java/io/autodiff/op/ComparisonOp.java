package io.autodiff.op;

import io.autodiff.Value;
import java.util.Locale;

/** The comparisons of two numbers: 1 where they hold, else 0. The derivative is 0 everywhere. */
public enum ComparisonOp implements Binary {
  /** Whether {@code x} is greater than {@code y}. */
  GT {
    @Override
    public double applyAsDouble(double x, double y) {
      return x > y ? 1 : 0;
    }
  },

  /** Whether {@code x} is greater than or equal to {@code y}. */
  GE {
    @Override
    public double applyAsDouble(double x, double y) {
      return x >= y ? 1 : 0;
    }
  },

  /** Whether {@code x} is less than {@code y}. */
  LT {
    @Override
    public double applyAsDouble(double x, double y) {
      return x < y ? 1 : 0;
    }
  },

  /** Whether {@code x} is less than or equal to {@code y}. */
  LE {
    @Override
    public double applyAsDouble(double x, double y) {
      return x <= y ? 1 : 0;
    }
  },

  /** Whether {@code x} is equal to {@code y}. */
  EQ {
    @Override
    public double applyAsDouble(double x, double y) {
      return x == y ? 1 : 0;
    }
  };

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean isPiecewiseConstant() {
    return true;
  }

  @Override
  public double left(double x, double y, double z) {
    return 0;
  }

  @Override
  public double right(double x, double y, double z) {
    return 0;
  }

  @Override
  public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
    return g.zerosLike();
  }

  @Override
  public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
    return g.zerosLike();
  }
}
