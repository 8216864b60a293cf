package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** Samples of the decompositions of matrices, by definitions and other methods as formulas. */
final class DecompositionSamples {
  private DecompositionSamples() {}

  static List<TensorSample> all() {
    return List.of(
        TensorSample.of(new TriangularSolve(false, false, false), near(3), x(3, 2)),
        TensorSample.of(new TriangularSolve(true, false, false), near(2, 3), x(2, 3, 1)),
        TensorSample.of(new TriangularSolve(true, true, false), near(3), x(3, 2)),
        TensorSample.of(new TriangularSolve(false, true, true), x(3, 3), x(3, 2)),
        TensorSample.of(new TriangularSolve(true, false, true), x(2, 2), x(2, 1)),
        TensorSample.of(new TriangularSolve(false, false, false), x(0, 2, 2), x(0, 2, 1)),
        TensorSample.of(QrDecomposition.PACKED, near(3)),
        TensorSample.of(QrDecomposition.PACKED, near(2, 3).slice(-1, 0, 2)),
        TensorSample.of(QrDecomposition.PACKED, x(0, 3, 2)),
        TensorSample.of(SymmetricEigen.PACKED, x(3, 3)),
        TensorSample.of(SymmetricEigen.PACKED, x(2, 2, 2)),
        TensorSample.of(SymmetricEigen.PACKED, x(0, 2, 2)),
        TensorSample.of(new PseudoInverse(1e-6), near(3)),
        TensorSample.of(new PseudoInverse(1e-6), near(2, 3).slice(-1, 0, 2)),
        TensorSample.of(new PseudoInverse(1e-6), near(3).slice(-2, 0, 2)),
        TensorSample.of(new PseudoInverse(1e-6), x(3, 0)),
        TensorSample.of(new PseudoInverse(1e-6), x(0, 3, 2)),
        TensorSample.of(MatrixExponential.OF_MATRIX, x(3, 3)),
        TensorSample.of(MatrixExponential.OF_MATRIX, x(2, 2, 2)),
        TensorSample.of(MatrixExponential.OF_MATRIX, Tensor.zeros(2, 2)),
        TensorSample.of(MatrixExponential.OF_MATRIX, x(0, 2, 2)),
        TensorSample.of(new DeterminantSign(), near(2, 3)),
        TensorSample.of(new DeterminantSign(), near(3).neg()),
        TensorSample.of(new DeterminantSign(), x(0, 2, 2)));
  }

  static Tensor formula(TriangularSolve op, Tensor... in) {
    Tensor out = in[1].zerosLike();
    double[] values = out.values();
    int size = in[1].dim(-2) * in[1].dim(-1);
    for (int i = 0; i * size < values.length; i++) {
      RealMatrix a = MatrixSamples.matrix(in[0], i);
      for (int r = 0; r < a.getRowDimension(); r++) {
        for (int c = 0; c < a.getColumnDimension(); c++) {
          boolean read = op.upper() ? c >= r : c <= r;
          double entry = r == c && op.unit() ? 1 : read ? a.getEntry(r, c) : 0;
          a.setEntry(r, c, entry);
        }
      }
      RealMatrix whole = op.turned() ? a.transpose() : a;
      RealMatrix right = MatrixSamples.matrix(in[1], i);
      MatrixSamples.put(new LUDecomposition(whole).getSolver().solve(right), values, i);
    }
    return Tensor.of(in[1].shape(), values);
  }

  /** Returns Q above R by Gram's and Schmidt's process, each column made orthogonal twice. */
  static Tensor qr(Tensor x) {
    int m = x.dim(-2);
    int n = x.dim(-1);
    return each(
        x,
        m + n,
        n,
        a -> {
          RealMatrix packed = new Array2DRowRealMatrix(m + n, n);
          for (int j = 0; j < n; j++) {
            for (int k = 0; k < 2 * j; k++) {
              double[] q = packed.getSubMatrix(0, m - 1, 0, n - 1).getColumn(k % j);
              double dot = MatrixUtils.createRealVector(q).dotProduct(a.getColumnVector(j));
              packed.addToEntry(m + k % j, j, dot);
              a.setColumnVector(
                  j,
                  a.getColumnVector(j).subtract(MatrixUtils.createRealVector(q).mapMultiply(dot)));
            }
            double norm = a.getColumnVector(j).getNorm();
            packed.setEntry(m + j, j, norm);
            for (int i = 0; i < m; i++) {
              packed.setEntry(i, j, a.getEntry(i, j) / norm);
            }
          }
          return packed;
        });
  }

  static Tensor eigh(Tensor x) {
    int n = x.dim(-1);
    return each(
        x,
        n + 1,
        n,
        a -> {
          EigenDecomposition e = new EigenDecomposition(a.add(a.transpose()).scalarMultiply(0.5));
          RealMatrix packed = new Array2DRowRealMatrix(n + 1, n);
          for (int j = 0; j < n; j++) {
            packed.setSubMatrix(columnOf(e.getV(), n - 1 - j), 0, j);
            packed.setEntry(n, j, e.getRealEigenvalue(n - 1 - j));
          }
          return packed;
        });
  }

  private static double[][] columnOf(RealMatrix m, int column) {
    return m.getColumnMatrix(column).getData();
  }

  /** Returns {@code (Aᵀ A)⁻¹ Aᵀ} or, of a wide matrix, {@code Aᵀ (A Aᵀ)⁻¹}. */
  static Tensor pseudoInverse(Tensor x) {
    boolean wide = x.dim(-2) < x.dim(-1);
    return each(
        x,
        x.dim(-1),
        x.dim(-2),
        a -> {
          RealMatrix t = a.transpose();
          RealMatrix square = wide ? a.multiply(t) : t.multiply(a);
          RealMatrix inverse = new LUDecomposition(square).getSolver().getInverse();
          return wide ? t.multiply(inverse) : inverse.multiply(t);
        });
  }

  /** Returns the exponential by its series. */
  static Tensor exponential(Tensor x) {
    int n = x.dim(-1);
    return each(
        x,
        n,
        n,
        a -> {
          RealMatrix term = MatrixUtils.createRealIdentityMatrix(n);
          RealMatrix sum = term;
          for (int k = 1; k < 80; k++) {
            term = term.multiply(a).scalarMultiply(1.0 / k);
            sum = sum.add(term);
          }
          return sum;
        });
  }

  static Tensor determinantSign(Tensor x) {
    double[] values = new double[x.shape().leading(2).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.signum(new LUDecomposition(MatrixSamples.matrix(x, i)).getDeterminant());
    }
    return Tensor.of(x.shape().leading(2), values);
  }

  private static Tensor each(Tensor x, int rows, int columns, UnaryOperator<RealMatrix> f) {
    Shape leading = x.shape().leading(2);
    double[] values = new double[leading.size() * rows * columns];
    for (int i = 0; i < leading.size() && values.length > 0; i++) {
      MatrixSamples.put(f.apply(MatrixSamples.matrix(x, i)), values, i);
    }
    return Tensor.of(leading.and(rows, columns), values);
  }

  /** Returns square matrices near the identity; their size is the last dimension. */
  private static Tensor near(int... dims) {
    Shape shape = Shape.of(dims);
    Tensor x = x(shape.and(shape.dim(-1)).dims());
    return x.mul(0.3).add(x.zerosLike().add(1).tril(0).triu(0));
  }

  private static Tensor x(int... dims) {
    return Tensor.randn(new Random(Shape.of(dims).hashCode() + 11), dims);
  }
}
