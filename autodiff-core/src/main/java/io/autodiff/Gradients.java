package io.autodiff;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of one traversal: the derivatives of its output. Immutable; nothing needs to be set to
 * zero before the next traversal, and it stays valid after the tape is rewound or closed.
 *
 * <p>A value that the output does not depend on has derivative 0; one that is not recorded on the
 * tape is an error.
 */
public final class Gradients {
  private final Tape tape;
  private final int end;
  private final int generation;
  private final Rewinds rewinds;
  private final double[] adjoints;
  private final Found found;
  private final int[] asked;

  Gradients(Tape tape, int end, double[] adjoints, Found found, List<? extends Value<?>> by) {
    this.tape = tape;
    this.end = end;
    this.generation = tape.life.generation();
    this.rewinds = tape.life.rewinds();
    this.adjoints = adjoints;
    this.found = found;
    this.asked = by.stream().mapToInt(Tape::node).toArray();
  }

  /**
   * Returns the derivative by a scalar: a variable or an intermediate result.
   *
   * @throws TapeException if it is not recorded on the tape, or was not among the values asked for
   */
  public double of(Scalar by) {
    int node = find(by, by.generation);
    return node < end ? adjoints[node] : 0;
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
   * Returns the derivative by a tensor, of its shape: a variable or, if asked for, an intermediate
   * result.
   *
   * @throws TapeException if it is not recorded on the tape, or is an intermediate result that was
   *     not among the values asked for
   */
  public Tensor of(Tensor by) {
    int node = find(by, by.generation);
    Tensor cotangent = found.tensors.get(node);
    if (cotangent != null) {
      return Tensor.wrap(cotangent.shape, cotangent.array);
    }
    if (found.dropped.get(node)) {
      throw new TapeException(
          "gradients: the derivative by an intermediate tensor was not kept",
          "a tensor of shape " + by.shape + " that is not a variable",
          "a variable, or a value named in the call",
          "gradients(output, tensor) keeps it");
    }
    return by.zeros();
  }

  /**
   * Returns the derivative by a parameter, 0 if the tape never used it.
   *
   * @see Tape#use
   */
  public Tensor of(Parameter by) {
    Tensor cotangent = found.parameters.get(by);
    return cotangent == null ? by.borrow().zeros() : Tensor.wrap(cotangent.shape, cotangent.array);
  }

  /** What a traversal found out about tensors. */
  static final class Found {
    private final Map<Integer, Tensor> tensors = new HashMap<>();
    private final IdentityHashMap<Parameter, Tensor> parameters = new IdentityHashMap<>();
    private final BitSet dropped = new BitSet();

    void keep(int node, Tensor cotangent) {
      tensors.put(node, cotangent);
    }

    void keep(Parameter parameter, Tensor cotangent) {
      parameters.merge(parameter, cotangent, Tensor::add);
    }

    void drop(int node) {
      dropped.set(node);
    }
  }

  private int find(Value<?> by, int handle) {
    Tape own = by.tape();
    if (own == null) {
      throw new TapeException(
          "gradients: asked for the derivative by a constant",
          by instanceof Scalar ? "a scalar constant" : "a constant tensor of shape " + by.shape(),
          "a value recorded on the tape that was traversed",
          "tape.variable(...) makes a variable of a constant");
    }
    int node = Tape.node(by);
    boolean known = own != tape || (handle <= generation && rewinds.isAlive(node, handle));
    if (own.root() != tape.root() || !known) {
      throw new TapeException(
          "gradients: asked for the derivative by a value of another record",
          "a value recorded on another tape, or after a later rewind",
          "a value recorded on the tape that was traversed",
          null);
    }
    if (asked.length > 0 && Arrays.stream(asked).noneMatch(a -> a == node)) {
      throw new TapeException(
          "gradients: the derivative was not asked for",
          "a value that was not named in the call",
          "one of the " + asked.length + " values named in it",
          "gradients(output) keeps the derivatives by all variables");
    }
    return node;
  }
}
