package io.autodiff.internal;

/** Runs a kernel over operands that broadcast against each other. */
public final class Broadcast {
  /** How many elements one thread computes at least. */
  public static final int GRAIN = 1 << 14;

  /** Rows shorter than this share a call of the loop, if no operand changes from row to row. */
  private static final int NARROW = 64;

  /** Rows shorter than this share a call of the loop even if an operand has to be written out. */
  private static final int VERY_NARROW = 8;

  /** About how many elements of narrow rows are computed in one call. */
  private static final int BLOCK = 512;

  private final Kernel kernel;
  private final Object[] operands;
  private final int[] dims;
  private final int[][] strides;
  private final int axes;

  /**
   * Prepares a kernel for four operands; those that it does not use may be any arrays.
   *
   * @param operands for each input of the kernel an array
   * @param dims the sizes of the result, of which none is 0; becomes the callee's
   * @param strides the strides of each operand in the result, 0 where it is stretched or not used;
   *     become the callee's
   */
  public Broadcast(Kernel kernel, Object[] operands, int[] dims, int[][] strides) {
    this.kernel = kernel;
    this.operands = operands;
    this.dims = dims;
    this.strides = strides;
    this.axes = collapse();
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

  private boolean merges(int outer, int inner) {
    for (int[] s : strides) {
      if (s[outer] != s[inner] * dims[inner]) {
        return false;
      }
    }
    return true;
  }

  private void move(int from, int to, int size) {
    dims[to] = size;
    for (int[] s : strides) {
      s[to] = s[from];
    }
  }

  /**
   * Computes all elements of the result.
   *
   * @param pool what shares the rows among threads
   */
  public void run(Parallel pool, boolean simd, Object out) {
    boolean single = out instanceof float[];
    int inner = axes == 0 ? 1 : dims[axes - 1];
    int rows = 1;
    for (int i = 0; i < axes - 1; i++) {
      rows *= dims[i];
    }
    int grain = Math.max(1, GRAIN / inner);
    int narrow = !changes() ? NARROW : axes == 2 ? VERY_NARROW : 0;
    if (rows > 1 && inner < narrow) {
      Loop loop = kernel.loop(single, simd);
      pool.run(rows, grain, (from, to) -> narrow(loop, out, inner, from, to));
    } else {
      Loop loop = kernel.loop(single, simd, stepped());
      pool.run(rows, grain, (from, to) -> rows(loop, out, inner, from, to));
    }
  }

  /** Returns a bit for each operand, set where it is not stretched along the last axis. */
  private int stepped() {
    int stepped = 0;
    for (int k = 0; k < strides.length && axes > 0; k++) {
      stepped |= strides[k][axes - 1] != 0 ? 1 << k : 0;
    }
    return stepped;
  }

  /** Computes rows one by one. */
  private void rows(Loop loop, Object out, int inner, int from, int to) {
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
      changes |= kernel.uses(k) && !isContiguous(k) && !isPeriodic(k);
    }
    return changes;
  }

  /**
   * Computes narrow rows in blocks. An operand that is stretched is first written out as long as
   * the block: once, if all rows read the same elements.
   */
  private void narrow(Loop loop, Object out, int inner, int from, int to) {
    int block = Math.min(to - from, Math.max(1, BLOCK / inner));
    Object[] in = operands.clone();
    int[] step = new int[in.length];
    for (int k = 0; k < in.length; k++) {
      if (isContiguous(k)) {
        step[k] = inner;
      } else if (kernel.uses(k)) {
        in[k] = Kernels.newArray(out, block * inner);
        if (isPeriodic(k)) {
          Strided.rows(operands[k], 0, 0, strides[k][axes - 1], 1, inner, in[k]);
          repeat(in[k], inner, block * inner);
        }
      }
    }
    for (int row = from; row < to; row += block) {
      int rows = Math.min(block, to - row);
      for (int k = 0; k < in.length; k++) {
        if (kernel.uses(k) && step[k] == 0 && !isPeriodic(k)) {
          int down = strides[k][0];
          Strided.rows(operands[k], row * down, down, strides[k][1], rows, inner, in[k]);
        }
      }
      loop.run(
          in[0],
          row * step[0],
          in[1],
          row * step[1],
          in[2],
          row * step[2],
          in[3],
          row * step[3],
          out,
          row * inner,
          rows * inner);
    }
  }

  /** Returns whether an operand is laid out as the result is. */
  private boolean isContiguous(int k) {
    int step = 1;
    for (int d = axes - 1; d >= 0; d--) {
      if (strides[k][d] != step) {
        return false;
      }
      step *= dims[d];
    }
    return true;
  }

  /** Returns whether every row reads the same elements of an operand. */
  private boolean isPeriodic(int k) {
    for (int d = 0; d < axes - 1; d++) {
      if (strides[k][d] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Repeats the first {@code n} elements of an array up to {@code length}. */
  private static void repeat(Object array, int n, int length) {
    for (int done = n; done < length; done *= 2) {
      System.arraycopy(array, 0, array, done, Math.min(done, length - done));
    }
  }

  /** Sets {@code index} to a row and returns where each operand's part begins. */
  private int[] start(int[] index, int row) {
    int[] at = new int[strides.length];
    int rest = row;
    for (int d = axes - 2; d >= 0; d--) {
      index[d] = rest % dims[d];
      rest /= dims[d];
      for (int k = 0; k < at.length; k++) {
        at[k] += index[d] * strides[k][d];
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
        at[k] += done ? -strides[k][d] * (dims[d] - 1) : strides[k][d];
      }
      if (!done) {
        return;
      }
      index[d] = 0;
    }
  }
}
