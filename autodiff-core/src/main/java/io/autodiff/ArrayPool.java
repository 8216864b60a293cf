package io.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of a tape that is rewound again and again, used again in the order in which they were
 * first handed out: a loop that records the same step each time asks for the same arrays.
 *
 * <p>Position {@code i} holds the array that was handed out {@code i}-th. To rewind is to go back
 * to a position; what was handed out from there on is handed out again, if type and length fit, and
 * replaced if not. Whatever somebody keeps is taken out first, by {@link #keep}.
 */
final class ArrayPool {
  /** An array of more elements is not worth holding on to: the loop over it costs far more. */
  static final int LARGEST = 1 << 22;

  /** So many arrays are found sooner by looking through them than in a set. */
  private static final int FEW = 16;

  /** So many arrays an operation takes besides its result. */
  private static final int RECENT = 4;

  /** An array of fewer elements is in the processor's cache whichever it is. */
  private static final int SMALLEST_IDLE = 1 << 9;

  /** How many arrays are remembered to be idle; of more, those that were so first are not. */
  private static final int MOST_IDLE = 16;

  /** Arrays that were handed out and that nobody uses any more; handed out again before others. */
  private final List<Object> idle = new ArrayList<>();

  private @Nullable Object[] arrays = new Object[16];

  /** The tensors that the arrays became, at the same positions. */
  private @Nullable Tensor[] tensors = new Tensor[16];

  private int next;

  /** Empty but while {@link #keep} is at work. */
  private final Set<Object> wanted = Collections.newSetFromMap(new IdentityHashMap<>(FEW));

  /** Returns the position that the next array will have. */
  int position() {
    return next;
  }

  /** Returns an array of undefined content. */
  Object take(DType dtype, int length) {
    if (length > LARGEST) {
      return dtype.newArray(length);
    }
    for (int i = idle.size() - 1; i >= 0; i--) {
      if (fits(idle.get(i), dtype, length)) {
        return idle.remove(i);
      }
    }
    if (next == arrays.length) {
      arrays = Arrays.copyOf(arrays, 2 * next);
      tensors = Arrays.copyOf(tensors, 2 * next);
    }
    Object known = arrays[next];
    if (known == null || !fits(known, dtype, length)) {
      known = dtype.newArray(length);
      arrays[next] = known;
    }
    next++;
    return known;
  }

  /**
   * Takes an array back before the rewind: nobody uses it any more. It is still in a cache, so what
   * is computed next in it is computed sooner.
   */
  void giveBack(Object array) {
    int length = array instanceof double[] d ? d.length : ((float[]) array).length;
    if (length < SMALLEST_IDLE || length > LARGEST) {
      return;
    }
    if (idle.size() == MOST_IDLE) {
      idle.remove(0);
    }
    idle.add(array);
  }

  /** Leaves the arrays that were taken back where they are until the rewind. */
  void leaveIdle() {
    idle.clear();
  }

  /**
   * Returns an array as a tensor of a tape: the one that it became before the rewind, if it was
   * handed out among the last and has that shape.
   */
  Tensor tensor(Shape shape, Object array, @Nullable Tape tape) {
    for (int i = next - 1; i >= Math.max(0, next - RECENT); i--) {
      if (array.equals(arrays[i])) {
        Tensor known = tensors[i];
        if (known == null || !known.array.equals(array) || !known.shape.equals(shape)) {
          known = new Tensor(shape, array, tape, Tensor.UNRECORDED, 0);
          tensors[i] = known;
        }
        return known;
      }
    }
    return new Tensor(shape, array, tape, Tensor.UNRECORDED, 0);
  }

  private static boolean fits(Object array, DType dtype, int length) {
    return switch (array) {
      case double[] d -> dtype == DType.FLOAT64 && d.length == length;
      case float[] f -> dtype == DType.FLOAT32 && f.length == length;
      default -> false;
    };
  }

  /** Hands out again what was handed out from this position on. */
  void rewind(int position) {
    leaveIdle();
    next = Math.min(next, position);
  }

  /**
   * Takes out what somebody keeps of the arrays that were handed out from this position on.
   *
   * @param kept the arrays, by identity
   */
  Kept keep(List<Object> kept, int from) {
    Object[] found = new Object[kept.size()];
    int[] positions = new int[kept.size()];
    Collection<Object> all = kept;
    if (kept.size() > FEW) {
      wanted.addAll(kept);
      all = wanted;
    }
    int count = 0;
    for (int i = from; i < next && count < found.length; i++) {
      Object array = arrays[i];
      if (array != null && all.contains(array)) {
        arrays[i] = null;
        found[count] = array;
        positions[count++] = i;
      }
    }
    wanted.clear();
    return new Kept(this, found, positions, count);
  }

  /** Arrays that were taken out, and the positions that they had. */
  record Kept(ArrayPool pool, Object[] arrays, int[] positions, int count) {

    /** Puts the arrays back; nobody uses them any more. */
    void restore() {
      for (int i = 0; i < count; i++) {
        if (pool.arrays[positions[i]] == null) {
          pool.arrays[positions[i]] = arrays[i];
        }
      }
    }
  }

  /** Lets go of what was handed out from this position on, whoever holds it now. */
  void forget(int from) {
    leaveIdle();
    Arrays.fill(arrays, from, next, null);
    Arrays.fill(tensors, from, next, null);
    next = from;
  }
}
