package io.autodiff.program;

import io.autodiff.op.BinaryOp;
import io.autodiff.op.ComparisonOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.op.TernaryOp;
import java.util.List;

/**
 * A program laid out in arrays: its results are numbered anew, inputs first, then constants, then
 * operations in order, and an operation is a code with the numbers of its operands.
 */
final class ProgramLayout {
  /** The code of {@link BinaryOp#SCALE}, which a tape has as {@link Opcode#OTHER}. */
  static final short SCALE = 64;

  static final short GT = 65;
  static final short GE = 66;
  static final short LT = 67;
  static final short LE = 68;
  static final short EQ = 69;
  static final short WHERE = 70;

  /** A product whose right operand is a constant, to which no cotangent is passed. */
  static final short MUL_CONSTANT = 71;

  /** A sum whose right operand is a constant. */
  static final short ADD_CONSTANT = 72;

  private static final int[] NONE = {};

  final Program program;
  final int inputs;
  final int firstStep;
  final int end;

  /** The codes of {@link Opcode} and those of this class; of inputs and constants 0. */
  final short[] codes;

  final int[] lefts;
  final int[] rights;
  final int[] thirds;

  /** The instruction of each number. */
  final Program.Instruction[] instructions;

  /** All operands of each number. */
  final int[][] operands;

  /** The number of each instruction of the program. */
  final int[] numbers;

  final int[] outputs;

  /** The comparisons that branches relied on, and whether they held. */
  final int[] comparisons;

  final boolean[] held;

  ProgramLayout(Program program) {
    this.program = program;
    List<Program.Instruction> list = program.instructions();
    this.end = list.size();
    this.codes = new short[end];
    this.lefts = new int[end];
    this.rights = new int[end];
    this.thirds = new int[end];
    this.instructions = new Program.Instruction[end];
    this.operands = new int[end][];
    this.numbers = new int[end];
    int next = 0;
    for (int input : program.inputs()) {
      numbers[input] = next++;
    }
    this.inputs = next;
    for (int i = 0; i < end; i++) {
      if (list.get(i) instanceof Program.Constant) {
        numbers[i] = next++;
      }
    }
    this.firstStep = next;
    for (int i = 0; i < end; i++) {
      if (list.get(i) instanceof Program.Step) {
        numbers[i] = next++;
      }
      lay(numbers[i], list.get(i));
    }
    this.outputs = program.outputs().stream().mapToInt(o -> numbers[o]).toArray();
    this.comparisons = program.guards().stream().mapToInt(g -> numbers[g.comparison()]).toArray();
    this.held = new boolean[comparisons.length];
    for (int i = 0; i < held.length; i++) {
      held[i] = program.guards().get(i).held();
    }
  }

  private void lay(int at, Program.Instruction instruction) {
    instructions[at] = instruction;
    operands[at] = NONE;
    if (instruction instanceof Program.Step step) {
      int[] in = Operands.of(step).clone();
      for (int k = 0; k < in.length; k++) {
        in[k] = numbers[in[k]];
      }
      operands[at] = in;
      codes[at] = code(step, in);
      lefts[at] = in.length > 0 ? in[0] : 0;
      rights[at] = in.length > 1 ? in[1] : 0;
      thirds[at] = in.length > 2 ? in[2] : 0;
    }
  }

  private short code(Program.Step step, int... in) {
    if (step.op() == Structure.ELEMENT) {
      return Opcode.ELEMENT;
    }
    if (!step.type().isScalar()) {
      return Opcode.TENSOR;
    }
    if (step.op() == Structure.STOP) {
      return Opcode.STOP;
    }
    return switch (step.op()) {
      case BinaryOp b when b == BinaryOp.SCALE -> SCALE;
      case BinaryOp b when b == BinaryOp.MUL && isConstant(in[1]) -> MUL_CONSTANT;
      case BinaryOp b when b == BinaryOp.ADD && isConstant(in[1]) -> ADD_CONSTANT;
      case ComparisonOp c -> comparison(c);
      case TernaryOp t when t == TernaryOp.WHERE -> WHERE;
      default -> {
        int code = ((Elementwise) step.op()).opcode();
        yield code == Elementwise.GENERIC ? Opcode.OTHER : (short) code;
      }
    };
  }

  private static short comparison(ComparisonOp op) {
    return switch (op) {
      case GT -> GT;
      case GE -> GE;
      case LT -> LT;
      case LE -> LE;
      case EQ -> EQ;
    };
  }

  /** Returns whether a number is a constant's. */
  private boolean isConstant(int number) {
    return number >= inputs && number < firstStep;
  }

  Program.Step step(int number) {
    return (Program.Step) instructions[number];
  }
}
