package io.autodiff.elementwise;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.BroadcastLoop;
import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;

/**
 * Runs a kernel over tensors whose shapes broadcast to the result's shape.
 *
 * <p>Loops take four operands. A kernel that has fewer inputs gets its first operand in place of
 * the others and does not read them.
 */
final class ElementwiseLauncher {
  private ElementwiseLauncher() {}

  /** How an operand lies beside the result, the simplest way first. */
  private enum Layout {
    /** One number, which every element meets; or an operand that the kernel does not use. */
    SINGLE,
    /** The result's shape: an element for each of the result's. */
    SAME,
    /** The last axes of the result's shape: a row that is repeated. */
    ROW,
    /** Stretched along other axes. */
    STRIDED;

    static Layout of(LoopKernel kernel, int input, Tensor operand, Shape shape) {
      if (!kernel.uses(input)) {
        return SINGLE;
      }
      if (operand.shape().equals(shape)) {
        return SAME;
      }
      if (operand.shape().size() == 1) {
        return SINGLE;
      }
      return BroadcastStrides.areOfRows(operand.shape(), shape) ? ROW : STRIDED;
    }

    static Layout last(Layout a, Layout b) {
      return a.compareTo(b) < 0 ? b : a;
    }

    /** Returns a bit for each operand, set where it has this layout. */
    int bits(Layout a, Layout b, Layout c, Layout d) {
      return (a == this ? 1 : 0) | (b == this ? 2 : 0) | (c == this ? 4 : 0) | (d == this ? 8 : 0);
    }

    /** Returns the size of an operand if it has this layout, else {@code other}. */
    int size(Layout layout, Tensor operand, int other) {
      return layout == this ? operand.shape().size() : other;
    }
  }

  /** Runs a kernel of one operand. */
  static Tensor run(LoopKernel kernel, Workspace w, Tensor x) {
    Object out = w.allocate(x.dtype(), x.shape().size());
    loop(kernel, kernel.used(), w, x, x, x, x, out, x.shape().size());
    return w.tensor(x.shape(), out);
  }

  /** Runs a kernel of two operands that have one shape. */
  static Tensor run(LoopKernel kernel, Workspace w, Tensor x, Tensor y) {
    Object out = w.allocate(x.dtype(), x.shape().size());
    loop(kernel, kernel.used(), w, x, y, x, x, out, x.shape().size());
    return w.tensor(x.shape(), out);
  }

  /** Runs a kernel of two operands. */
  static Tensor run(LoopKernel kernel, Shape shape, Workspace w, Tensor x, Tensor y) {
    return run(kernel, shape, w, x, y, x, x);
  }

  /** Runs a kernel of three operands. */
  static Tensor run(LoopKernel kernel, Shape shape, Workspace w, Tensor x, Tensor y, Tensor z) {
    return run(kernel, shape, w, x, y, z, x);
  }

  /** Runs a kernel of four operands. */
  static Tensor run(
      LoopKernel kernel, Shape shape, Workspace w, Tensor a, Tensor b, Tensor c, Tensor d) {
    Object out = w.allocate(a.dtype(), shape.size());
    runInto(out, kernel, shape, w, a, b, c, d);
    return w.tensor(shape, out);
  }

  /**
   * Runs a kernel of four operands and writes the result into {@code out}, which may be the array
   * of an operand of the result's shape.
   */
  static void runInto(
      Object out,
      LoopKernel kernel,
      Shape shape,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d) {
    Layout ofA = Layout.of(kernel, 0, a, shape);
    Layout ofB = Layout.of(kernel, 1, b, shape);
    Layout ofC = Layout.of(kernel, 2, c, shape);
    Layout ofD = Layout.of(kernel, 3, d, shape);
    int whole = Layout.SAME.bits(ofA, ofB, ofC, ofD);
    Layout last = Layout.last(Layout.last(ofA, ofB), Layout.last(ofC, ofD));
    if (last.compareTo(Layout.SAME) <= 0) {
      loop(kernel, whole, w, a, b, c, d, out, shape.size());
      return;
    }
    if (shape.size() == 0) {
      return;
    }
    if (last == Layout.ROW) {
      int row = Layout.ROW.size(ofA, a, 0);
      row = Layout.ROW.size(ofB, b, row);
      row = Layout.ROW.size(ofC, c, row);
      row = Layout.ROW.size(ofD, d, row);
      boolean equal =
          Layout.ROW.size(ofA, a, row) == row
              && Layout.ROW.size(ofB, b, row) == row
              && Layout.ROW.size(ofC, c, row) == row;
      if (equal) {
        int repeated = Layout.ROW.bits(ofA, ofB, ofC, ofD);
        if (row >= BroadcastLoop.NARROW) {
          rows(kernel, whole | repeated, whole, row, shape, w, a, b, c, d, out);
        } else {
          narrow(kernel, whole, repeated, row, shape, w, a, b, c, d, out);
        }
        return;
      }
    }
    strided(kernel, shape, w, a, b, c, d, out);
  }

  /** Runs a kernel over operands of one shape, and writes the result into {@code out}. */
  static void runInto(Object out, LoopKernel kernel, Workspace w, Tensor x, Tensor y) {
    loop(kernel, kernel.used(), w, x, y, x, x, out, x.shape().size());
  }

  /**
   * Runs a loop over all elements, in pieces if there are many.
   *
   * @param stepped a bit for each operand, set where it is read element by element; else it is a
   *     single number
   */
  private static void loop(
      LoopKernel kernel,
      int stepped,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d,
      Object out,
      int n) {
    Loop loop = kernel.loop(out instanceof float[], w.engine().usesVector(), stepped);
    Object ofA = a.storage();
    Object ofB = b.storage();
    Object ofC = c.storage();
    Object ofD = d.storage();
    if (n <= BroadcastLoop.GRAIN) {
      loop.run(ofA, 0, ofB, 0, ofC, 0, ofD, 0, out, 0, n);
      return;
    }
    w.kernels()
        .parallel()
        .run(
            n,
            BroadcastLoop.GRAIN,
            (from, to) -> part(loop, stepped, ofA, ofB, ofC, ofD, out, from, to - from));
  }

  /**
   * Runs a kernel row by row, without the arrays that {@link BroadcastLoop} needs for any strides.
   *
   * @param stepped a bit for each operand, set where it is read element by element
   * @param whole a bit for each operand, set where it has the result's shape
   * @param row how many elements a row has
   */
  private static void rows(
      LoopKernel kernel,
      int stepped,
      int whole,
      int row,
      Shape shape,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d,
      Object out) {
    Loop loop = kernel.loop(out instanceof float[], w.engine().usesVector(), stepped);
    Object ofA = a.storage();
    Object ofB = b.storage();
    Object ofC = c.storage();
    Object ofD = d.storage();
    w.kernels()
        .parallel()
        .run(
            shape.size() / row,
            Math.max(1, BroadcastLoop.GRAIN / row),
            (from, to) -> {
              for (int at = from * row; at < to * row; at += row) {
                part(loop, whole, ofA, ofB, ofC, ofD, out, at, row);
              }
            });
  }

  /**
   * Runs a kernel over blocks of narrow rows, for which an operand that is repeated is written out.
   *
   * @param whole a bit for each operand, set where it has the result's shape
   * @param repeated a bit for each operand, set where it is a row
   * @param row how many elements a row has
   */
  private static void narrow(
      LoopKernel kernel,
      int whole,
      int repeated,
      int row,
      Shape shape,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d,
      Object out) {
    Loop loop = kernel.loop(out instanceof float[], w.engine().usesVector(), whole | repeated);
    int rows = shape.size() / row;
    int block = BroadcastLoop.block(row, rows);
    Object ofA = repeated(0, repeated, row, block, w, a);
    Object ofB = repeated(1, repeated, row, block, w, b);
    Object ofC = repeated(2, repeated, row, block, w, c);
    Object ofD = repeated(3, repeated, row, block, w, d);
    if (block == rows) {
      loop.run(ofA, 0, ofB, 0, ofC, 0, ofD, 0, out, 0, rows * row);
      return;
    }
    w.kernels()
        .parallel()
        .run(
            rows,
            BroadcastLoop.GRAIN / row,
            (from, to) -> {
              for (int r = from; r < to; r += block) {
                int n = Math.min(block, to - r) * row;
                part(loop, whole, ofA, ofB, ofC, ofD, out, r * row, n);
              }
            });
  }

  private static Object repeated(
      int operand, int repeated, int row, int times, Workspace w, Tensor tensor) {
    return (repeated >> operand & 1) == 0
        ? tensor.storage()
        : BroadcastLoop.repeated(w.kernels().memory(), tensor.storage(), row, times);
  }

  /**
   * Runs a loop over {@code n} elements of the result, from {@code at} on.
   *
   * @param whole a bit for each operand, set where it is read from {@code at} on, too; else it is
   *     read from its beginning
   */
  private static void part(
      Loop loop, int whole, Object a, Object b, Object c, Object d, Object out, int at, int n) {
    int ofA = (whole & 1) != 0 ? at : 0;
    int ofB = (whole & 2) != 0 ? at : 0;
    int ofC = (whole & 4) != 0 ? at : 0;
    int ofD = (whole & 8) != 0 ? at : 0;
    loop.run(a, ofA, b, ofB, c, ofC, d, ofD, out, at, n);
  }

  /** Runs a kernel over operands that are stretched in any way. */
  private static void strided(
      LoopKernel kernel,
      Shape shape,
      Workspace w,
      Tensor a,
      Tensor b,
      Tensor c,
      Tensor d,
      Object out) {
    Object[] arrays = {a.storage(), b.storage(), c.storage(), d.storage()};
    int[] strides = new int[arrays.length * shape.rank()];
    strides(kernel, 0, a, shape, strides);
    strides(kernel, 1, b, shape, strides);
    strides(kernel, 2, c, shape, strides);
    strides(kernel, 3, d, shape, strides);
    BroadcastLoop broadcast =
        new BroadcastLoop(kernel, arrays, shape.dims(), strides, w.kernels().memory());
    broadcast.run(w.kernels().parallel(), w.engine().usesVector(), out);
  }

  private static void strides(
      LoopKernel kernel, int input, Tensor operand, Shape shape, int[] strides) {
    if (kernel.uses(input)) {
      BroadcastStrides.write(operand.shape(), shape, strides, input * shape.rank());
    }
  }
}
