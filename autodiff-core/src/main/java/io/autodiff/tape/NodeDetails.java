package io.autodiff.tape;

import io.autodiff.Parameter;
import io.autodiff.Tensor;
import io.autodiff.Value;
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
 * @param call what a {@link io.autodiff.op.Structure#CALL} runs
 */
public record NodeDetails(
    Op op,
    int[] inputs,
    Value<?>[] operands,
    @Nullable Tensor value,
    @Nullable Parameter parameter,
    @Nullable CallNode call) {
  public static final int CONSTANT = -1;
  private static final int[] NO_INPUTS = {};
  private static final Tensor[] NO_OPERANDS = {};

  NodeDetails(Op op, int[] inputs, Value<?>[] operands, @Nullable Tensor value) {
    this(op, inputs, operands, value, null, null);
  }

  static NodeDetails leaf(Op op, Tensor value) {
    return new NodeDetails(op, NO_INPUTS, NO_OPERANDS, value);
  }

  static NodeDetails leaf(Op op, Tensor value, Parameter parameter) {
    return new NodeDetails(op, NO_INPUTS, NO_OPERANDS, value, parameter, null);
  }

  NodeDetails shifted(int shift) {
    int[] moved = inputs.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += moved[i] == CONSTANT ? 0 : shift;
    }
    return new NodeDetails(op, moved, operands, value, parameter, call);
  }

  /** Returns whether this is an operation's node on these operands, each of a node of its own. */
  boolean is(Op other, Tensor[] from, NodeStore nodes) {
    if (value == null || from.length != inputs.length || !op.equals(other)) {
      return false;
    }
    for (int i = 0; i < from.length; i++) {
      if (!isOperand(i, from[i], nodes)) {
        return false;
      }
    }
    return true;
  }

  /** Does the same as {@link #is(Op, Tensor[], NodeStore)} with one operand, or with two. */
  boolean is(Op other, Tensor left, @Nullable Tensor right, NodeStore nodes) {
    return value != null
        && inputs.length == (right == null ? 1 : 2)
        && op.equals(other)
        && isOperand(0, left, nodes)
        && (right == null || isOperand(1, right, nodes));
  }

  private boolean isOperand(int argument, Tensor from, NodeStore nodes) {
    int input = Recording.node(from);
    Tensor operand = input == CONSTANT ? from : nodes.described(input).value;
    return inputs[argument] == input && operands[argument] == operand;
  }

  /** Returns whether it holds on to little once the tape was rewound past it. */
  boolean isWorthKeeping() {
    return value != null && call == null && value.size() <= ArrayPool.LARGEST;
  }

  /** Returns what a call runs. */
  public CallNode called() {
    if (call == null) {
      throw new IllegalStateException(op.label() + " is no call");
    }
    return call;
  }

  /** Returns the result of a tensor's node. */
  public Tensor tensor() {
    if (value == null) {
      throw new IllegalStateException(op.label() + " is a scalar");
    }
    return value;
  }
}
