package io.autodiff.internal.loop;

import org.jspecify.annotations.Nullable;

/**
 * A loop that computes one {@link Formula} for a run of elements; see {@link LoopClassWriter}. A
 * class, not an interface: there are hundreds, and a method of a class is found faster.
 */
public abstract class Loop {
  Loop() {}

  /**
   * Computes {@code out[at + i] = f(a[aAt + i], b[bAt + i], …)} for {@code i} in {@code [0, n)}; an
   * operand that the loop stretches is read at its first position only. The result may take an
   * operand's place unless the formula has {@link FormulaOp#SCALE}, or a function that needs {@link
   * FormulaOp#REPAIR}, such as a sine: these read operands a second time. The operands are
   * parameters, not an object: that would be an allocation for each call.
   *
   * @param a the formula's input 0, an array of the loop's element type; null if it is not used
   * @param b the formula's input 1
   * @param c the formula's input 2
   * @param d the formula's input 3
   */
  public abstract void run(
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

  /** Returns the class that was written for this loop. */
  public Class<?> written() {
    return getClass();
  }
}
