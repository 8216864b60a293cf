package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.Logistic;
import io.autodiff.internal.math.PowersOfTwo;
import java.util.Locale;

/**
 * The elementwise operations of one operand. Each constant is one operation: its value, its
 * derivative as a number and its derivative as a rule.
 */
public enum UnaryOp implements Unary {
  /** {@code -x}. */
  NEG(Opcode.NEG) {
    @Override
    public double applyAsDouble(double x) {
      return -x;
    }

    @Override
    public double derivative(double x, double y) {
      return -1;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.neg();
    }
  },

  /** {@code x^2}. */
  SQUARE(Opcode.SQUARE) {
    @Override
    public double applyAsDouble(double x) {
      return x * x;
    }

    @Override
    public double derivative(double x, double y) {
      return 2 * x;
    }

    @Override
    public double term(double g, double x, double y) {
      return g * 2 * x;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.mul(2));
    }
  },

  /** {@code sqrt(x)}; NaN below 0, derivative infinite at 0. */
  SQRT(Opcode.SQRT) {
    @Override
    public double applyAsDouble(double x) {
      return Math.sqrt(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 0.5 / y;
    }

    @Override
    public double term(double g, double x, double y) {
      return g * 0.5 / y;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y.constant(0.5).div(y));
    }
  },

  /** {@code |x|}; the derivative at 0 is 0. */
  ABS(Opcode.ABS) {
    @Override
    public double applyAsDouble(double x) {
      return Math.abs(x);
    }

    @Override
    public double derivative(double x, double y) {
      return sign(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.sign());
    }
  },

  /** {@code e^x}. */
  EXP(Opcode.EXP) {
    @Override
    public double applyAsDouble(double x) {
      return Math.exp(x);
    }

    @Override
    public double derivative(double x, double y) {
      return y;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y);
    }
  },

  /** {@code e^x - 1}, accurate near 0. */
  EXPM1 {
    @Override
    public double applyAsDouble(double x) {
      return Math.expm1(x);
    }

    @Override
    public double derivative(double x, double y) {
      return Math.exp(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.exp());
    }
  },

  /** The natural logarithm; NaN below 0, -∞ at 0. */
  LOG(Opcode.LOG) {
    @Override
    public double applyAsDouble(double x) {
      return Math.log(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / x;
    }

    @Override
    public double term(double g, double x, double y) {
      return g / x;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.constant(1).div(x));
    }
  },

  /** {@code log(1 + x)}, accurate near 0; NaN below -1. */
  LOG1P {
    @Override
    public double applyAsDouble(double x) {
      return Math.log1p(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / (1 + x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.constant(1).div(x.add(1)));
    }
  },

  /** The sine; {@code x} in radians. */
  SIN(Opcode.SIN) {
    @Override
    public double applyAsDouble(double x) {
      return Math.sin(x);
    }

    @Override
    public double derivative(double x, double y) {
      return Math.cos(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.cos());
    }
  },

  /** The cosine; {@code x} in radians. */
  COS(Opcode.COS) {
    @Override
    public double applyAsDouble(double x) {
      return Math.cos(x);
    }

    @Override
    public double derivative(double x, double y) {
      return -Math.sin(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.sin().neg());
    }
  },

  /** The tangent; {@code x} in radians. */
  TAN {
    @Override
    public double applyAsDouble(double x) {
      return Math.tan(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 + y * y;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y.square().add(1));
    }
  },

  /** The hyperbolic tangent. Off by at most 1 units of the last place, its derivative by 3. */
  TANH(Opcode.TANH) {
    @Override
    public double applyAsDouble(double x) {
      return Math.tanh(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 4 * Logistic.density(2 * x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.mul(2).apply(SpecialOp.LOGISTIC_DENSITY).mul(4));
    }
  },

  /**
   * {@code 1 / (1 + e^-x)}, evaluated so that nothing overflows. Off by at most 2 units of the last
   * place, its derivative by 4.
   */
  SIGMOID(Opcode.SIGMOID) {
    @Override
    public double applyAsDouble(double x) {
      return Logistic.sigmoid(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      V one = x.constant(1);
      V e = x.abs().neg().exp();
      return x.ge(0).where(one, e).div(e.add(1));
    }

    @Override
    public double derivative(double x, double y) {
      return Logistic.density(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.apply(SpecialOp.LOGISTIC_DENSITY));
    }
  },

  /** -1, 0 or 1; keeps NaN and the sign of zero. */
  SIGN {
    @Override
    public double applyAsDouble(double x) {
      return sign(x);
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
  },

  /** {@code 1 / x}. */
  RECIPROCAL {
    @Override
    public double applyAsDouble(double x) {
      return 1 / x;
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.constant(1).div(x);
    }

    @Override
    public double derivative(double x, double y) {
      return -y * y;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y.square().neg());
    }
  },

  /** {@code 1 / sqrt(x)}; NaN below 0, infinite at 0. */
  RSQRT {
    @Override
    public double applyAsDouble(double x) {
      return 1 / Math.sqrt(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.constant(1).div(x.sqrt());
    }

    @Override
    public double derivative(double x, double y) {
      return -0.5 * y / x;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y.div(x).mul(-0.5));
    }
  },

  /** The cube root, negative below 0; the derivative at 0 is infinite. */
  CBRT {
    @Override
    public double applyAsDouble(double x) {
      return Math.cbrt(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / (3 * y * y);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y.square().mul(3).reciprocal());
    }
  },

  /** {@code 2^x}. */
  EXP2 {
    @Override
    public double applyAsDouble(double x) {
      return PowersOfTwo.exp2(x);
    }

    @Override
    public double derivative(double x, double y) {
      return y * LN_2;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, y.mul(LN_2));
    }
  },

  /** The logarithm to base 2, exact for powers of 2; NaN below 0, -∞ at 0. */
  LOG2 {
    @Override
    public double applyAsDouble(double x) {
      return PowersOfTwo.log2(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / (x * LN_2);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.mul(LN_2).reciprocal());
    }
  },

  /** The logarithm to base 10; NaN below 0, -∞ at 0. */
  LOG10 {
    @Override
    public double applyAsDouble(double x) {
      return Math.log10(x);
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / (x * LN_10);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.mul(LN_10).reciprocal());
    }
  };

  private static final double LN_2 = Math.log(2);
  private static final double LN_10 = Math.log(10);

  private final int opcode;

  UnaryOp() {
    this(GENERIC);
  }

  UnaryOp(int opcode) {
    this.opcode = opcode;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int opcode() {
    return opcode;
  }

  private static double sign(double x) {
    return Math.signum(x);
  }
}
