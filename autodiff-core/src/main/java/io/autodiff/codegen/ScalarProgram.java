package io.autodiff.codegen;

import io.autodiff.op.Op;
import java.util.BitSet;

/**
 * A program of scalars in arrays. Its values are numbered: the inputs, the constants, and the steps
 * in order.
 *
 * @param inputs the number of inputs
 * @param constants the constants
 * @param ops the operation of each step: elementwise ones, and those that stop derivatives
 * @param operands the numbers of the values that each step takes
 * @param outputs the numbers of the results
 * @param guards the numbers of the comparisons that branches relied on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ScalarProgram(
    int inputs, double[] constants, Op[] ops, int[][] operands, int[] outputs, int[] guards) {

  int firstStep() {
    return inputs + constants.length;
  }

  int size() {
    return firstStep() + ops.length;
  }

  boolean isConstant(int number) {
    return number >= inputs && number < firstStep();
  }

  double constant(int number) {
    return constants[number - inputs];
  }

  boolean isStep(int number) {
    return number >= firstStep();
  }

  Op op(int number) {
    return ops[number - firstStep()];
  }

  int[] operands(int number) {
    return operands[number - firstStep()];
  }

  /** Returns the numbers of the steps that a result or a guard needs, in order. */
  int[] neededSteps() {
    BitSet needed = new BitSet();
    for (int output : outputs) {
      needed.set(output);
    }
    for (int guard : guards) {
      needed.set(guard);
    }
    for (int i = size() - 1; i >= firstStep(); i--) {
      if (needed.get(i)) {
        for (int operand : operands(i)) {
          needed.set(operand);
        }
      }
    }
    needed.clear(0, firstStep());
    return needed.stream().toArray();
  }

  /** Returns which values depend on an input, by a path that derivatives pass. */
  BitSet active() {
    BitSet active = new BitSet();
    active.set(0, inputs);
    for (int i = firstStep(); i < size(); i++) {
      OperationCode code = OperationCode.of(op(i));
      int[] in = operands(i);
      for (int k = 0; k < in.length && !active.get(i); k++) {
        active.set(i, active.get(in[k]) && code.passes(k));
      }
    }
    return active;
  }

  /** Returns which values a result depends on, by a path that derivatives pass. */
  BitSet wanted() {
    BitSet wanted = new BitSet();
    for (int output : outputs) {
      wanted.set(output);
    }
    for (int i = size() - 1; i >= firstStep(); i--) {
      if (wanted.get(i)) {
        OperationCode code = OperationCode.of(op(i));
        int[] in = operands(i);
        for (int k = 0; k < in.length; k++) {
          if (code.passes(k)) {
            wanted.set(in[k]);
          }
        }
      }
    }
    return wanted;
  }
}
