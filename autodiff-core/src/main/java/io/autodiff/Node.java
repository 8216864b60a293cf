package io.autodiff;

import io.autodiff.op.Op;
import org.jspecify.annotations.Nullable;

/**
 * What the side table keeps of a node: a tensor, or a scalar of an operation without a code.
 *
 * @param op what computed it
 * @param inputs the operands' nodes; -1 for a constant
 * @param operands the operands' values, belonging to no node
 * @param value the result; null for a scalar
 * @param parameter the parameter that it reads, if any
 * @param version the parameter's version when it was read
 * @param call what a {@link io.autodiff.op.Structure#CALL} runs
 */
record Node(
    Op op,
    int[] inputs,
    Value<?>[] operands,
    @Nullable Tensor value,
    @Nullable Parameter parameter,
    long version,
    @Nullable Call call) {
  static final int CONSTANT = -1;
  private static final int[] NO_INPUTS = {};
  private static final Tensor[] NO_OPERANDS = {};

  Node(Op op, int[] inputs, Value<?>[] operands, @Nullable Tensor value) {
    this(op, inputs, operands, value, null, 0, null);
  }

  static Node leaf(Op op, Tensor value) {
    return new Node(op, NO_INPUTS, NO_OPERANDS, value);
  }

  static Node leaf(Op op, Tensor value, Parameter parameter) {
    return new Node(op, NO_INPUTS, NO_OPERANDS, value, parameter, parameter.version(), null);
  }

  Node shifted(int shift) {
    int[] moved = inputs.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += moved[i] == CONSTANT ? 0 : shift;
    }
    return new Node(op, moved, operands, value, parameter, version, call);
  }

  /** Returns what a call runs. */
  Call called() {
    if (call == null) {
      throw new IllegalStateException(op.label() + " is no call");
    }
    return call;
  }

  /** Returns the result of a tensor's node. */
  Tensor tensor() {
    if (value == null) {
      throw new IllegalStateException(op.label() + " is a scalar");
    }
    return value;
  }
}
