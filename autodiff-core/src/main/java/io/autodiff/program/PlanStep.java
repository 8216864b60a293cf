package io.autodiff.program;

import io.autodiff.CustomOp;
import io.autodiff.Tensor;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.tape.OpRunner;
import io.autodiff.tape.TapeWorkspace;

/** What a {@link TensorPlan} does for an operation that is not fused. */
abstract class PlanStep {
  private static final int[] NONE = {};

  /** The results of earlier steps that no later one reads. */
  private int[] dead = NONE;

  /** Does it, on the numbers of a plan. */
  abstract void run(Numbers numbers);

  /** Returns the numbers of the tensors that are read. */
  int[] reads() {
    return NONE;
  }

  /** Returns the numbers of the tensors that are computed in arrays of the workspace. */
  int[] pooled() {
    return NONE;
  }

  /** Returns whether a result may share its array with what is read. */
  boolean mayShareArrays() {
    return false;
  }

  /** Does it, and lets go of arrays that nothing reads any more. */
  final void runAndRelease(Numbers numbers) {
    run(numbers);
    for (int number : dead) {
      numbers.workspace.giveBackArray(numbers.arrays[number]);
    }
  }

  /** Sets the results of earlier steps that no later one reads. */
  final void setDead(int... numbers) {
    dead = numbers;
  }

  /**
   * The numbers of a run.
   *
   * @param scalars the scalars
   * @param tensors the tensors, of those that only fused loops read none
   * @param arrays the arrays of all tensors
   * @param workspace where operations compute
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Numbers(double[] scalars, Tensor[] tensors, Object[] arrays, TapeWorkspace workspace) {
    void set(int number, Tensor value) {
      tensors[number] = value;
      arrays[number] = value.storage();
    }
  }

  /** An operation on tensors. */
  static final class OfTensors extends PlanStep {
    private final Op op;
    private final int number;
    private final int[] operands;
    private final Tensor[] in;

    OfTensors(Op op, int number, int... operands) {
      this.op = op;
      this.number = number;
      this.operands = operands;
      this.in = new Tensor[operands.length];
    }

    @Override
    void run(Numbers numbers) {
      for (int k = 0; k < in.length; k++) {
        in[k] = numbers.tensors[operands[k]];
      }
      Tensor[] given = op instanceof CustomOp ? in.clone() : in; // a caller might keep it
      numbers.set(number, OpRunner.compute(op, numbers.workspace, given));
    }

    @Override
    int[] reads() {
      return operands;
    }

    @Override
    int[] pooled() {
      return op instanceof CustomOp ? new int[0] : new int[] {number};
    }

    @Override
    boolean mayShareArrays() {
      return op instanceof CustomOp;
    }
  }

  /** A tensor in the place of another, as one through which no derivative passes. */
  static final class Same extends PlanStep {
    private final int number;
    private final int operand;

    Same(int number, int operand) {
      this.number = number;
      this.operand = operand;
    }

    @Override
    void run(Numbers numbers) {
      numbers.set(number, numbers.tensors[operand]);
    }

    @Override
    int[] reads() {
      return new int[] {operand};
    }

    @Override
    boolean mayShareArrays() {
      return true;
    }
  }

  /** An operation on scalars. */
  static final class OfScalars extends PlanStep {
    private final Elementwise op;
    private final int number;
    private final int a;
    private final int b;
    private final int c;

    OfScalars(Elementwise op, int number, int a, int b, int c) {
      this.op = op;
      this.number = number;
      this.a = a;
      this.b = b;
      this.c = c;
    }

    @Override
    void run(Numbers numbers) {
      double[] v = numbers.scalars;
      v[number] = op.value(v[a], v[b], v[c]);
    }
  }

  /** A scalar in the place of another. */
  static final class SameScalar extends PlanStep {
    private final int number;
    private final int operand;

    SameScalar(int number, int operand) {
      this.number = number;
      this.operand = operand;
    }

    @Override
    void run(Numbers numbers) {
      numbers.scalars[number] = numbers.scalars[operand];
    }
  }

  /** An element of a tensor. */
  static final class Element extends PlanStep {
    private final int number;
    private final int tensor;
    private final int element;

    Element(int number, int tensor, int element) {
      this.number = number;
      this.tensor = tensor;
      this.element = element;
    }

    @Override
    void run(Numbers numbers) {
      numbers.scalars[number] = Elements.get(numbers.arrays[tensor], element);
    }

    @Override
    int[] reads() {
      return new int[] {tensor};
    }
  }

  /** A tensor of scalars. */
  static final class Stack extends PlanStep {
    private final Tensor result;
    private final int number;
    private final int[] operands;

    Stack(Tensor result, int number, int... operands) {
      this.result = result;
      this.number = number;
      this.operands = operands;
    }

    @Override
    void run(Numbers numbers) {
      for (int k = 0; k < operands.length; k++) {
        Elements.set(result.storage(), k, numbers.scalars[operands[k]]);
      }
      numbers.set(number, result);
    }
  }
}
