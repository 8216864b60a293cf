package io.autodiff.internal;

import java.util.List;

/**
 * The functions of a whole line of numbers that shift by its largest so that nothing overflows,
 * composed of reductions and elementwise loops.
 *
 * <p>The lines are the middle axis of an {@code (outer, n, inner)} array. Where {@code inner} is 1
 * each is contiguous and has one shift; else the array is a stack of {@code n} rows, and element
 * {@code i} of each is shifted by element {@code i} of a row of shifts.
 */
final class Normalising {
  private static final int FIRST = 1;
  private static final int BOTH = 3;
  private static final int ALL = 7;

  /** The largest, or 0 where that is infinite and would not do as a shift. */
  private static final Kernel SHIFT =
      kernel(
          "shift",
          1,
          b -> {
            int infinite =
                b.step(
                    Instruction.EQ,
                    b.step(Instruction.ABS, 0),
                    b.constant(Double.POSITIVE_INFINITY));
            return b.step(Instruction.WHERE, infinite, b.constant(0), 0);
          });

  private static final Kernel EXP =
      kernel("shiftedExp", 2, b -> b.step(Instruction.EXP, b.step(Instruction.SUB, 0, 1)));

  private static final Kernel LOG_OF_SUM =
      kernel("shiftedLog", 2, b -> b.step(Instruction.ADD, b.step(Instruction.LOG, 0), 1));

  private static final Kernel LOG = kernel("log", 1, b -> b.step(Instruction.LOG, 0));

  private static final Kernel QUOTIENT = kernel("quotient", 2, b -> b.step(Instruction.DIV, 0, 1));

  private static final Kernel LOG_QUOTIENT =
      kernel("logQuotient", 3, b -> b.step(Instruction.SUB, b.step(Instruction.SUB, 0, 1), 2));

  /** The kernels of this class. */
  static final List<Kernel> KERNELS = List.of(SHIFT, EXP, LOG_OF_SUM, LOG, QUOTIENT, LOG_QUOTIENT);

  /** Writes a formula. */
  private interface Steps {
    int result(Formula.Builder b);
  }

  private static Kernel kernel(String name, int inputs, Steps steps) {
    Formula.Builder b = new Formula.Builder(inputs);
    return new Kernel(name, b.build(steps.result(b)));
  }

  private final boolean simd;
  private final Reducing max;
  private final Reducing sum;
  private final Object x;
  private final boolean single;
  private final int n;
  private final int inner;

  /** For each line, what it is shifted by. */
  private final Object shift;

  /** For each line, the sum of the shifted exponentials. */
  private final Object total;

  Normalising(boolean simd, Reducing max, Reducing sum, Object x, int outer, int n, int inner) {
    this.simd = simd;
    this.max = max;
    this.sum = sum;
    this.x = x;
    this.single = x instanceof float[];
    this.n = n;
    this.inner = inner;
    this.shift = newArray(outer * inner);
    this.total = newArray(outer * inner);
  }

  private Object newArray(int length) {
    return single ? new float[length] : new double[length];
  }

  /** Computes {@code log Σ e^x} of the lines {@code [from, to)} of {@code outer}. */
  void logSumExp(Object out, int from, int to) {
    prepare(from, to);
    Object exps = newArray(n * inner);
    for (int o = from; o < to; o++) {
      exps(o, exps, 0);
    }
    int at = from * inner;
    loop(LOG_OF_SUM, BOTH)
        .run(total, at, shift, at, null, 0, null, 0, out, at, (to - from) * inner);
  }

  /** Computes {@code e^x / Σ e^x} along the lines {@code [from, to)} of {@code outer}. */
  void softmax(Object out, int from, int to) {
    prepare(from, to);
    Loop divide = loop(QUOTIENT, inner == 1 ? FIRST : BOTH);
    for (int o = from; o < to; o++) {
      exps(o, out, o * n * inner);
      for (int row = 0; row < rows(); row++) {
        int at = o * n * inner + row * inner;
        divide.run(out, at, total, o * inner, null, 0, null, 0, out, at, width());
      }
    }
  }

  /** Computes {@code x - log Σ e^x} along the lines {@code [from, to)} of {@code outer}. */
  void logSoftmax(Object out, int from, int to) {
    prepare(from, to);
    Loop subtract = loop(LOG_QUOTIENT, inner == 1 ? FIRST : ALL);
    Loop log = loop(LOG, FIRST);
    for (int o = from; o < to; o++) {
      exps(o, out, o * n * inner);
      log.run(total, o * inner, null, 0, null, 0, null, 0, total, o * inner, inner);
      for (int row = 0; row < rows(); row++) {
        int at = o * n * inner + row * inner;
        subtract.run(x, at, shift, o * inner, total, o * inner, null, 0, out, at, width());
      }
    }
  }

  /** Finds the shifts. */
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

  /** Writes the shifted exponentials of a line, and their sum. */
  private void exps(int o, Object out, int outAt) {
    Loop exp = loop(EXP, inner == 1 ? FIRST : BOTH);
    for (int row = 0; row < rows(); row++) {
      int at = row * inner;
      exp.run(x, o * n * inner + at, shift, o * inner, null, 0, null, 0, out, outAt + at, width());
    }
    if (inner == 1) {
      sum.rows(out, outAt, n, 1, total, o);
    } else {
      sum.columns(out, outAt, n, inner, inner, total, o * inner);
    }
  }

  /** Returns how many runs of contiguous elements a line, or a stack of rows, consists of. */
  private int rows() {
    return inner == 1 ? 1 : n;
  }

  private int width() {
    return inner == 1 ? n : inner;
  }

  private Loop loop(Kernel kernel, int stepped) {
    return kernel.loop(single, simd, stepped);
  }
}
