package io.autodiff.op;

/**
 * The codes of the nodes of a scalar tape. An elementwise operation with a code of its own here has
 * a case of its own in the reverse sweep; all others are {@link Elementwise#GENERIC}. Codes are
 * below 64, since a node has six bits for them.
 */
public final class Opcode {
  private Opcode() {}

  /** Holds the table, so that reading a code does not load the operations. */
  private static final class Coded {
    static final Elementwise[] OPERATIONS = new Elementwise[64];

    static {
      Elementwise[][] families = {
        UnaryOp.values(),
        BinaryOp.values(),
        TernaryOp.values(),
        ActivationOp.values(),
        ComparisonOp.values(),
        RoundingOp.values(),
        SpecialOp.values(),
        TrigonometricOp.values()
      };
      for (Elementwise[] family : families) {
        for (Elementwise op : family) {
          if (op.opcode() != Elementwise.GENERIC) {
            OPERATIONS[op.opcode()] = op;
          }
        }
      }
    }
  }

  /**
   * Returns the elementwise operation with a code.
   *
   * @param code one that {@link Elementwise#opcode} gives, other than {@link Elementwise#GENERIC}
   */
  public static Elementwise operation(int code) {
    return Coded.OPERATIONS[code];
  }

  /** An independent variable. */
  public static final short VARIABLE = 1;

  /** The same value under another number. */
  public static final short ALIAS = 2;

  public static final short NEG = 3;
  public static final short SQUARE = 4;
  public static final short SQRT = 5;
  public static final short ABS = 6;
  public static final short EXP = 7;
  public static final short LOG = 8;
  public static final short SIN = 9;
  public static final short COS = 10;
  public static final short TANH = 11;
  public static final short SIGMOID = 12;
  public static final short RELU = 13;

  /** The same value, but nothing passes back or forward. */
  public static final short STOP = 29;

  /** A comparison on which user code branched: the comparison's node. */
  public static final short GUARD = 30;

  /** A result of a call: the call's node; the results follow it in order. */
  public static final short OUTPUT = 31;

  /** The first code of an operation with two operands. */
  public static final short FIRST_BINARY = 32;

  public static final short ADD = 32;
  public static final short SUB = 33;
  public static final short MUL = 34;
  public static final short DIV = 35;
  public static final short POW = 36;
  public static final short MAX = 37;
  public static final short MIN = 38;

  /**
   * An elementwise operation of one to three scalars without a code; described in the side table.
   */
  public static final short OTHER = 61;

  /** One element of a tensor: the tensor's node and the element's row-major position. */
  public static final short ELEMENT = 62;

  /** A tensor; described in the side table. */
  public static final short TENSOR = 63;
}
