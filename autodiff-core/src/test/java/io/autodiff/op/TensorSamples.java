package io.autodiff.op;

import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.fixture.Plain;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.util.FastMath;

/** Samples of the operations on whole tensors. */
public final class TensorSamples {
  private TensorSamples() {}

  /** Returns operands for every operation, with each choice of parameters that matters. */
  public static List<TensorSample> all() {
    List<TensorSample> own =
        List.of(
            TensorSample.of(new Cube(), x(2, 3)),
            TensorSample.of(new BroadcastTo(Shape.of(2, 3, 4)), x(3, 1)),
            TensorSample.of(new BroadcastTo(Shape.of(0, 3)), x(3)),
            TensorSample.of(new Concat(1), x(2, 1), x(2, 3), x(2, 0)),
            TensorSample.of(new Concat(0), x(2)),
            TensorSample.of(new Embed(part(), Shape.of(4, 5)), x(2, 2)),
            TensorSample.of(new Extremum(true, Ints.of(1), false), x(2, 3)),
            TensorSample.of(new Extremum(false, Ints.of(0, 2), true), x(2, 2, 3)),
            TensorSample.of(new Extremum(true, Ints.of(0), false), Tensor.of(3, 1, 3))
                .whoseSumHasDerivatives(Tensor.of(0.5, 0, 0.5)),
            TensorSample.of(new Deviation(1, false), x(2, 3), weights(1, 2, 3)),
            TensorSample.of(new Deviation(0, true), x(2, 3), weights(0, 2, 3)),
            TensorSample.of(new LogSoftmax(1), x(2, 3)),
            TensorSample.of(new LogSoftmax(0), x(2, 3)),
            TensorSample.of(new LogSumExp(Ints.of(1), false), x(2, 3)),
            TensorSample.of(new LogSumExp(Ints.of(0, 2), true), x(2, 2, 3)),
            TensorSample.of(new MatMul(false, false), x(2, 3), x(3, 4)),
            TensorSample.of(new MatMul(true, false), x(3, 2), x(3, 4)),
            TensorSample.of(new MatMul(false, true), x(2, 3), x(4, 3)),
            TensorSample.of(new MatMul(true, true), x(3, 2), x(4, 3)),
            TensorSample.of(new MatMul(false, false), x(2, 0), x(0, 3)),
            TensorSample.of(new Pad(1, 1, 2, 0.5), x(2, 3)),
            TensorSample.of(new Pad(0, 1, -1, 0), x(3, 2)),
            TensorSample.of(new Pad(1, -2, 1, 7), x(2, 3, 2)),
            TensorSample.of(new Permute(Ints.of(2, 0, 1)), x(2, 3, 4)),
            TensorSample.of(new Reshape(Shape.of(3, 2)), x(2, 3)),
            TensorSample.of(part(), x(4, 5)),
            TensorSample.of(new Softmax(1, false), x(2, 3)),
            TensorSample.of(new Softmax(0, true), x(2, 3)),
            TensorSample.of(new Sum(Ints.of(0), false), x(2, 3)),
            TensorSample.of(new Sum(Ints.of(0, 2), true), x(2, 3, 2)),
            TensorSample.of(new Sum(Ints.of(1), false), x(2, 0)),
            TensorSample.of(new SumTo(Shape.of(3, 1)), x(2, 3, 4)),
            TensorSample.of(new To(DType.FLOAT64), x(2, 3)),
            TensorSample.of(new CumSum(1, false), x(2, 3)),
            TensorSample.of(new CumSum(0, true), x(3, 2)),
            TensorSample.of(new Gather(Ints.of(3, 0, -1, 3), 2, Shape.of(4, 2)), x(4, 2)),
            TensorSample.of(new ScatterAdd(Ints.of(3, 0, -1, 3), 2, Shape.of(4, 2)), x(4, 2)),
            TensorSample.of(
                new ScatterSum(
                    List.of(
                        part(),
                        new Gather(Ints.of(3, 0, -1, 3), 2, Shape.of(4, 2)),
                        new Windows(Ints.of(3), Ints.of(2), Ints.of(1))),
                    Shape.of(4, 5)),
                x(2, 2),
                x(4, 2),
                x(4, 2, 3)),
            TensorSample.of(new MatMul(false, false), x(2, 2, 3), x(2, 3, 4)),
            TensorSample.of(new MatMul(true, true), x(2, 3, 2), x(2, 4, 3)),
            TensorSample.of(new Prod(1), x(2, 5, 2)),
            TensorSample.of(new Prod(0), Tensor.of(2, 0, 3)),
            TensorSample.of(new Prod(0), Tensor.of(0, 0, 3)),
            TensorSample.of(new CumProd(1), x(2, 5)),
            TensorSample.of(new CumProd(0), Tensor.of(2, 0, 3, 0, 4)),
            TensorSample.of(new LogCumSumExp(1), x(2, 5)),
            TensorSample.of(new LogCumSumExp(1), x(2, 20, 2)),
            TensorSample.of(new Norm(2, Ints.of(0), false), x(3, 2)),
            TensorSample.of(new Norm(3, Ints.of(0, 1), true), x(3, 2)),
            TensorSample.of(new Norm(-1.5, Ints.of(1), false), x(3, 2)),
            TensorSample.of(new Norm(0.5, Ints.of(1), false), x(3, 2)),
            TensorSample.of(new Norm(2, Ints.of(0), false), Tensor.of(0, 0))
                .whoseSumHasDerivatives(Tensor.of(0, 0)),
            TensorSample.of(new Norm(0.5, Ints.of(0), false), Tensor.of(0, 4))
                .whoseSumHasDerivatives(Tensor.of(0, 1)));
    return Stream.of(
            own,
            EmptySamples.all(),
            MatrixSamples.all(),
            DecompositionSamples.all(),
            FourierSamples.all(),
            WindowSamples.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Returns what an operation computes, by plain loops and formulas of its own. */
  static Tensor formula(TensorOp op, Tensor... in) {
    Tensor x = in[0];
    return switch (op) {
      case CustomOp _ -> map(x, a -> FastMath.pow(a, 3));
      case BroadcastTo(Shape to) -> Plain.build(to, at -> Plain.read(x, at));
      case Concat(int axis) -> concat(axis, in);
      case Deviation(int axis, boolean turned) -> deviation(x, in[1], axis, turned);
      case Embed(Slice slice, Shape to) -> embed(x, slice, to);
      case Extremum(boolean largest, Ints axes, boolean keepDims) ->
          largest
              ? Plain.fold(x, axes.toArray(), keepDims, Samples.NAN, (a, b) -> a > b ? a : b)
              : Plain.fold(x, axes.toArray(), keepDims, Samples.NAN, (a, b) -> a < b ? a : b);
      case LogSoftmax(int axis) -> softmax(x, axis, FastMath::log);
      case LogSumExp(Ints axes, boolean keepDims) ->
          map(
              Plain.fold(map(x, FastMath::exp), axes.toArray(), keepDims, 0, Double::sum),
              FastMath::log);
      case MatMul(boolean leftTurned, boolean rightTurned) ->
          matmul(x, leftTurned, in[1], rightTurned);
      case Pad(int axis, int before, int after, double value) -> pad(x, axis, before, after, value);
      case Permute(Ints order) -> permute(x, order);
      case FourierTransform transform -> FourierSamples.formula(transform, x);
      case Reshape(Shape to) -> Tensor.of(to, x.values());
      case Slice(Ints start, Ints count, Ints step) ->
          Plain.build(
              Shape.of(count.toArray()),
              at -> {
                int[] from = at.clone();
                for (int i = 0; i < from.length; i++) {
                  from[i] = start.get(i) + at[i] * step.get(i);
                }
                return x.at(from);
              });
      case Softmax(int axis, boolean _) -> softmax(x, axis, p -> p);
      case Sum(Ints axes, boolean keepDims) ->
          Plain.fold(x, axes.toArray(), keepDims, 0, Double::sum);
      case SumTo(Shape to) -> Plain.foldTo(x, to, 0, Double::sum);
      case CumSum(int axis, boolean backwards) -> running(x, axis, backwards, 0, Double::sum);
      case LogCumSumExp(int axis) ->
          map(running(map(x, FastMath::exp), axis, false, 0, Double::sum), FastMath::log);
      case CumProd(int axis) -> running(x, axis, false, 1, (a, b) -> a * b);
      case Prod(int axis) -> Plain.fold(x, new int[] {axis}, false, 1, (a, b) -> a * b);
      case Norm(double p, Ints axes, boolean keepDims) ->
          map(
              Plain.fold(
                  map(x, a -> FastMath.pow(FastMath.abs(a), p)),
                  axes.toArray(),
                  keepDims,
                  0,
                  Double::sum),
              a -> FastMath.pow(a, 1 / p));
      case Gather(Ints positions, int block, Shape to) -> {
        double[] from = x.values();
        double[] out = new double[to.size()];
        for (int i = 0; i < out.length; i++) {
          int position = positions.get(i / block);
          out[i] = position < 0 ? 0 : from[position * block + i % block];
        }
        yield Tensor.of(to, out);
      }
      case ScatterSum(List<Selection> parts, Shape to) -> scatterSum(parts, to, in);
      case ScatterAdd(Ints positions, int block, Shape to) -> {
        double[] from = x.values();
        double[] out = new double[to.size()];
        for (int i = 0; i < from.length; i++) {
          int position = positions.get(i / block);
          out[position < 0 ? 0 : position * block + i % block] += position < 0 ? 0 : from[i];
        }
        yield Tensor.of(to, out);
      }
      case Solve solve -> MatrixSamples.formula(solve, in);
      case Determinant determinant -> MatrixSamples.formula(determinant, x);
      case Cofactors.MATRIX -> MatrixSamples.cofactors(x);
      case CofactorSlope.IN_DIRECTION -> MatrixSamples.cofactorSlope(x, in[1]);
      case CholeskySlope slope -> MatrixSamples.choleskySlope(slope, in);
      case CholeskyBend.OF_PULLBACK -> MatrixSamples.choleskyBend(in);
      case Cholesky.LOWER -> MatrixSamples.cholesky(x);
      case Svd.PACKED -> MatrixSamples.svd(x);
      case NuclearNorm.OF_MATRIX -> MatrixSamples.nuclearNorm(x);
      case PolarFactor.OF_MATRIX -> MatrixSamples.polarFactor(x);
      case TriangularSolve solve -> DecompositionSamples.formula(solve, in);
      case QrDecomposition.PACKED -> DecompositionSamples.qr(x);
      case SymmetricEigen.PACKED -> DecompositionSamples.eigh(x);
      case PseudoInverse _ -> DecompositionSamples.pseudoInverse(x);
      case MatrixExponential.OF_MATRIX -> DecompositionSamples.exponential(x);
      case DeterminantSign _ -> DecompositionSamples.determinantSign(x);
      case Convolution convolution -> WindowSamples.formula(convolution, in);
      case MaxPool pool -> WindowSamples.formula(pool, x);
      case MaxPoolShare share -> WindowSamples.formula(share, x, in[1]);
      case Windows windows -> WindowSamples.formula(windows, x);
      case OverlapAdd overlap -> WindowSamples.formula(overlap, x);
      case To(DType dtype) ->
          dtype == DType.FLOAT64
              ? Tensor.of(x.shape(), x.values())
              : Tensor.of(x.shape(), x.floats());
    };
  }

  private static Tensor x(int... dims) {
    return Tensor.randn(new Random(Shape.of(dims).hashCode() + 17), dims);
  }

  /** Returns weights, all of which are below ½, so that no element is found from the others. */
  private static Tensor weights(int axis, int... dims) {
    return x(dims).mul(0.1).softmax(axis).mul(0.9);
  }

  private static Tensor deviation(Tensor x, Tensor p, int axis, boolean turned) {
    int[] along = {axis};
    Tensor terms = turned ? x : Plain.zip(x, p, (a, b) -> a * b);
    Tensor sum = Plain.fold(terms, along, true, 0, Double::sum);
    Tensor share = turned ? Plain.zip(p, sum, (a, s) -> a * s) : sum;
    return Plain.zip(x, share, (a, s) -> a - s);
  }

  private static Slice part() {
    return new Slice(Ints.of(1, 0), Ints.of(2, 2), Ints.of(1, 3));
  }

  private static Tensor running(
      Tensor x, int axis, boolean backwards, double start, DoubleBinaryOperator f) {
    return Plain.build(
        x.shape(),
        at -> {
          double result = start;
          int[] from = at.clone();
          for (int k = 0; k < x.dim(axis); k++) {
            from[axis] = k;
            boolean counts = backwards ? k >= at[axis] : k <= at[axis];
            result = counts ? f.applyAsDouble(result, x.at(from)) : result;
          }
          return result;
        });
  }

  private static Tensor map(Tensor x, Samples.Formula1 f) {
    return Plain.build(x.shape(), at -> f.apply(x.at(at)));
  }

  private static Tensor softmax(Tensor x, int axis, Samples.Formula1 f) {
    Tensor e = map(x, FastMath::exp);
    Tensor sum = Plain.fold(e, new int[] {axis}, true, 0, Double::sum);
    return Plain.zip(e, sum, (a, s) -> f.apply(a / s));
  }

  private static Tensor concat(int axis, Tensor... parts) {
    int[] dims = parts[0].shape().dims();
    dims[axis] = 0;
    for (Tensor part : parts) {
      dims[axis] += part.dim(axis);
    }
    return Plain.build(
        Shape.of(dims),
        at -> {
          int[] from = at.clone();
          int next = 0;
          while (from[axis] >= parts[next].dim(axis)) {
            from[axis] -= parts[next++].dim(axis);
          }
          return parts[next].at(from);
        });
  }

  private static Tensor embed(Tensor x, Slice slice, Shape to) {
    return Plain.build(
        to,
        at -> {
          int[] from = new int[at.length];
          for (int i = 0; i < at.length; i++) {
            int ahead = at[i] - slice.start().get(i);
            from[i] = ahead / slice.step().get(i);
            if (ahead < 0 || ahead % slice.step().get(i) != 0 || from[i] >= x.dim(i)) {
              return 0;
            }
          }
          return x.at(from);
        });
  }

  private static Tensor scatterSum(List<Selection> parts, Shape to, Tensor... in) {
    double[] out = new double[to.size()];
    Tensor places = Tensor.arange(1, to.size() + 1.0).reshape(to);
    for (int k = 0; k < in.length; k++) {
      double[] from = formula(parts.get(k), places).values();
      for (int i = 0; i < from.length; i++) {
        out[Math.max(0, (int) from[i] - 1)] += from[i] == 0 ? 0 : in[k].values()[i];
      }
    }
    return Tensor.of(to, out);
  }

  private static Tensor pad(Tensor x, int axis, int before, int after, double value) {
    int[] dims = x.shape().dims();
    dims[axis] += before + after;
    return Plain.build(
        Shape.of(dims),
        at -> {
          int[] from = at.clone();
          from[axis] -= before;
          return from[axis] < 0 || from[axis] >= x.dim(axis) ? value : x.at(from);
        });
  }

  private static Tensor permute(Tensor x, Ints order) {
    int[] dims = new int[order.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = x.dim(order.get(i));
    }
    return Plain.build(
        Shape.of(dims),
        at -> {
          int[] from = new int[at.length];
          for (int i = 0; i < at.length; i++) {
            from[order.get(i)] = at[i];
          }
          return x.at(from);
        });
  }

  private static Tensor matmul(Tensor a, boolean aTurned, Tensor b, boolean bTurned) {
    int k = a.dim(aTurned ? -2 : -1);
    int[] dims = a.shape().dims();
    dims[dims.length - 2] = a.dim(aTurned ? -1 : -2);
    dims[dims.length - 1] = b.dim(bTurned ? -2 : -1);
    return Plain.build(
        Shape.of(dims),
        at -> {
          double sum = 0;
          int row = at[at.length - 2];
          int column = at[at.length - 1];
          for (int l = 0; l < k; l++) {
            sum += entry(a, at, aTurned, row, l) * entry(b, at, bTurned, l, column);
          }
          return sum;
        });
  }

  private static double entry(Tensor x, int[] at, boolean turned, int row, int column) {
    int[] index = at.clone();
    index[index.length - 2] = turned ? column : row;
    index[index.length - 1] = turned ? row : column;
    return x.at(index);
  }
}
