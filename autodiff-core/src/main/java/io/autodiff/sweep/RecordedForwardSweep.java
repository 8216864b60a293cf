package io.autodiff.sweep;

import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.NonFiniteCheck;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One traversal of a tape in the order of recording whose tangents are recorded on it, through the
 * same rules as the traversals in reverse, and so can be differentiated again.
 *
 * <p>The end is fixed when the traversal begins. Nodes are found through the tape at every step,
 * since a rule records new ones and may even join the tape to another.
 */
final class RecordedForwardSweep {
  private final TapeRecord record;
  private final int start;
  private final int end;
  private final List<? extends Value<?>> outputs;
  private final boolean[] steps;
  private final @Nullable Value<?>[] tangents;

  /**
   * @param record a root
   * @param by values recorded on the tape
   * @param direction their tangents
   * @param outputs values recorded on the tape
   */
  RecordedForwardSweep(
      TapeRecord record,
      List<? extends Value<?>> by,
      List<? extends Value<?>> direction,
      List<? extends Value<?>> outputs) {
    this.record = record;
    this.outputs = outputs;
    this.end = outputs.stream().mapToInt(Recording::node).max().orElse(-1) + 1;
    int[] sources = by.stream().mapToInt(Recording::node).toArray();
    this.start = Math.min(end, Arrays.stream(sources).min().orElse(end));
    this.steps = record.nodes().dependents(start, end, sources);
    this.tangents = new Value<?>[end - start];
    for (int k = 0; k < sources.length; k++) {
      if (sources[k] < end) {
        steps[sources[k] - start] = false;
        tangents[sources[k] - start] = direction.get(k);
      }
    }
  }

  /** Returns the outputs' tangents; a constant 0 for one that depends on no value of the sweep. */
  List<Value<?>> run() {
    int[] wanted = outputs.stream().mapToInt(Recording::node).toArray();
    for (int i = start; i < end; i++) {
      if (steps[i - start]) {
        tangents[i - start] = stepNamed(i);
      }
    }
    List<Value<?>> found = new ArrayList<>();
    for (int k = 0; k < wanted.length; k++) {
      Value<?> t = tangent(wanted[k]);
      found.add(t == null ? outputs.get(k).zerosLike() : t);
    }
    return found;
  }

  private @Nullable Value<?> tangent(int node) {
    return node < start ? null : tangents[node - start];
  }

  private @Nullable Value<?> stepNamed(int i) {
    try {
      return step(i);
    } catch (NonFiniteException e) {
      throw NonFiniteCheck.inRule(record.root(), record.resolve(i), e);
    }
  }

  private @Nullable Value<?> step(int i) {
    TapeRecord root = record.root();
    int shift = record.resolve(0);
    NodeStore nodes = root.nodes();
    int code = nodes.code(i + shift);
    return switch (code) {
      case Opcode.VARIABLE, Opcode.STOP, Opcode.GUARD -> null;
      case Opcode.OUTPUT -> tangent(i);
      case Opcode.ALIAS -> tangent(nodes.left(i + shift) - shift);
      case Opcode.ELEMENT ->
          element(tangent(nodes.left(i + shift) - shift), nodes.right(i + shift));
      case Opcode.TENSOR -> stepTensor(root, i + shift, shift);
      default -> stepScalar(root, i + shift, shift);
    };
  }

  private static @Nullable Scalar element(@Nullable Value<?> tangent, int position) {
    if (tangent == null) {
      return null;
    }
    return Recording.element((Tensor) tangent, position);
  }

  private @Nullable Scalar stepScalar(TapeRecord root, int at, int shift) {
    NodeStore nodes = root.nodes();
    Elementwise op = nodes.operation(at);
    if (OpDerivatives.isFlat(op)) {
      return null;
    }
    Scalar[] operands = root.scalarOperandsAt(at);
    Scalar out = root.scalarAt(at);
    Scalar sum = null;
    for (int k = 0; k < operands.length; k++) {
      int input = operands[k].isConstant() ? NodeDetails.CONSTANT : operands[k].index(root) - shift;
      Scalar t = (Scalar) tangent(input);
      if (t != null) {
        Scalar part = op.propagate(k, t, out, operands);
        sum = sum == null ? part : sum.add(part);
      }
    }
    return sum;
  }

  /** Carries the tangents of a call's operands to its results, which follow it. */
  private void stepCall(TapeRecord root, NodeDetails node, int at, int shift) {
    List<Value<?>> operands = root.operandsAt(node);
    List<Value<?>> direction = new ArrayList<>();
    for (int k = 0; k < operands.size(); k++) {
      int input = node.inputs()[k];
      Value<?> t = input == NodeDetails.CONSTANT ? null : tangent(input - shift);
      direction.add(t == null ? operands.get(k).zerosLike() : t);
    }
    List<Value<?>> found =
        CallDerivatives.pushforward(
                node.called(),
                root.workspace().engine(),
                operands,
                root.outputsAt(at),
                List.of(direction))
            .get(0);
    for (int k = 0; k < found.size() && at + 1 + k - shift < end; k++) {
      tangents[at + 1 + k - shift - start] = found.get(k);
    }
  }

  private @Nullable Tensor stepTensor(TapeRecord root, int at, int shift) {
    NodeDetails node = root.nodes().described(at);
    int[] in = node.inputs();
    if (node.op() == Structure.CALL) {
      stepCall(root, node, at, shift);
      return null;
    }
    if (node.op() == Structure.OUTPUT) {
      return (Tensor) tangent(at - shift);
    }
    if (OpDerivatives.isFlat(node.op())) {
      return null;
    }
    if (node.op() == Structure.STACK) {
      Scalar[] parts = new Scalar[in.length];
      for (int k = 0; k < parts.length; k++) {
        Scalar t = in[k] == NodeDetails.CONSTANT ? null : (Scalar) tangent(in[k] - shift);
        parts[k] = t == null ? Scalar.of(0) : t;
      }
      return Tensor.stack(node.tensor().dtype(), node.tensor().shape(), parts);
    }
    SweepChecks.checkCurrent(root.nodes(), at);
    @Nullable Tensor[] ts = new Tensor[in.length];
    Tensor[] operands = new Tensor[in.length];
    for (int k = 0; k < in.length; k++) {
      boolean constant = in[k] == NodeDetails.CONSTANT;
      ts[k] = constant ? null : (Tensor) tangent(in[k] - shift);
      operands[k] = constant ? (Tensor) node.operands()[k] : root.tensorAt(in[k]);
    }
    return OpDerivatives.jvp(node.op(), ts, root.tensorAt(at), operands);
  }
}
