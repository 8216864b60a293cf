package io.autodiff.internal.array;

/**
 * Sums with the Vector API, of either type of array, by a program that has summed much. What a
 * program sums first is summed in plain Java, to the same bits: until the JIT has compiled a loop
 * of vectors, it takes fifty times as long, and to load the Vector API takes 10 ms.
 */
final class WarmingSum implements ReductionKernel {
  /** How many elements are summed in plain Java, which takes a millisecond or two once compiled. */
  private static final int FIRST = 1 << 20;

  private final TypedKernel<ReductionKernel> plain =
      TypedKernel.of(ReductionKernel.class, LaneSum.class);
  private final TypedKernel<ReductionKernel> vectors =
      TypedKernel.of(ReductionKernel.class, VectorSum.class);

  /** Threads that sum at the same time may lose counts, which only delays the change. */
  private int left = FIRST;

  @Override
  public void rows(Object x, int at, int n, int rows, Object out, int outAt) {
    kernel(x, n, rows).rows(x, at, n, rows, out, outAt);
  }

  @Override
  public void columns(Object x, int at, int n, int step, int columns, Object out, int outAt) {
    kernel(x, n, columns).columns(x, at, n, step, columns, out, outAt);
  }

  @Override
  public int inSequence(boolean single) {
    return single ? LaneSum.FLOATS : LaneSum.DOUBLES;
  }

  private ReductionKernel kernel(Object x, int n, int times) {
    int before = left;
    if (before <= 0) {
      return vectors.of(x);
    }
    left = (int) Math.max(0, before - (long) n * times);
    return plain.of(x);
  }
}
