package io.autodiff.internal;

import java.util.function.DoubleBinaryOperator;

/** Runs binary and ternary loops over operands that broadcast against each other. */
public final class Broadcast {
  private Broadcast() {}

  /** The three-operand function of a {@code where}. */
  @FunctionalInterface
  public interface TernaryFunction {
    /** Returns {@code f(x, y, z)}. */
    double apply(double x, double y, double z);
  }

  /**
   * Computes {@code out = f(x, y)}.
   *
   * @param dims the sizes of {@code out}
   * @param xStrides the strides of {@code x} in {@code out}, 0 where it is stretched
   * @param yStrides the strides of {@code y} in {@code out}
   */
  public static void binary(
      BinaryLoop loop,
      DoubleBinaryOperator f,
      Object x,
      Object y,
      Object out,
      int[] dims,
      int[] xStrides,
      int[] yStrides) {
    int axes = collapse(dims, xStrides, yStrides);
    int inner = axes == 0 ? 1 : dims[axes - 1];
    int outer = 1;
    for (int i = 0; i < axes - 1; i++) {
      outer *= dims[i];
    }
    int xStep = axes == 0 ? 0 : xStrides[axes - 1];
    int yStep = axes == 0 ? 0 : yStrides[axes - 1];
    int[] index = new int[Math.max(axes - 1, 0)];
    int xAt = 0;
    int yAt = 0;
    for (int o = 0; o < outer; o++) {
      loop.run(f, x, xAt, xStep, y, yAt, yStep, out, o * inner, inner);
      for (int d = axes - 2; d >= 0; d--) {
        xAt += xStrides[d];
        yAt += yStrides[d];
        if (++index[d] < dims[d]) {
          break;
        }
        xAt -= xStrides[d] * dims[d];
        yAt -= yStrides[d] * dims[d];
        index[d] = 0;
      }
    }
  }

  /** Computes {@code out = f(x, y, z)}; the strides are those of the operands in {@code out}. */
  public static void ternary(
      TernaryFunction f, Object[] operands, Object out, int[] dims, int[][] strides) {
    double[] to = (double[]) out;
    double[] x = expand(operands[0], dims, strides[0], to.length);
    double[] y = expand(operands[1], dims, strides[1], to.length);
    double[] z = expand(operands[2], dims, strides[2], to.length);
    for (int i = 0; i < to.length; i++) {
      to[i] = f.apply(x[i], y[i], z[i]);
    }
  }

  private static double[] expand(Object operand, int[] dims, int[] strides, int size) {
    double[] source = (double[]) operand;
    if (source.length == size) {
      return source;
    }
    double[] full = new double[size];
    Strided.gather(operand, 0, dims, strides, full);
    return full;
  }

  /** Drops axes of size 1 and merges neighbours that both operands step through alike, in place. */
  private static int collapse(int[] dims, int[] x, int[] y) {
    int kept = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        continue;
      }
      int last = kept - 1;
      if (last >= 0 && x[last] == x[i] * dims[i] && y[last] == y[i] * dims[i]) {
        dims[last] *= dims[i];
        x[last] = x[i];
        y[last] = y[i];
      } else {
        dims[kept] = dims[i];
        x[kept] = x[i];
        y[kept] = y[i];
        kept++;
      }
    }
    return kept;
  }
}
