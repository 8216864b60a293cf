package io.autodiff.tape;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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
public final class ArrayPool {
  /** An array of more elements is not worth holding on to: the loop over it costs far more. */
  static final int LARGEST = 1 << 22;

  /** So many arrays are found sooner by looking through them than in a set. */
  private static final int FEW = 16;

  /** An array of fewer elements is in the processor's cache whichever it is. */
  private static final int SMALLEST_IDLE = 1 << 9;

  /** How many arrays are remembered to be idle; of more, those that were so first are not. */
  private static final int MOST_IDLE = 16;

  /** Arrays that were handed out and that nobody uses any more; handed out again before others. */
  private final List<Object> idle = new ArrayList<>();

  private @Nullable Object[] arrays = new Object[16];

  /** The tensors that arrays became, in the order in which they were made. */
  private @Nullable Tensor[] tensors = new Tensor[16];

  private int next;
  private int made;

  /** Empty but while {@link #keep} is at work. */
  private final Set<Object> wanted = Collections.newSetFromMap(new IdentityHashMap<>(FEW));

  /**
   * Returns the point in the sequences to come back to: the position that the next array will have
   * and, in the upper half, that of the next tensor.
   */
  long position() {
    return (long) made << Integer.SIZE | next;
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
   * Returns an array as a tensor of a tape: the one that stood here before the rewind, if equal.
   */
  Tensor tensor(Shape shape, Object array, @Nullable TapeRecord record) {
    Tensor known = expected();
    if (known == null || !known.array().equals(array) || !known.shape().equals(shape)) {
      known = new Tensor(shape, array, record, NodeDetails.CONSTANT, 0);
      if (made == tensors.length) {
        tensors = Arrays.copyOf(tensors, 2 * made);
      }
      tensors[made] = shape.size() <= LARGEST ? known : null;
    }
    made++;
    return known;
  }

  /** Returns the tensor that was made next before the rewind. */
  @Nullable Tensor expected() {
    return made < tensors.length ? tensors[made] : null;
  }

  private static boolean fits(Object array, DType dtype, int length) {
    return switch (array) {
      case double[] d -> dtype == DType.FLOAT64 && d.length == length;
      case float[] f -> dtype == DType.FLOAT32 && f.length == length;
      default -> false;
    };
  }

  /** Hands out again what was handed out from this position on. */
  void rewind(long position) {
    leaveIdle();
    next = Math.min(next, (int) position);
    made = Math.min(made, (int) (position >>> Integer.SIZE));
  }

  /** Takes out those arrays that were handed out from this position on. */
  void keep(Kept kept, long from) {
    boolean many = kept.count > FEW;
    for (int k = 0; many && k < kept.count; k++) {
      wanted.add(kept.arrays[k]);
    }
    kept.begin(this);
    for (int i = (int) from; i < next && kept.taken < kept.count; i++) {
      Object array = arrays[i];
      if (array != null && (!many || wanted.contains(array)) && kept.take(array, i)) {
        arrays[i] = null;
      }
    }
    wanted.clear();
  }

  /** Arrays that somebody keeps; those that were taken out of a pool go back in the end. */
  public static final class Kept {
    private static final int FEWEST = 4;

    private @Nullable Object[] arrays = {};
    private int count;

    /** Where the arrays stood that were taken out; these are the first ones. */
    private int[] positions = {};

    private int taken;
    private @Nullable ArrayPool pool;

    /** Adds an array. */
    public void add(Object array) {
      if (count == arrays.length) {
        arrays = Arrays.copyOf(arrays, Math.max(FEWEST, 2 * count));
      }
      arrays[count++] = array;
    }

    private void begin(ArrayPool from) {
      pool = from;
      if (positions.length < count) {
        positions = new int[arrays.length];
      }
    }

    /**
     * Returns whether an array is one of these. They are met in about the order of their adding.
     */
    private boolean take(Object array, int position) {
      for (int k = taken; k < count; k++) {
        if (array.equals(arrays[k])) {
          arrays[k] = arrays[taken];
          arrays[taken] = array;
          positions[taken++] = position;
          return true;
        }
      }
      return false;
    }

    /** Puts the arrays back, and forgets them; nobody uses them any more. */
    public void restore() {
      for (int i = 0; i < taken && pool != null; i++) {
        if (pool.arrays[positions[i]] == null) {
          pool.arrays[positions[i]] = arrays[i];
        }
      }
      Arrays.fill(arrays, 0, count, null);
      count = 0;
      taken = 0;
      pool = null;
    }
  }

  /** Lets go of what was handed out from this position on, whoever holds it now. */
  void forget(long from) {
    leaveIdle();
    int firstTensor = (int) (from >>> Integer.SIZE);
    Arrays.fill(arrays, (int) from, next, null);
    Arrays.fill(tensors, firstTensor, made, null);
    next = (int) from;
    made = firstTensor;
  }
}
