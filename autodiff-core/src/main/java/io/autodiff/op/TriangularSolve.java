package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.MatrixView;
import io.autodiff.internal.linear.TriangularSubstitution;

/**
 * The solution {@code X} of {@code A X = B}, or of {@code Aᵀ X = B} if {@code turned}, for
 * triangular matrices: {@code (…, n, n), (…, n, k) → (…, n, k)}. What is not in the triangle is not
 * read. Computed in double precision.
 *
 * @param upper whether {@code A}, as it is given, is read on and above its diagonal
 * @param turned whether the system is that of {@code Aᵀ}
 * @param unit whether the diagonal is 1 and not read
 */
public record TriangularSolve(boolean upper, boolean turned, boolean unit) implements Primitive {
  @Override
  public String label() {
    return "solveTriangular";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[1].shape();
    int n = shape.dim(-2);
    int k = shape.dim(-1);
    double[] a = Doubles.read(in[0]);
    double[] x = Doubles.copy(w, in[1]);
    TriangularSubstitution system = new TriangularSubstitution(upper, turned, unit);
    for (int i = 0; i * n * k < x.length; i++) {
      if (system.isSingular(a, i * n * n, n)) {
        throw new AutodiffException(
            "solveTriangular: matrix is singular",
            "matrix " + i + " of shape " + in[0].shape() + " with a 0 on its diagonal",
            "matrices without a 0 on the diagonal",
            null);
      }
      MatrixView right = MatrixView.of(x, i * n * k, k);
      system.solve(w.kernels(), MatrixView.of(a, i * n * n, n), right, n, k);
    }
    return w.tensor(shape, Doubles.as(w, in[1].dtype(), x));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Tensor back = in[0].solveTriangular(g, upper, !turned, unit);
    if (argument == 1) {
      return back;
    }
    Tensor product = turned ? out.matmul(back, false, true) : back.matmul(out, false, true);
    return triangle(product).neg();
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Tensor right = argument == 1 ? t : triangle(t).matmul(out, turned, false).neg();
    return in[0].solveTriangular(right, upper, turned, unit);
  }

  /** Returns the part of matrices that the operation reads. */
  private Tensor triangle(Tensor x) {
    int inside = unit ? 1 : 0;
    return upper ? x.triu(inside) : x.tril(-inside);
  }
}
