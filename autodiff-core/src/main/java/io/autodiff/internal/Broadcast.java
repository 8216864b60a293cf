package io.autodiff.internal;

/** Runs a kernel over operands that broadcast against each other. */
public final class Broadcast {
  /** How many elements one thread computes at least. */
  private static final int GRAIN = 1 << 14;

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
    int inner = axes == 0 ? 1 : dims[axes - 1];
    int stepped = 0;
    for (int k = 0; k < strides.length && axes > 0; k++) {
      stepped |= strides[k][axes - 1] != 0 ? 1 << k : 0;
    }
    Loop loop = kernel.loop(out instanceof float[], simd, stepped);
    int rows = 1;
    for (int i = 0; i < axes - 1; i++) {
      rows *= dims[i];
    }
    pool.run(rows, Math.max(1, GRAIN / inner), (from, to) -> rows(loop, out, inner, from, to));
  }

  private void rows(Loop loop, Object out, int inner, int from, int to) {
    int[] index = new int[Math.max(axes - 1, 0)];
    int[] at = new int[strides.length];
    int rest = from;
    for (int d = axes - 2; d >= 0; d--) {
      index[d] = rest % dims[d];
      rest /= dims[d];
      for (int k = 0; k < at.length; k++) {
        at[k] += index[d] * strides[k][d];
      }
    }
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
