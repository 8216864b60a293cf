package io.autodiff;

import io.autodiff.op.CustomOp;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record of operations in the order in which they were computed, which is traversed in reverse to
 * get derivatives. Append-only; several tapes may be open at once, each used by the thread that
 * opened it.
 *
 * <pre>{@code
 * try (Tape tape = new Tape()) {
 *   Scalar x = tape.variable(2.0), y = tape.variable(3.0);
 *   Scalar z = x.mul(y).add(x.sin());
 *   Gradients grads = tape.gradients(z);
 *   double dx = grads.of(x);
 * }
 * }</pre>
 *
 * <p>A loop records each step anew: {@link #mark} before it and {@link #rewind} after each step
 * keep the tape short. A handle recorded after the mark is stale once the tape was rewound, and
 * says so when it is used.
 */
public final class Tape implements AutoCloseable {
  private static final int FEW = 2;

  final TapeLifetime life;
  private final Workspace workspace;
  private final NodeStore nodes = new NodeStore();
  private final AdjointBuffers received = new AdjointBuffers();
  private @Nullable GradientStore found;
  private boolean stopsAtNonFinite;
  private final IdentityHashMap<Parameter, Tensor> parameters = new IdentityHashMap<>(FEW);

  /** Whether nodes read parameters that {@link #parameters} does not know, perhaps older ones. */
  private boolean readsOthers;

  private @Nullable CustomOp ruleUnderWay;

  /** Opens a tape that computes with the standard engine. */
  public Tape() {
    this(Engine.standard());
  }

  /** Opens a tape that computes with the given engine. */
  public Tape(Engine engine) {
    this(engine, TapeLifetime.ofUser());
  }

  private Tape(Engine engine, TapeLifetime life) {
    this.workspace = new Workspace(this, engine);
    this.life = life;
  }

  /**
   * Makes this tape stop at the first operation recorded from now on whose result holds a NaN or an
   * infinity: a {@link NonFiniteException} names it, its operands and the line that called it.
   * Meant for finding where a computation went wrong; every result is looked through.
   *
   * @return this tape
   */
  public Tape stopAtNonFinite() {
    stopsAtNonFinite = true;
    life.acceptNone();
    return this;
  }

  /** Opens the private tape of a transform, which joins the first tape that it meets. */
  static Tape scratch(Engine engine) {
    return new Tape(engine, TapeLifetime.ofTransform());
  }

  /** Returns a new independent variable. */
  public Scalar variable(double value) {
    Tape root = open();
    return new Scalar(value, root, root.nodes.appendVariable(value), root.life.generation());
  }

  /** Returns new independent variables, one for each number. */
  public Scalar[] variables(double... values) {
    Scalar[] variables = new Scalar[values.length];
    for (int i = 0; i < values.length; i++) {
      variables[i] = variable(values[i]);
    }
    return variables;
  }

  /** Returns a new independent variable with the numbers of {@code value}. */
  public Tensor variable(Tensor value) {
    Tape root = open();
    return root.appendTensor(NodeDetails.leaf(Structure.VARIABLE, value.detach().looseOn(root)));
  }

  /**
   * Returns a parameter's current value as a variable. The numbers are borrowed, not copied: after
   * the parameter is updated, a traversal that meets the old value fails. Asking twice returns the
   * same variable.
   */
  public Tensor use(Parameter parameter) {
    return open().borrow(parameter);
  }

  /** Returns how many parameters the record uses. */
  int parameterCount() {
    return parameters.size();
  }

  /** Returns whether the record may show a parameter as it is no more. */
  boolean isOutdated() {
    if (readsOthers) {
      return true;
    }
    for (Tensor read : parameters.values()) {
      if (!isCurrent(read)) {
        return true;
      }
    }
    return false;
  }

  /** Notes that the nodes of another tape are among this one's from now on. */
  void noteParameters(Tape joined) {
    readsOthers |= joined.readsOthers || !joined.parameters.isEmpty();
  }

  private boolean isCurrent(Tensor variable) {
    Parameter parameter = Objects.requireNonNull(nodes.described(variable.index).parameter());
    return nodes.version(variable.index) == parameter.version();
  }

  private Tensor borrow(Parameter parameter) {
    Tensor known = parameters.get(parameter);
    if (known != null && life.isAlive(known.index, known.generation)) {
      if (isCurrent(known)) {
        return known;
      }
      readsOthers = true;
    }
    NodeDetails former = nodes.former();
    Tensor variable =
        appendTensor(
            former != null && former.parameter() == parameter
                ? former
                : NodeDetails.leaf(
                    Structure.PARAMETER, parameter.borrow().looseOn(this), parameter));
    parameters.put(parameter, variable);
    return variable;
  }

  /**
   * Returns the derivatives of {@code output} by every variable: one traversal in reverse.
   *
   * @param output a scalar, or a tensor of one element, recorded on this tape
   * @throws AutodiffException if {@code output} has more than one element
   * @throws TapeException if {@code output} is not recorded on this tape
   */
  public Gradients gradients(Value<?> output) {
    return gradients(List.of(output), List.of(Rules.one(output)), List.of());
  }

  /**
   * Returns the derivatives of {@code output} by the given values, which may be variables or
   * intermediate results; nothing that they do not need is computed.
   */
  public Gradients gradients(Value<?> output, Value<?>... by) {
    return gradients(List.of(output), List.of(Rules.one(output)), List.of(by));
  }

  /**
   * Returns the derivatives of {@code Σ <output, cotangent>}: several outputs, tensors of any shape
   * among them, in one traversal.
   *
   * @param outputs values recorded on this tape
   * @param cotangents for each output a constant of its kind and shape
   */
  public Gradients gradients(
      List<? extends Value<?>> outputs, List<? extends Value<?>> cotangents) {
    return gradients(outputs, cotangents, List.of());
  }

  Gradients gradients(
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> by) {
    Rules.check(this, outputs, cotangents);
    Tape root = root();
    Workspace w = root.workspace;
    int recorded = root.size();
    ArrayPool.Position arrays = w.beginSweep();
    boolean done = false;
    boolean before = w.begin();
    root.life.beginSweep();
    try {
      Gradients result = new ReverseSweep(root, outputs, cotangents, by).run();
      if (root.size() == recorded) {
        w.endSweep(arrays, result);
        done = true;
      }
      return result;
    } finally {
      root().life.endSweep();
      w.end(before);
      if (!done) {
        w.abandonSweep(arrays);
      }
    }
  }

  /** Returns the derivative of {@code output} by {@code by}, recorded: differentiable again. */
  public Scalar differentiate(Value<?> output, Scalar by) {
    return (Scalar) differentiate(List.of(output), List.of(Rules.one(output)), List.of(by)).get(0);
  }

  /** Returns the derivative of {@code output} by {@code by}, recorded: differentiable again. */
  public Tensor differentiate(Value<?> output, Tensor by) {
    return (Tensor) differentiate(List.of(output), List.of(Rules.one(output)), List.of(by)).get(0);
  }

  /**
   * Returns the derivatives of {@code Σ <output, cotangent>} by the given values, recorded:
   * differentiable again. What does not depend on a value has a constant 0 as its derivative.
   *
   * @param outputs values recorded on this tape
   * @param cotangents for each output a value of its kind and shape, recorded or constant
   * @param by variables or intermediate results
   */
  public List<Value<?>> differentiate(
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> by) {
    Rules.check(this, outputs, cotangents);
    root().life.beginSweep();
    try {
      return new RecordedReverseSweep(root(), outputs, cotangents, by).run();
    } finally {
      root().life.endSweep();
    }
  }

  /**
   * Returns the record frozen into a function of some of its values.
   *
   * @param inputs the arguments: variables or intermediate results; other variables and parameters
   *     become constants
   * @param outputs the results
   * @throws TapeException if a value is not recorded on this tape
   */
  public Program program(List<? extends Value<?>> inputs, List<? extends Value<?>> outputs) {
    inputs.forEach(x -> Rules.checkMember("program: input", this, x));
    outputs.stream()
        .filter(y -> !y.isConstant())
        .forEach(y -> Rules.checkMember("program: output", this, y));
    return new TapeFreezer(root(), inputs).program(outputs);
  }

  /** A point of a tape to come back to. */
  public static final class Mark {
    private final Tape tape;
    private final int size;
    private final int pooled;
    private final int described;
    private final int generation;
    private final ArrayPool.Position arrays;

    private Mark(Tape tape) {
      this.tape = tape;
      this.size = tape.nodes.size();
      this.pooled = tape.nodes.pooled();
      this.described = tape.nodes.sideSize();
      this.generation = tape.life.generation();
      this.arrays = tape.workspace.mark();
    }
  }

  /** Returns the present end of the record, to come back to by {@link #rewind}. */
  public Mark mark() {
    return new Mark(open());
  }

  /**
   * Forgets everything recorded after {@code mark}. Handles recorded after it become stale.
   *
   * @throws TapeException if the mark is another tape's or was itself rewound past, or during a
   *     traversal
   */
  public void rewind(Mark mark) {
    open().rewindHere(mark);
  }

  private void rewindHere(Mark mark) {
    boolean known = mark.tape == this && life.isAlive(mark.size - 1, mark.generation);
    life.rewind(mark.size, known);
    nodes.truncate(mark.size, mark.pooled, mark.described);
    workspace.rewind(mark.arrays);
    parameters.values().removeIf(variable -> variable.index >= mark.size);
  }

  /** Returns the number of recorded nodes. */
  public int size() {
    return root().nodes.size();
  }

  /**
   * Returns how many bytes the record takes: its arrays with their reserve and, after a traversal,
   * the adjoints. Tensors and what describes them are not counted.
   */
  public long bytes() {
    Tape root = root();
    return root.nodes.bytes() + root.received.bytes();
  }

  /** Closes the tape; using a value recorded on it afterwards is an error. */
  @Override
  public void close() {
    if (life.close()) {
      nodes.release();
      workspace.close();
      parameters.clear();
      received.clear();
      found = null;
    }
  }

  /** Lends room for a traversal: always the same, but for a traversal within a traversal. */
  AdjointBuffers borrowReceived() {
    return life.sweeps() > 1 ? new AdjointBuffers() : received;
  }

  /** Lends what derivatives are written to that are kept until {@link #takeBack}. */
  GradientStore borrowFound() {
    GradientStore known = found;
    found = null;
    return known == null ? new GradientStore() : known;
  }

  /** Takes back what held derivatives that nobody looks at any more. */
  void takeBack(GradientStore released) {
    released.clear();
    found = released;
  }

  /** Returns a variable that uses the numbers of {@code value} itself, not a copy. */
  Tensor leaf(Tensor value) {
    return appendTensor(NodeDetails.leaf(Structure.VARIABLE, value.looseOn(this)));
  }

  // What follows records; the values call it.

  /** Returns the operation of the user's whose rule is being recorded, if any. */
  @Nullable CustomOp ruleUnderWay() {
    return ruleUnderWay;
  }

  void ruleUnderWay(@Nullable CustomOp op) {
    ruleUnderWay = op;
  }

  Workspace workspace() {
    return workspace;
  }

  NodeStore nodes() {
    return nodes;
  }

  /** Returns the {@link #root} after a check that it is open. */
  private Tape open() {
    Tape root = root();
    root.life.checkOpen();
    return root;
  }

  /** Returns the tape that this one was joined to, or itself. */
  Tape root() {
    Tape target = life.target();
    return target == null ? this : target.root();
  }

  /** Returns the number in the {@link #root} of a node of this tape. */
  int resolve(int index) {
    Tape target = life.target();
    return target == null ? index : target.resolve(index + life.shift());
  }

  boolean accepts(int index, int generation) {
    return life.accepts(index, generation);
  }

  /** Returns whether an operand is a constant, or surely a live value of this tape. */
  boolean accepts(Tensor operand) {
    return operand.isConstant()
        || (operand.tape == this && life.accepts(operand.index, operand.generation));
  }

  void checkLive(Value<?> handle) {
    switch (handle) {
      case Scalar s -> life.check(s.index, s.generation);
      case Tensor t -> life.check(t.index, t.generation);
    }
  }

  /**
   * Records an operation on accepted handles and returns its node. Nothing is accepted while every
   * result is looked through, so that {@link #record} sees it.
   */
  int append(int code, int a, int b, double value) {
    life.checkThread();
    return nodes.append(code, a, b, value);
  }

  /** Records a scalar that may have come by any way, on a root, and returns its node. */
  int record(int code, int a, int b, double value) {
    if (stopsAtNonFinite) {
      NonFiniteCheck.check(nodes, code, a, b, value);
    }
    return append(code, a, b, value);
  }

  Tensor appendTensor(NodeDetails node) {
    life.checkThread();
    if (stopsAtNonFinite) {
      NonFiniteCheck.check(node);
    }
    Tensor value = node.tensor();
    int at = nodes.append(node);
    return new Tensor(value.shape, value.array, this, at, life.generation());
  }

  /** Returns handles of the operands of a node in the side table. */
  List<Value<?>> operandsAt(NodeDetails node) {
    List<Value<?>> operands = new ArrayList<>();
    for (int k = 0; k < node.inputs().length; k++) {
      operands.add(
          node.inputs()[k] == NodeDetails.CONSTANT ? node.operands()[k] : at(node.inputs()[k]));
    }
    return operands;
  }

  /** Returns handles of the results of the call at a node. */
  List<Value<?>> outputsAt(int node) {
    List<Value<?>> outputs = new ArrayList<>();
    int count = nodes.described(node).called().results().size();
    for (int k = 1; k <= count; k++) {
      outputs.add(at(node + k));
    }
    return outputs;
  }

  private Value<?> at(int node) {
    return nodes.code(node) == Opcode.TENSOR ? tensorAt(node) : scalarAt(node);
  }

  /** Returns a handle of a tensor's node. */
  Tensor tensorAt(int node) {
    Tensor value = nodes.described(node).tensor();
    return new Tensor(value.shape, value.array, this, node, life.generation());
  }

  /** Returns a handle of a scalar argument: a node or, below 0, a pooled constant. */
  Scalar scalarAt(int argument) {
    double value = nodes.value(argument);
    return argument < 0 ? Scalar.of(value) : new Scalar(value, this, argument, life.generation());
  }
}
