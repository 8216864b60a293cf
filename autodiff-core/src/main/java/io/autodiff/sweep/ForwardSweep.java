package io.autodiff.sweep;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.op.Unary;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One traversal of a tape in the order of recording that yields tangents as numbers, in several
 * directions at once. A scalar has its tangents side by side in one array, so that its local
 * derivative is computed once; tensors go through their rules, computed and not recorded.
 */
public final class ForwardSweep {
  private final TapeRecord record;
  private final NodeStore nodes;
  private final int start;
  private final int end;

  /** The number of directions. */
  private final int width;

  /** The tangents of scalars: those of node {@code i} begin at {@code (i - start) * width}. */
  private final double[] scalarTangents;

  private final TangentStore tensorTangents;

  /**
   * @param record a root
   * @param by values recorded on the tape
   * @param directions for each direction the tangents of {@code by}
   * @param outputs the values whose tangents will be asked for, recorded on the tape
   */
  public ForwardSweep(
      TapeRecord record,
      List<? extends Value<?>> by,
      List<? extends List<? extends Value<?>>> directions,
      List<? extends Value<?>> outputs) {
    this.record = record;
    this.nodes = record.nodes();
    this.width = directions.size();
    this.end = outputs.stream().mapToInt(Recording::node).max().orElse(-1) + 1;
    int[] sources = by.stream().mapToInt(Recording::node).toArray();
    this.start = Math.min(end, Arrays.stream(sources).min().orElse(end));
    this.scalarTangents = new double[(end - start) * width];
    this.tensorTangents = new TangentStore(record, width);
    boolean[] steps = nodes.dependents(start, end, sources);
    tensorTangents.noteReaders(start, steps, outputs.stream().mapToInt(Recording::node).toArray());
    for (int k = 0; k < sources.length; k++) {
      if (sources[k] < end) {
        steps[sources[k] - start] = false;
        for (int d = 0; d < width; d++) {
          seed(sources[k], d, directions.get(d).get(k));
        }
      }
    }
    for (int i = start; i < end; i++) {
      if (steps[i - start]) {
        step(i);
      }
    }
  }

  /** Returns how many directions to take at once on a record of this length. */
  static int width(int nodes) {
    return Math.clamp((1 << 24) / Math.max(nodes, 1), 1, 8);
  }

  private void seed(int node, int direction, Value<?> tangent) {
    switch (tangent) {
      case Scalar s -> scalarTangents[(node - start) * width + direction] = s.number();
      case Tensor t -> tensorTangents.set(node, direction, t.looseOn(record));
    }
  }

  /** Returns the tangent of an output as a constant. */
  public Value<?> tangent(Value<?> output, int direction) {
    return at(Recording.node(output), output, direction);
  }

  private Value<?> at(int node, Value<?> like, int direction) {
    return switch (like) {
      case Scalar _ ->
          Scalar.of(node < start ? 0 : scalarTangents[(node - start) * width + direction]);
      case Tensor t -> {
        Tensor tangent = tensorTangents.at(node, direction);
        yield tangent == null ? t.zerosLike() : Tensor.wrap(tangent.shape(), tangent.storage());
      }
    };
  }

  private void step(int i) {
    int code = nodes.code(i);
    switch (code) {
      case Opcode.VARIABLE, Opcode.STOP, Opcode.GUARD, Opcode.OUTPUT -> {}
      case Opcode.ALIAS -> push(i, nodes.left(i), 1);
      case Opcode.ELEMENT -> stepElement(i, nodes.left(i), nodes.right(i));
      case Opcode.TENSOR -> {
        SweepChecks.checkCurrent(nodes, i);
        stepTensor(i, nodes.described(i));
      }
      case Opcode.OTHER -> stepDescribed(i, nodes.described(i));
      default -> stepScalar(i, Opcode.operation(code));
    }
  }

  private void stepScalar(int i, Elementwise op) {
    int a = nodes.left(i);
    double x = nodes.value(a);
    double z = nodes.value(i);
    if (op instanceof Binary binary) {
      int b = nodes.right(i);
      double y = nodes.value(b);
      if (a >= start) {
        push(i, a, binary.left(x, y, z));
      }
      if (b >= start) {
        push(i, b, binary.right(x, y, z));
      }
    } else {
      double local = ((Unary) op).derivative(x, z);
      if (!op.isBlocked(local)) {
        push(i, a, local);
      }
    }
  }

  private void stepDescribed(int i, NodeDetails node) {
    Elementwise op = (Elementwise) node.op();
    int[] in = node.inputs();
    Value<?>[] operands = node.operands();
    double x = ((Scalar) operands[0]).number();
    double y = in.length > 1 ? ((Scalar) operands[1]).number() : 0;
    double z = in.length > 2 ? ((Scalar) operands[2]).number() : 0;
    double value = nodes.value(i);
    for (int k = 0; k < in.length; k++) {
      double local = op.derivative(k, x, y, z, value);
      if (!op.isBlocked(local)) {
        push(i, in[k], local);
      }
    }
  }

  /** Adds {@code local} times the operand's tangents; a tangent 0 adds 0 whatever it is. */
  private void push(int i, int argument, double local) {
    if (argument < start) {
      return;
    }
    int from = (argument - start) * width;
    int to = (i - start) * width;
    if (Math.abs(local) <= Double.MAX_VALUE) {
      for (int d = 0; d < width; d++) {
        scalarTangents[to + d] += local * scalarTangents[from + d];
      }
    } else {
      for (int d = 0; d < width; d++) {
        scalarTangents[to + d] +=
            scalarTangents[from + d] == 0 ? 0 : local * scalarTangents[from + d];
      }
    }
  }

  private void stepElement(int i, int tensor, int position) {
    for (int d = 0; d < width; d++) {
      Tensor t = tensorTangents.at(tensor, d);
      scalarTangents[(i - start) * width + d] = t == null ? 0 : Elements.get(t.storage(), position);
    }
    tensorTangents.release(i);
  }

  /** Carries the tangents of a call's operands to its results, which follow it. */
  private void stepCall(int i, NodeDetails node) {
    int[] in = node.inputs();
    List<Value<?>> operands = List.of(node.operands());
    List<List<Value<?>>> before = new ArrayList<>();
    for (int d = 0; d < width; d++) {
      List<Value<?>> direction = new ArrayList<>();
      for (int k = 0; k < in.length; k++) {
        direction.add(in[k] < start ? operands.get(k).zerosLike() : at(in[k], operands.get(k), d));
      }
      before.add(direction);
    }
    CallNode call = node.called();
    List<List<Value<?>>> after =
        CallDerivatives.pushforward(
            call, record.workspace().engine(), operands, call.results(), before);
    for (int d = 0; d < width; d++) {
      for (int k = 0; k < after.get(d).size() && i + 1 + k < end; k++) {
        seed(i + 1 + k, d, after.get(d).get(k));
      }
    }
  }

  private void stepTensor(int i, NodeDetails node) {
    Op op = node.op();
    if (op == Structure.CALL) {
      stepCall(i, node);
    } else if (op != Structure.OUTPUT && !OpDerivatives.isFlat(op)) {
      for (int d = 0; d < width; d++) {
        Tensor tangent = op == Structure.STACK ? stack(node, d) : tangent(node, d);
        tensorTangents.setComputed(i, d, node, tangent);
      }
    }
    tensorTangents.release(i);
  }

  private @Nullable Tensor tangent(NodeDetails node, int direction) {
    int[] in = node.inputs();
    @Nullable Tensor[] ts = new Tensor[in.length];
    for (int k = 0; k < in.length; k++) {
      ts[k] = in[k] < start ? null : tensorTangents.at(in[k], direction);
    }
    Tensor[] operands = (Tensor[]) node.operands();
    return node.op() instanceof Elementwise op
        ? ElementwiseKernels.of(op).tangent(record.workspace(), ts, node.tensor(), operands)
        : OpDerivatives.jvp(node.op(), ts, node.tensor(), operands);
  }

  private Tensor stack(NodeDetails node, int direction) {
    int[] in = node.inputs();
    Tensor value = node.tensor();
    Object array = value.dtype().newArray(value.size());
    for (int k = 0; k < in.length; k++) {
      Elements.set(
          array, k, in[k] < start ? 0 : scalarTangents[(in[k] - start) * width + direction]);
    }
    return Tensor.wrap(value.shape(), array).looseOn(record);
  }
}
