package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.MatrixView;
import io.autodiff.internal.linear.CholeskyCurvature;
import io.autodiff.internal.linear.Triangles;
import io.autodiff.tape.Recording;

/**
 * The tangent of {@code S = B(L, G)}, the {@linkplain CholeskySlope#PULLBACK cotangent} of a matrix
 * from one of its Cholesky factor. Operands are {@code L}, {@code S}, of which the symmetric part
 * counts, the tangent {@code T} of {@code L} and that of {@code G}, {@code D}, of one shape {@code
 * (…, n, n)}; of {@code L}, {@code T} and {@code D} the lower triangles are read. Computed in
 * double precision, at the price of two pullbacks.
 *
 * <p>It follows from {@code Lᵀ S L}, which is the symmetric part of {@code Φ(Lᵀ G)}. {@code G} is
 * no operand: of {@code Lᵀ G} the lower triangle matters, and that is twice that of {@code Lᵀ S L}.
 */
public enum CholeskyBend implements Composite {
  /** The operation. */
  OF_PULLBACK;

  @Override
  public String label() {
    return "choleskyBend";
  }

  /** Returns the tangent. */
  static Tensor of(Tensor l, Tensor s, Tensor t, Tensor d) {
    return Recording.apply(OF_PULLBACK, l, s, t, d);
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    DType type = in[0].dtype();
    double[] l = Doubles.read(in[0]);
    double[] t = Doubles.read(in[2]);
    double[] s = Doubles.copy(w, in[1]);
    double[] d = Doubles.copy(w, in[3]);
    CholeskyCurvature curvature = new CholeskyCurvature(w.kernels(), n);
    for (int at = 0; at < l.length; at += n * n) {
      Triangles.lowerSum(s, at, n);
      curvature.push(
          MatrixView.of(l, at, n),
          MatrixView.of(s, at, n),
          MatrixView.of(t, at, n),
          MatrixView.of(d, at, n),
          n);
      Triangles.share(d, at, n);
    }
    return w.tensor(in[0].shape(), Doubles.as(w, type, d));
  }

  @Override
  public Tensor define(Tensor... in) {
    Tensor l = in[0].tril(0);
    Tensor t = in[2].tril(0);
    Tensor s = mean(in[1]);
    Tensor received = l.matmul(s.matmul(l, false, false), true, false).tril(0).mul(2);
    Tensor slope = l.solveTriangular(t, false);
    Tensor direct = slope.matmul(received, true, false).add(l.matmul(in[3].tril(0), true, false));
    Tensor turned = l.matmul(s.matmul(t, false, false), true, false);
    Tensor middle = mean(half(direct)).sub(mean(turned).mul(2));
    Tensor left = l.solveTriangular(middle, false, true, false);
    return l.solveTriangular(left.transpose(-2, -1), false, true, false);
  }

  /** Returns the lower triangle with its diagonal halved. */
  static Tensor half(Tensor x) {
    return x.tril(0).add(x.tril(-1)).mul(0.5);
  }

  /** Returns the symmetric part. */
  static Tensor mean(Tensor x) {
    return x.add(x.transpose(-2, -1)).mul(0.5);
  }
}
