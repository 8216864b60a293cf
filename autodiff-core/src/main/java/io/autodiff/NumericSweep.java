package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One traversal of a tape in reverse that yields numbers. Scalars have their adjoints in an array
 * and a case of their own for the operations that matter; tensors go through their rules, computed
 * and not recorded.
 */
final class NumericSweep {
  private final Tape tape;
  private final Nodes nodes;
  private final int end;
  private final int start;
  private final double[] adjoints;

  /** The cotangents of tensor nodes, by side entry, from first use until they are passed on. */
  private final @Nullable Tensor[] cotangents;

  private final List<? extends Value<?>> by;

  /** Which nodes from {@link #start} on lead to a value of {@link #by}; null if all matter. */
  private final boolean @Nullable [] reached;

  private final Gradients.Found found = new Gradients.Found();

  NumericSweep(
      Tape tape,
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> by) {
    this.tape = tape;
    this.nodes = tape.nodes();
    this.by = by;
    int last = 0;
    for (Value<?> output : outputs) {
      last = Math.max(last, Tape.node(output) + 1);
    }
    this.end = last;
    this.adjoints = new double[last];
    this.cotangents = new Tensor[nodes.sideSize()];
    int[] sources = new int[by.size()];
    for (int i = 0; i < sources.length; i++) {
      Sweeps.checkMember("gradients: value to differentiate by", tape, by.get(i));
      sources[i] = Tape.node(by.get(i));
    }
    this.start = Math.min(last, Arrays.stream(sources).min().orElse(0));
    this.reached = by.isEmpty() ? null : Sweeps.reach(nodes, start, last, sources);
    for (int i = 0; i < outputs.size(); i++) {
      seed(outputs.get(i), cotangents.get(i));
    }
  }

  private void seed(Value<?> output, Value<?> cotangent) {
    if (cotangent instanceof Scalar s) {
      adjoints[Tape.node(output)] += s.value();
    } else {
      accumulate(Tape.node(output), ((Tensor) cotangent).looseOn(tape));
    }
  }

  Gradients run() {
    for (int chunk = (end - 1) >>> Nodes.SHIFT;
        chunk >= start >>> Nodes.SHIFT && end > 0;
        chunk--) {
      int base = chunk << Nodes.SHIFT;
      sweepChunk(chunk, Math.max(start, base), Math.min(end, base + Nodes.CHUNK));
    }
    return new Gradients(tape, end, adjoints, found, by);
  }

  private void sweepChunk(int chunk, int from, int to) {
    double[] adj = adjoints;
    Nodes n = nodes;
    short[] codes = n.codes[chunk];
    int[] lefts = n.lefts[chunk];
    int[] rights = n.rights[chunk];
    double[] values = n.values[chunk];
    int base = chunk << Nodes.SHIFT;
    for (int i = to - 1; i >= from; i--) {
      int at = i - base;
      int code = codes[at];
      double g = adj[i];
      if (code == Opcode.TENSOR) {
        sweepTensor(i);
        continue;
      }
      if (g == 0 || code == Opcode.VARIABLE) {
        continue;
      }
      int a = lefts[at];
      if (code >= Opcode.FIRST_BINARY) {
        sweepBinary(i, code, a, rights[at], values[at], g);
        continue;
      }
      double x = n.value(a);
      switch (code) {
        case Opcode.ALIAS -> adj[a] += g;
        case Opcode.NEG -> adj[a] -= g;
        case Opcode.SQUARE -> adj[a] += g * 2 * x;
        case Opcode.SQRT -> adj[a] += g * 0.5 / values[at];
        case Opcode.ABS -> adj[a] += g * Math.signum(x);
        case Opcode.EXP -> adj[a] += g * values[at];
        case Opcode.LOG -> adj[a] += g / x;
        case Opcode.SIN -> adj[a] += g * Math.cos(x);
        case Opcode.COS -> adj[a] -= g * Math.sin(x);
        case Opcode.TANH -> adj[a] += g * (1 - values[at] * values[at]);
        case Opcode.SIGMOID -> adj[a] += g * values[at] * (1 - values[at]);
        case Opcode.RELU -> adj[a] += x > 0 ? g : 0;
        default -> throw new IllegalStateException("code " + code);
      }
    }
  }

  private void sweepBinary(int i, int code, int a, int b, double z, double g) {
    double[] adj = adjoints;
    switch (code) {
      case Opcode.ADD -> {
        add(adj, a, g);
        add(adj, b, g);
      }
      case Opcode.SUB -> {
        add(adj, a, g);
        add(adj, b, -g);
      }
      case Opcode.MUL -> {
        add(adj, a, g * nodes.value(b));
        add(adj, b, g * nodes.value(a));
      }
      case Opcode.DIV -> {
        double y = nodes.value(b);
        add(adj, a, g / y);
        add(adj, b, -g * z / y);
      }
      default -> sweepOther(i, code, a, b, z, g);
    }
  }

  private static void add(double[] adj, int argument, double term) {
    if (argument >= 0) {
      adj[argument] += term;
    }
  }

  private void sweepOther(int i, int code, int a, int b, double z, double g) {
    if (code == Opcode.ELEMENT) {
      addElement(a, b, g);
    } else if (code == Opcode.OTHER) {
      sweepDescribed(nodes.described(i), z, g);
    } else {
      Binary op = (Binary) Opcodes.operation(code);
      double x = nodes.value(a);
      double y = nodes.value(b);
      add(adjoints, a, g * op.left(x, y, z));
      add(adjoints, b, g * op.right(x, y, z));
    }
  }

  private void sweepDescribed(Node node, double value, double g) {
    int[] in = node.inputs();
    Value<?>[] operands = node.operands();
    double x = ((Scalar) operands[0]).value;
    double y = in.length > 1 ? ((Scalar) operands[1]).value : 0;
    double z = in.length > 2 ? ((Scalar) operands[2]).value : 0;
    for (int k = 0; k < in.length; k++) {
      if (in[k] != Node.CONSTANT) {
        adjoints[in[k]] +=
            g
                * switch ((Elementwise) node.op()) {
                  case Unary u -> u.derivative(x, value);
                  case Binary o -> k == 0 ? o.left(x, y, value) : o.right(x, y, value);
                  case Ternary t -> t.derivative(k, x, y, z);
                };
      }
    }
  }

  private boolean matters(int node) {
    return reached == null || (node >= start && reached[node - start]);
  }

  private void addElement(int tensor, int position, double g) {
    if (!matters(tensor)) {
      return;
    }
    int slot = nodes.left(tensor);
    Tensor sum = cotangents[slot];
    if (sum == null || sum.generation != OWNED) {
      Tensor value = nodes.described(tensor).tensor();
      Object array = sum == null ? value.dtype().newArray(value.size()) : Elements.copy(sum.array);
      sum = new Tensor(value.shape, array, tape, Tensor.UNRECORDED, OWNED);
      cotangents[slot] = sum;
    }
    Elements.set(sum.array, position, Elements.get(sum.array, position) + g);
  }

  /** The generation of a cotangent whose array nobody else holds, so that it may be added to. */
  private static final int OWNED = -2;

  private void sweepTensor(int i) {
    int slot = nodes.left(i);
    Tensor g = cotangents[slot];
    if (g == null) {
      return;
    }
    Node node = nodes.described(i);
    if (by.isEmpty() ? isLeaf(node.op()) : isAsked(i)) {
      found.keep(i, g);
    } else {
      found.drop(i);
    }
    cotangents[slot] = null;
    int[] in = node.inputs();
    if (node.op() == Structure.STACK) {
      for (int k = 0; k < in.length; k++) {
        add(adjoints, in[k], Elements.get(g.array, k));
      }
      return;
    }
    if (node.parameter() != null) {
      checkVersion(node.parameter(), node);
      found.keep(node.parameter(), g);
    }
    if (Sweeps.isFlat(node.op())) {
      return;
    }
    Tensor[] operands = (Tensor[]) node.operands();
    for (int k = 0; k < in.length; k++) {
      if (in[k] != Node.CONSTANT && matters(in[k])) {
        accumulate(in[k], Sweeps.vjp(node.op(), k, g, node.tensor(), operands));
      }
    }
  }

  private static boolean isLeaf(Op op) {
    return op == Structure.VARIABLE || op == Structure.PARAMETER;
  }

  private boolean isAsked(int node) {
    for (Value<?> value : by) {
      if (Tape.node(value) == node) {
        return true;
      }
    }
    return false;
  }

  private static void checkVersion(Parameter parameter, Node node) {
    if (parameter.version() != node.version()) {
      throw new TapeException(
          "gradients: parameter " + parameter.name() + " was updated since it was used",
          "version " + parameter.version() + ", recorded with version " + node.version(),
          "a traversal before the update, or a new recording after it",
          null);
    }
  }

  private void accumulate(int node, Tensor term) {
    int slot = nodes.left(node);
    Tensor sum = cotangents[slot];
    cotangents[slot] = sum == null ? term : sum.add(term);
  }
}
