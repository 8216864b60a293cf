package io.autodiff.tape;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.op.Unary;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tape recorded, and whether it may still be used: nodes, where results are computed, the
 * parameters that were read. Values hold a record; a tape and every transform open one.
 *
 * <p>The record of a transform joins the first record whose values it meets. From then on its
 * {@link #root} is the other one, and {@link #resolve} renumbers its nodes.
 */
public final class TapeRecord implements AutoCloseable {
  private static final int FEW = 2;

  private final TapeLifetime life;
  private final TapeWorkspace workspace;
  private final NodeStore nodes = new NodeStore();

  /** The lines that recorded nodes, of a record that stops at what is not finite; else null. */
  private @Nullable SourceLines lines;

  private final IdentityHashMap<Parameter, Tensor> parameters = new IdentityHashMap<>(FEW);

  /** Whether nodes read parameters that {@link #parameters} does not know, perhaps older ones. */
  private boolean readsOthers;

  private final NumberReads reads = new NumberReads();

  /** How many nodes there were when a transform last began to work with values of this record. */
  private int transformedAt;

  private TapeRecord(Engine engine, TapeLifetime life) {
    this.workspace = new TapeWorkspace(this, engine);
    this.life = life;
  }

  /**
   * Opens the record of a tape that a user opened; remembers where.
   *
   * @param door the class that the user calls
   */
  public static TapeRecord ofUser(Engine engine, Class<?> door) {
    return new TapeRecord(engine, TapeLifetime.ofUser(door));
  }

  /** Opens the record of a transform, which joins the first record that it meets. */
  public static TapeRecord ofTransform(Engine engine) {
    return new TapeRecord(engine, TapeLifetime.ofTransform());
  }

  /** Makes the record refuse operations whose results are not finite, from now on. */
  public void stopAtNonFinite() {
    if (lines == null) {
      lines = new SourceLines();
      life.acceptNone();
    }
  }

  /** Returns whether operations, and derivatives, are refused that are not finite. */
  public boolean stopsAtNonFinite() {
    return lines != null;
  }

  /** Stops as another record does, whose nodes follow this one's after {@code shift}. */
  void stopAs(TapeRecord other, int shift) {
    if (other.lines != null) {
      stopAtNonFinite();
      Objects.requireNonNull(lines).join(other.lines, shift);
    }
  }

  /** Returns the caller's line that recorded a node, or null if it is not known. */
  @Nullable String lineOf(int node) {
    return lines == null ? null : lines.of(node);
  }

  /** Returns a new independent variable. */
  public Scalar variable(double value) {
    TapeRecord root = open();
    root.nodes.appendVariable(value);
    return new Scalar(value, root, root.last());
  }

  /** Returns new independent variables, one for each number. */
  public Scalar[] variables(double... values) {
    TapeRecord root = open();
    int first = root.nodes.appendVariables(values);
    Scalar[] variables = new Scalar[values.length];
    for (int i = 0; i < values.length; i++) {
      long node = NodeStore.handle(first + i, root.life.generation());
      variables[i] = new Scalar(values[i], root, node);
    }
    return variables;
  }

  /** Returns a new independent variable with a copy of the numbers of {@code value}. */
  public Tensor variable(Tensor value) {
    TapeRecord root = open();
    return root.appendTensor(NodeDetails.leaf(Structure.VARIABLE, value.detach().looseOn(root)));
  }

  /** Returns a variable that uses the numbers of {@code value} itself, not a copy. */
  public Tensor leaf(Tensor value) {
    return appendTensor(NodeDetails.leaf(Structure.VARIABLE, value.looseOn(this)));
  }

  /** Returns a variable of the kind of {@code value} that uses its numbers, not a copy. */
  public Value<?> leaf(Value<?> value) {
    return value instanceof Scalar s ? variable(s.number()) : leaf((Tensor) value);
  }

  /** Returns a parameter's current value as a variable. */
  public Tensor use(Parameter parameter) {
    return open().borrow(parameter);
  }

  private Tensor borrow(Parameter parameter) {
    Tensor known = parameters.get(parameter);
    if (known != null && known.isAlive(this)) {
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

  private boolean isCurrent(Tensor variable) {
    Parameter parameter = Objects.requireNonNull(nodes.described(variable.index(this)).parameter());
    return nodes.version(variable.index(this)) == parameter.version();
  }

  /** Returns how many parameters the record uses. */
  public int parameterCount() {
    return parameters.size();
  }

  /** Returns whether the record may hold an outdated value of a parameter. */
  public boolean isOutdated() {
    if (readsOthers) {
      return true;
    }
    if (!parameters.isEmpty()) {
      for (Tensor read : parameters.values()) {
        if (!isCurrent(read)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Notes that the nodes of another record are among this one's from now on. */
  void noteParameters(TapeRecord joined) {
    readsOthers |= joined.readsOthers || !joined.parameters.isEmpty();
  }

  /** A point of a record to come back to. */
  public static final class Mark {
    private final TapeRecord record;
    private final int size;
    private final int pooled;
    private final int described;
    private final int generation;
    private final ArrayPool.Position arrays;

    private Mark(TapeRecord record) {
      this.record = record;
      this.size = record.nodes.size();
      this.pooled = record.nodes.pooled();
      this.described = record.nodes.sideSize();
      this.generation = record.life.generation();
      this.arrays = record.workspace.mark();
    }
  }

  /** Returns the present end of the record, to come back to by {@link #rewind}. */
  public Mark mark() {
    return new Mark(open());
  }

  /** Forgets everything recorded after {@code mark}; handles recorded after it become stale. */
  public void rewind(Mark mark) {
    open().rewindHere(mark);
  }

  private void rewindHere(Mark mark) {
    boolean known = mark.record == this && life.isAlive(mark.size - 1, mark.generation);
    life.rewind(mark.size, known);
    nodes.truncate(mark.size, mark.pooled, mark.described, life.generation());
    reads.truncate(mark.size);
    if (lines != null) {
      lines.truncate(mark.size);
    }
    transformedAt = Math.min(transformedAt, mark.size);
    workspace.rewind(mark.arrays);
    parameters.values().removeIf(variable -> variable.index(this) >= mark.size);
  }

  /**
   * Forgets everything, of a record that was joined to no other one and does not stop at what is
   * not finite; all handles become stale.
   */
  public void empty() {
    life.rewind(0, true);
    nodes.empty(life.generation());
    reads.truncate(0);
    transformedAt = 0;
    parameters.clear();
    readsOthers = false;
  }

  /** Returns the number of nodes of the {@link #root}. */
  public int size() {
    return root().nodes.size();
  }

  /** Closes the record, unless it was joined to another one. */
  @Override
  public void close() {
    if (life.close()) {
      nodes.release();
      reads.truncate(0);
      workspace.close();
      parameters.clear();
    }
  }

  /** Notes that a transform works with values of this record from now on. */
  public void noteTransform() {
    TapeRecord root = root();
    root.transformedAt = root.nodes.size();
  }

  /** Returns how many nodes the {@link #root} had when {@link #noteTransform} was last called. */
  public int transformedAt() {
    return root().transformedAt;
  }

  /** Returns which numbers callers read. */
  public NumberReads reads() {
    return reads;
  }

  /**
   * Notes that a caller reads the number of a live handle.
   *
   * @throws AutodiffException if it may not
   */
  public void noteRead(int index) {
    TapeRecord root = root();
    if (root.life.isOfThisThread()) { // any thread may read a scalar
      root.reads.note(resolve(index), root.nodes.size());
    }
  }

  /** Returns the use of this record by threads, handles, traversals and transforms. */
  public TapeLifetime life() {
    return life;
  }

  /** Returns where results that are recorded here are computed. */
  public TapeWorkspace workspace() {
    return workspace;
  }

  /** Returns the nodes. */
  public NodeStore nodes() {
    return nodes;
  }

  /** Returns the {@link #root} after a check that it is open. */
  private TapeRecord open() {
    TapeRecord root = root();
    root.life.checkOpen();
    return root;
  }

  /** Returns the record that this one was joined to, or itself. */
  public TapeRecord root() {
    TapeRecord target = life.target();
    return target == null ? this : target.root();
  }

  /** Returns whether this record was joined to no other one, and no other one to it. */
  public boolean isAlone() {
    return life.target() == null && life.isLastOpen();
  }

  /** Returns the number in the {@link #root} of a node of this record. */
  public int resolve(int index) {
    TapeRecord target = life.target();
    return target == null ? index : target.resolve(index + life.shift());
  }

  /** Returns whether this thread may surely use a handle: by a look, without a search. */
  public boolean accepts(int index, int generation) {
    return life.accepts(NodeStore.handle(index, generation));
  }

  /** Returns whether a handle is alive: a {@link NodeStore#handle}. */
  public boolean isAlive(long handle) {
    return life.isAlive(NodeStore.index(handle), NodeStore.generation(handle));
  }

  /** Checks that a handle may be used. */
  public void checkLive(int index, int generation) {
    life.check(index, generation);
  }

  /** Returns the present generation of handles. */
  public int generation() {
    return life.generation();
  }

  /** Returns the {@link NodeStore#handle} of the last node. */
  public long last() {
    return nodes.last();
  }

  /**
   * Records an operation on the parts of a scalar, whose record is null for a constant. Returns the
   * record where the result is the last node, or null for a constant.
   */
  public static @Nullable TapeRecord append(
      Unary op, double y, @Nullable TapeRecord on, long operand) {
    if (on == null) {
      return null;
    }
    int code = op.opcode();
    if (code == Elementwise.GENERIC || !on.life.accepts(operand)) {
      return Recording.scalar(op, y, Recording.operand(on, operand));
    }
    on.nodes.append(code, (int) operand, 0, y);
    return on;
  }

  /** Records an operation as {@link #append(Unary, double, TapeRecord, long)} does. */
  public static @Nullable TapeRecord append(
      Binary op, double z, @Nullable TapeRecord on, long left, double right) {
    if (on == null) {
      return null;
    }
    int code = op.opcode();
    if (code == Elementwise.GENERIC || !on.life.accepts(left)) {
      return Recording.scalar(op, z, Recording.operand(on, left), Scalar.of(right));
    }
    on.nodes.append(code, (int) left, on.nodes.pool(right), z);
    return on;
  }

  /** Records an operation as {@link #append(Unary, double, TapeRecord, long)} does. */
  public static @Nullable TapeRecord append(
      Binary op,
      double z,
      @Nullable TapeRecord on,
      long left,
      @Nullable TapeRecord by,
      long right) {
    int code = op.opcode();
    if (on == null || on != by || code == Elementwise.GENERIC || !on.life.accepts(left, right)) {
      return Recording.mixed(op, z, on, left, by, right);
    }
    on.nodes.append(code, (int) left, (int) right, z);
    return on;
  }

  /** Appends a scalar operation on operands of a root, checks its result, returns its node. */
  int record(int code, int a, int b, double value) {
    if (lines != null) {
      NonFiniteCheck.check(nodes, code, a, b, value);
      lines.note(nodes.size());
    }
    life.checkThread();
    return nodes.append(code, a, b, value);
  }

  /** Appends a node with a side entry and returns a handle of its tensor. */
  Tensor appendTensor(NodeDetails node) {
    life.checkThread();
    if (lines != null) {
      NonFiniteCheck.check(node);
      lines.note(nodes.size());
    }
    Tensor value = node.tensor();
    int at = nodes.append(node);
    return new Tensor(value.shape(), value.storage(), this, at, life.generation());
  }

  /** Appends the node of a call, whose results follow, and returns it. */
  int appendCall(NodeDetails call) {
    if (lines != null) {
      lines.note(nodes.size());
    }
    return nodes.append(call);
  }

  /** Returns handles of the operands of a node in the side table. */
  public List<Value<?>> operandsAt(NodeDetails node) {
    List<Value<?>> operands = new ArrayList<>();
    for (int k = 0; k < node.inputs().length; k++) {
      operands.add(
          node.inputs()[k] == NodeDetails.CONSTANT ? node.operands()[k] : at(node.inputs()[k]));
    }
    return operands;
  }

  /** Returns handles of the results of the call at a node. */
  public List<Value<?>> outputsAt(int node) {
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
  public Tensor tensorAt(int node) {
    Tensor value = nodes.described(node).tensor();
    return new Tensor(value.shape(), value.storage(), this, node, life.generation());
  }

  /** Returns a handle of a scalar argument: a node or, below 0, a pooled constant. */
  public Scalar scalarAt(int argument) {
    double value = nodes.value(argument);
    return argument < 0
        ? Scalar.of(value)
        : new Scalar(value, this, NodeStore.handle(argument, life.generation()));
  }

  /** Returns handles of the operands of a scalar's node. */
  public Scalar[] scalarOperandsAt(int node) {
    int code = nodes.code(node);
    if (code == Opcode.OTHER) {
      NodeDetails described = nodes.described(node);
      Scalar[] operands = new Scalar[described.inputs().length];
      for (int k = 0; k < operands.length; k++) {
        int input = described.inputs()[k];
        operands[k] =
            input == NodeDetails.CONSTANT ? (Scalar) described.operands()[k] : scalarAt(input);
      }
      return operands;
    }
    Scalar left = scalarAt(nodes.left(node));
    return code < Opcode.FIRST_BINARY
        ? new Scalar[] {left}
        : new Scalar[] {left, scalarAt(nodes.right(node))};
  }
}
