package io.autodiff.sweep;

import io.autodiff.CustomOp;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Opcode;
import io.autodiff.op.Selection;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cotangents that tensors receive in a traversal, and which of their arrays the traversal owns:
 * to an owned array the next term is added in place, and the workspace uses it again once it was
 * passed on. An array that a rule, an operand or a result may hold is not owned.
 */
final class CotangentAccumulator {
  private static final Tensor[] NO_SUMS = {};
  private static final boolean[] NONE_OWNED = {};

  private final NodeStore nodes;
  private final TapeWorkspace workspace;

  /** The sums by side entry, from the first term until they are passed on. */
  private @Nullable Tensor[] sums = NO_SUMS;

  private boolean[] owned = NONE_OWNED;

  CotangentAccumulator(TapeRecord record) {
    this.nodes = record.nodes();
    this.workspace = record.workspace();
  }

  /** Returns whether these are the sums of a record. */
  boolean areOf(TapeRecord record) {
    return nodes == record.nodes();
  }

  /** Begins a traversal of a record with {@code count} side entries: no sum has a term. */
  void begin(int count) {
    if (sums.length < count) {
      sums = new Tensor[count];
      owned = new boolean[count];
    } else {
      Arrays.fill(sums, 0, count, null);
      Arrays.fill(owned, 0, count, false);
    }
  }

  /** Returns what a tensor's node has received; null if nothing. */
  @Nullable Tensor at(int node) {
    return sums[nodes.left(node)];
  }

  /** Returns whether the traversal owns the array of what a node has received. */
  boolean isOwned(int node) {
    return owned[nodes.left(node)];
  }

  /** Forgets what a node has received, which is passed on. */
  void remove(int node) {
    sums[nodes.left(node)] = null;
  }

  /** Replaces what a node has received by a sum whose array is not owned. */
  void replace(int node, Tensor sum) {
    int slot = nodes.left(node);
    sums[slot] = sum;
    owned[slot] = false;
  }

  /**
   * Adds a term to what a node has received.
   *
   * @param fresh whether the traversal alone holds the term's array
   */
  void add(int node, Tensor term, boolean fresh) {
    int slot = nodes.left(node);
    Tensor sum = sums[slot];
    if (sum == null) {
      sums[slot] = term;
      owned[slot] = fresh;
      return;
    }
    if (owned[slot]) {
      ElementwiseKernels.addTo(workspace, sum, term);
    } else {
      sums[slot] = ElementwiseKernels.of(BinaryOp.ADD).apply(workspace, sum, term);
      owned[slot] = true;
    }
    if (fresh) {
      workspace.giveBack(term);
    }
  }

  /** Adds a term to one element of what a node has received. */
  void addElement(int node, int position, double term) {
    Object sum = own(node).storage();
    Elements.set(sum, position, Elements.get(sum, position) + term);
  }

  /**
   * Adds the cotangent of a part of a node's value to what the node has received: the first lies in
   * zeros, as the rule says, every later one is added in place.
   *
   * @param part the selection that took the part, perhaps of the value in another shape
   * @param g the part's cotangent, whose array is not kept
   */
  void addPart(int node, NodeDetails part, Tensor g) {
    Tensor from = (Tensor) part.operands()[0];
    if (at(node) == null) {
      Tensor first = OpDerivatives.vjp(part.op(), 0, g, part.tensor(), new Tensor[] {from});
      add(node, first.reshape(nodes.described(node).tensor().shape()), true);
    } else {
      ((Selection) part.op()).addTransposed(workspace, g, own(node).storage(), from.shape());
    }
  }

  /** Returns what a node has received, in an array that the traversal owns. */
  private Tensor own(int node) {
    int slot = nodes.left(node);
    Tensor sum = sums[slot];
    if (sum == null || !owned[slot]) {
      Tensor value = nodes.described(node).tensor();
      Object array =
          sum == null
              ? workspace.allocateZeros(value.dtype(), value.size())
              : Elements.copy(sum.storage());
      sum = workspace.tensor(value.shape(), array);
      sums[slot] = sum;
      owned[slot] = true;
    }
    return sum;
  }

  /**
   * Gives the array of an owned cotangent that was passed on back to the workspace, unless an
   * operand received the array itself; a single operand then owns it.
   */
  void giveBack(Tensor passedOn, int... operands) {
    for (int node : operands) {
      boolean tensor = node != NodeDetails.CONSTANT && nodes.code(node) == Opcode.TENSOR;
      int slot = tensor ? nodes.left(node) : -1;
      Tensor received = slot < 0 ? null : sums[slot];
      if (received != null && received.storage().equals(passedOn.storage())) {
        owned[slot] = operands.length == 1;
        return;
      }
    }
    workspace.giveBack(passedOn);
  }

  /**
   * Returns whether a rule of this library computed a cotangent, and did not return what it got.
   *
   * @param g the cotangent that the rule got
   */
  static boolean isFresh(Tensor cotangent, NodeDetails node, Tensor g) {
    if (node.op() instanceof CustomOp
        || cotangent.storage().equals(g.storage())
        || cotangent.storage().equals(node.tensor().storage())) {
      return false;
    }
    for (Value<?> operand : node.operands()) {
      if (cotangent.storage().equals(((Tensor) operand).storage())) {
        return false;
      }
    }
    return true;
  }
}
