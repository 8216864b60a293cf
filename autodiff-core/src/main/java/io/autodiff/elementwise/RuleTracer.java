package io.autodiff.elementwise;

import static java.util.Map.entry;

import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FormulaOp;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.ComparisonOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Opcode;
import io.autodiff.op.RoundingOp;
import io.autodiff.op.SpecialOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.TernaryOp;
import io.autodiff.op.TrigonometricOp;
import io.autodiff.op.UnaryOp;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns an elementwise operation into the {@link Formula} of its value, and each of its derivative
 * rules into the formula of one loop without temporaries.
 *
 * <p>A rule is applied to scalars on a private tape, and the tape's record of what the rule does to
 * one element is read as a formula.
 */
public final class RuleTracer {
  /** The value at which rules are traced: any number serves, since no rule branches on it. */
  private static final double EXAMPLE = 0.5;

  /**
   * The operations that are one instruction of the loops. Every other operation is traced through
   * its definition; if it has none, its loops call it for each element and have no SIMD form.
   */
  static final Map<Elementwise, FormulaOp> INSTRUCTIONS =
      Map.ofEntries(
          entry(BinaryOp.ADD, FormulaOp.ADD),
          entry(BinaryOp.SUB, FormulaOp.SUB),
          entry(BinaryOp.MUL, FormulaOp.MUL),
          entry(BinaryOp.DIV, FormulaOp.DIV),
          entry(BinaryOp.SCALE, FormulaOp.SCALE),
          entry(BinaryOp.MAXIMUM, FormulaOp.MAX),
          entry(BinaryOp.MINIMUM, FormulaOp.MIN),
          entry(BinaryOp.POW, FormulaOp.POW),
          entry(BinaryOp.ATAN2, FormulaOp.ATAN2),
          entry(BinaryOp.HYPOT, FormulaOp.HYPOT),
          entry(ComparisonOp.GT, FormulaOp.GT),
          entry(ComparisonOp.GE, FormulaOp.GE),
          entry(ComparisonOp.LT, FormulaOp.LT),
          entry(ComparisonOp.LE, FormulaOp.LE),
          entry(ComparisonOp.EQ, FormulaOp.EQ),
          entry(TernaryOp.WHERE, FormulaOp.WHERE),
          entry(TernaryOp.FMA, FormulaOp.FMA),
          entry(UnaryOp.NEG, FormulaOp.NEG),
          entry(UnaryOp.ABS, FormulaOp.ABS),
          entry(UnaryOp.SQRT, FormulaOp.SQRT),
          entry(UnaryOp.SQUARE, FormulaOp.SQUARE),
          entry(UnaryOp.SIGN, FormulaOp.SIGN),
          entry(UnaryOp.EXP, FormulaOp.EXP),
          entry(UnaryOp.EXP2, FormulaOp.EXP2),
          entry(UnaryOp.EXPM1, FormulaOp.EXPM1),
          entry(UnaryOp.LOG, FormulaOp.LOG),
          entry(UnaryOp.LOG1P, FormulaOp.LOG1P),
          entry(UnaryOp.LOG2, FormulaOp.LOG2),
          entry(UnaryOp.LOG10, FormulaOp.LOG10),
          entry(UnaryOp.CBRT, FormulaOp.CBRT),
          entry(UnaryOp.SIN, FormulaOp.SIN),
          entry(UnaryOp.COS, FormulaOp.COS),
          entry(UnaryOp.TAN, FormulaOp.TAN),
          entry(UnaryOp.TANH, FormulaOp.TANH),
          entry(TrigonometricOp.ASIN, FormulaOp.ASIN),
          entry(TrigonometricOp.ACOS, FormulaOp.ACOS),
          entry(TrigonometricOp.ATAN, FormulaOp.ATAN),
          entry(TrigonometricOp.SINH, FormulaOp.SINH),
          entry(TrigonometricOp.COSH, FormulaOp.COSH),
          entry(RoundingOp.FLOOR, FormulaOp.FLOOR),
          entry(RoundingOp.CEIL, FormulaOp.CEIL),
          entry(RoundingOp.ROUND, FormulaOp.ROUND),
          entry(SpecialOp.ERF, FormulaOp.ERF),
          entry(SpecialOp.ERFC, FormulaOp.ERFC),
          entry(SpecialOp.NORMAL_CDF, FormulaOp.NORMAL_CDF));

  /** An operation that a formula calls even where it has a definition; null if there is none. */
  private final @Nullable Elementwise called;

  private RuleTracer(@Nullable Elementwise called) {
    this.called = called;
  }

  /** Returns the formula of {@code f(x, …)}: one instruction, or the operation's definition. */
  static Formula value(Elementwise op) {
    int n = op.arity();
    FormulaOp instruction = INSTRUCTIONS.get(op);
    if (instruction != null) {
      Formula.Builder b = new Formula.Builder(n);
      return b.build(b.apply(instruction, inputs(n)));
    }
    return new RuleTracer(op).trace(n, op::define);
  }

  /**
   * Returns the formula of {@code g * ∂f/∂argument}, whose inputs are {@code g}, the operands and,
   * for operations of one or two operands, the result.
   */
  static Formula derivative(Elementwise op, int argument) {
    int n = op.arity();
    return new RuleTracer(null)
        .trace(
            n == 3 ? 4 : n + 2,
            v -> op.propagate(argument, v[0], v[v.length - 1], Arrays.copyOfRange(v, 1, n + 1)));
  }

  /**
   * Returns the formula of the tangent of an operation of two operands, whose inputs are their
   * tangents and the operands; null if a rule takes the result, too.
   */
  static @Nullable Formula tangent(Binary op) {
    Formula left = derivative(op, 0);
    Formula right = derivative(op, 1);
    if (((left.used() | right.used()) & 1 << 3) != 0) {
      return null;
    }
    Formula.Builder b = new Formula.Builder(4);
    int ofLeft = b.inline(left, 0, 2, 3, 0);
    return b.build(b.apply(FormulaOp.ADD, ofLeft, b.inline(right, 1, 2, 3, 0)));
  }

  private static int[] inputs(int count) {
    int[] inputs = new int[count];
    Arrays.setAll(inputs, k -> k);
    return inputs;
  }

  /** Runs a function of scalars on a private tape and reads the formula from its record. */
  private Formula trace(int inputs, Function<Scalar[], Scalar> f) {
    try (TapeRecord record = TapeRecord.ofTransform(Engine.standard())) {
      Scalar[] v = new Scalar[inputs];
      for (int i = 0; i < inputs; i++) {
        v[i] = record.variable(EXAMPLE);
      }
      Scalar result = f.apply(v);
      Formula.Builder b = new Formula.Builder(inputs);
      if (result.isConstant()) {
        return b.build(b.constant(result.number()));
      }
      int last = Recording.node(result);
      int[] values = new int[last + 1];
      for (int i = 0; i <= last; i++) {
        values[i] = i < inputs ? i : read(record.nodes(), i, values, b);
      }
      return b.build(values[last]);
    }
  }

  /** Returns the formula's value of a node, given those of the nodes before it. */
  private int read(NodeStore nodes, int node, int[] values, Formula.Builder b) {
    int code = nodes.code(node);
    if (code == Opcode.ALIAS) {
      return values[nodes.left(node)];
    }
    if (code == Opcode.OTHER) {
      NodeDetails described = nodes.described(node);
      return apply((Elementwise) described.op(), operands(described, values, b), b);
    }
    Elementwise op = Opcode.operation(code);
    int[] operands = new int[op.arity()];
    for (int k = 0; k < operands.length; k++) {
      int argument = k == 0 ? nodes.left(node) : nodes.right(node);
      operands[k] = argument < 0 ? b.constant(nodes.value(argument)) : values[argument];
    }
    return apply(op, operands, b);
  }

  private static int[] operands(NodeDetails described, int[] values, Formula.Builder b) {
    int[] operands = new int[described.inputs().length];
    for (int k = 0; k < operands.length; k++) {
      int input = described.inputs()[k];
      operands[k] =
          input == NodeDetails.CONSTANT
              ? b.constant(((Scalar) described.operands()[k]).number())
              : values[input];
    }
    return operands;
  }

  private int apply(Elementwise op, int[] operands, Formula.Builder b) {
    if (op.equals(called)) {
      Object function = op instanceof Ternary t ? (Formula.TernaryFunction) t::applyAsDouble : op;
      return b.call(function, operands);
    }
    return b.inline(ElementwiseKernels.of(op).value().formula(), operands);
  }
}
