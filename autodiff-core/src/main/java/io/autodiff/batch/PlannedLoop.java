package io.autodiff.batch;

import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;

/**
 * One loop of a {@link LoopPlan}.
 *
 * @param kernel the kernel that computes the result
 * @param from the operands' rows in the plan's table
 * @param to the result's row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlannedLoop(LoopKernel kernel, int[] from, int to) {

  /**
   * Runs the kernel's loop over {@code n} elements.
   *
   * @param arrays for each row the array that holds it
   * @param at for each row the position of its first element
   */
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
