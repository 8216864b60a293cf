package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import java.util.Locale;

/** The elementwise operations of three operands. */
public enum TernaryOp implements Ternary {
  /** {@code x != 0 ? y : z}; the derivative by the condition is 0. */
  WHERE {
    @Override
    public double applyAsDouble(double x, double y, double z) {
      return x != 0 ? y : z;
    }

    @Override
    public boolean isSelection() {
      return true;
    }

    @Override
    public double derivative(int argument, double x, double y, double z) {
      return switch (argument) {
        case 0 -> 0;
        case 1 -> x != 0 ? 1 : 0;
        default -> x != 0 ? 0 : 1;
      };
    }

    @Override
    public <V extends Value<V>> V propagate(int argument, V g, V x, V y, V z) {
      V zero = g.constant(0);
      return switch (argument) {
        case 0 -> g.zerosLike();
        case 1 -> x.where(g, zero);
        default -> x.where(zero, g);
      };
    }
  },

  /** {@code x * y + z}, rounded once; so {@code fma(x, y, -(x * y))} is what a product lost. */
  FMA {
    @Override
    public double applyAsDouble(double x, double y, double z) {
      return Math.fma(x, y, z);
    }

    @Override
    public double derivative(int argument, double x, double y, double z) {
      return switch (argument) {
        case 0 -> y;
        case 1 -> x;
        default -> 1;
      };
    }

    @Override
    public <V extends Value<V>> V propagate(int argument, V g, V x, V y, V z) {
      return switch (argument) {
        case 0 -> scale(g, y);
        case 1 -> scale(g, x);
        default -> g;
      };
    }
  };

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
