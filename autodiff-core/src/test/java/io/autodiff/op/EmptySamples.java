package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Operands without elements, along the axis that an operation works on and beside it. */
final class EmptySamples {
  private EmptySamples() {}

  static List<TensorSample> all() {
    Slice none = new Slice(Ints.of(1, 0), Ints.of(0, 2), Ints.of(1, 1));
    List<TensorSample> own =
        List.of(
            TensorSample.of(new BroadcastTo(Shape.of(2, 0)), x(0)),
            TensorSample.of(new Concat(0), x(0, 2), x(0, 2)),
            TensorSample.of(new Deviation(1, false), x(2, 0), x(2, 0)),
            TensorSample.of(new Deviation(1, true), x(0, 3), x(0, 3)),
            TensorSample.of(new Embed(none, Shape.of(4, 5)), x(0, 2)),
            TensorSample.of(none, x(4, 5)),
            TensorSample.of(new Extremum(true, Ints.of(1), false), x(0, 3)),
            TensorSample.of(new LogSoftmax(1), x(2, 0)),
            TensorSample.of(new LogSoftmax(1), x(0, 2)),
            TensorSample.of(new LogSumExp(Ints.of(0), false), x(2, 0)),
            TensorSample.of(new MatMul(true, false), x(0, 2), x(0, 3)),
            TensorSample.of(new MatMul(false, true), x(0, 2, 3), x(0, 4, 3)),
            TensorSample.of(new Pad(0, 1, 2, 0.5), x(0, 3)),
            TensorSample.of(new Pad(1, 1, 2, 0.5), x(0, 3)),
            TensorSample.of(new Permute(Ints.of(1, 0)), x(0, 3)),
            TensorSample.of(new Reshape(Shape.of(3, 0)), x(0, 2)),
            TensorSample.of(new Softmax(1, false), x(2, 0)),
            TensorSample.of(new Softmax(0, true), x(2, 0)),
            TensorSample.of(new Sum(Ints.of(0), false), x(2, 0)),
            TensorSample.of(new SumTo(Shape.of(1)), x(0)),
            TensorSample.of(new To(DType.FLOAT64), x(0, 3)),
            TensorSample.of(new CumSum(1, false), x(2, 0)),
            TensorSample.of(new CumSum(1, true), x(0, 2)),
            TensorSample.of(new CumProd(1), x(2, 0)),
            TensorSample.of(new LogCumSumExp(1), x(2, 0)),
            TensorSample.of(new LogCumSumExp(1), x(0, 20)),
            TensorSample.of(new Prod(1), x(2, 0)),
            TensorSample.of(new Prod(0), x(2, 0)),
            TensorSample.of(new Norm(2, Ints.of(1), false), x(2, 0)),
            TensorSample.of(new Norm(3, Ints.of(0), true), x(2, 0)),
            TensorSample.of(new Gather(Ints.of(-1, -1), 2, Shape.of(2, 2)), x(0, 2)),
            TensorSample.of(new ScatterAdd(Ints.of(), 2, Shape.of(2, 2)), x(0, 2)),
            TensorSample.of(new ScatterSum(List.of(none, none), Shape.of(4, 5)), x(0, 2), x(0, 2)),
            TensorSample.of(new Determinant(false), x(0, 3, 3)),
            TensorSample.of(new Determinant(true), x(0, 2, 2)),
            TensorSample.of(Cofactors.MATRIX, x(0, 3, 3)),
            TensorSample.of(CofactorSlope.IN_DIRECTION, x(0, 3, 3), x(0, 3, 3)),
            TensorSample.of(Cholesky.LOWER, x(0, 3, 3)),
            TensorSample.of(CholeskySlope.PULLBACK, x(0, 3, 3), x(0, 3, 3)),
            TensorSample.of(
                CholeskyBend.OF_PULLBACK, x(0, 3, 3), x(0, 3, 3), x(0, 3, 3), x(0, 3, 3)),
            TensorSample.of(Svd.PACKED, x(0, 3, 2)),
            TensorSample.of(Svd.PACKED, x(0, 2, 3)),
            TensorSample.of(PolarFactor.OF_MATRIX, x(0, 3, 2)),
            TensorSample.of(NuclearNorm.OF_MATRIX, x(0, 3, 2)));
    return Stream.of(own, WindowSamples.empty()).flatMap(List::stream).toList();
  }

  private static Tensor x(int... dims) {
    return Tensor.zeros(dims);
  }
}
