package io.autodiff;

import io.autodiff.op.Determinant;
import io.autodiff.op.MatrixExponential;
import io.autodiff.op.PseudoInverse;
import io.autodiff.op.QrDecomposition;
import io.autodiff.op.SymmetricEigen;
import io.autodiff.tape.Recording;

/**
 * The decompositions of matrices in the last two axes of {@link Tensor}, and what is made of them;
 * axes before the last two are a stack. Derivatives exist to any order where the method says that
 * the first does. Computed in double precision. A tensor of rank below 2 is no matrix and refused
 * with an {@link AutodiffException}.
 */
public sealed interface TensorDecompositions permits Tensor {

  /**
   * A matrix as a product of two.
   *
   * @param q orthonormal columns, {@code (…, m, k)} with {@code k = min(m, n)}
   * @param r zeros below the diagonal, {@code (…, k, n)}
   */
  record Qr(Tensor q, Tensor r) {}

  /**
   * The eigenvalues and eigenvectors of a symmetric matrix.
   *
   * @param values in ascending order, {@code (…, n)}
   * @param vectors orthonormal columns in the same order, {@code (…, n, n)}
   */
  record Eigh(Tensor values, Tensor vectors) {}

  /**
   * A matrix as {@code U diag(s) Vᵀ}, with {@code k = min(m, n)} singular values.
   *
   * @param u orthonormal columns, {@code (…, m, k)}
   * @param s the singular values in descending order, {@code (…, k)}
   * @param vt orthonormal rows, {@code (…, k, n)}
   */
  record Svd(Tensor u, Tensor s, Tensor vt) {}

  /**
   * A determinant that is out of range for one number.
   *
   * @param sign 1, -1 or, of a singular matrix, 0, {@code (…)}
   * @param logAbsDet the logarithm of its size, -∞ of a singular matrix, {@code (…)}
   */
  record SlogDet(Tensor sign, Tensor logAbsDet) {}

  /**
   * Returns the factors of {@code A = Q R}, Q with orthonormal columns and R upper triangular: of
   * {@code (…, m, n)} the reduced ones. The diagonal of R is not negative, which makes the factors
   * unique and smooth; those of LAPACK, which PyTorch and NumPy take, may have other signs in
   * columns of Q and rows of R. The derivative exists where the first {@code min(m, n)} columns are
   * linearly independent, and is an error where R has a 0 on its diagonal. PyTorch's {@code
   * linalg.qr}, NumPy's {@code linalg.qr}.
   */
  default Qr qr() {
    Tensor a = self();
    a.shape.requireMatrices("qr");
    int m = a.dim(-2);
    int n = a.dim(-1);
    Tensor first = n > m ? a.slice(-1, 0, m) : a;
    int k = Math.min(m, n);
    Tensor packed = Recording.apply(QrDecomposition.PACKED, first);
    Tensor q = packed.slice(-2, 0, m);
    Tensor r = packed.slice(-2, m, m + k);
    return n > m
        ? new Qr(q, Tensor.concat(-1, r, q.matmul(a.slice(-1, m, n), true, false)))
        : new Qr(q, r);
  }

  /**
   * Returns the eigenvalues, ascending, and eigenvectors of symmetric matrices {@code (…, n, n)}:
   * {@code A = V diag(λ) Vᵀ}. The symmetric part of a matrix counts; NaN if an element is not
   * finite. The sign of each vector is arbitrary. The derivative of the vectors exists where no two
   * values are equal; that of the values always, where values are equal as for the vectors that
   * were found, and of second order NaN there. PyTorch's and NumPy's {@code linalg.eigh}.
   *
   * @throws AutodiffException if a matrix is not square
   */
  default Eigh eigh() {
    Tensor a = self();
    a.shape.requireSquare("eigh");
    int n = a.dim(-1);
    Tensor packed = Recording.apply(SymmetricEigen.PACKED, a);
    return new Eigh(packed.slice(-2, n, n + 1).squeeze(-2), packed.slice(-2, 0, n));
  }

  /**
   * Returns the singular value decomposition {@code A = U diag(s) Vᵀ} of matrices {@code (…, m,
   * n)}, the reduced one; NaN if an element is not finite. The signs of a column of U and its row
   * of Vᵀ are arbitrary together. The derivatives of U and V exist where no two singular values are
   * equal and, unless m = n, none is 0; that of the values as of {@link
   * TensorMatrices#singularValues}, which is all that is needed where U and V are not. PyTorch's
   * and NumPy's {@code linalg.svd} without full matrices.
   */
  default Svd svd() {
    Tensor a = self();
    a.shape.requireMatrices("svd");
    int m = a.dim(-2);
    int n = a.dim(-1);
    Tensor packed = Recording.apply(io.autodiff.op.Svd.PACKED, a);
    return new Svd(
        packed.slice(-2, 0, m),
        packed.slice(-2, m + n, m + n + 1).squeeze(-2),
        packed.slice(-2, m, m + n).transpose(-2, -1));
  }

  /**
   * Returns the pseudoinverses, {@code (…, m, n) → (…, n, m)}, where singular values up to the
   * larger dimension times the unit of rounding times the largest count as 0; see {@link
   * #pinv(double)}.
   */
  default Tensor pinv() {
    Tensor a = self();
    a.shape.requireMatrices("pinv");
    double unit = a.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    return pinv(Math.max(a.dim(-2), a.dim(-1)) * unit);
  }

  /**
   * Returns the pseudoinverses of Moore and Penrose, {@code (…, m, n) → (…, n, m)}. There is a kink
   * where a singular value counts as 0: the derivative is that within the matrices of this rank.
   * Equal singular values are none. PyTorch's and NumPy's {@code linalg.pinv}.
   *
   * @param tolerance singular values up to this multiple of the largest count as 0
   */
  default Tensor pinv(double tolerance) {
    self().shape.requireMatrices("pinv");
    return Recording.apply(new PseudoInverse(tolerance), self());
  }

  /**
   * Returns the solutions of {@code A X = B} by least squares, {@code A} = this: {@code (…, m, n),
   * (…, m, k) → (…, n, k)}; axes before the last two broadcast. Of all X for which the squares of
   * {@code A X - B} add up to the least, it is the shortest, {@code A⁺ B}; for its derivative at a
   * matrix of less than full rank see {@link #pinv(double)}. PyTorch's and NumPy's {@code
   * linalg.lstsq}.
   *
   * @throws AutodiffException if the shapes do not fit
   */
  default Tensor lstsq(Tensor right) {
    Tensor a = self();
    a.shape.requireMatrices("lstsq");
    if (right.rank() < 2 || right.dim(-2) != a.dim(-2)) {
      throw new AutodiffException(
          "lstsq: shapes do not fit",
          "matrix " + a.shape + ", right side " + right.shape,
          "a right side of shape (…, " + a.dim(-2) + ", k)",
          right.rank() == 1 && right.size() == a.dim(-2)
              ? "right.unsqueeze(-1) is a column and would fit"
              : null);
    }
    return pinv().matmul(right);
  }

  /**
   * Returns the exponentials of square matrices, {@code I + A + A²/2 + …}: {@code (…, n, n) → (…,
   * n, n)}; NaN if an element is not finite. Smooth everywhere. PyTorch's {@code
   * linalg.matrix_exp}, SciPy's {@code linalg.expm}.
   *
   * @throws AutodiffException if a matrix is not square
   */
  default Tensor expm() {
    self().shape.requireSquare("expm");
    return Recording.apply(MatrixExponential.OF_MATRIX, self());
  }

  /**
   * Returns Kronecker's product: this tensor with each element replaced by itself times {@code
   * right}, {@code (m, n), (p, q) → (m p, n q)}. Of any rank; ones are prepended to the shorter
   * shape. PyTorch's and NumPy's {@code kron}.
   *
   * @throws AutodiffException if the element types differ
   */
  default Tensor kron(Tensor right) {
    Tensor left = self();
    int rank = Math.max(left.rank(), right.rank());
    int[] outer = new int[2 * rank];
    int[] inner = new int[2 * rank];
    int[] whole = new int[rank];
    for (int i = 0; i < rank; i++) {
      int ofLeft = i - (rank - left.rank());
      int ofRight = i - (rank - right.rank());
      outer[2 * i] = ofLeft < 0 ? 1 : left.dim(ofLeft);
      outer[2 * i + 1] = 1;
      inner[2 * i] = 1;
      inner[2 * i + 1] = ofRight < 0 ? 1 : right.dim(ofRight);
      whole[i] = outer[2 * i] * inner[2 * i + 1];
    }
    return left.reshape(Shape.of(outer))
        .mul(right.reshape(Shape.of(inner)))
        .reshape(Shape.of(whole));
  }

  /**
   * Returns sign and logarithm of the size of the determinants of square matrices, {@code (…, n, n)
   * → (…), (…)}: of matrices whose determinant is out of range as well. The sign has derivative 0.
   * PyTorch's and NumPy's {@code linalg.slogdet}.
   *
   * @throws AutodiffException if a matrix is not square
   */
  default SlogDet slogdet() {
    Tensor a = self();
    a.shape.requireSquare("slogdet");
    Tensor[] both = Determinant.signAndLog(a);
    return new SlogDet(both[0], both[1]);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
