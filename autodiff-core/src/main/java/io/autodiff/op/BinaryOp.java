package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.Logistic;

/**
 * The elementwise operations of two operands. Each constant is one operation: its value, its
 * derivatives as numbers and its derivatives as rules. A comparison's derivative is 0.
 */
public enum BinaryOp implements Binary {
  /** {@code x + y}. */
  ADD(Opcode.ADD) {
    @Override
    public double applyAsDouble(double x, double y) {
      return x + y;
    }

    @Override
    public double left(double x, double y, double z) {
      return 1;
    }

    @Override
    public double right(double x, double y, double z) {
      return 1;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g;
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g;
    }
  },

  /** {@code x - y}. */
  SUB(Opcode.SUB) {
    @Override
    public double applyAsDouble(double x, double y) {
      return x - y;
    }

    @Override
    public double left(double x, double y, double z) {
      return 1;
    }

    @Override
    public double right(double x, double y, double z) {
      return -1;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g;
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.neg();
    }
  },

  /** {@code x * y}. */
  MUL(Opcode.MUL) {
    @Override
    public double applyAsDouble(double x, double y) {
      return x * y;
    }

    @Override
    public double left(double x, double y, double z) {
      return y;
    }

    @Override
    public double right(double x, double y, double z) {
      return x;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, y);
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, x);
    }
  },

  /** {@code x / y}. */
  DIV(Opcode.DIV) {
    @Override
    public double applyAsDouble(double x, double y) {
      return x / y;
    }

    @Override
    public double left(double x, double y, double z) {
      return 1 / y;
    }

    @Override
    public double right(double x, double y, double z) {
      return -z / y;
    }

    @Override
    public double leftTerm(double g, double x, double y, double z) {
      return g / y;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, y.constant(1).div(y));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, z.div(y).neg());
    }
  },

  /**
   * {@code x * y}, but 0 where {@code x} is 0 whatever {@code y} is: how rules apply a cotangent.
   */
  SCALE {
    @Override
    public boolean isSelection() {
      return true;
    }

    @Override
    public double applyAsDouble(double x, double y) {
      return x == 0 ? 0 : x * y;
    }

    @Override
    public double left(double x, double y, double z) {
      return y;
    }

    @Override
    public double right(double x, double y, double z) {
      return x;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g.apply(ANNIHILATE, y);
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.apply(ANNIHILATE, x);
    }
  },

  /**
   * {@code x * y}, but 0 where either is 0: the derivative of {@link #SCALE}, whose operand may be
   * a cotangent 0 and whose own cotangent may be infinite, or the other way round.
   */
  ANNIHILATE {
    @Override
    public boolean isSelection() {
      return true;
    }

    @Override
    public double applyAsDouble(double x, double y) {
      return x == 0 || y == 0 ? 0 : x * y;
    }

    @Override
    public double left(double x, double y, double z) {
      return y;
    }

    @Override
    public double right(double x, double y, double z) {
      return x;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g.apply(ANNIHILATE, y);
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.apply(ANNIHILATE, x);
    }

    @Override
    public <V extends Value<V>> V define(V x, V y) {
      return y.eq(0).where(y.constant(0), scale(x, y));
    }
  },

  /** {@code x^y}; the derivative by {@code y} is 0 where both are 0. */
  POW(Opcode.POW) {
    @Override
    public double applyAsDouble(double x, double y) {
      return Math.pow(x, y);
    }

    @Override
    public double left(double x, double y, double z) {
      return ANNIHILATE.applyAsDouble(y, Math.pow(x, y - 1));
    }

    @Override
    public double right(double x, double y, double z) {
      return x == 0 && y == 0 ? 0 : SCALE.applyAsDouble(z, Math.log(x));
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, y.apply(ANNIHILATE, x.apply(RuleOp.POW_LIMIT, y.sub(1))));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      V origin = x.eq(0).mul(y.eq(0));
      return scale(g, origin.where(z.constant(0), scale(z, x.log())));
    }
  },

  /** The larger; NaN if either is; a tie gives each operand half of the derivative. */
  MAXIMUM(Opcode.MAX) {
    @Override
    public double applyAsDouble(double x, double y) {
      return Math.max(x, y);
    }

    @Override
    public double left(double x, double y, double z) {
      return x > y ? 1 : x == y ? 0.5 : 0;
    }

    @Override
    public double right(double x, double y, double z) {
      return y > x ? 1 : x == y ? 0.5 : 0;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, x.gt(y).add(x.eq(y).mul(0.5)));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, y.gt(x).add(x.eq(y).mul(0.5)));
    }
  },

  /** The smaller; NaN if either is; a tie gives each operand half of the derivative. */
  MINIMUM(Opcode.MIN) {
    @Override
    public double applyAsDouble(double x, double y) {
      return Math.min(x, y);
    }

    @Override
    public double left(double x, double y, double z) {
      return x < y ? 1 : x == y ? 0.5 : 0;
    }

    @Override
    public double right(double x, double y, double z) {
      return y < x ? 1 : x == y ? 0.5 : 0;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, x.lt(y).add(x.eq(y).mul(0.5)));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, y.lt(x).add(x.eq(y).mul(0.5)));
    }
  },

  /**
   * The angle of the point {@code (y, x)}, in [-π, π], as {@link Math#atan2}; the derivatives at
   * the origin are 0.
   */
  ATAN2 {
    @Override
    public double applyAsDouble(double x, double y) {
      return Math.atan2(x, y);
    }

    @Override
    public double left(double x, double y, double z) {
      return turn(y, x);
    }

    @Override
    public double right(double x, double y, double z) {
      return -turn(x, y);
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, turn(y, x));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, turn(x, y).neg());
    }
  },

  /**
   * {@code sqrt(x² + y²)} without overflow; the derivatives at the origin are 0, by an infinite
   * operand ±1.
   */
  HYPOT {
    @Override
    public double applyAsDouble(double x, double y) {
      return Math.hypot(x, y);
    }

    @Override
    public double left(double x, double y, double z) {
      return RuleOp.DIRECTION.applyAsDouble(x, y);
    }

    @Override
    public double right(double x, double y, double z) {
      return RuleOp.DIRECTION.applyAsDouble(y, x);
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, x.apply(RuleOp.DIRECTION, y));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, y.apply(RuleOp.DIRECTION, x));
    }
  },

  /**
   * The remainder of a division rounded towards 0, as Java's {@code %}: its sign is that of {@code
   * x}.
   */
  REM {
    @Override
    public double applyAsDouble(double x, double y) {
      return x % y;
    }

    @Override
    public double left(double x, double y, double z) {
      return 1;
    }

    @Override
    public double right(double x, double y, double z) {
      return -Math.rint((x - z) / y);
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g;
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, x.sub(z).div(y).round().neg());
    }
  },

  /**
   * The remainder of a division rounded down, as {@link Math#floorMod}: its sign is that of {@code
   * y}.
   */
  FLOOR_MOD {
    @Override
    public double applyAsDouble(double x, double y) {
      double r = x % y;
      return r != 0 && (r < 0) != (y < 0) ? r + y : r;
    }

    @Override
    public double left(double x, double y, double z) {
      return 1;
    }

    @Override
    public double right(double x, double y, double z) {
      double r = x % y;
      return (z == r ? 0 : 1) - Math.rint((x - r) / y);
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g;
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      V r = x.rem(y);
      return scale(g, z.eq(r).sub(1).add(x.sub(r).div(y).round()).neg());
    }
  },

  /** {@code log(e^x + e^y)} without overflow. */
  LOG_ADD_EXP {
    @Override
    public double applyAsDouble(double x, double y) {
      return x == y ? x + Math.log(2) : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
    }

    @Override
    public double left(double x, double y, double z) {
      return Logistic.sigmoid(lead(x, y));
    }

    @Override
    public double right(double x, double y, double z) {
      return Logistic.sigmoid(lead(y, x));
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return scale(g, lead(x, y).sigmoid());
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, lead(y, x).sigmoid());
    }
  };

  private final int opcode;

  BinaryOp() {
    this(GENERIC);
  }

  BinaryOp(int opcode) {
    this.opcode = opcode;
  }

  @Override
  public String label() {
    return OpNames.camel(name());
  }

  @Override
  public int opcode() {
    return opcode;
  }

  /** Returns {@code x / (x² + y²)}, 0 at the origin. */
  private static double turn(double x, double y) {
    return x == 0 && y == 0 ? 0 : RuleOp.DIRECTION.applyAsDouble(x, y) / Math.hypot(x, y);
  }

  private static <V extends Value<V>> V turn(V x, V y) {
    V h = x.hypot(y);
    return h.eq(0).where(h.constant(0), x.apply(RuleOp.DIRECTION, y).div(h));
  }

  /** Returns {@code x - y}, 0 where both are the same infinity. */
  private static double lead(double x, double y) {
    return x == y ? 0 : x - y;
  }

  private static <V extends Value<V>> V lead(V x, V y) {
    V same = x.eq(y).mul(x.abs().eq(Double.POSITIVE_INFINITY));
    return same.where(x.constant(0), x.sub(y));
  }
}
