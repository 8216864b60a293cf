package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/** Makes a program of the part of a tape that leads from some values to others. */
final class TapeFreezer {
  private final TapeRecord record;
  private final NodeStore nodes;
  private final ProgramBuilder program;

  /** The nodes of the inputs. */
  private final int[] sources;

  /** Whether calls that have a rule are written out, too. */
  private final boolean valuesOnly;

  /** By node, the number of its instruction plus 1; 0 if it has none. */
  private final int[] known;

  /**
   * Returns the program from some values to others, of one record.
   *
   * @param inputs recorded values
   * @param outputs recorded values, or constants
   */
  static Program freeze(List<? extends Value<?>> inputs, List<? extends Value<?>> outputs) {
    return freeze(inputs, outputs, false, new ProgramBuilder());
  }

  /**
   * Returns the program from some values to others, of one record.
   *
   * @param valuesOnly whether the rules of calls may be lost
   */
  static Program freeze(
      List<? extends Value<?>> inputs, List<? extends Value<?>> outputs, boolean valuesOnly) {
    return freeze(inputs, outputs, valuesOnly, new ProgramBuilder());
  }

  /** Returns {@link #freeze(List, List)}, {@link Program#simplified}. */
  static Program simplified(List<? extends Value<?>> inputs, List<? extends Value<?>> outputs) {
    return freeze(inputs, outputs, false, new ProgramSimplifier());
  }

  private static Program freeze(
      List<? extends Value<?>> inputs,
      List<? extends Value<?>> outputs,
      boolean valuesOnly,
      ProgramBuilder program) {
    List<Value<?>> all = new ArrayList<>(inputs);
    all.addAll(outputs);
    TapeRecord root = Recording.joining(all.toArray(Value<?>[]::new));
    TapeFreezer freezer =
        new TapeFreezer(
            root == null ? TapeRecord.ofTransform(Engine.standard()) : root,
            inputs,
            valuesOnly,
            program);
    return program.build(freezer.write(outputs));
  }

  private TapeFreezer(
      TapeRecord record,
      List<? extends Value<?>> inputs,
      boolean valuesOnly,
      ProgramBuilder program) {
    this.record = record;
    this.valuesOnly = valuesOnly;
    this.nodes = record.nodes();
    this.program = program;
    this.known = new int[nodes.size()];
    this.sources = new int[inputs.size()];
    for (int k = 0; k < sources.length; k++) {
      sources[k] = Recording.node(inputs.get(k));
      know(sources[k], program.add(new Program.Input(inputs.get(k).snapshot())));
    }
  }

  /** Goes on with a program in the making, in which the inputs are these instructions. */
  private TapeFreezer(
      TapeRecord record, TapeFreezer outer, List<Value<?>> inputs, List<Integer> instructions) {
    this.record = record;
    this.valuesOnly = outer.valuesOnly;
    this.nodes = record.nodes();
    this.program = outer.program;
    this.known = new int[nodes.size()];
    this.sources = new int[instructions.size()];
    for (int k = 0; k < sources.length; k++) {
      sources[k] = Recording.node(inputs.get(k));
      know(sources[k], instructions.get(k));
    }
  }

  private void know(int node, int instruction) {
    known[node] = instruction + 1;
  }

  /** Writes what leads to the outputs and returns their instructions. */
  private List<Integer> write(List<? extends Value<?>> outputs) {
    BitSet needed = new BitSet();
    for (Value<?> output : outputs) {
      if (!output.isConstant()) {
        needed.set(Recording.node(output));
      }
    }
    boolean[] reached = nodes.dependents(0, nodes.size(), sources);
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.code(i) == Opcode.GUARD && reached[i]) {
        needed.set(i);
      }
    }
    for (int i = needed.length() - 1; i >= 0; i--) {
      if (needed.get(i) && known[i] == 0) {
        need(i, needed);
      }
    }
    for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
      if (known[i] == 0) {
        freeze(i);
      }
    }
    noteReads(needed.length() - 1);
    List<Integer> results = new ArrayList<>();
    for (Value<?> output : outputs) {
      results.add(
          output.isConstant()
              ? program.add(new Program.Constant(output.snapshot()))
              : instruction(Recording.node(output)));
    }
    return results;
  }

  /** Notes the operands of a node. */
  private void need(int node, BitSet needed) {
    int code = nodes.code(node);
    if (code == Opcode.TENSOR || code == Opcode.OTHER) {
      for (int operand : nodes.described(node).inputs()) {
        if (operand >= 0) {
          needed.set(operand);
        }
      }
    } else if (code != Opcode.VARIABLE) {
      if (nodes.left(node) >= 0) {
        needed.set(nodes.left(node));
      }
      if (code >= Opcode.FIRST_BINARY && code < Opcode.OTHER && nodes.right(node) >= 0) {
        needed.set(nodes.right(node));
      }
    }
  }

  /** Notes what was read before the last node was recorded. */
  private void noteReads(int last) {
    record
        .reads()
        .forEachUntil(
            last,
            node -> {
              int instruction = known[node] - 1;
              if (instruction >= 0) {
                program.read(instruction);
              }
            });
  }

  private int instruction(int node) {
    int instruction = known[node] - 1;
    if (instruction < 0) {
      throw new IllegalStateException("node " + node + " is not frozen");
    }
    return instruction;
  }

  private void freeze(int node) {
    int code = nodes.code(node);
    switch (code) {
      case Opcode.OUTPUT -> {}
      case Opcode.VARIABLE ->
          know(node, program.add(new Program.Constant(Scalar.of(nodes.value(node)))));
      case Opcode.ALIAS -> know(node, instruction(nodes.left(node)));
      case Opcode.STOP -> step(node, Structure.STOP, 0, Program.Type.SCALAR);
      case Opcode.GUARD -> program.guard(instruction(nodes.left(node)), nodes.value(node) != 0);
      case Opcode.ELEMENT -> step(node, Structure.ELEMENT, nodes.right(node), Program.Type.SCALAR);
      case Opcode.TENSOR -> freezeTensor(node, nodes.described(node));
      default -> step(node, nodes.operation(node), 0, Program.Type.SCALAR);
    }
  }

  private void freezeTensor(int node, NodeDetails described) {
    Op op = described.op();
    if (op == Structure.VARIABLE || op == Structure.PARAMETER) {
      Tensor value = record.tensorAt(node).snapshot();
      know(node, program.add(new Program.Constant(value)));
    } else if (op == Structure.CALL) {
      freezeCall(node, described);
    } else if (op == Structure.ALIAS) {
      know(node, instruction(described.inputs()[0]));
    } else if (valuesOnly && op instanceof CustomOp custom && freezeDefinition(node, custom)) {
      return; // written out
    } else if (op != Structure.OUTPUT) {
      step(node, op, 0, Program.Type.of(described.tensor()));
    }
  }

  /** Writes out what a call runs. */
  private void freezeCall(int node, NodeDetails described) {
    CallNode call = described.called();
    if (call.rule() != null && !valuesOnly) {
      throw new AutodiffException(
          "program: " + call.name() + " cannot be frozen",
          "a rule of the user's, which a program would lose",
          "operations of the library and checkpoints",
          "a CustomOp keeps its rule in a program");
    }
    Body body = body(described);
    List<Value<?>> results = body.apply(call.f());
    if (call.rule() != null && results.stream().anyMatch(Value::isConstant)) {
      throw new AutodiffException(
          "program: " + call.name() + " cannot be written out",
          "code that computes from numbers alone",
          "operations of the library",
          null);
    }
    List<Integer> instructions = write(body, results);
    for (int k = 0; k < instructions.size(); k++) {
      know(node + 1 + k, instructions.get(k));
    }
  }

  /** Writes out the definition of an operation, and returns whether it has one. */
  private boolean freezeDefinition(int node, CustomOp op) {
    NodeDetails described = nodes.described(node);
    Body body = body(described);
    List<Value<?>> results =
        body.apply(
            in -> {
              Tensor y = op.define(in.toArray(Tensor[]::new));
              return y == null ? List.of() : List.of(y);
            });
    if (results.isEmpty()) {
      return false;
    }
    Shape shape = described.tensor().shape();
    if (!results.get(0).shape().equals(shape)) {
      throw new AutodiffException(
          op.label() + ": the definition has another shape than the operation",
          "a result of shape " + results.get(0).shape(),
          "shape " + shape + ", that of the operation's result",
          null);
    }
    know(node, write(body, results).get(0));
    return true;
  }

  /**
   * What a node runs, on a record of its own.
   *
   * @param operands the operands on that record
   * @param instructions the operands in this program
   */
  private record Body(TapeRecord inner, List<Value<?>> operands, List<Integer> instructions) {
    /** Runs the code, which may read no numbers, for they would stay as they are. */
    List<Value<?>> apply(Function<List<Value<?>>, List<Value<?>>> f) {
      inner.reads().beginProgram();
      try {
        return f.apply(operands);
      } finally {
        inner.root().reads().endProgram();
      }
    }
  }

  private Body body(NodeDetails described) {
    Body body =
        new Body(
            TapeRecord.ofTransform(record.workspace().engine()),
            new ArrayList<>(),
            new ArrayList<>());
    for (int k = 0; k < described.inputs().length; k++) {
      Value<?> operand = described.operands()[k];
      body.operands.add(body.inner.leaf(operand));
      int input = described.inputs()[k];
      body.instructions.add(
          input == NodeDetails.CONSTANT
              ? program.add(new Program.Constant(operand.snapshot()))
              : instruction(input));
    }
    return body;
  }

  private List<Integer> write(Body body, List<Value<?>> results) {
    return new TapeFreezer(body.inner.root(), this, body.operands, body.instructions)
        .write(results);
  }

  private void step(int node, Op op, int element, Program.Type type) {
    int[] in = nodes.operands(node);
    int[] operands = new int[in.length];
    for (int k = 0; k < in.length; k++) {
      operands[k] =
          in[k] >= 0
              ? instruction(in[k])
              : program.add(new Program.Constant(constant(node, in[k], k)));
    }
    know(node, program.add(new Program.Step(op, Operands.of(operands), element, type)));
  }

  private Value<?> constant(int node, int argument, int k) {
    int code = nodes.code(node);
    return code == Opcode.TENSOR || code == Opcode.OTHER
        ? nodes.described(node).operands()[k].snapshot()
        : Scalar.of(nodes.value(argument));
  }
}
