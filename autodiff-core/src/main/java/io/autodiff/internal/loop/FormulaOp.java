package io.autodiff.internal.loop;

import io.autodiff.internal.math.ErrorFunctions;
import io.autodiff.internal.math.PowersOfTwo;

/** The instructions of a {@link Formula}: the vocabulary of the loops. */
public enum FormulaOp {
  /** A number that is part of the formula. */
  CONSTANT(0),
  /** A number that each loop is made with, by its position. */
  PARAMETER(0),
  /** A function that is called for each element. */
  CALL(3),
  ADD(2),
  SUB(2),
  MUL(2),
  DIV(2),
  /** {@code x * y + 0.0}, which has no zero but the positive, and 0 where {@code x} is 0. */
  SCALE(2),
  MAX(2),
  MIN(2),
  GT(2),
  GE(2),
  LT(2),
  LE(2),
  EQ(2),
  /** {@code x != 0 ? y : z}. */
  WHERE(3),
  /** The same where {@code x} is rarely 0; a loop computes what only {@code z} needs only then. */
  USUALLY(3),
  NEG(1),
  ABS(1),
  SQRT(1),
  SQUARE(1),
  SIGN(1),
  /** {@code x * y + z}, rounded once. */
  FMA(3),
  /** The bits of {@code x} shifted left by a constant. */
  SHIFT_LEFT(1),
  /** The bits of {@code x} shifted right by a constant, zeros coming in. */
  SHIFT_RIGHT(1),
  /** The bits of {@code x}, as a whole number, plus a constant. */
  PLUS(1),
  /** The bits that {@code x} and {@code y} share. */
  AND(2),
  /** The bits of {@code x} and those of {@code y}. */
  OR(2),
  /** {@code y} or, where the comparison {@code x} holds, which is rare, a function of {@code z}. */
  REPAIR(3),
  EXP(1, "exp"),
  EXP2(1, "exp2", PowersOfTwo.class),
  EXPM1(1, "expm1"),
  LOG(1, "log"),
  LOG1P(1, "log1p"),
  LOG2(1, "log2", PowersOfTwo.class),
  LOG10(1, "log10"),
  SIN(1, "sin"),
  COS(1, "cos"),
  TAN(1, "tan"),
  ASIN(1, "asin"),
  ACOS(1, "acos"),
  ATAN(1, "atan"),
  SINH(1, "sinh"),
  COSH(1, "cosh"),
  TANH(1, "tanh"),
  CBRT(1, "cbrt"),
  FLOOR(1, "floor"),
  CEIL(1, "ceil"),
  ROUND(1, "rint"),
  POW(2, "pow"),
  ATAN2(2, "atan2"),
  HYPOT(2, "hypot"),
  ERF(1, "erf", ErrorFunctions.class),
  ERFC(1, "erfc", ErrorFunctions.class),
  NORMAL_CDF(1, "normalCdf", ErrorFunctions.class);

  private final int arity;
  private final String function;
  private final Class<?> owner;

  FormulaOp(int arity) {
    this(arity, "");
  }

  FormulaOp(int arity, String function) {
    this(arity, function, Math.class);
  }

  FormulaOp(int arity, String function, Class<?> owner) {
    this.arity = arity;
    this.function = function;
    this.owner = owner;
  }

  /** Returns the number of operands; of a {@link #CALL} the largest. */
  public int arity() {
    return arity;
  }

  /** Returns the name of the method of doubles that computes this, or an empty one. */
  String function() {
    return function;
  }

  /** Returns the class of {@link #function}. */
  Class<?> owner() {
    return owner;
  }

  /** Returns whether the result is 1 or 0. */
  boolean isComparison() {
    return switch (this) {
      case GT, GE, LT, LE, EQ -> true;
      default -> false;
    };
  }

  /** Returns the result for operands that are exact in the element type, not yet rounded to it. */
  double apply(double x, double y, double z) {
    return switch (this) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case SCALE -> x == 0 ? 0 : x * y + 0.0;
      case MAX -> Math.max(x, y);
      case MIN -> Math.min(x, y);
      case GT -> x > y ? 1 : 0;
      case GE -> x >= y ? 1 : 0;
      case LT -> x < y ? 1 : 0;
      case LE -> x <= y ? 1 : 0;
      case EQ -> x == y ? 1 : 0;
      case WHERE, USUALLY -> x != 0 ? y : z;
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SQRT -> Math.sqrt(x);
      case SQUARE -> x * x;
      case SIGN -> Math.signum(x);
      case FMA -> Math.fma(x, y, z);
      default -> function(x, y);
    };
  }

  private double function(double x, double y) {
    return switch (this) {
      case EXP -> Math.exp(x);
      case EXP2 -> PowersOfTwo.exp2(x);
      case EXPM1 -> Math.expm1(x);
      case LOG -> Math.log(x);
      case LOG1P -> Math.log1p(x);
      case LOG2 -> PowersOfTwo.log2(x);
      case LOG10 -> Math.log10(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case TANH -> Math.tanh(x);
      case CBRT -> Math.cbrt(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case POW -> Math.pow(x, y);
      case ATAN2 -> Math.atan2(x, y);
      case HYPOT -> Math.hypot(x, y);
      case ERF -> ErrorFunctions.erf(x);
      case ERFC -> ErrorFunctions.erfc(x);
      case NORMAL_CDF -> ErrorFunctions.normalCdf(x);
      default -> throw new IllegalStateException(name());
    };
  }
}
