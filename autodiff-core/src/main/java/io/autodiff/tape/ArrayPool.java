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
 * The arrays of a tape that is rewound many times: a loop that records the same step each time asks
 * for the same arrays, and the pool hands them out in the order in which it first did.
 *
 * <p>The pool numbers its arrays and the tensors made of them in that order. A rewind returns to a
 * {@link Position}; from there on the pool hands out its arrays a second time where type and length
 * fit, and replaces them where they do not. Arrays that the caller keeps leave the pool first, by
 * {@link #keep}.
 */
public final class ArrayPool {
  /** The most elements of a pooled array: the loop over more costs far more than allocation. */
  static final int LARGEST = 1 << 22;

  /** Up to this many arrays, looking through them is faster than looking in a set. */
  private static final int FEW = 16;

  /** Shorter arrays are in the processor's cache whichever of them is handed out. */
  private static final int SMALLEST_IDLE = 1 << 9;

  /** How many idle arrays are remembered; of more, those that became idle first are forgotten. */
  private static final int MOST_IDLE = 16;

  /** Arrays that were given back before the rewind; they are handed out before others. */
  private final List<Object> idle = new ArrayList<>();

  private @Nullable Object[] arrays = new Object[16];

  /** The tensors that arrays became, in the order in which they were made. */
  private @Nullable Tensor[] tensors = new Tensor[16];

  /** The number of the array that is handed out next. */
  private int nextArray;

  /** The number of the tensor that is made next. */
  private int nextTensor;

  /** The position as it was last asked for, which is often where the pool is again. */
  private Position asked = Position.START;

  /** Empty except while {@link #keep} runs. */
  private final Set<Object> wanted = Collections.newSetFromMap(new IdentityHashMap<>(FEW));

  /**
   * A point in the sequences of arrays and tensors to return to.
   *
   * @param array the number of the array that was handed out next
   * @param tensor the number of the tensor that was made next
   */
  public record Position(int array, int tensor) {
    /** The beginning. */
    static final Position START = new Position(0, 0);
  }

  /** Returns the present position. */
  Position position() {
    if (asked.array != nextArray || asked.tensor != nextTensor) {
      asked = new Position(nextArray, nextTensor);
    }
    return asked;
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
    if (nextArray == arrays.length) {
      arrays = Arrays.copyOf(arrays, 2 * nextArray);
    }
    Object known = arrays[nextArray];
    if (known == null || !fits(known, dtype, length)) {
      known = dtype.newArray(length);
      arrays[nextArray] = known;
    }
    nextArray++;
    return known;
  }

  /**
   * Takes an array back before the rewind, which the caller does not use any more. The array is
   * still in a cache, so the next result is computed faster in it than in another.
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

  /** Forgets which arrays are idle; they are handed out after the rewind. */
  void leaveIdle() {
    idle.clear();
  }

  /**
   * Returns an array as a tensor of a tape: the one of this number from before the rewind, if
   * equal.
   */
  Tensor tensor(Shape shape, Object array, @Nullable TapeRecord record) {
    Tensor known = expected();
    if (known == null || !known.storage().equals(array) || !known.shape().equals(shape)) {
      known = new Tensor(shape, array, record, NodeDetails.CONSTANT, 0);
      if (nextTensor == tensors.length) {
        tensors = Arrays.copyOf(tensors, 2 * nextTensor);
      }
      tensors[nextTensor] = shape.size() <= LARGEST ? known : null;
    }
    nextTensor++;
    return known;
  }

  /** Returns the tensor that was made next before the rewind. */
  @Nullable Tensor expected() {
    return nextTensor < tensors.length ? tensors[nextTensor] : null;
  }

  private static boolean fits(Object array, DType dtype, int length) {
    return switch (array) {
      case double[] d -> dtype == DType.FLOAT64 && d.length == length;
      case float[] f -> dtype == DType.FLOAT32 && f.length == length;
      default -> false;
    };
  }

  /** Returns to a position: hands out the arrays after it a second time. */
  void rewind(Position position) {
    leaveIdle();
    nextArray = Math.min(nextArray, position.array);
    nextTensor = Math.min(nextTensor, position.tensor);
  }

  /** Takes kept arrays out of the pool, of those that were handed out after a position. */
  void keep(Kept kept, Position from) {
    boolean many = kept.count > FEW;
    for (int k = 0; many && k < kept.count; k++) {
      wanted.add(kept.arrays[k]);
    }
    kept.begin(this);
    for (int i = from.array; i < nextArray && kept.taken < kept.count; i++) {
      Object array = arrays[i];
      if (array != null && (!many || wanted.contains(array)) && kept.take(array, i)) {
        arrays[i] = null;
      }
    }
    wanted.clear();
  }

  /** Arrays that derivatives hold; those that were taken out of a pool return to it in the end. */
  public static final class Kept {
    private static final int FEWEST = 4;

    private @Nullable Object[] arrays = {};
    private int count;

    /** The numbers in the pool of the arrays that were taken out, which are the first ones. */
    private int[] numbers = {};

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
      if (numbers.length < count) {
        numbers = new int[arrays.length];
      }
    }

    /** Returns whether an array is one of these; the pool has them in about the same order. */
    private boolean take(Object array, int number) {
      for (int k = taken; k < count; k++) {
        if (array.equals(arrays[k])) {
          arrays[k] = arrays[taken];
          arrays[taken] = array;
          numbers[taken++] = number;
          return true;
        }
      }
      return false;
    }

    /** Puts the arrays, which are not used any more, back into the pool and forgets them. */
    public void restore() {
      for (int i = 0; i < taken && pool != null; i++) {
        if (pool.arrays[numbers[i]] == null) {
          pool.arrays[numbers[i]] = arrays[i];
        }
      }
      Arrays.fill(arrays, 0, count, null);
      count = 0;
      taken = 0;
      pool = null;
    }
  }

  /** Drops what was handed out after a position, so that its holders alone own it. */
  void forget(Position from) {
    leaveIdle();
    Arrays.fill(arrays, from.array, nextArray, null);
    Arrays.fill(tensors, from.tensor, nextTensor, null);
    nextArray = from.array;
    nextTensor = from.tensor;
  }
}
