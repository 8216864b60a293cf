package io.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one traversal: the derivatives of its output. Immutable but for {@link #release};
 * nothing needs to be set to zero before the next traversal, and it stays valid after the tape is
 * rewound or closed.
 *
 * <p>It holds the derivatives by all variables or, if the call named some values, by those. A
 * variable that the output does not depend on has derivative 0; a value of another record is an
 * error, and so is one whose derivative was not kept.
 */
public final class Gradients {
  private final Tape tape;
  private final int size;
  private final int generation;
  private final Rewinds rewinds;
  private final Found found;
  private ArrayPool.@Nullable Kept kept;
  private boolean released;

  Gradients(Tape tape, Found found) {
    this.tape = tape;
    this.size = tape.size();
    this.generation = tape.life.generation();
    this.rewinds = tape.life.rewinds();
    this.found = found;
  }

  /**
   * Returns the derivative by a scalar: a variable, or a value named in the call.
   *
   * @throws TapeException if it is not recorded on the tape, or its derivative was not kept
   */
  public double of(Scalar by) {
    int node = find(by, by.generation);
    int position = Arrays.binarySearch(found.nodes, node);
    if (position >= 0) {
      return found.adjoints[position];
    }
    if (node < size) {
      throw notKept(by);
    }
    return 0;
  }

  /** Returns the derivatives by some scalars. */
  public double[] of(Scalar... by) {
    double[] all = new double[by.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = of(by[i]);
    }
    return all;
  }

  /**
   * Returns the derivative by a tensor, of its shape: a variable, or a value named in the call.
   *
   * @throws TapeException if it is not recorded on the tape, or its derivative was not kept
   */
  public Tensor of(Tensor by) {
    int node = find(by, by.generation);
    Tensor cotangent = found.cotangent(node);
    if (cotangent != null) {
      return Tensor.wrap(cotangent.shape, cotangent.array);
    }
    boolean named = Arrays.binarySearch(found.nodes, node) >= 0;
    if (found.dropped.get(node) || (found.named && !named)) {
      throw notKept(by);
    }
    return by.zeros();
  }

  private TapeException notKept(Value<?> by) {
    return notKept(by instanceof Scalar ? "a scalar" : "a tensor of shape " + by.shape());
  }

  private TapeException notKept(String kind) {
    return new TapeException(
        "gradients: this derivative was not kept",
        kind + (found.named ? " that the call did not name" : " that is not a variable"),
        found.named ? "a value named in the call" : "a variable, or a value named in the call",
        "gradients(output, value) keeps the derivative by value");
  }

  /**
   * Returns the derivative by a parameter, 0 if the tape never used it.
   *
   * @throws TapeException if the call named some values, and not this parameter's
   * @see Tape#use
   */
  public Tensor of(Parameter by) {
    checkHeld();
    Tensor cotangent = found.cotangent(by);
    if (cotangent != null) {
      return Tensor.wrap(cotangent.shape, cotangent.array);
    }
    if (found.named && !found.namedParameters.contains(by)) {
      throw notKept("parameter " + by.name());
    }
    return by.borrow().zeros();
  }

  /**
   * Gives the arrays of these derivatives back to the tape, for a loop that makes the same
   * traversal again and again. Afterwards these derivatives, and the tensors that {@code of}
   * returned, must not be used; {@code of} says so, a tensor does not.
   */
  public void release() {
    released = true;
    if (kept != null) {
      kept.restore();
      kept = null;
    }
  }

  /** Takes the arrays of these derivatives out of the pool that they may come from. */
  void keepFrom(ArrayPool pool, int from) {
    List<Object> arrays = new ArrayList<>(found.count + found.parameterCount());
    for (int i = 0; i < found.count; i++) {
      arrays.add(found.cotangents[i].array);
    }
    if (found.parameters != null) {
      found.parameters.values().forEach(t -> arrays.add(t.array));
    }
    kept = pool.keep(arrays, from);
  }

  private void checkHeld() {
    if (released) {
      throw new TapeException(
          "gradients: used after they were released",
          "derivatives whose arrays the tape uses again",
          "release() after the last use",
          null);
    }
  }

  /** What a traversal found out. */
  static final class Found {
    private static final int FEW = 8;
    private static final int[] NOTHING_MET = {};
    private static final Tensor[] NO_COTANGENTS = {};

    /** The nodes whose cotangents are kept, complemented: met in reverse, so that they ascend. */
    private int[] met = NOTHING_MET;

    private Tensor[] cotangents = NO_COTANGENTS;
    private int count;
    private @Nullable IdentityHashMap<Parameter, Tensor> parameters;
    private final List<Parameter> namedParameters = new ArrayList<>(0);
    private final BitSet dropped = new BitSet();
    private final int[] nodes;
    private final boolean named;
    private final int expected;
    private double[] adjoints = {};

    /**
     * @param nodes the values to keep, ascending
     * @param named whether the call named them; else they are the scalar variables
     * @param expected about how many parameters there are
     */
    Found(int[] nodes, boolean named, int expected) {
      this.expected = expected;
      this.nodes = nodes;
      this.named = named;
    }

    /** Notes that the call named a parameter's value. */
    void name(Parameter parameter) {
      namedParameters.add(parameter);
    }

    boolean isNamed(int node) {
      return named && Arrays.binarySearch(nodes, node) >= 0;
    }

    boolean keepsVariables() {
      return !named;
    }

    /** Takes the adjoints of the nodes {@code [from, to)} out of the array; others are 0. */
    void keep(double[] all, int from, int to) {
      adjoints = new double[nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        int node = nodes[i];
        adjoints[i] = node >= from && node < to ? all[node] : 0;
      }
    }

    /** Keeps the cotangent of a node, one before those kept so far. */
    void keep(int node, Tensor cotangent) {
      if (count == met.length) {
        int capacity = Math.max(FEW, 2 * count);
        met = Arrays.copyOf(met, capacity);
        cotangents = Arrays.copyOf(cotangents, capacity);
      }
      met[count] = ~node;
      cotangents[count++] = cotangent;
    }

    @Nullable Tensor cotangent(int node) {
      int position = Arrays.binarySearch(met, 0, count, ~node);
      return position < 0 ? null : cotangents[position];
    }

    int parameterCount() {
      return parameters == null ? 0 : parameters.size();
    }

    @Nullable Tensor cotangent(Parameter parameter) {
      return parameters == null ? null : parameters.get(parameter);
    }

    void keep(Parameter parameter, Tensor cotangent) {
      if (parameters == null) {
        parameters = new IdentityHashMap<>(expected);
      }
      parameters.merge(parameter, cotangent, Tensor::add);
    }

    void drop(int node) {
      dropped.set(node);
    }
  }

  private int find(Value<?> by, int handle) {
    checkHeld();
    Tape own = by.tape();
    if (own == null) {
      throw new TapeException(
          "gradients: asked for the derivative by a constant",
          by instanceof Scalar ? "a scalar constant" : "a constant tensor of shape " + by.shape(),
          "a value recorded on the tape that was traversed",
          "tape.variable(...) makes a variable of a constant");
    }
    int node = Recording.node(by) - tape.resolve(0);
    boolean known = own != tape || (handle <= generation && rewinds.isAlive(node, handle));
    if (own.root() != tape.root() || !known || node < 0) {
      throw new TapeException(
          "gradients: asked for the derivative by a value of another record",
          "a value recorded on another tape, or after a later rewind",
          "a value recorded on the tape that was traversed",
          null);
    }
    return node;
  }
}
