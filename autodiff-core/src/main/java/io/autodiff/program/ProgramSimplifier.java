package io.autodiff.program;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Op;
import io.autodiff.op.UnaryOp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A program in the making that computes the same bits by fewer operations: it has each expression
 * once, folds what depends on no input and in the end drops what nothing needs.
 */
final class ProgramSimplifier extends ProgramBuilder {
  /** The elements of a tensor that is looked through. */
  private static final int FEW = 64;

  /** What was written already, so that it is not written twice. */
  private final InstructionTable written = new InstructionTable(this);

  private final IdentityHashMap<Object, Integer> arrays = new IdentityHashMap<>();

  static Program simplify(Program old) {
    return rewrite(old, needed(old), new ProgramSimplifier());
  }

  /** Writes what is needed of a program anew, with its guards and reads. */
  private static Program rewrite(Program old, BitSet needed, ProgramBuilder program) {
    int[] renamed = new int[old.instructions().size()];
    for (int i = 0; i < renamed.length; i++) {
      renamed[i] = needed.get(i) ? program.add(moved(old.instructions().get(i), renamed)) : -1;
    }
    for (Program.Guard guard : old.guards()) {
      program.guard(renamed[guard.comparison()], guard.held());
    }
    for (int read : old.reads()) {
      if (renamed[read] >= 0) {
        program.read(renamed[read]);
      }
    }
    return program.build(old.outputs().stream().map(o -> renamed[o]).toList());
  }

  /** Returns an instruction whose operands have other numbers. */
  private static Program.Instruction moved(Program.Instruction instruction, int... renamed) {
    if (!(instruction instanceof Program.Step step)) {
      return instruction;
    }
    int[] operands = Operands.of(step).clone();
    for (int k = 0; k < operands.length; k++) {
      operands[k] = renamed[operands[k]];
    }
    return new Program.Step(step.op(), Operands.of(operands), step.element(), step.type());
  }

  /** Returns the instructions that a result or a guard needs, and all inputs. */
  private static BitSet needed(Program program) {
    BitSet needed = new BitSet();
    program.inputs().forEach(needed::set);
    program.outputs().forEach(needed::set);
    program.guards().forEach(g -> needed.set(g.comparison()));
    for (int i = program.instructions().size() - 1; i >= 0; i--) {
      if (needed.get(i) && program.instructions().get(i) instanceof Program.Step s) {
        for (int operand : Operands.of(s)) {
          needed.set(operand);
        }
      }
    }
    return needed;
  }

  /** Returns the program without what was folded or shared. */
  @Override
  Program build(List<Integer> outputs) {
    Program whole = super.build(outputs);
    BitSet needed = needed(whole);
    return needed.cardinality() == whole.instructions().size()
        ? whole
        : rewrite(whole, needed, new ProgramBuilder());
  }

  @Override
  int add(Program.Instruction instruction) {
    return switch (instruction) {
      case Program.Input i -> append(i);
      case Program.Constant c -> constant(c);
      case Program.Step s -> step(s);
    };
  }

  /** Writes a constant; equal numbers are one, told apart by their bits. */
  private int constant(Program.Constant constant) {
    return constant.value() instanceof Tensor t && t.rank() > 0
        ? arrays.computeIfAbsent(t.storage(), _ -> append(constant))
        : written.find(constant);
  }

  private int step(Program.Step step) {
    int[] in = Operands.of(step);
    boolean fixed = true;
    for (int operand : in) {
      fixed &= isConstant(operand);
    }
    if (fixed) {
      return constant(new Program.Constant(ProgramEvaluator.step(step, constants(in))));
    }
    int same = identity(step, in);
    return same >= 0 ? same : written.find(step);
  }

  /** Returns the values of operands that are all constant. */
  private List<Value<?>> constants(int... operands) {
    List<Value<?>> values = new ArrayList<>();
    for (int operand : operands) {
      values.add(((Program.Constant) get(operand)).value());
    }
    return values;
  }

  /** Returns the operand that an operation merely repeats, bit for bit; -1 if none. */
  private int identity(Program.Step step, int... in) {
    Op op = step.op();
    int same = -1;
    if (op == BinaryOp.MUL || op == BinaryOp.DIV) {
      same = isNumber(in[1], 1) ? in[0] : -1;
    }
    if (same < 0 && (op == BinaryOp.MUL || op == BinaryOp.SCALE)) {
      same = isNumber(in[0], 1) ? in[1] : -1;
    }
    if (op == BinaryOp.SUB && isNumber(in[1], 0)) {
      same = in[0];
    }
    if (op == UnaryOp.NEG
        && get(in[0]) instanceof Program.Step inner
        && inner.op() == UnaryOp.NEG) {
      same = inner.operands().get(0);
    }
    return same >= 0 && get(same).type().equals(step.type()) ? same : -1;
  }

  /** Returns whether an instruction is a constant that is this (positive) number everywhere. */
  private boolean isNumber(int instruction, double number) {
    if (!(get(instruction) instanceof Program.Constant(Value<?> value))) {
      return false;
    }
    if (value instanceof Scalar s) {
      return Double.compare(s.number(), number) == 0;
    }
    Tensor t = (Tensor) value;
    boolean all = t.size() <= FEW;
    for (int i = 0; all && i < t.size(); i++) {
      all = Double.compare(Elements.get(t.storage(), i), number) == 0;
    }
    return all;
  }
}
