package io.autodiff.tape;

import io.autodiff.AutodiffException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a record that callers read. What a caller makes of a number is a constant of the
 * record, and a branch on it is taken once and for all. So a rule whose derivative is being taken
 * may read none, nor may a function that is recorded for a program. Any other code may: what it
 * reads is kept for a program that is made of the record afterwards.
 */
public final class NumberReads {
  private static final int FEW = 4;
  private static final int[] NONE = {};

  /** What to say if a number is read, while the derivative of a rule is being taken. */
  private @Nullable String refusal;

  private int programs;

  /** The nodes that were read, each once, in the order of the first time. */
  private int[] nodes = NONE;

  /** How many nodes the record had when each of {@link #nodes} was first read. */
  private int[] sizes = NONE;

  private int count;
  private final BitSet known = new BitSet();

  /** Returns what to say of the rule whose derivative is being taken, if any. */
  @Nullable String refusal() {
    return refusal;
  }

  void refuse(@Nullable String message) {
    refusal = message;
  }

  /** Refuses reads from now on: what is recorded becomes a program. */
  public void beginProgram() {
    programs++;
  }

  /** Ends what {@link #beginProgram} began. */
  public void endProgram() {
    programs--;
  }

  /** Takes over the refusal, the programs and the reads of a record that joins this one's. */
  void join(NumberReads other, int shift) {
    refusal = other.refusal != null ? other.refusal : refusal;
    programs += other.programs;
    for (int i = 0; i < other.count; i++) {
      keep(other.nodes[i] + shift, other.sizes[i] + shift);
    }
  }

  /**
   * Notes that a caller reads a number.
   *
   * @param node the value's node
   * @param size how many nodes there are
   * @throws AutodiffException if it may not
   */
  void note(int node, int size) {
    if (refusal != null) {
      throw new AutodiffException(
          refusal,
          "a rule that reads the numbers of its operands",
          "a rule written in operations of the library",
          "stopGradient() holds a value constant and says so");
    }
    if (programs > 0) {
      throw new AutodiffException(
          "program: the function reads a number that is recorded",
          "value(), item(), at(), values(), floats(), array() or detach() of node " + node,
          "operations alone, for a program computes them anew and what is made of a number stays",
          "where(...) and isGreaterThan(...) choose, stopGradient() holds constant;"
              + " Program.frozen(...) gives the present number and says so");
    }
    if (!known.get(node)) {
      keep(node, size);
    }
  }

  private void keep(int node, int size) {
    if (count == nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(FEW, 2 * count));
      sizes = Arrays.copyOf(sizes, nodes.length);
    }
    nodes[count] = node;
    sizes[count++] = size;
    known.set(node);
  }

  /** Forgets what was read of nodes that are no more, or after they were recorded. */
  void truncate(int size) {
    while (count > 0 && (sizes[count - 1] > size || nodes[count - 1] >= size)) {
      known.clear(nodes[--count]);
    }
  }

  /** Visits the nodes that were read when there were at most {@code last} nodes. */
  public void forEachUntil(int last, IntConsumer visitor) {
    for (int i = 0; i < count && sizes[i] <= last; i++) {
      visitor.accept(nodes[i]);
    }
  }
}
