package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.fixture.Plain;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** Samples of the operations on matrices, with the decompositions of commons-math as formulas. */
final class MatrixSamples {
  private MatrixSamples() {}

  static List<TensorSample> all() {
    return List.of(
        TensorSample.of(new Solve(false), regular(3), x(3, 2)),
        TensorSample.of(new Solve(true), regular(2, 3), x(2, 3, 1)),
        TensorSample.of(new Solve(false), x(0, 2, 2), x(0, 2, 1)),
        TensorSample.of(new Determinant(false), x(3, 3)),
        TensorSample.of(new Determinant(false), x(2, 2, 2)),
        TensorSample.of(new Determinant(false), Tensor.of(new double[][] {{1, 2}, {2, 4}})),
        TensorSample.of(
            new Determinant(false), Tensor.of(new double[][] {{1, 2, 3}, {2, 4, 6}, {0.5, 1, -1}})),
        TensorSample.of(new Determinant(true), regular(2, 3)),
        TensorSample.of(Cofactors.MATRIX, x(1, 1)),
        TensorSample.of(Cofactors.MATRIX, x(2, 3, 3)),
        TensorSample.of(Cofactors.MATRIX, Tensor.of(new double[][] {{1, 2}, {2, 4}})),
        TensorSample.of(CofactorSlope.IN_DIRECTION, x(3, 3), x(3, 3)),
        TensorSample.of(CofactorSlope.IN_DIRECTION, regular(2, 5), x(2, 5, 5)),
        TensorSample.of(Cholesky.LOWER, positive(3)),
        TensorSample.of(Cholesky.LOWER, positive(2, 2)),
        TensorSample.of(CholeskySlope.PUSHFORWARD, positive(3), x(3, 3)),
        TensorSample.of(CholeskySlope.PUSHFORWARD, positive(2, 2), x(2, 2, 2)),
        TensorSample.of(CholeskySlope.PULLBACK, positive(3), x(3, 3)),
        TensorSample.of(CholeskySlope.PULLBACK, positive(2, 2), x(2, 2, 2)),
        bend(3),
        bend(2, 2),
        TensorSample.of(Svd.PACKED, x(3, 3)),
        TensorSample.of(Svd.PACKED, x(2, 3, 2)),
        TensorSample.of(Svd.PACKED, x(2, 4)),
        TensorSample.of(Svd.PACKED, x(3, 5)),
        TensorSample.of(NuclearNorm.OF_MATRIX, x(3, 3)),
        TensorSample.of(NuclearNorm.OF_MATRIX, x(2, 3, 2)),
        TensorSample.of(NuclearNorm.OF_MATRIX, x(2, 0)),
        TensorSample.of(NuclearNorm.OF_MATRIX, Tensor.zeros(2, 3))
            .whoseSumHasDerivatives(Tensor.zeros(2, 3)),
        TensorSample.of(NuclearNorm.OF_MATRIX, Tensor.of(new double[][] {{0, 0}, {0, -3}}))
            .whoseSumHasDerivatives(Tensor.of(new double[][] {{0, 0}, {0, -1}})),
        TensorSample.of(PolarFactor.OF_MATRIX, regular(3)),
        TensorSample.of(PolarFactor.OF_MATRIX, regular(2, 3).slice(-1, 0, 2)),
        TensorSample.of(PolarFactor.OF_MATRIX, x(2, 4)),
        TensorSample.of(PolarFactor.OF_MATRIX, x(3, 5)));
  }

  static Tensor formula(Solve op, Tensor... in) {
    Tensor out = in[1].zerosLike();
    double[] values = out.values();
    int size = in[1].dim(-2) * in[1].dim(-1);
    for (int i = 0; i * size < values.length; i++) {
      RealMatrix a = op.turned() ? matrix(in[0], i).transpose() : matrix(in[0], i);
      put(new LUDecomposition(a).getSolver().solve(matrix(in[1], i)), values, i);
    }
    return Tensor.of(in[1].shape(), values);
  }

  static Tensor formula(Determinant op, Tensor x) {
    double[] values = new double[x.shape().leading(2).size()];
    for (int i = 0; i < values.length; i++) {
      double det = new LUDecomposition(matrix(x, i)).getDeterminant();
      values[i] = op.log() ? Math.log(Math.abs(det)) : det;
    }
    return Tensor.of(x.shape().leading(2), values);
  }

  /** Returns the cofactors by their definition: determinants of what is left of a matrix. */
  static Tensor cofactors(Tensor x) {
    int n = x.dim(-1);
    return Plain.build(
        x.shape(),
        at -> {
          int rank = at.length;
          if (n == 1) {
            return 1;
          }
          RealMatrix minor = new Array2DRowRealMatrix(n - 1, n - 1);
          int[] index = at.clone();
          for (int i = 0; i < n - 1; i++) {
            for (int j = 0; j < n - 1; j++) {
              index[rank - 2] = i < at[rank - 2] ? i : i + 1;
              index[rank - 1] = j < at[rank - 1] ? j : j + 1;
              minor.setEntry(i, j, x.at(index));
            }
          }
          double det = new LUDecomposition(minor).getDeterminant();
          return (at[rank - 2] + at[rank - 1]) % 2 == 0 ? det : -det;
        });
  }

  /** Returns the slope of the cofactors, which are polynomials of degree n - 1, on a line. */
  static Tensor cofactorSlope(Tensor matrix, Tensor direction) {
    Tensor a = matrix.to(DType.FLOAT64);
    Tensor h = direction.to(DType.FLOAT64);
    double step = 1e-2;
    Tensor slope = a.zerosLike();
    double[] weights = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
    for (int k = 1; k <= weights.length; k++) {
      Tensor above = cofactors(a.add(h.mul(k * step)));
      Tensor below = cofactors(a.sub(h.mul(k * step)));
      slope = slope.add(above.sub(below).mul(weights[k - 1] / step));
    }
    return slope;
  }

  static Tensor cholesky(Tensor x) {
    double[] values = new double[x.size()];
    for (int i = 0; i < x.shape().leading(2).size(); i++) {
      put(new CholeskyDecomposition(matrix(x, i)).getL(), values, i);
    }
    return Tensor.of(x.shape(), values);
  }

  /** Returns the slope of the factor on a line, or its products with all such slopes. */
  static Tensor choleskySlope(CholeskySlope op, Tensor... in) {
    Tensor l = in[0].to(DType.FLOAT64).tril(0);
    Tensor direction = in[1].to(DType.FLOAT64);
    Tensor a = l.matmul(l.transpose(-2, -1));
    if (op == CholeskySlope.PUSHFORWARD) {
      return factorSlope(a, direction);
    }
    int n = l.dim(-1);
    double[] values = new double[l.size()];
    for (int i = 0; i < n * n; i++) {
      double[] unit = new double[n * n];
      unit[i] = 1;
      Tensor slope = factorSlope(a, Tensor.of(Shape.of(n, n), unit).broadcastTo(a.shape()));
      double[] products = slope.mul(direction.tril(0)).sum(-2, -1).values();
      for (int k = 0; k < products.length; k++) {
        values[k * n * n + i] = products[k];
      }
    }
    return Tensor.of(l.shape(), values);
  }

  private static TensorSample bend(int... dims) {
    Tensor l = positive(dims);
    Tensor x = square(dims);
    return TensorSample.of(CholeskyBend.OF_PULLBACK, l, x, x.sin(), x.add(l).cos());
  }

  /** Returns the slope on a line of the pullback of the factor's cotangent that led to S. */
  static Tensor choleskyBend(Tensor... in) {
    double[] values = new double[in[0].size()];
    for (int i = 0; i < in[0].shape().leading(2).size(); i++) {
      RealMatrix l = lower(matrix(in[0], i), 1);
      RealMatrix s = mean(matrix(in[1], i));
      RealMatrix t = lower(matrix(in[2], i), 1);
      RealMatrix d = lower(matrix(in[3], i), 1);
      RealMatrix product = l.transpose().multiply(s).multiply(l).scalarMultiply(2);
      RealMatrix up = new LUDecomposition(l.transpose()).getSolver().getInverse();
      RealMatrix g = lower(up.multiply(lower(product, 1)), 1);
      double step = 1e-2;
      double[] weights = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
      RealMatrix slope = s.scalarMultiply(0);
      for (int k = 1; k <= weights.length; k++) {
        double to = k * step;
        RealMatrix above = pullback(l.add(t.scalarMultiply(to)), g.add(d.scalarMultiply(to)));
        RealMatrix below = pullback(l.add(t.scalarMultiply(-to)), g.add(d.scalarMultiply(-to)));
        slope = slope.add(above.subtract(below).scalarMultiply(weights[k - 1] / step));
      }
      put(slope, values, i);
    }
    return Tensor.of(in[0].shape(), values);
  }

  private static RealMatrix pullback(RealMatrix l, RealMatrix g) {
    RealMatrix inverse = new LUDecomposition(l).getSolver().getInverse();
    RealMatrix middle = lower(l.transpose().multiply(g), 0.5);
    return mean(inverse.transpose().multiply(middle).multiply(inverse));
  }

  private static RealMatrix mean(RealMatrix x) {
    return x.add(x.transpose()).scalarMultiply(0.5);
  }

  /** Returns a lower triangle with its diagonal multiplied. */
  private static RealMatrix lower(RealMatrix x, double ofDiagonal) {
    RealMatrix lower = x.scalarMultiply(0);
    for (int i = 0; i < x.getRowDimension(); i++) {
      for (int j = 0; j <= i; j++) {
        lower.setEntry(i, j, i == j ? ofDiagonal * x.getEntry(i, j) : x.getEntry(i, j));
      }
    }
    return lower;
  }

  private static Tensor factorSlope(Tensor a, Tensor direction) {
    Tensor h = direction.add(direction.transpose(-2, -1)).mul(0.5);
    double step = 1e-2;
    Tensor slope = a.zerosLike();
    double[] weights = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
    for (int k = 1; k <= weights.length; k++) {
      Tensor above = cholesky(a.add(h.mul(k * step)));
      Tensor below = cholesky(a.sub(h.mul(k * step)));
      slope = slope.add(above.sub(below).mul(weights[k - 1] / step));
    }
    return slope;
  }

  static Tensor svd(Tensor x) {
    int m = x.dim(-2);
    int n = x.dim(-1);
    int k = Math.min(m, n);
    Shape leading = x.shape().leading(2);
    double[] values = new double[leading.size() * (m + n + 1) * k];
    for (int i = 0; i < leading.size(); i++) {
      SingularValueDecomposition svd = new SingularValueDecomposition(matrix(x, i));
      RealMatrix all = new Array2DRowRealMatrix(m + n + 1, k);
      all.setSubMatrix(svd.getU().getData(), 0, 0);
      all.setSubMatrix(svd.getV().getData(), m, 0);
      all.setRow(m + n, svd.getSingularValues());
      put(all, values, i);
    }
    return Tensor.of(leading.and(m + n + 1, k), values);
  }

  static Tensor nuclearNorm(Tensor x) {
    double[] values = new double[x.shape().leading(2).size()];
    for (int i = 0; i < values.length && x.size() > 0; i++) {
      values[i] = Arrays.stream(decomposition(x, i).getSingularValues()).sum();
    }
    return Tensor.of(x.shape().leading(2), values);
  }

  static Tensor polarFactor(Tensor x) {
    double[] values = new double[x.size()];
    for (int i = 0; i < x.shape().leading(2).size(); i++) {
      put(decomposition(x, i).getU().multiply(decomposition(x, i).getVT()), values, i);
    }
    return Tensor.of(x.shape(), values);
  }

  private static SingularValueDecomposition decomposition(Tensor x, int number) {
    return new SingularValueDecomposition(matrix(x, number));
  }

  static RealMatrix matrix(Tensor x, int number) {
    int rows = x.dim(-2);
    int columns = x.dim(-1);
    double[] values = x.values();
    RealMatrix m = new Array2DRowRealMatrix(rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      m.setEntry(i / columns, i % columns, values[number * rows * columns + i]);
    }
    return m;
  }

  static void put(RealMatrix m, double[] values, int number) {
    int columns = m.getColumnDimension();
    int size = m.getRowDimension() * columns;
    for (int i = 0; i < size; i++) {
      values[number * size + i] = m.getEntry(i / columns, i % columns);
    }
  }

  /** Returns square matrices that are far from singular; their size is the last dimension. */
  private static Tensor regular(int... dims) {
    Tensor x = square(dims);
    return x.mul(0.3).add(identity(x));
  }

  private static Tensor positive(int... dims) {
    Tensor x = square(dims).mul(0.3);
    return x.matmul(x.transpose(-2, -1)).add(identity(x));
  }

  private static Tensor identity(Tensor x) {
    return x.zerosLike().add(1).tril(0).triu(0);
  }

  private static Tensor square(int... dims) {
    Shape shape = Shape.of(dims);
    return x(shape.and(shape.dim(-1)).dims());
  }

  private static Tensor x(int... dims) {
    return Tensor.randn(new Random(Shape.of(dims).hashCode() + 5), dims);
  }
}
