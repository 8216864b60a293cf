package io.autodiff.internal.array;

import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;
import io.autodiff.internal.thread.Parallel;

/** A run of a kernel over operands that broadcast against each other. */
public final class BroadcastLoop {
  /** The fewest elements of a piece of work. */
  public static final int GRAIN = 1 << 14;

  /** Shorter rows share a call of the loop, unless a stretched operand changes from row to row. */
  public static final int NARROW = 64;

  /** Shorter rows share a call of the loop even if an operand must be copied out for that. */
  private static final int VERY_NARROW = 8;

  /** About how many elements of narrow rows one call computes. */
  private static final int BLOCK = 512;

  private final LoopKernel kernel;
  private final Object[] operands;
  private final int[] dims;

  /** The strides of the first operand on each axis of the result, then those of the others. */
  private final int[] strides;

  private final int rank;
  private final int axes;
  private final int inner;
  private final int rows;

  /** How many narrow rows are computed in one call; 0 if rows are not narrow. */
  private final int block;

  /**
   * Prepares a run. The arrays belong to it from then on.
   *
   * @param operands four arrays, one for each input of the kernel; the kernel does not read those
   *     for which it has no input
   * @param dims the sizes of the result, of which none is 0
   * @param strides for each operand its strides in the result, 0 where it is stretched or not used
   */
  public BroadcastLoop(
      LoopKernel kernel, Object[] operands, int[] dims, int[] strides, ArraySource memory) {
    this.kernel = kernel;
    this.operands = operands;
    this.dims = dims;
    this.strides = strides;
    this.rank = dims.length;
    this.axes = collapse();
    this.inner = axes == 0 ? 1 : dims[axes - 1];
    this.rows = rows();
    int narrow = !changes() ? NARROW : axes == 2 ? VERY_NARROW : 0;
    this.block = rows > 1 && inner < narrow ? block(inner, rows) : 0;
    if (block > 0) {
      repeatPeriodic(memory);
    }
  }

  /** Returns how many narrow rows of some are computed in one call. */
  public static int block(int row, int rows) {
    return Math.clamp(BLOCK / row, 1, rows);
  }

  private int rows() {
    int product = 1;
    for (int i = 0; i < axes - 1; i++) {
      product *= dims[i];
    }
    return product;
  }

  private int stride(int operand, int axis) {
    return strides[operand * rank + axis];
  }

  /** Drops axes of size 1 and merges neighbours that all operands step through alike. */
  private int collapse() {
    int kept = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        continue;
      }
      if (kept > 0 && merges(kept - 1, i)) {
        move(i, kept - 1, dims[kept - 1] * dims[i]);
      } else {
        move(i, kept, dims[i]);
        kept++;
      }
    }
    return kept;
  }

  private boolean merges(int outer, int inside) {
    for (int k = 0; k < operands.length; k++) {
      if (stride(k, outer) != stride(k, inside) * dims[inside]) {
        return false;
      }
    }
    return true;
  }

  private void move(int from, int to, int size) {
    dims[to] = size;
    for (int k = 0; k < operands.length; k++) {
      strides[k * rank + to] = stride(k, from);
    }
  }

  /** Repeats operands of which every row reads the same elements until they fill a block. */
  private void repeatPeriodic(ArraySource memory) {
    for (int k = 0; k < operands.length; k++) {
      if (kernel.uses(k) && !isContiguous(k) && isPeriodic(k)) {
        Object whole = memory.array(operands[k], block * inner);
        Strided.rows(operands[k], 0, 0, stride(k, axes - 1), 1, inner, whole);
        repeat(whole, inner, block * inner);
        operands[k] = whole;
      }
    }
  }

  /**
   * Computes all elements of the result.
   *
   * @param pool the threads that share the rows
   */
  public void run(Parallel pool, boolean simd, Object out) {
    boolean single = out instanceof float[];
    int grain = Math.max(1, GRAIN / inner);
    if (block > 0) {
      Loop loop = kernel.loop(single, simd);
      pool.run(rows, grain, (from, to) -> narrow(loop, out, from, to));
    } else {
      Loop loop = kernel.loop(single, simd, stepped());
      pool.run(rows, grain, (from, to) -> rows(loop, out, from, to));
    }
  }

  /** Returns a bit for each operand, set where it is not stretched along the last axis. */
  private int stepped() {
    int stepped = 0;
    for (int k = 0; k < operands.length && axes > 0; k++) {
      stepped |= stride(k, axes - 1) != 0 ? 1 << k : 0;
    }
    return stepped;
  }

  /** Computes rows one by one. */
  private void rows(Loop loop, Object out, int from, int to) {
    int[] index = new int[Math.max(axes - 1, 0)];
    int[] at = start(index, from);
    for (int row = from; row < to; row++) {
      loop.run(
          operands[0],
          at[0],
          operands[1],
          at[1],
          operands[2],
          at[2],
          operands[3],
          at[3],
          out,
          row * inner,
          inner);
      advance(index, at);
    }
  }

  /** Returns whether a stretched operand changes from row to row. */
  private boolean changes() {
    boolean changes = false;
    for (int k = 0; k < operands.length; k++) {
      changes |= isChanging(k);
    }
    return changes;
  }

  private boolean isChanging(int k) {
    return kernel.uses(k) && !isContiguous(k) && !isPeriodic(k);
  }

  /** Returns the position at which narrow rows read an operand. */
  private int at(int k, int row) {
    return isContiguous(k) ? row * inner : 0;
  }

  /** Computes narrow rows in blocks, and copies out operands that change from row to row. */
  private void narrow(Loop loop, Object out, int from, int to) {
    boolean writing = changes();
    Object[] in = writing ? operands.clone() : operands;
    for (int k = 0; writing && k < in.length; k++) {
      if (isChanging(k)) {
        in[k] = ArraySource.NEW.array(out, Math.min(block, to - from) * inner);
      }
    }
    for (int row = from; row < to; row += block) {
      int rows = Math.min(block, to - row);
      for (int k = 0; writing && k < in.length; k++) {
        if (isChanging(k)) {
          int down = stride(k, 0);
          Strided.rows(operands[k], row * down, down, stride(k, 1), rows, inner, in[k]);
        }
      }
      loop.run(
          in[0],
          at(0, row),
          in[1],
          at(1, row),
          in[2],
          at(2, row),
          in[3],
          at(3, row),
          out,
          row * inner,
          rows * inner);
    }
  }

  /** Returns whether an operand is laid out as the result is. */
  private boolean isContiguous(int k) {
    int step = 1;
    for (int d = axes - 1; d >= 0; d--) {
      if (stride(k, d) != step) {
        return false;
      }
      step *= dims[d];
    }
    return true;
  }

  /** Returns whether every row reads the same elements of an operand. */
  private boolean isPeriodic(int k) {
    for (int d = 0; d < axes - 1; d++) {
      if (stride(k, d) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns an array that has the first {@code n} elements of another some times. */
  public static Object repeated(ArraySource memory, Object x, int n, int times) {
    Object whole = memory.array(x, n * times);
    System.arraycopy(x, 0, whole, 0, n);
    repeat(whole, n, n * times);
    return whole;
  }

  /** Repeats the first {@code n} elements of an array up to {@code length}. */
  private static void repeat(Object array, int n, int length) {
    for (int done = n; done < length; done *= 2) {
      System.arraycopy(array, 0, array, done, Math.min(done, length - done));
    }
  }

  /** Sets {@code index} to a row and returns where each operand's part begins. */
  private int[] start(int[] index, int row) {
    int[] at = new int[operands.length];
    int rest = row;
    for (int d = axes - 2; d >= 0; d--) {
      index[d] = rest % dims[d];
      rest /= dims[d];
      for (int k = 0; k < at.length; k++) {
        at[k] += index[d] * stride(k, d);
      }
    }
    return at;
  }

  /** Moves to the next row. */
  private void advance(int[] index, int[] at) {
    for (int d = axes - 2; d >= 0; d--) {
      index[d]++;
      boolean done = index[d] == dims[d];
      for (int k = 0; k < at.length; k++) {
        at[k] += done ? -stride(k, d) * (dims[d] - 1) : stride(k, d);
      }
      if (!done) {
        return;
      }
      index[d] = 0;
    }
  }
}
