package io.autodiff.exact;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Deviation;
import io.autodiff.op.Extremum;
import io.autodiff.op.Norm;
import io.autodiff.op.OverlapAdd;
import io.autodiff.op.ScatterAdd;
import io.autodiff.op.ScatterSum;
import io.autodiff.op.Softmax;
import io.autodiff.op.UnaryOp;
import io.autodiff.tape.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** The values of operations along axes. */
final class ExtendedReductions {
  private ExtendedReductions() {}

  /** Returns a function of each group of elements that axes make, in row-major order. */
  private static ExtendedTensor reduce(
      ExtendedTensor x, int[] axes, boolean keepDims, Function<Extended[], Extended> f) {
    Shape shape = x.shape().reduce(axes, keepDims);
    int[][] members = Positions.members(shape.size(), Positions.groups(x.shape(), axes));
    return ExtendedTensor.make(shape, g -> f.apply(elements(x, members[g])));
  }

  private static Extended[] elements(ExtendedTensor x, int... positions) {
    Extended[] elements = new Extended[positions.length];
    Arrays.setAll(elements, i -> x.get(positions[i]));
    return elements;
  }

  /** Returns each line along an axis changed as a whole. */
  private static ExtendedTensor lines(
      ExtendedTensor x, int axis, Function<Extended[], Extended[]> f) {
    int[] axes = x.shape().rank() == 0 ? new int[0] : new int[] {axis};
    int groups = x.shape().reduce(axes, false).size();
    Extended[] out = new Extended[x.size()];
    for (int[] line : Positions.members(groups, Positions.groups(x.shape(), axes))) {
      Extended[] changed = f.apply(elements(x, line));
      for (int i = 0; i < line.length; i++) {
        out[line[i]] = changed[i];
      }
    }
    return new ExtendedTensor(x.shape(), out);
  }

  static Extended sum(Extended... x) {
    return Arrays.stream(x).reduce(Extended.ZERO, Extended::add);
  }

  static ExtendedTensor sum(ExtendedTensor x, int[] axes, boolean keepDims) {
    return reduce(x, axes, keepDims, ExtendedReductions::sum);
  }

  static ExtendedTensor sumTo(ExtendedTensor x, Shape to) {
    int[][] members = Positions.members(to.size(), Positions.broadcast(to, x.shape()));
    return ExtendedTensor.make(to, i -> sum(elements(x, members[i])));
  }

  static ExtendedTensor prod(ExtendedTensor x, int axis) {
    int[] axes = x.shape().rank() == 0 ? new int[0] : new int[] {axis};
    return reduce(x, axes, false, all -> Arrays.stream(all).reduce(Extended.ONE, Extended::mul));
  }

  static ExtendedTensor scatterAdd(ExtendedTensor x, ScatterAdd op) {
    Extended[] out = new Extended[op.to().size()];
    Arrays.fill(out, Extended.ZERO);
    for (int i = 0; i < x.size(); i++) {
      int block = op.positions().get(i / op.block());
      if (block >= 0) {
        int at = block * op.block() + i % op.block();
        out[at] = out[at].add(x.get(i));
      }
    }
    return new ExtendedTensor(op.to(), out);
  }

  static ExtendedTensor overlapAdd(ExtendedTensor x, OverlapAdd op) {
    return scatterSum(new ScatterSum(List.of(op.windows()), op.to()), x);
  }

  /** Adds parts to where selections take them from, which tell so of the positions from 1 on. */
  static ExtendedTensor scatterSum(ScatterSum op, ExtendedTensor... in) {
    double[] all = new double[op.to().size()];
    Arrays.setAll(all, i -> i + 1);
    Tensor positions = Tensor.of(op.to(), all);
    Extended[] out = new Extended[op.to().size()];
    Arrays.fill(out, Extended.ZERO);
    for (int k = 0; k < in.length; k++) {
      double[] places = ExtendedTensor.of(Recording.apply(op.parts().get(k), positions)).doubles();
      for (int i = 0; i < places.length; i++) {
        int at = (int) places[i] - 1;
        if (at >= 0) {
          out[at] = out[at].add(in[k].get(i));
        }
      }
    }
    return new ExtendedTensor(op.to(), out);
  }

  /** Returns the results of an operation so far, from the end if {@code backwards}. */
  static ExtendedTensor running(
      ExtendedTensor x, int axis, boolean backwards, BinaryOperator<Extended> op) {
    return lines(
        x,
        axis,
        line -> {
          Extended[] out = line.clone();
          int n = line.length;
          for (int k = 1; k < n; k++) {
            int i = backwards ? n - 1 - k : k;
            out[i] = op.apply(out[backwards ? i + 1 : i - 1], line[i]);
          }
          return out;
        });
  }

  static ExtendedTensor extremum(ExtendedTensor x, Extremum op) {
    BinaryOperator<Extended> better = op.largest() ? Extended::max : Extended::min;
    return reduce(
        x,
        op.axes().toArray(),
        op.keepDims(),
        all -> Arrays.stream(all).reduce(better).orElse(Extended.of(Double.NaN)));
  }

  private static Extended largest(Extended... x) {
    return Arrays.stream(x).reduce(Extended::max).orElse(Extended.of(Double.NEGATIVE_INFINITY));
  }

  /** Returns the exponentials of the elements less the largest. */
  private static Extended[] exponentials(Extended largest, Extended... x) {
    return Arrays.stream(x)
        .map(v -> ExtendedUnary.apply(UnaryOp.EXP, v.sub(largest)))
        .toArray(Extended[]::new);
  }

  private static Extended logSumExp(Extended... x) {
    Extended largest = largest(x);
    if (!largest.isFinite()) {
      return largest;
    }
    return largest.add(ExtendedUnary.apply(UnaryOp.LOG, sum(exponentials(largest, x))));
  }

  static ExtendedTensor logSumExp(ExtendedTensor x, int[] axes, boolean keepDims) {
    return reduce(x, axes, keepDims, ExtendedReductions::logSumExp);
  }

  static ExtendedTensor logSoftmax(ExtendedTensor x, int axis) {
    return lines(
        x,
        axis,
        line -> {
          Extended total = logSumExp(line);
          return Arrays.stream(line).map(v -> v.sub(total)).toArray(Extended[]::new);
        });
  }

  static ExtendedTensor softmax(ExtendedTensor x, Softmax op) {
    return lines(
        x,
        op.axis(),
        line -> {
          Extended largest = largest(line);
          boolean share = op.shared() && !largest.isFinite() && !largest.isNan();
          Extended[] parts =
              share
                  ? Arrays.stream(line)
                      .map(v -> Extended.of(v.compare(largest) == 0))
                      .toArray(Extended[]::new)
                  : exponentials(largest, line);
          Extended total = sum(parts);
          return Arrays.stream(parts).map(v -> v.div(total)).toArray(Extended[]::new);
        });
  }

  static ExtendedTensor deviation(ExtendedTensor t, ExtendedTensor p, Deviation op) {
    if (op.turned()) {
      ExtendedTensor total = overLine(t, op.axis());
      return t.zip(p.zip(total, Extended::mul), Extended::sub);
    }
    ExtendedTensor mean = overLine(t.zip(p, Extended::mul), op.axis());
    return t.zip(mean, Extended::sub);
  }

  private static ExtendedTensor overLine(ExtendedTensor x, int axis) {
    int[] axes = x.shape().rank() == 0 ? new int[0] : new int[] {axis};
    return sum(x, axes, true);
  }

  static ExtendedTensor norm(ExtendedTensor x, Norm op) {
    Extended p = Extended.of(op.p());
    Extended root = Extended.ONE.div(p);
    return reduce(
        x,
        op.axes().toArray(),
        op.keepDims(),
        all -> {
          if (all.length == 0) {
            return Extended.ZERO;
          }
          Extended sum =
              sum(
                  Arrays.stream(all)
                      .map(v -> ExtendedBinary.apply(BinaryOp.POW, v.abs(), p))
                      .toArray(Extended[]::new));
          return op.p() == 2 ? sum.sqrt() : ExtendedBinary.apply(BinaryOp.POW, sum, root);
        });
  }
}
