package io.autodiff.batch;

import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;

/**
 * A loop over a block.
 *
 * @param from where its operands stand in the table of arrays: inputs, scratch, outputs
 * @param to where its result does
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlannedLoop(LoopKernel kernel, int[] from, int to) {

  /** Runs the kernel's loop on a table of arrays and where their elements begin. */
  void run(Loop loop, Object[] arrays, int[] at, int n) {
    int a = from.length > 0 ? from[0] : to;
    int b = from.length > 1 ? from[1] : a;
    int c = from.length > 2 ? from[2] : a;
    int d = from.length > 3 ? from[3] : a;
    loop.run(
        arrays[a],
        at[a],
        arrays[b],
        at[b],
        arrays[c],
        at[c],
        arrays[d],
        at[d],
        arrays[to],
        at[to],
        n);
  }
}
