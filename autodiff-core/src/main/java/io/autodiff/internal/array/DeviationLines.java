package io.autodiff.internal.array;

import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FormulaOp;
import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;

/**
 * Lines less their mean by weights {@code p} that add up to 1, {@code t - Σ p t}, and the
 * transpose, {@code g - p Σ g}: what the derivatives of softmax and its kin are made of. Where one
 * weight is nearly 1 nothing cancels: its line is shifted, or its element found, by the others.
 *
 * <p>The lines are the middle axis of an {@code (outer, n, inner)} array, as in {@link
 * SoftmaxLines}.
 */
final class DeviationLines {
  /** Lines shorter than this are computed in plain Java, contiguous ones in one go. */
  private static final int NARROW = 64;

  private static final int[] NONE = {};

  private static final int ALL = 7;

  /** The second of three inputs has one element for the whole line. */
  private static final int BUT_SECOND = 5;

  /** Only the first of three inputs has an element for each of the line's. */
  private static final int FIRST = 1;

  private static final TypedKernel<PeakKernel> PEAKS =
      TypedKernel.of(PeakKernel.class, PlainPeak.class);

  private static final LoopKernel LESS_SHARE =
      kernel("lessShare", b -> b.apply(FormulaOp.SUB, 0, b.apply(FormulaOp.SCALE, 1, 2)));

  private static final LoopKernel WEIGHTED =
      kernel("weighted", b -> b.apply(FormulaOp.SCALE, b.apply(FormulaOp.SUB, 0, 1), 2));

  private static final LoopKernel LESS_BOTH =
      kernel("lessBoth", b -> b.apply(FormulaOp.SUB, b.apply(FormulaOp.SUB, 0, 1), 2));

  private interface FormulaBody {
    int result(Formula.Builder b);
  }

  private static LoopKernel kernel(String name, FormulaBody body) {
    Formula.Builder b = new Formula.Builder(3);
    return new LoopKernel(name, b.build(body.result(b)));
  }

  private final boolean simd;
  private final ReductionKernel max;
  private final ReductionKernel sum;
  private final PeakKernel peaks;
  private final Object x;
  private final Object p;
  private final int n;
  private final int inner;

  /** For each line a sum. */
  private final Object total;

  /** For each line the largest weight, then what the line is shifted by. */
  private final Object top;

  /** For each line the number of the element that outweighs the others, -1 if none does. */
  private final int[] heaviest;

  DeviationLines(
      ArraySource memory,
      boolean simd,
      ReductionKernel max,
      ReductionKernel sum,
      Object x,
      Object p,
      int outer,
      int n,
      int inner) {
    this.simd = simd && (inner == 1 ? n : inner) >= NARROW;
    this.max = max;
    this.sum = sum;
    this.peaks = PEAKS.of(x);
    this.x = x;
    this.p = p;
    this.n = n;
    this.inner = inner;
    this.total = memory.array(x, outer * inner);
    this.top = memory.array(x, outer * inner);
    this.heaviest = isShort() ? NONE : new int[outer * inner];
  }

  /** Returns whether lines are computed in one go. */
  private boolean isShort() {
    return inner == 1 && n < NARROW;
  }

  /** Computes {@code x - p Σ x} along the lines {@code [from, to)} of {@code outer}. */
  void transposed(Object out, int from, int to) {
    if (isShort()) {
      peaks.transposed(x, p, from * n, n, to - from, out);
      return;
    }
    Loop loop = loop(LESS_SHARE, BUT_SECOND);
    reduce(sum, x, total, from, to);
    for (int o = from; o < to; o++) {
      for (int row = 0; row < rows(); row++) {
        int at = o * n * inner + row * inner;
        loop.run(x, at, total, o * inner, p, at, null, 0, out, at, width());
      }
    }
    reduce(max, p, top, from, to);
    boolean any = false;
    for (int o = from; o < to; o++) {
      any |= peaks.clear(p, o * n * inner, n, inner, inner, top, out, heaviest, o * inner);
    }
    if (any) {
      reduce(sum, out, total, from, to);
      for (int o = from; o < to; o++) {
        peaks.complete(out, o * n * inner, inner, inner, heaviest, total, o * inner);
      }
    }
  }

  /** Computes {@code x - Σ p x} along the lines {@code [from, to)} of {@code outer}. */
  void deviation(Object out, int from, int to) {
    if (isShort()) {
      peaks.deviation(x, p, from * n, n, to - from, out);
      return;
    }
    reduce(max, p, top, from, to);
    for (int o = from; o < to; o++) {
      peaks.pick(p, o * n * inner, n, inner, inner, x, top, o * inner);
    }
    Loop weigh = loop(WEIGHTED, BUT_SECOND);
    for (int o = from; o < to; o++) {
      for (int row = 0; row < rows(); row++) {
        int at = o * n * inner + row * inner;
        weigh.run(x, at, top, o * inner, p, at, null, 0, out, at, width());
      }
    }
    reduce(sum, out, total, from, to);
    Loop subtract = loop(LESS_BOTH, FIRST);
    for (int o = from; o < to; o++) {
      for (int row = 0; row < rows(); row++) {
        int at = o * n * inner + row * inner;
        subtract.run(x, at, top, o * inner, total, o * inner, null, 0, out, at, width());
      }
    }
  }

  private void reduce(ReductionKernel kernel, Object of, Object to, int first, int end) {
    if (inner == 1) {
      kernel.rows(of, first * n, n, end - first, to, first);
      return;
    }
    for (int o = first; o < end; o++) {
      kernel.columns(of, o * n * inner, n, inner, inner, to, o * inner);
    }
  }

  /** Returns how many runs of contiguous elements a line, or a stack of rows, consists of. */
  private int rows() {
    return inner == 1 ? 1 : n;
  }

  private int width() {
    return inner == 1 ? n : inner;
  }

  private Loop loop(LoopKernel kernel, int stepped) {
    return kernel.loop(x instanceof float[], simd, inner == 1 ? stepped : ALL);
  }
}
