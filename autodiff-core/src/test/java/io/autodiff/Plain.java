package io.autodiff;

import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** The plainest possible arithmetic on tensors, element by element, to compare with. */
public final class Plain {
  private Plain() {}

  /** Returns the tensor whose element at each index is {@code element(index)}. */
  public static Tensor build(Shape shape, ToDoubleFunction<int[]> element) {
    double[] values = new double[shape.size()];
    int[] index = new int[shape.rank()];
    for (int i = 0; i < values.length; i++) {
      int rest = i;
      for (int d = index.length - 1; d >= 0; d--) {
        index[d] = rest % shape.dim(d);
        rest /= shape.dim(d);
      }
      values[i] = element.applyAsDouble(index);
    }
    return Tensor.of(shape, values);
  }

  /** Returns the element that an index of a broader shape reads after broadcasting. */
  public static double read(Tensor x, int[] index) {
    int[] own = new int[x.rank()];
    for (int i = 0; i < own.length; i++) {
      int at = index[index.length - own.length + i];
      own[i] = x.dim(i) == 1 ? 0 : at;
    }
    return x.at(own);
  }

  /** Returns {@code x} folded over some axes. */
  public static Tensor fold(
      Tensor x, int[] axes, boolean keepDims, double start, DoubleBinaryOperator f) {
    Tensor kept = foldTo(x, kept(x.shape(), axes), start, f);
    return keepDims ? kept : Tensor.of(x.shape().reduce(axes, false), kept.values());
  }

  /** Returns {@code x} folded to a shape that broadcasts to its own. */
  public static Tensor foldTo(Tensor x, Shape to, double start, DoubleBinaryOperator f) {
    double[] sums = new double[to.size()];
    java.util.Arrays.fill(sums, start);
    Tensor positions = build(to, new Counter()::next);
    build(
        x.shape(),
        index -> {
          int at = (int) read(positions, index);
          sums[at] = f.applyAsDouble(sums[at], x.at(index));
          return 0;
        });
    return Tensor.of(to, sums);
  }

  private static final class Counter {
    private int count;

    double next(int[] index) {
      return count++;
    }
  }

  /** Returns a shape with these axes of size 1. */
  public static Shape kept(Shape shape, int... axes) {
    int[] dims = shape.dims();
    for (int axis : axes) {
      dims[axis] = 1;
    }
    return Shape.of(dims);
  }

  /** Returns {@code f(x, y)} of the elements that broadcasting brings together. */
  public static Tensor zip(Tensor x, Tensor y, DoubleBinaryOperator f) {
    int rank = Math.max(x.rank(), y.rank());
    int[] dims = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int a = i <= x.rank() ? x.dim(-i) : 1;
      int b = i <= y.rank() ? y.dim(-i) : 1;
      dims[rank - i] = a == 1 ? b : a;
    }
    return build(Shape.of(dims), at -> f.applyAsDouble(read(x, at), read(y, at)));
  }

  /** Returns {@code <x, y>}. */
  public static double dot(Tensor x, Tensor y) {
    double[] a = x.values();
    double[] b = y.values();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
