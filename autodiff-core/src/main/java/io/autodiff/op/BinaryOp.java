package io.autodiff.op;

import io.autodiff.Value;
import java.util.Locale;

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
      return g.scale(y);
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.scale(x);
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
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g.scale(y.constant(1).div(y));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.scale(z.div(y).neg());
    }
  },

  /**
   * {@code x * y}, but 0 where {@code x} is 0 whatever {@code y} is: how rules apply a cotangent.
   */
  SCALE {
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
      return g.scale(y);
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.scale(x);
    }
  },

  /**
   * {@code x^y}; the derivative by {@code y} is 0 where {@code x} is 0 and {@code y} is not
   * negative.
   */
  POW(Opcode.POW) {
    @Override
    public double applyAsDouble(double x, double y) {
      return Math.pow(x, y);
    }

    @Override
    public double left(double x, double y, double z) {
      return y == 0 ? 0 : y * Math.pow(x, y - 1);
    }

    @Override
    public double right(double x, double y, double z) {
      return x == 0 && y >= 0 ? 0 : z * Math.log(x);
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return g.scale(y.eq(0).where(y.constant(0), y.mul(x.pow(y.sub(1)))));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.scale(x.eq(0).mul(y.ge(0)).where(z.constant(0), z.mul(x.log())));
    }
  },

  /** The larger; NaN if either is; a tie gives each operand half of the derivative. */
  MAX(Opcode.MAX) {
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
      return g.scale(x.gt(y).add(x.eq(y).mul(0.5)));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.scale(y.gt(x).add(x.eq(y).mul(0.5)));
    }
  },

  /** The smaller; NaN if either is; a tie gives each operand half of the derivative. */
  MIN(Opcode.MIN) {
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
      return g.scale(x.lt(y).add(x.eq(y).mul(0.5)));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return g.scale(y.lt(x).add(x.eq(y).mul(0.5)));
    }
  },

  /** 1 where {@code x} is greater than {@code y}, else 0. */
  GT {
    @Override
    public double applyAsDouble(double x, double y) {
      return x > y ? 1 : 0;
    }

    @Override
    public boolean isPiecewiseConstant() {
      return true;
    }
  },

  /** 1 where {@code x} is greater than or equal to {@code y}, else 0. */
  GE {
    @Override
    public double applyAsDouble(double x, double y) {
      return x >= y ? 1 : 0;
    }

    @Override
    public boolean isPiecewiseConstant() {
      return true;
    }
  },

  /** 1 where {@code x} is less than {@code y}, else 0. */
  LT {
    @Override
    public double applyAsDouble(double x, double y) {
      return x < y ? 1 : 0;
    }

    @Override
    public boolean isPiecewiseConstant() {
      return true;
    }
  },

  /** 1 where {@code x} is less than or equal to {@code y}, else 0. */
  LE {
    @Override
    public double applyAsDouble(double x, double y) {
      return x <= y ? 1 : 0;
    }

    @Override
    public boolean isPiecewiseConstant() {
      return true;
    }
  },

  /** 1 where {@code x} is equal to {@code y}, else 0. */
  EQ {
    @Override
    public double applyAsDouble(double x, double y) {
      return x == y ? 1 : 0;
    }

    @Override
    public boolean isPiecewiseConstant() {
      return true;
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
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int opcode() {
    return opcode;
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
    return g.zeros();
  }

  @Override
  public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
    return g.zeros();
  }
}
