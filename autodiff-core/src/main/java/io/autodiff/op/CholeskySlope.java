package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.MatrixView;
import io.autodiff.internal.linear.CholeskyFactorisation;
import io.autodiff.internal.linear.Triangles;
import io.autodiff.tape.Recording;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of Cholesky's factorisation, taken from the factor {@code L}: the tangent of
 * {@code L} from the symmetric part of one of the matrix, or the cotangent of the matrix, which is
 * symmetric, from the lower triangle of one of {@code L}. Operands are {@code L} and the direction,
 * of one shape {@code (…, n, n)}. Computed in double precision, at the price of two or three
 * factorisations.
 *
 * <p>They are {@code F(L, T) = L Φ(L⁻¹ T L⁻ᵀ)} and {@code B(L, G)}, the symmetric part of {@code
 * L⁻ᵀ Φ(Lᵀ G) L⁻¹}, where {@code Φ} takes the lower triangle and halves its diagonal. Source:
 * Murray, "Differentiation of the Cholesky decomposition" (2016). Each is the transpose of the
 * other one. The rules for {@code L} follow from {@code Φ(L⁻¹ T L⁻ᵀ) = L⁻¹ F} and from {@code Lᵀ B
 * L}, the symmetric part of {@code Φ(Lᵀ G)}.
 */
public enum CholeskySlope implements JointPrimitive {
  /** The tangent of the factor. */
  PUSHFORWARD,
  /** The cotangent of the matrix. */
  PULLBACK;

  @Override
  public String label() {
    return "choleskySlope";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    double[] l = Doubles.read(in[0]);
    double[] x = Doubles.copy(w, in[1]);
    CholeskyFactorisation factorisation = new CholeskyFactorisation(w.kernels(), n);
    for (int at = 0; at < l.length; at += n * n) {
      MatrixView factor = MatrixView.of(l, at, n);
      MatrixView slope = MatrixView.of(x, at, n);
      if (this == PUSHFORWARD) {
        Triangles.lowerMean(x, x, at, n);
        factorisation.pushforward(factor, slope, n);
        Triangles.clearUpper(x, at, n);
      } else {
        factorisation.pullback(factor, slope, n);
        Triangles.share(x, at, n);
      }
    }
    return w.tensor(in[0].shape(), Doubles.as(w, in[0].dtype(), x));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    if (argument == 1) {
      return (this == PULLBACK ? PUSHFORWARD : PULLBACK).of(in[0], g);
    }
    Tensor l = in[0].tril(0);
    if (this == PULLBACK) {
      Tensor right = l.solveTriangular(CholeskyBend.mean(g).matmul(out, false, false), false);
      Tensor inner = l.solveTriangular(PUSHFORWARD.of(l, g), false);
      Tensor left = in[1].tril(0).matmul(inner, false, true);
      return left.sub(right.transpose(-2, -1).mul(2)).tril(0);
    }
    Tensor lower = g.tril(0);
    Tensor inner = l.solveTriangular(out, false);
    Tensor whole = l.matmul(inner.add(inner.transpose(-2, -1)), false, false);
    Tensor left = lower.matmul(inner, false, true);
    return left.sub(PULLBACK.of(l, lower).matmul(whole, false, false).mul(2)).tril(0);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    if (argument == 1) {
      return of(in[0], t);
    }
    if (this == PULLBACK) {
      return CholeskyBend.of(in[0], out, t, in[1].zerosLike());
    }
    Tensor l = in[0].tril(0);
    Tensor tangent = t.tril(0);
    Tensor inner = l.solveTriangular(out, false);
    Tensor whole = inner.add(inner.transpose(-2, -1));
    Tensor change = l.solveTriangular(tangent, false).matmul(whole, false, false);
    Tensor less = CholeskyBend.half(change.add(change.transpose(-2, -1)));
    return tangent.matmul(inner, false, false).sub(l.matmul(less, false, false));
  }

  @Override
  public @Nullable Tensor jointJvp(@Nullable Tensor[] tangents, Tensor out, Tensor... in) {
    Tensor ofFactor = tangents[0];
    Tensor ofDirection = tangents[1];
    if (ofFactor == null) {
      return ofDirection == null ? null : jvp(1, ofDirection, out, in);
    }
    if (ofDirection == null) {
      return jvp(0, ofFactor, out, in);
    }
    return this == PULLBACK
        ? CholeskyBend.of(in[0], out, ofFactor, ofDirection)
        : jvp(0, ofFactor, out, in).add(jvp(1, ofDirection, out, in));
  }

  private Tensor of(Tensor l, Tensor direction) {
    return Recording.apply(this, l, direction);
  }
}
