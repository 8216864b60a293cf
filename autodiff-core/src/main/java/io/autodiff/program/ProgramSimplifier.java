package io.autodiff.program;

import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Op;
import io.autodiff.op.UnaryOp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a program so that it computes the same bits by fewer operations: one pass from the last
 * instruction to the first finds what is needed, one pass forward writes it anew.
 */
final class ProgramSimplifier {
  private final Program old;
  private final ProgramBuilder program = new ProgramBuilder();

  /** The new number of each old instruction; -1 for one that is not needed. */
  private final int[] renamed;

  /** What was written already, so that it is not written twice. */
  private final Map<Object, Integer> written = new HashMap<>();

  private final IdentityHashMap<Object, Integer> arrays = new IdentityHashMap<>();

  private ProgramSimplifier(Program old) {
    this.old = old;
    this.renamed = new int[old.instructions().size()];
  }

  static Program simplify(Program program) {
    return new ProgramSimplifier(program).run();
  }

  private Program run() {
    BitSet needed = needed(old);
    for (int i = 0; i < renamed.length; i++) {
      renamed[i] = needed.get(i) ? rewrite(old.instructions().get(i)) : -1;
    }
    for (Program.Guard guard : old.guards()) {
      int comparison = renamed[guard.comparison()];
      if (!(program.get(comparison) instanceof Program.Constant)) {
        program.guard(comparison, guard.held());
      }
    }
    for (int read : old.reads()) {
      if (renamed[read] >= 0 && !(program.get(renamed[read]) instanceof Program.Constant)) {
        program.read(renamed[read]);
      }
    }
    Program rewritten = program.build(old.outputs().stream().map(o -> renamed[o]).toList());
    return isTight(rewritten) ? rewritten : simplify(rewritten);
  }

  /** Returns the instructions that a result or a guard needs, and all inputs. */
  private static BitSet needed(Program program) {
    BitSet needed = new BitSet();
    program.inputs().forEach(needed::set);
    program.outputs().forEach(needed::set);
    program.guards().forEach(g -> needed.set(g.comparison()));
    for (int i = program.instructions().size() - 1; i >= 0; i--) {
      if (needed.get(i) && program.instructions().get(i) instanceof Program.Step s) {
        s.operands().forEach(needed::set);
      }
    }
    return needed;
  }

  private static boolean isTight(Program program) {
    return needed(program).cardinality() == program.instructions().size();
  }

  private int rewrite(Program.Instruction instruction) {
    return switch (instruction) {
      case Program.Input i -> program.add(i);
      case Program.Constant c -> constant(c.value());
      case Program.Step s -> step(s);
    };
  }

  /** Writes a constant; equal numbers are one, told apart by their bits. */
  private int constant(Value<?> value) {
    return switch (value) {
      case Scalar s ->
          written.computeIfAbsent(
              Double.doubleToRawLongBits(s.number()), _ -> program.add(new Program.Constant(s)));
      case Tensor t when t.rank() == 0 ->
          written.computeIfAbsent(
              new Element(t.dtype(), Double.doubleToRawLongBits(t.item())),
              _ -> program.add(new Program.Constant(t)));
      case Tensor t ->
          arrays.computeIfAbsent(t.storage(), _ -> program.add(new Program.Constant(t)));
    };
  }

  /** A tensor without axes, told apart by its bits. */
  private record Element(DType dtype, long bits) {}

  private int step(Program.Step old) {
    List<Integer> operands = old.operands().stream().map(o -> renamed[o]).toList();
    Program.Step step = new Program.Step(old.op(), operands, old.element(), old.type());
    List<Value<?>> constants = constants(operands);
    if (constants != null) {
      return constant(ProgramEvaluator.step(step, constants));
    }
    int same = identity(step);
    return same >= 0 ? same : written.computeIfAbsent(step, _ -> program.add(step));
  }

  /** Returns the operands if all are constant. */
  private @Nullable List<Value<?>> constants(List<Integer> operands) {
    List<Value<?>> values = new ArrayList<>();
    for (int operand : operands) {
      if (!(program.get(operand) instanceof Program.Constant c)) {
        return null;
      }
      values.add(c.value());
    }
    return values;
  }

  /** Returns the operand that an operation merely repeats, bit for bit; -1 if none. */
  private int identity(Program.Step step) {
    Op op = step.op();
    List<Integer> in = step.operands();
    int same = -1;
    if (op == BinaryOp.MUL || op == BinaryOp.DIV) {
      same = isNumber(in.get(1), 1) ? in.get(0) : -1;
    }
    if (same < 0 && (op == BinaryOp.MUL || op == BinaryOp.SCALE)) {
      same = isNumber(in.get(0), 1) ? in.get(1) : -1;
    }
    if (op == BinaryOp.SUB && isNumber(in.get(1), 0)) {
      same = in.get(0);
    }
    if (op == UnaryOp.NEG
        && program.get(in.get(0)) instanceof Program.Step inner
        && inner.op() == UnaryOp.NEG) {
      same = inner.operands().get(0);
    }
    return same >= 0 && program.get(same).type().equals(step.type()) ? same : -1;
  }

  /** Returns whether an instruction is a constant that is this (positive) number everywhere. */
  private boolean isNumber(int instruction, double number) {
    if (!(program.get(instruction) instanceof Program.Constant(Value<?> value))) {
      return false;
    }
    double[] elements =
        switch (value) {
          case Scalar s -> new double[] {s.number()};
          case Tensor t -> t.size() <= 64 ? t.values() : new double[] {Double.NaN};
        };
    for (double element : elements) {
      if (Double.compare(element, number) != 0) {
        return false;
      }
    }
    return true;
  }
}
