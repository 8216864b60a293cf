package io.autodiff.internal;

import org.jspecify.annotations.Nullable;

/** Runs a kernel over operands that broadcast against each other. */
public final class Broadcast {
  private final Kernel kernel;
  private final @Nullable Object[] operands;
  private final int[] dims;
  private final int[][] strides;
  private final int axes;

  /**
   * Prepares a kernel for operands; those that it does not use are not looked at.
   *
   * @param operands for each input of the kernel an array
   * @param dims the sizes of the result, of which none is 0; becomes the callee's
   * @param strides the strides of each operand in the result, 0 where it is stretched; become the
   *     callee's
   */
  public Broadcast(Kernel kernel, @Nullable Object[] operands, int[] dims, int[][] strides) {
    this.kernel = kernel;
    this.operands = java.util.Arrays.copyOf(operands, Formula.MAX_INPUTS);
    this.dims = dims;
    this.strides = new int[Formula.MAX_INPUTS][];
    for (int k = 0; k < Formula.MAX_INPUTS; k++) {
      this.strides[k] = k < strides.length && kernel.uses(k) ? strides[k] : new int[dims.length];
    }
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

  /** Computes all elements of the result. */
  public void run(boolean simd, Object out) {
    int inner = axes == 0 ? 1 : dims[axes - 1];
    int stepped = 0;
    for (int k = 0; k < strides.length && axes > 0; k++) {
      stepped |= strides[k][axes - 1] != 0 ? 1 << k : 0;
    }
    Loop loop = kernel.loop(out instanceof float[], simd, stepped);
    int outer = 1;
    for (int i = 0; i < axes - 1; i++) {
      outer *= dims[i];
    }
    int[] index = new int[Math.max(axes - 1, 0)];
    int[] at = new int[strides.length];
    for (int o = 0; o < outer; o++) {
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
          o * inner,
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
