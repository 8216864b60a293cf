package io.autodiff.internal.loop;

import org.jspecify.annotations.Nullable;

/** A loop in the Vector API that can compute the same bits element by element, too. */
abstract class VectorLoop extends Loop {

  /** Computes what {@link #run} does, in plain Java. */
  abstract void runElementwise(
      @Nullable Object a,
      int aAt,
      @Nullable Object b,
      int bAt,
      @Nullable Object c,
      int cAt,
      @Nullable Object d,
      int dAt,
      Object out,
      int at,
      int n);

  /** Returns whether there are operations that only rare arguments, such as NaN, need. */
  boolean hasRareCases() {
    return false;
  }
}
