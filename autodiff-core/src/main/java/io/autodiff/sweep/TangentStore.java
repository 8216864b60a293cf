package io.autodiff.sweep;

import io.autodiff.CustomOp;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tangents of the tensors that a traversal forward meets, several directions side by side, and
 * which of their arrays the traversal owns: the workspace uses an owned array again once the last
 * node that reads it was passed. An array that a rule, an operand or a result may hold is not
 * owned.
 */
final class TangentStore {
  private final NodeStore nodes;
  private final TapeWorkspace workspace;

  /** The number of directions. */
  private final int width;

  /** The tangents: those of side entry {@code s} begin at {@code s * width}; null where 0. */
  private final @Nullable Tensor[] tangents;

  private final boolean[] owned;

  /** By side entry, the last node that reads its tangents. */
  private final int[] lastReaders;

  TangentStore(TapeRecord record, int width) {
    this.nodes = record.nodes();
    this.workspace = record.workspace();
    this.width = width;
    int entries = nodes.sideSize();
    this.tangents = new Tensor[entries * width];
    this.owned = new boolean[entries * width];
    this.lastReaders = new int[entries];
  }

  /**
   * Notes which nodes read what.
   *
   * @param steps which of the nodes from {@code start} on the traversal computes
   * @param wanted nodes whose tangents are read after the traversal
   */
  void noteReaders(int start, boolean[] steps, int... wanted) {
    Arrays.fill(lastReaders, Integer.MAX_VALUE);
    for (int i = start; i < start + steps.length && lastReaders.length > 0; i++) {
      int code = nodes.code(i);
      if (steps[i - start] && (code == Opcode.TENSOR || code == Opcode.ELEMENT)) {
        for (int input : nodes.operands(i)) {
          noteReader(input, i);
        }
      }
    }
    for (int node : wanted) {
      noteReader(node, Integer.MAX_VALUE);
    }
  }

  private void noteReader(int node, int reader) {
    if (isTensor(node)) {
      lastReaders[nodes.left(node)] = reader;
    }
  }

  private boolean isTensor(int node) {
    return node >= 0 && nodes.code(node) == Opcode.TENSOR;
  }

  /** Returns the tangent of a tensor's node in a direction; null if 0. */
  @Nullable Tensor at(int node, int direction) {
    return tangents[nodes.left(node) * width + direction];
  }

  /** Sets a tangent whose array the traversal does not own. */
  void set(int node, int direction, @Nullable Tensor tangent) {
    tangents[nodes.left(node) * width + direction] = tangent;
  }

  /**
   * Sets a tangent that the rule of the node's operation computed. If it is in the array of an
   * operand's tangent, that array changes hands with the last reader, else nobody owns it.
   */
  void setComputed(int node, int direction, NodeDetails details, @Nullable Tensor tangent) {
    set(node, direction, tangent);
    if (tangent == null || details.op() instanceof CustomOp) {
      return;
    }
    boolean shared = tangent.storage().equals(details.tensor().storage());
    for (Value<?> operand : details.operands()) {
      shared |= operand instanceof Tensor t && tangent.storage().equals(t.storage());
    }
    boolean passedOn = false;
    for (int input : details.inputs()) {
      Tensor received = isTensor(input) ? at(input, direction) : null;
      if (received != null && received.storage().equals(tangent.storage())) {
        int slot = nodes.left(input);
        passedOn |= owned[slot * width + direction] && lastReaders[slot] == node;
        owned[slot * width + direction] = false;
        shared = true;
      }
    }
    owned[nodes.left(node) * width + direction] = passedOn || !shared;
  }

  /** Lets the workspace use again what a node was the last one to read. */
  void release(int reader) {
    boolean held = nodes.code(reader) == Opcode.TENSOR && mayHold(nodes.described(reader));
    for (int input : nodes.operands(reader)) {
      if (isTensor(input) && (held || lastReaders[nodes.left(input)] == reader)) {
        for (int at = nodes.left(input) * width; at < (nodes.left(input) + 1) * width; at++) {
          Tensor idle = tangents[at];
          if (idle != null && owned[at] && !held) {
            workspace.giveBack(idle);
          }
          owned[at] = false;
        }
      }
    }
  }

  /** Returns whether the rule is a caller's, who may hold on to what it was given. */
  private static boolean mayHold(NodeDetails details) {
    return details.op() instanceof CustomOp || details.op() == Structure.CALL;
  }
}
