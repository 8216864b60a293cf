package io.autodiff.sweep;

import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Reshape;
import io.autodiff.op.Selection;
import io.autodiff.op.Structure;
import io.autodiff.op.SumTo;
import io.autodiff.op.UnaryOp;
import io.autodiff.tape.ArrayPool;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.NonFiniteCheck;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One traversal of a tape in reverse that yields numbers. Scalars have their adjoints in an array
 * and a case of their own for the operations that matter; tensors go through their rules, computed
 * and not recorded.
 */
public final class ReverseSweep {
  private static final int[] NONE = {};

  private final TapeRecord record;
  private final NodeStore nodes;
  private final int end;
  private final int start;
  private final double[] adjoints;
  private final CotangentAccumulator cotangents;

  /** Which nodes from {@link #start} on lead to a value named in the call; null if all matter. */
  private final boolean @Nullable [] reached;

  private final GradientStore found;

  /** Takes cotangents through calls; null before the first. */
  private @Nullable CallSweep calls;

  /** Whether the record may show a parameter as it is no more. */
  private final boolean outdated;

  /**
   * Returns the derivatives of {@code Σ <output, cotangent>}.
   *
   * @param record the record of the outputs, or one that was joined to it
   * @param memory what traversals of the record use again
   * @param by the values to differentiate by; empty for all variables
   */
  public static GradientStore run(
      TapeRecord record,
      SweepMemory memory,
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> by) {
    SweepChecks.check(record, outputs, cotangents);
    TapeRecord root = record.root();
    return traverse(root, () -> begin(root, memory, outputs, cotangents, by)).found;
  }

  /**
   * Traverses all of a record and keeps what its variables receive.
   *
   * @param seeds what gives the outputs their cotangents
   * @return the traversal, to read from until the memory is used again
   */
  static ReverseSweep run(TapeRecord root, SweepMemory memory, Consumer<ReverseSweep> seeds) {
    return traverse(
        root,
        () -> {
          GradientStore store = memory.takeStore();
          store.begin(NONE, null, root.parameterCount());
          ReverseSweep sweep = new ReverseSweep(root, memory, 0, root.size(), null, store);
          seeds.accept(sweep);
          return sweep;
        });
  }

  private static ReverseSweep traverse(TapeRecord root, Supplier<ReverseSweep> begin) {
    TapeWorkspace w = root.workspace();
    int recorded = root.size();
    ArrayPool.Position arrays = w.beginSweep();
    boolean before = w.begin();
    boolean done = false;
    root.life().beginSweep();
    try {
      ReverseSweep sweep = begin.get();
      sweep.run();
      if (root.size() == recorded) {
        w.endSweep(arrays, sweep.found.kept());
        done = true;
      }
      return sweep;
    } finally {
      root.root().life().endSweep();
      w.end(before);
      if (!done) {
        w.abandonSweep(arrays);
      }
    }
  }

  private static ReverseSweep begin(
      TapeRecord record,
      SweepMemory memory,
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> by) {
    int last = 0;
    for (Value<?> output : outputs) {
      last = Math.max(last, Recording.node(output) + 1);
    }
    int[] named = new int[by.size()];
    for (int i = 0; i < named.length; i++) {
      SweepChecks.checkMember("gradients: value to differentiate by", record, by.get(i));
      named[i] = Recording.node(by.get(i));
    }
    Arrays.sort(named);
    NodeStore nodes = record.nodes();
    boolean all = named.length == 0;
    int start = all ? 0 : Math.min(last, named[0]);
    boolean[] reached = all ? null : nodes.dependents(start, last, named);
    GradientStore found = memory.takeStore();
    found.begin(
        all ? nodes.variables() : named,
        all ? null : nodes.parametersAt(named),
        record.parameterCount());
    ReverseSweep sweep = new ReverseSweep(record, memory, start, last, reached, found);
    for (int i = 0; i < outputs.size(); i++) {
      sweep.seed(outputs.get(i), cotangents.get(i));
    }
    return sweep;
  }

  private ReverseSweep(
      TapeRecord record,
      SweepMemory memory,
      int start,
      int end,
      boolean @Nullable [] reached,
      GradientStore found) {
    this.record = record;
    this.nodes = record.nodes();
    this.outdated = record.isOutdated();
    this.start = start;
    this.end = end;
    this.reached = reached;
    this.found = found;
    boolean nested = record.life().sweeps() > 1; // the traversal around it uses the memory
    SweepMemory received = nested ? new SweepMemory() : memory;
    this.adjoints = received.adjoints(start, end, nodes.size());
    this.cotangents = received.cotangents(record);
  }

  private void seed(Value<?> output, Value<?> cotangent) {
    if (cotangent instanceof Scalar s) {
      seed(Recording.node(output), s.number());
    } else {
      seed(Recording.node(output), (Tensor) cotangent);
    }
  }

  /** Adds to the cotangent of a scalar's node. */
  void seed(int node, double cotangent) {
    adjoints[node] += cotangent;
  }

  /** Adds to the cotangent of a tensor's node. */
  void seed(int node, Tensor cotangent) {
    Tensor constant = cotangent.snapshot(); // else the tape might use its array again
    cotangents.add(node, constant.looseOn(record), false);
  }

  /** Returns what a scalar's node has received. */
  double adjoint(int node) {
    return adjoints[node];
  }

  /** Returns the derivatives that the traversal keeps. */
  GradientStore found() {
    return found;
  }

  private void run() {
    try {
      sweep();
    } finally {
      if (calls != null) {
        calls.close();
      }
    }
    found.keepAdjoints(adjoints, start, end);
  }

  private void sweep() {
    for (int chunk = (end - 1) >>> NodeStore.SHIFT;
        chunk >= start >>> NodeStore.SHIFT && end > 0;
        chunk--) {
      int base = chunk << NodeStore.SHIFT;
      int from = Math.max(start, base);
      int to = Math.min(end, base + NodeStore.CHUNK);
      if (record.stopsAtNonFinite()) {
        sweepWatched(chunk, from, to);
      } else {
        sweepChunk(chunk, from, to);
      }
    }
  }

  private CallSweep calls() {
    CallSweep known = calls;
    if (known == null) {
      known = new CallSweep(record, adjoints, cotangents, found, end, this::matters);
      calls = known;
    }
    return known;
  }

  /** Does what {@link #sweepChunk} does, node by node, and looks through what each passes on. */
  private void sweepWatched(int chunk, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      sweepChunk(chunk, i, i + 1);
      for (int input : nodes.inputs(i)) {
        Tensor cotangent = isTensor(input) ? cotangents.at(input) : null;
        if (cotangent != null) {
          NonFiniteCheck.checkDerivative(record, i, cotangent);
        } else if (input >= start && !isTensor(input)) {
          NonFiniteCheck.checkDerivative(record, i, adjoints[input]);
        }
      }
    }
  }

  /**
   * Takes the adjoints of the nodes {@code [from, to)} of a chunk back to their operands. An
   * operand in the same chunk is read from the local array; an earlier one and a pooled constant
   * (below 0) through the record. A term for the node just before stays out of memory, since a
   * chain of operations would wait for it there.
   */
  private void sweepChunk(int chunk, int from, int to) {
    double[] adj = adjoints;
    NodeStore n = nodes;
    long[] words = n.words[chunk];
    double[] values = n.values[chunk];
    int base = chunk << NodeStore.SHIFT;
    int stop = from - 1 - base; // "at >= from - base" would check indices in every step
    double pending = 0;
    for (int at = to - 1 - base; at > stop; at--) {
      double g = adj[base + at] + pending;
      adj[base + at] = g;
      pending = 0;
      long word = words[at];
      int code = NodeStore.code(word);
      if (g == 0 && code != Opcode.TENSOR) {
        continue;
      }
      int a = NodeStore.left(word);
      int next = base + at - 1;
      double left;
      if (code < Opcode.FIRST_BINARY) {
        switch (code) {
          case Opcode.VARIABLE, Opcode.STOP, Opcode.OUTPUT -> {
            continue;
          }
          case Opcode.ALIAS -> left = g;
          case Opcode.NEG -> left = -g;
          case Opcode.SQUARE -> left = g * 2 * n.value(a, values, base);
          case Opcode.SQRT -> left = g * 0.5 / values[at];
          case Opcode.ABS -> left = g * Math.signum(n.value(a, values, base));
          case Opcode.EXP -> left = g * values[at];
          case Opcode.LOG -> left = g / n.value(a, values, base);
          case Opcode.SIN -> left = g * Math.cos(n.value(a, values, base));
          case Opcode.COS -> left = -(g * Math.sin(n.value(a, values, base)));
          case Opcode.TANH ->
              left = g * UnaryOp.TANH.derivative(n.value(a, values, base), values[at]);
          case Opcode.SIGMOID ->
              left = g * UnaryOp.SIGMOID.derivative(n.value(a, values, base), values[at]);
          case Opcode.RELU -> left = n.value(a, values, base) > 0 ? g : 0;
          default -> {
            sweepOther(base + at, code, a, 0, g);
            continue;
          }
        }
        if (a == next) {
          pending = left;
        } else if (Integer.compareUnsigned(a, adj.length) < 0) {
          adj[a] += left;
        }
        continue;
      }
      int b = NodeStore.right(word);
      double right;
      switch (code) {
        case Opcode.ADD -> {
          left = g;
          right = g;
        }
        case Opcode.SUB -> {
          left = g;
          right = -g;
        }
        case Opcode.MUL -> {
          left = g * n.value(b, values, base);
          right = g * n.value(a, values, base);
        }
        case Opcode.DIV -> {
          double y = n.value(b, values, base);
          left = g / y;
          right = -g * (values[at] / y);
        }
        case Opcode.TENSOR -> {
          sweepTensor(base + at);
          continue;
        }
        default -> {
          sweepOther(base + at, code, a, b, g);
          continue;
        }
      }
      if (a == next && b != next) {
        pending = left;
      } else if (Integer.compareUnsigned(a, adj.length) < 0) {
        adj[a] += left;
      }
      if (b == next && a != next) {
        pending = right;
      } else if (Integer.compareUnsigned(b, adj.length) < 0) {
        adj[b] += right;
      }
    }
    if (pending != 0) {
      adj[from - 1] += pending;
    }
  }

  private static void add(double[] adj, int argument, double term) {
    if (argument >= 0) {
      adj[argument] += term;
    }
  }

  private void sweepOther(int i, int code, int a, int b, double g) {
    double z = nodes.value(i);
    if (code == Opcode.ELEMENT) {
      if (matters(a)) {
        cotangents.addElement(a, b, g);
      }
    } else if (code == Opcode.OTHER) {
      OpDerivatives.passBack(nodes.described(i), z, g, adjoints);
    } else {
      Binary op = (Binary) Opcode.operation(code);
      double x = nodes.value(a);
      double y = nodes.value(b);
      add(adjoints, a, g * op.left(x, y, z));
      add(adjoints, b, g * op.right(x, y, z));
    }
  }

  private boolean matters(int node) {
    return reached == null || (node >= start && reached[node - start]);
  }

  private void sweepTensor(int i) {
    NodeDetails node = nodes.described(i);
    Op op = node.op();
    if (op == Structure.CALL) {
      calls().pass(i, node);
      return;
    }
    Tensor g = cotangents.at(i);
    if (g == null) {
      return;
    }
    boolean isLeaf = op == Structure.VARIABLE || op == Structure.PARAMETER;
    boolean kept = found.isNamed() ? found.isNamed(i) : isLeaf;
    if (kept) {
      found.keep(i, g);
    } else {
      found.drop(i);
    }
    if (op == Structure.OUTPUT) {
      return;
    }
    cotangents.remove(i);
    if (outdated && op != Structure.STACK) {
      SweepChecks.checkCurrent(nodes, i);
    }
    boolean idle = cotangents.isOwned(i) && !kept;
    if (op instanceof Elementwise elementwise) {
      passAll(node, ElementwiseKernels.of(elementwise), g, idle);
    } else if (op instanceof Structure) {
      passStructure(node, g, idle);
    } else if (op instanceof Selection) {
      passPart(node, g, idle);
    } else {
      passAll(node, g, idle && !(op instanceof CustomOp));
    }
  }

  /** Takes a cotangent to the operands by loops, one for all of the rule by an operand. */
  private void passAll(NodeDetails node, ElementwiseKernels loops, Tensor g, boolean idle) {
    if (loops.isFlat()) {
      return;
    }
    int[] in = node.inputs();
    Tensor[] operands = (Tensor[]) node.operands();
    for (int k = 0; k < in.length; k++) {
      if (in[k] != NodeDetails.CONSTANT && matters(in[k])) {
        Tensor cotangent = loops.propagate(record.workspace(), k, g, node.tensor(), operands);
        Tensor summed = SumTo.unbroadcast(cotangent, operands[k].shape());
        cotangents.add(in[k], summed, !summed.storage().equals(g.storage()));
      }
    }
    if (idle) {
      cotangents.giveBack(g, in);
    }
  }

  /** Takes the cotangent of a part to the whole. */
  private void passPart(NodeDetails node, Tensor g, boolean idle) {
    int whole = whole(node.inputs()[0]);
    if (matters(whole)) {
      cotangents.addPart(whole, node, g);
    }
    if (idle) {
      cotangents.giveBack(g);
    }
  }

  /**
   * Returns the node whose elements a node shows under another shape, as a diagonal is taken of the
   * one row that a matrix is: the cotangent of a part then makes none of the node between.
   */
  private int whole(int node) {
    int at = node;
    while (nodes.described(at).op() instanceof Reshape
        && cotangents.at(at) == null
        && !found.isNamed(at)
        && !record.stopsAtNonFinite()) {
      found.drop(at);
      at = nodes.described(at).inputs()[0];
    }
    return at;
  }

  /** Takes a cotangent to the operands as the rule says. */
  private void passAll(NodeDetails node, Tensor g, boolean idle) {
    int[] in = node.inputs();
    Tensor[] operands = (Tensor[]) node.operands();
    for (int k = 0; k < in.length; k++) {
      if (in[k] != NodeDetails.CONSTANT && matters(in[k])) {
        Tensor cotangent = OpDerivatives.vjp(node.op(), k, g, node.tensor(), operands);
        cotangents.add(in[k], cotangent, CotangentAccumulator.isFresh(cotangent, node, g));
      }
    }
    if (idle) {
      cotangents.giveBack(g, in);
    }
  }

  private void passStructure(NodeDetails node, Tensor g, boolean idle) {
    int[] in = node.inputs();
    switch ((Structure) node.op()) {
      case STACK -> {
        for (int k = 0; k < in.length; k++) {
          add(adjoints, in[k], Elements.get(g.storage(), k));
        }
      }
      case PARAMETER -> found.keep(Objects.requireNonNull(node.parameter()), g);
      case STOP -> {}
      default -> passAll(node, g, idle);
    }
  }

  private boolean isTensor(int node) {
    return node != NodeDetails.CONSTANT && nodes.code(node) == Opcode.TENSOR;
  }
}
