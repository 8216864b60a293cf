package io.autodiff;

import io.autodiff.sweep.GradientStore;
import io.autodiff.sweep.SweepMemory;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.Recording;
import io.autodiff.tape.RewindHistory;
import io.autodiff.tape.TapeRecord;

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
  private final TapeRecord record;
  private final SweepMemory memory;
  private final int size;
  private final int generation;
  private final RewindHistory rewinds;
  private GradientStore found;

  Gradients(TapeRecord record, SweepMemory memory, GradientStore found) {
    this.record = record;
    this.memory = memory;
    this.size = record.size();
    this.generation = record.generation();
    this.rewinds = record.life().rewinds();
    this.found = found;
  }

  /**
   * Returns the derivative by a scalar: a variable, or a value named in the call.
   *
   * @throws TapeException if it is not recorded on the tape, or its derivative was not kept
   */
  public double of(Scalar by) {
    int node = find(by, NodeStore.generation(by.node));
    int position = found.position(node);
    if (position >= 0) {
      return found.adjoint(position);
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
    if (!found.isZero(node)) {
      throw notKept(by);
    }
    return by.zerosLike();
  }

  private TapeException notKept(Value<?> by) {
    return notKept(by instanceof Scalar ? "a scalar" : "a tensor of shape " + by.shape());
  }

  private TapeException notKept(String kind) {
    return new TapeException(
        "gradients: this derivative was not kept",
        kind + (found.isNamed() ? " that the call did not name" : " that is not a variable"),
        found.isNamed() ? "a value named in the call" : "a variable, or a value named in the call",
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
    if (!found.isZero(by)) {
      throw notKept("parameter " + by.name());
    }
    return by.borrow().zerosLike();
  }

  /**
   * Gives the arrays of these derivatives back to the tape, for a loop that makes the same
   * traversal again and again. Afterwards these derivatives, and the tensors that {@code of}
   * returned, must not be used; {@code of} says so, a tensor does not.
   */
  public void release() {
    GradientStore own = found;
    if (own != GradientStore.RELEASED) {
      found = GradientStore.RELEASED;
      memory.giveBack(own);
    }
  }

  @Override
  public String toString() {
    if (found == GradientStore.RELEASED) {
      return "derivatives that were released";
    }
    return "derivatives by "
        + (found.isNamed() ? "the values that the call named" : "all variables")
        + ", of a tape of "
        + size
        + " nodes";
  }

  private void checkHeld() {
    if (found == GradientStore.RELEASED) {
      throw new TapeException(
          "gradients: used after they were released",
          "derivatives whose arrays the tape uses again",
          "release() after the last use",
          null);
    }
  }

  private int find(Value<?> by, int handle) {
    checkHeld();
    TapeRecord own = by.record();
    if (own == null) {
      throw new TapeException(
          "gradients: asked for the derivative by a constant",
          by instanceof Scalar ? "a scalar constant" : "a constant tensor of shape " + by.shape(),
          "a value recorded on the tape that was traversed",
          "tape.variable(...) makes a variable of a constant");
    }
    int node = Recording.node(by);
    boolean known = own != record || (handle <= generation && rewinds.isAlive(node, handle));
    if (own.root() != record || !known || node < 0) {
      throw new TapeException(
          "gradients: asked for the derivative by a value of another record",
          "a value recorded on another tape, or after a later rewind",
          "a value recorded on the tape that was traversed",
          null);
    }
    return node;
  }
}
