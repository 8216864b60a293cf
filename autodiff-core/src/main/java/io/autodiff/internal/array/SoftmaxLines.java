package io.autodiff.internal.array;

import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FormulaOp;
import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;

/**
 * Log-sum-exp, softmax and its logarithm over lines of numbers, composed of reductions and
 * elementwise loops. Each line is shifted by its largest number so that nothing overflows.
 *
 * <p>The lines are the middle axis of an {@code (outer, n, inner)} array. Where {@code inner} is 1
 * each is contiguous and has one shift; else the array is a stack of {@code n} rows, and element
 * {@code i} of each is shifted by element {@code i} of a row of shifts.
 */
final class SoftmaxLines {
  /** Shorter lines are computed in plain Java, and share one call of the exponential. */
  private static final int NARROW = 64;

  /** About as many exponentials as stay in the nearest cache. */
  private static final int BLOCK = 1 << 10;

  /** The fewest lines that fill vectors when they are turned. */
  private static final int MANY = 16;

  /** The most elements of lines that are turned, which stay in the nearest cache. */
  private static final int MOST = 1 << 12;

  private static final int FIRST = 1;
  private static final int BOTH = 3;
  private static final int ALL = 7;

  /** The largest number, or 0 where that is infinite and cannot be a shift. */
  private static final LoopKernel SHIFT =
      kernel(
          "shift",
          1,
          b -> {
            int infinite =
                b.apply(
                    FormulaOp.EQ, b.apply(FormulaOp.ABS, 0), b.constant(Double.POSITIVE_INFINITY));
            return b.apply(FormulaOp.WHERE, infinite, b.constant(0), 0);
          });

  private static final LoopKernel EXP =
      kernel("shiftedExp", 2, b -> b.apply(FormulaOp.EXP, b.apply(FormulaOp.SUB, 0, 1)));

  private static final LoopKernel DIFFERENCE =
      kernel("difference", 2, b -> b.apply(FormulaOp.SUB, 0, 1));

  private static final LoopKernel EXP_OF_DIFFERENCE =
      kernel("exp", 1, b -> b.apply(FormulaOp.EXP, 0));

  private static final LoopKernel LOG_OF_SUM =
      kernel("shiftedLog", 2, b -> b.apply(FormulaOp.ADD, b.apply(FormulaOp.LOG1P, 0), 1));

  private static final LoopKernel LOG = kernel("log1p", 1, b -> b.apply(FormulaOp.LOG1P, 0));

  private static final LoopKernel QUOTIENT =
      kernel("quotient", 2, b -> b.apply(FormulaOp.DIV, 0, 1));

  private static final LoopKernel LOG_QUOTIENT =
      kernel("logQuotient", 3, b -> b.apply(FormulaOp.SUB, b.apply(FormulaOp.SUB, 0, 1), 2));

  /** Writes a formula. */
  private interface FormulaBody {
    int result(Formula.Builder b);
  }

  private static LoopKernel kernel(String name, int inputs, FormulaBody body) {
    Formula.Builder b = new Formula.Builder(inputs);
    return new LoopKernel(name, b.build(body.result(b)));
  }

  private static final TypedKernel<PeakKernel> PEAKS =
      TypedKernel.of(PeakKernel.class, PlainPeak.class);

  private final PeakKernel peaks;
  private final boolean simd;
  private final ReductionKernel max;
  private final ReductionKernel sum;
  private final Object x;
  private final boolean single;
  private final int n;
  private final int inner;

  /** For each line its shift. */
  private final Object shift;

  /** For each line, the sum of the shifted exponentials; for a logarithm less 1. */
  private final Object total;

  /** For each line whether an exponential was lowered by 1, as 1 or 0. */
  private final Object lowered;

  SoftmaxLines(
      ArraySource memory,
      boolean simd,
      ReductionKernel max,
      ReductionKernel sum,
      Object x,
      int outer,
      int n,
      int inner) {
    this.peaks = PEAKS.of(x);
    this.simd = simd;
    this.max = max;
    this.sum = sum;
    this.x = x;
    this.single = x instanceof float[];
    this.n = n;
    this.inner = inner;
    this.shift = memory.array(x, outer * inner);
    this.total = memory.array(x, outer * inner);
    this.lowered = memory.array(x, outer * inner);
  }

  /**
   * Returns whether contiguous lines are so short, and so many, that they take less time turned:
   * one vector then has an element of each of some lines.
   */
  static boolean isNarrow(int lines, int n) {
    return n > 1 && n < NARROW && lines >= MANY && (long) lines * n <= MOST;
  }

  /** Computes {@code log Σ e^x} of the lines {@code [from, to)} of {@code outer}. */
  void logSumExp(Object out, int from, int to) {
    prepare(from, to);
    int step = Math.clamp(BLOCK / Math.max(n * inner, 1), 1, to - from);
    Object exps = ArraySource.NEW.array(x, step * n * inner);
    for (int o = from; o < to; o += step) {
      int end = Math.min(o + step, to);
      exps(o, end, exps, 0);
      less(o, end, exps, 0);
    }
    int at = from * inner;
    loop(LOG_OF_SUM, BOTH)
        .run(total, at, shift, at, null, 0, null, 0, out, at, (to - from) * inner);
  }

  /** Computes {@code e^x / Σ e^x} along the lines {@code [from, to)} of {@code outer}. */
  void softmax(Object out, int from, int to) {
    prepare(from, to);
    exps(from, to, out, from * n * inner);
    Loop divide = lines(QUOTIENT);
    for (int o = from; o < to; o++) {
      for (int row = 0; row < rows(); row++) {
        int at = o * n * inner + row * inner;
        divide.run(out, at, total, o * inner, null, 0, null, 0, out, at, width());
      }
    }
  }

  /** Writes equal shares of 1 to the largest elements where they are infinite, to the others 0. */
  void share(Object out, int from, int to) {
    for (int o = from; o < to; o++) {
      peaks.share(x, o * n * inner, n, inner, inner, total, o * inner, out);
    }
  }

  /** Computes {@code x - log Σ e^x} along the lines {@code [from, to)} of {@code outer}. */
  void logSoftmax(Object out, int from, int to) {
    prepare(from, to);
    exps(from, to, out, from * n * inner);
    less(from, to, out, from * n * inner);
    int first = from * inner;
    loop(LOG, FIRST)
        .run(total, first, null, 0, null, 0, null, 0, total, first, (to - from) * inner);
    Loop subtract = lines(LOG_QUOTIENT);
    for (int o = from; o < to; o++) {
      for (int row = 0; row < rows(); row++) {
        int at = o * n * inner + row * inner;
        subtract.run(x, at, shift, o * inner, total, o * inner, null, 0, out, at, width());
      }
    }
  }

  /** Computes the shifts. */
  private void prepare(int from, int to) {
    if (inner == 1) {
      max.rows(x, from * n, n, to - from, shift, from);
    } else {
      for (int o = from; o < to; o++) {
        max.columns(x, o * n * inner, n, inner, inner, shift, o * inner);
      }
    }
    int at = from * inner;
    loop(SHIFT, FIRST).run(shift, at, null, 0, null, 0, null, 0, shift, at, (to - from) * inner);
  }

  /** Writes the shifted exponentials of lines, and their sums. */
  private void exps(int from, int to, Object out, int outAt) {
    boolean narrow = inner == 1 && n < NARROW;
    Loop exp = lines(narrow ? DIFFERENCE : EXP);
    int line = n * inner;
    for (int o = from; o < to; o++) {
      int start = outAt + (o - from) * line;
      for (int row = 0; row < rows(); row++) {
        int at = row * inner;
        exp.run(x, o * line + at, shift, o * inner, null, 0, null, 0, out, start + at, width());
      }
      if (inner > 1) {
        sum.columns(out, start, n, inner, inner, total, o * inner);
      }
    }
    if (narrow) {
      loop(EXP_OF_DIFFERENCE, FIRST)
          .run(out, outAt, null, 0, null, 0, null, 0, out, outAt, (to - from) * n);
    }
    if (inner == 1) {
      sum.rows(out, outAt, n, to - from, total, from);
    }
  }

  /**
   * Subtracts 1 from the sums of exponentials; where it is most of a sum, the rest is summed again.
   */
  private void less(int from, int to, Object exps, int expsAt) {
    int line = n * inner;
    for (int o = from; o < to; o++) {
      int start = expsAt + (o - from) * line;
      int first = o * inner;
      if (peaks.lower(x, o * line, n, inner, inner, shift, total, lowered, first, exps, start)) {
        if (inner == 1) {
          sum.rows(exps, start, n, 1, total, first);
        } else {
          sum.columns(exps, start, n, inner, inner, total, first);
        }
      }
    }
    peaks.less(total, lowered, from * inner, to * inner);
  }

  /** Returns how many runs of contiguous elements a line, or a stack of rows, consists of. */
  private int rows() {
    return inner == 1 ? 1 : n;
  }

  private int width() {
    return inner == 1 ? n : inner;
  }

  /**
   * Returns the loop over the elements of a line, or of a row of a stack. It is the plain loop for
   * few elements, where vectors gain nothing once compiled and are slow until then; exponentials
   * gain from vectors at any length.
   */
  private Loop lines(LoopKernel kernel) {
    boolean few = width() < NARROW && kernel != EXP;
    return kernel.loop(single, simd && !few, inner == 1 ? FIRST : ALL);
  }

  private Loop loop(LoopKernel kernel, int stepped) {
    return kernel.loop(single, simd, stepped);
  }
}
