package io.autodiff.exact;

import io.autodiff.CustomOp;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.BroadcastTo;
import io.autodiff.op.Cholesky;
import io.autodiff.op.CholeskyBend;
import io.autodiff.op.CholeskySlope;
import io.autodiff.op.CofactorSlope;
import io.autodiff.op.Cofactors;
import io.autodiff.op.Composite;
import io.autodiff.op.Concat;
import io.autodiff.op.Convolution;
import io.autodiff.op.CumProd;
import io.autodiff.op.CumSum;
import io.autodiff.op.Determinant;
import io.autodiff.op.DeterminantSign;
import io.autodiff.op.Deviation;
import io.autodiff.op.Embed;
import io.autodiff.op.Extremum;
import io.autodiff.op.FourierTransform;
import io.autodiff.op.Gather;
import io.autodiff.op.LogCumSumExp;
import io.autodiff.op.LogSoftmax;
import io.autodiff.op.LogSumExp;
import io.autodiff.op.MatMul;
import io.autodiff.op.MatrixExponential;
import io.autodiff.op.MaxPool;
import io.autodiff.op.MaxPoolShare;
import io.autodiff.op.Multilinear;
import io.autodiff.op.Norm;
import io.autodiff.op.NuclearNorm;
import io.autodiff.op.OverlapAdd;
import io.autodiff.op.Pad;
import io.autodiff.op.Permute;
import io.autodiff.op.PolarFactor;
import io.autodiff.op.Primitive;
import io.autodiff.op.Prod;
import io.autodiff.op.PseudoInverse;
import io.autodiff.op.QrDecomposition;
import io.autodiff.op.Reshape;
import io.autodiff.op.ScatterAdd;
import io.autodiff.op.ScatterSum;
import io.autodiff.op.Slice;
import io.autodiff.op.Softmax;
import io.autodiff.op.Solve;
import io.autodiff.op.Sum;
import io.autodiff.op.SumTo;
import io.autodiff.op.Svd;
import io.autodiff.op.SymmetricEigen;
import io.autodiff.op.TensorOp;
import io.autodiff.op.To;
import io.autodiff.op.TriangularSolve;
import io.autodiff.op.Windows;
import io.autodiff.tape.Recording;
import org.jspecify.annotations.Nullable;

/** The value of an operation on tensors as a function of extended numbers. */
@FunctionalInterface
interface TensorForm {
  /** Returns the result. */
  ExtendedTensor apply(ExtendedTensor... in);

  /** Returns the form of an operation, or null if there is none. */
  static @Nullable TensorForm of(TensorOp op) {
    return switch (op) {
      case Multilinear m -> linear(m);
      case Primitive p -> primitive(p);
      case Composite c ->
          switch (c) {
            case Prod p -> in -> ExtendedReductions.prod(in[0], p.axis());
            case CumProd p ->
                in -> ExtendedReductions.running(in[0], p.axis(), false, Extended::mul);
            case LogCumSumExp l ->
                in ->
                    ExtendedReductions.running(
                        in[0],
                        l.axis(),
                        false,
                        (a, b) -> ExtendedBinary.apply(BinaryOp.LOG_ADD_EXP, a, b));
            case CofactorSlope _ -> in -> ExtendedMatrices.cofactorSlope(in[0], in[1]);
            case CholeskyBend _ -> ExtendedMatrices::choleskyBend;
          };
    };
  }

  private static TensorForm linear(Multilinear op) {
    return switch (op) {
      case BroadcastTo _, Concat _, Embed _, Gather _, Permute _, Reshape _, Slice _, Windows _ ->
          in -> moved(op, Extended.ZERO, in);
      case OverlapAdd o -> in -> ExtendedReductions.overlapAdd(in[0], o);
      case Convolution c -> in -> ExtendedWindows.convolution(c, in[0], in[1]);
      case FourierTransform f -> in -> ExtendedFourier.transform(f, in[0]);
      case To _ -> in -> in[0];
      case Sum s -> in -> ExtendedReductions.sum(in[0], s.axes().toArray(), s.keepDims());
      case SumTo s -> in -> ExtendedReductions.sumTo(in[0], s.to());
      case ScatterSum s -> in -> ExtendedReductions.scatterSum(s, in);
      case ScatterAdd s -> in -> ExtendedReductions.scatterAdd(in[0], s);
      case CumSum s ->
          in -> ExtendedReductions.running(in[0], s.axis(), s.backwards(), Extended::add);
      case MatMul m ->
          in ->
              ExtendedMatrices.each(
                  in[0],
                  in[1],
                  (a, b) ->
                      (m.leftTurned() ? a.turned() : a).mul(m.rightTurned() ? b.turned() : b));
    };
  }

  private static @Nullable TensorForm primitive(Primitive op) {
    return switch (op) {
      case Pad p ->
          in -> moved(new Pad(p.axis(), p.before(), p.after(), 0), Extended.of(p.value()), in);
      case Extremum e -> in -> ExtendedReductions.extremum(in[0], e);
      case LogSumExp l ->
          in -> ExtendedReductions.logSumExp(in[0], l.axes().toArray(), l.keepDims());
      case LogSoftmax l -> in -> ExtendedReductions.logSoftmax(in[0], l.axis());
      case Softmax s -> in -> ExtendedReductions.softmax(in[0], s);
      case Deviation d -> in -> ExtendedReductions.deviation(in[0], in[1], d);
      case Norm n -> in -> ExtendedReductions.norm(in[0], n);
      case CholeskySlope slope -> in -> ExtendedMatrices.choleskySlope(slope, in[0], in[1]);
      case Cholesky _ -> in -> ExtendedMatrices.each(in[0], ExtendedMatrix::cholesky);
      case Cofactors _ -> in -> ExtendedMatrices.each(in[0], ExtendedMatrix::cofactors);
      case Determinant d -> in -> ExtendedMatrices.determinant(in[0], d.log());
      case DeterminantSign _ -> in -> ExtendedMatrices.determinantSign(in[0]);
      case MatrixExponential _ -> in -> ExtendedMatrices.each(in[0], ExtendedMatrix::exponential);
      case QrDecomposition _ -> in -> ExtendedMatrices.each(in[0], ExtendedMatrix::orthonormal);
      case Solve s ->
          in ->
              ExtendedMatrices.each(in[0], in[1], (a, b) -> (s.turned() ? a.turned() : a).solve(b));
      case TriangularSolve t ->
          in -> ExtendedMatrices.each(in[0], in[1], (a, b) -> ExtendedMatrices.triangular(t, a, b));
      case SymmetricEigen _ -> in -> ExtendedMatrices.eigen(in[0], reference(op, in));
      case Svd _ -> in -> ExtendedMatrices.svd(in[0], reference(op, in));
      case NuclearNorm _ -> in -> ExtendedMatrices.nuclearNorm(in[0]);
      case PolarFactor _ -> in -> ExtendedMatrices.each(in[0], ExtendedMatrices::polarFactor);
      case PseudoInverse p ->
          in -> ExtendedMatrices.each(in[0], a -> ExtendedMatrices.pseudoInverse(a, p.tolerance()));
      case MaxPool p -> in -> ExtendedWindows.maxPool(p.window(), in[0]);
      case MaxPoolShare p -> in -> ExtendedWindows.share(p, in[0], in[1]);
      case CustomOp _ -> null; // its code is for doubles
    };
  }

  /** Returns what the operation gives for doubles: of several decompositions it names one. */
  private static ExtendedTensor reference(TensorOp op, ExtendedTensor... in) {
    return ExtendedTensor.of(Recording.apply(op, in[0].rounded()));
  }

  /**
   * Returns the result of an operation that computes nothing but moves elements, by what it does to
   * their positions, counted from 1.
   *
   * @param rest what stands where no element went
   */
  private static ExtendedTensor moved(TensorOp op, Extended rest, ExtendedTensor... in) {
    Tensor[] positions = new Tensor[in.length];
    int count = 0;
    for (int k = 0; k < in.length; k++) {
      positions[k] = positions(in[k].shape(), count);
      count += in[k].size();
    }
    Extended[] all = new Extended[count];
    int at = 0;
    for (ExtendedTensor part : in) {
      System.arraycopy(part.toArray(), 0, all, at, part.size());
      at += part.size();
    }
    Tensor result = Recording.apply(op, positions);
    double[] from = ExtendedTensor.of(result).doubles();
    return ExtendedTensor.make(result.shape(), i -> from[i] == 0 ? rest : all[(int) from[i] - 1]);
  }

  private static Tensor positions(Shape shape, int before) {
    double[] positions = new double[shape.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = before + i + 1;
    }
    return Tensor.wrap(shape, positions);
  }
}
