package io.autodiff.sweep;

import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.ScatterSum;
import io.autodiff.op.Selection;
import io.autodiff.op.Structure;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.NonFiniteCheck;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One traversal of a tape in reverse whose results are recorded on it, through the same rules as
 * any other operation, and so can be differentiated again.
 *
 * <p>The end is fixed when the traversal begins. Nodes are found through the tape at every step,
 * since a rule records new ones and may even join the tape to another.
 */
public final class RecordedReverseSweep {
  private final TapeRecord record;
  private final int end;
  private final int start;
  private final List<? extends Value<?>> by;
  private final boolean[] reached;
  private final @Nullable Value<?>[] cotangents;

  /** The cotangents that elements of a tensor, by its node, have received so far. */
  private final Map<Integer, Map<Integer, Scalar>> elements = new HashMap<>();

  /** The cotangents that parts of a tensor, by its node, have received so far. */
  private final Map<Integer, List<Part>> parts = new HashMap<>();

  /** What took a part of a tensor, and the part's cotangent. */
  private record Part(Selection selection, Tensor cotangent) {}

  /**
   * Returns the derivatives of {@code Σ <output, seed>} by some values, recorded; a constant 0
   * where the outputs do not depend on a value.
   */
  public static List<Value<?>> run(
      TapeRecord record,
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> seeds,
      List<? extends Value<?>> by) {
    SweepChecks.check(record, outputs, seeds);
    TapeRecord root = record.root();
    root.life().beginSweep();
    try {
      return new RecordedReverseSweep(root, outputs, seeds, by).run();
    } finally {
      root.root().life().endSweep();
    }
  }

  private RecordedReverseSweep(
      TapeRecord record,
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> seeds,
      List<? extends Value<?>> by) {
    this.record = record;
    this.by = by;
    int last = 0;
    for (Value<?> output : outputs) {
      last = Math.max(last, Recording.node(output) + 1);
    }
    int first = last;
    int[] sources = new int[by.size()];
    for (int i = 0; i < sources.length; i++) {
      SweepChecks.checkMember("differentiate: value to differentiate by", record, by.get(i));
      sources[i] = Recording.node(by.get(i));
      first = Math.min(first, sources[i]);
    }
    this.start = first;
    this.end = last;
    this.reached = record.nodes().dependents(start, end, sources);
    this.cotangents = new Value<?>[end - start];
    for (int i = 0; i < seeds.size(); i++) {
      accumulate(Recording.node(outputs.get(i)), seeds.get(i));
    }
  }

  private List<Value<?>> run() {
    int[] wanted = by.stream().mapToInt(Recording::node).toArray();
    BitSet isWanted = new BitSet();
    Arrays.stream(wanted).forEach(isWanted::set);
    Map<Integer, Value<?>> found = new HashMap<>();
    for (int i = end - 1; i >= start; i--) {
      if (!reached[i - start]) {
        continue;
      }
      flushElements(i);
      flushParts(i);
      Value<?> g = cotangents[i - start];
      if (g == null) {
        continue;
      }
      cotangents[i - start] = null;
      if (isWanted.get(i)) {
        found.put(i, g);
      }
      try {
        step(i, g);
      } catch (NonFiniteException e) {
        throw NonFiniteCheck.inRule(record.root(), record.resolve(i), e);
      }
    }
    List<Value<?>> results = new ArrayList<>();
    for (int k = 0; k < wanted.length; k++) {
      Value<?> result = found.get(wanted[k]);
      results.add(result != null ? result : by.get(k).zerosLike());
    }
    return results;
  }

  private void step(int i, Value<?> g) {
    TapeRecord root = record.root();
    int shift = record.resolve(0);
    NodeStore nodes = root.nodes();
    int code = nodes.code(i + shift);
    switch (code) {
      case Opcode.VARIABLE, Opcode.STOP, Opcode.GUARD -> {}
      case Opcode.ALIAS -> accumulate(nodes.left(i + shift) - shift, g);
      case Opcode.OUTPUT -> keepForCall(i, nodes.left(i + shift) - shift, g);
      case Opcode.ELEMENT ->
          addElement(nodes.left(i + shift) - shift, nodes.right(i + shift), (Scalar) g);
      case Opcode.TENSOR -> {
        if (nodes.described(i + shift).op() == Structure.CALL) {
          stepCall(root, i + shift, shift);
        } else {
          stepTensor(root, i + shift, shift, (Tensor) g);
        }
      }
      default -> stepScalar(root, i + shift, shift, (Scalar) g);
    }
  }

  private void stepScalar(TapeRecord root, int node, int shift, Scalar g) {
    Elementwise op = root.nodes().operation(node);
    if (OpDerivatives.isFlat(op)) {
      return;
    }
    Scalar[] operands = root.scalarOperandsAt(node);
    Scalar out = root.scalarAt(node);
    for (int k = 0; k < operands.length; k++) {
      int input = operands[k].isConstant() ? NodeDetails.CONSTANT : operands[k].index(root) - shift;
      if (matters(input)) {
        accumulate(input, op.propagate(k, g, out, operands));
      }
    }
  }

  private void stepTensor(TapeRecord root, int at, int shift, Tensor g) {
    NodeDetails node = root.nodes().described(at);
    int[] inputs = node.inputs();
    Op op = node.op();
    if (op == Structure.OUTPUT) {
      keepForCall(at - shift, inputs[0] - shift, g);
      return;
    }
    if (op == Structure.STACK) {
      for (int k = 0; k < inputs.length; k++) {
        if (inputs[k] != NodeDetails.CONSTANT && matters(inputs[k] - shift)) {
          accumulate(inputs[k] - shift, Recording.element(g, k));
        }
      }
      return;
    }
    if (OpDerivatives.isFlat(op)) {
      return;
    }
    SweepChecks.checkCurrent(root.nodes(), at);
    Tensor[] operands = new Tensor[inputs.length];
    for (int k = 0; k < operands.length; k++) {
      operands[k] =
          inputs[k] == NodeDetails.CONSTANT
              ? (Tensor) node.operands()[k]
              : root.tensorAt(inputs[k]);
    }
    if (op instanceof Selection part) {
      if (matters(inputs[0] - shift)) {
        parts.computeIfAbsent(inputs[0] - shift, _ -> new ArrayList<>()).add(new Part(part, g));
      }
      return;
    }
    Tensor out = root.tensorAt(at);
    for (int k = 0; k < inputs.length; k++) {
      if (inputs[k] != NodeDetails.CONSTANT && matters(inputs[k] - shift)) {
        accumulate(inputs[k] - shift, OpDerivatives.vjp(op, k, g, out, operands));
      }
    }
  }

  /** Keeps the cotangent of a call's result until the call is met. */
  private void keepForCall(int output, int call, Value<?> g) {
    cotangents[output - start] = g;
    if (call >= start) {
      cotangents[call - start] = Scalar.of(1);
    }
  }

  private void stepCall(TapeRecord root, int at, int shift) {
    NodeDetails node = root.nodes().described(at);
    List<Value<?>> results = root.outputsAt(at);
    List<Value<?>> g = new ArrayList<>();
    for (int k = 0; k < results.size(); k++) {
      int output = at + 1 + k - shift;
      Value<?> received = output < end ? cotangents[output - start] : null;
      g.add(received == null ? results.get(k).zerosLike() : received);
    }
    int[] inputs = node.inputs();
    List<Value<?>> found =
        CallDerivatives.recorded(
            node.called(), root.workspace().engine(), root.operandsAt(node), results, g);
    for (int k = 0; k < inputs.length; k++) {
      if (inputs[k] != NodeDetails.CONSTANT) {
        accumulate(inputs[k] - shift, found.get(k));
      }
    }
  }

  private boolean matters(int node) {
    return node >= start && node < end && reached[node - start];
  }

  private void addElement(int tensor, int position, Scalar g) {
    if (matters(tensor)) {
      elements.computeIfAbsent(tensor, _ -> new HashMap<>()).merge(position, g, Scalar::add);
    }
  }

  /** Lays the cotangents that the elements of a tensor received into one tensor. */
  private void flushElements(int node) {
    Map<Integer, Scalar> received = elements.remove(node);
    if (received == null) {
      return;
    }
    Tensor value = record.root().nodes().described(record.resolve(node)).tensor();
    Scalar[] all = new Scalar[value.size()];
    for (int i = 0; i < all.length; i++) {
      Scalar g = received.get(i);
      all[i] = g == null ? Scalar.of(0) : g;
    }
    accumulate(node, Tensor.stack(value.dtype(), value.shape(), all));
  }

  /** Adds up the cotangents that parts of a tensor received, by one operation if they are many. */
  private void flushParts(int node) {
    List<Part> received = parts.remove(node);
    if (received == null) {
      return;
    }
    Tensor value = record.root().nodes().described(record.resolve(node)).tensor();
    List<Selection> selections = received.stream().map(Part::selection).toList();
    Tensor[] all = received.stream().map(Part::cotangent).toArray(Tensor[]::new);
    accumulate(
        node,
        all.length == 1
            ? selections.get(0).transpose(0, all[0], value)
            : Recording.apply(new ScatterSum(selections, value.shape()), all));
  }

  private void accumulate(int node, Value<?> term) {
    if (!matters(node)) {
      return;
    }
    Value<?> sum = cotangents[node - start];
    cotangents[node - start] =
        switch (term) {
          case Scalar s -> sum == null ? s : ((Scalar) sum).add(s);
          case Tensor t -> sum == null ? t : ((Tensor) sum).add(t);
        };
  }
}
