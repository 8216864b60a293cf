package io.autodiff.exact;

import io.autodiff.Shape;
import io.autodiff.op.CholeskySlope;
import io.autodiff.op.TriangularSolve;
import io.autodiff.op.UnaryOp;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The values of operations on stacks of matrices. */
final class ExtendedMatrices {
  private static final Extended HALF = Extended.of(0.5);

  private ExtendedMatrices() {}

  private static ExtendedMatrix matrix(ExtendedTensor x, int i) {
    int rows = x.shape().dim(-2);
    int columns = x.shape().dim(-1);
    Extended[] elements = new Extended[rows * columns];
    Arrays.setAll(elements, k -> x.get(i * rows * columns + k));
    return new ExtendedMatrix(rows, columns, elements);
  }

  private static ExtendedMatrix[] matrices(ExtendedTensor x) {
    ExtendedMatrix[] matrices = new ExtendedMatrix[x.shape().leading(2).size()];
    Arrays.setAll(matrices, i -> matrix(x, i));
    return matrices;
  }

  private static ExtendedTensor stack(
      Shape leading, ExtendedMatrix example, ExtendedMatrix... all) {
    Shape shape = leading.and(example.rows, example.columns);
    int each = example.rows * example.columns;
    return ExtendedTensor.make(shape, i -> all[i / each].elements()[i % each]);
  }

  /** Returns a function of each matrix of a stack. */
  static ExtendedTensor each(ExtendedTensor x, UnaryOperator<ExtendedMatrix> f) {
    ExtendedMatrix[] results = Arrays.stream(matrices(x)).map(f).toArray(ExtendedMatrix[]::new);
    ExtendedMatrix zeros = ExtendedMatrix.zeros(x.shape().dim(-2), x.shape().dim(-1));
    return stack(x.shape().leading(2), results.length == 0 ? f.apply(zeros) : results[0], results);
  }

  /** Returns a function of the pairs of matrices of two stacks. */
  static ExtendedTensor each(ExtendedTensor x, ExtendedTensor y, BinaryOperator<ExtendedMatrix> f) {
    ExtendedMatrix[] left = matrices(x);
    ExtendedMatrix[] right = matrices(y);
    ExtendedMatrix[] results = new ExtendedMatrix[left.length];
    Arrays.setAll(results, i -> f.apply(left[i], right[i]));
    ExtendedMatrix example =
        results.length > 0 ? results[0] : f.apply(zerosOf(x.shape()), zerosOf(y.shape()));
    return stack(x.shape().leading(2), example, results);
  }

  private static ExtendedMatrix zerosOf(Shape shape) {
    return ExtendedMatrix.zeros(shape.dim(-2), shape.dim(-1));
  }

  private static ExtendedTensor number(ExtendedTensor x, Function<ExtendedMatrix, Extended> f) {
    return ExtendedTensor.make(x.shape().leading(2), i -> f.apply(matrix(x, i)));
  }

  static ExtendedTensor determinant(ExtendedTensor x, boolean log) {
    return number(
        x,
        a -> {
          Extended det = a.determinant();
          return log ? ExtendedUnary.apply(UnaryOp.LOG, det.abs()) : det;
        });
  }

  static ExtendedTensor determinantSign(ExtendedTensor x) {
    return number(x, a -> ExtendedUnary.apply(UnaryOp.SIGN, a.determinant()));
  }

  static ExtendedMatrix triangular(TriangularSolve op, ExtendedMatrix a, ExtendedMatrix b) {
    boolean upper = op.upper() != op.turned();
    return (op.turned() ? a.turned() : a).substitute(b, upper, op.unit());
  }

  /** Returns the derivative of the cofactors: by each row of a minor in turn, they are linear. */
  static ExtendedTensor cofactorSlope(ExtendedTensor x, ExtendedTensor direction) {
    return each(
        x,
        direction,
        (a, h) -> {
          ExtendedMatrix slope = ExtendedMatrix.zeros(a.rows, a.rows);
          for (int row = 0; row < a.rows; row++) {
            ExtendedMatrix changed = a.withRow(row, h);
            ExtendedMatrix cofactors = changed.cofactors();
            slope = slope.plus(cofactors.withRow(row, ExtendedMatrix.zeros(a.rows, a.rows)));
          }
          return slope;
        });
  }

  /** Returns the derivative of a Cholesky factor by its definition. */
  static ExtendedTensor choleskySlope(CholeskySlope op, ExtendedTensor l, ExtendedTensor x) {
    return each(
        l,
        x,
        (given, direction) -> {
          ExtendedMatrix factor = lower(given, Extended.ONE);
          if (op == CholeskySlope.PULLBACK) {
            ExtendedMatrix up = factor.turned();
            ExtendedMatrix middle = lower(up.mul(lower(direction, Extended.ONE)), HALF);
            ExtendedMatrix left = up.substitute(middle, true, false);
            return mean(up.substitute(left.turned(), true, false));
          }
          ExtendedMatrix left = factor.substitute(mean(direction), false, false);
          return factor.mul(lower(factor.substitute(left.turned(), false, false), HALF));
        });
  }

  /** Returns the tangent of a pullback, by way of the cotangent of the factor that it took. */
  static ExtendedTensor choleskyBend(ExtendedTensor... in) {
    ExtendedMatrix[] l = matrices(in[0]);
    ExtendedMatrix[] s = matrices(in[1]);
    ExtendedMatrix[] t = matrices(in[2]);
    ExtendedMatrix[] d = matrices(in[3]);
    ExtendedMatrix[] bends = new ExtendedMatrix[l.length];
    Arrays.setAll(bends, i -> choleskyBend(l[i], mean(s[i]), lower(t[i], Extended.ONE), d[i]));
    return stack(in[0].shape().leading(2), zerosOf(in[0].shape()), bends);
  }

  private static ExtendedMatrix choleskyBend(
      ExtendedMatrix l, ExtendedMatrix s, ExtendedMatrix t, ExtendedMatrix d) {
    ExtendedMatrix factor = lower(l, Extended.ONE);
    ExtendedMatrix up = factor.turned();
    ExtendedMatrix received = lower(up.mul(s).mul(factor), Extended.ONE).scaled(Extended.of(2));
    ExtendedMatrix g = lower(up.substitute(received, true, false), Extended.ONE);
    ExtendedMatrix direct = t.turned().mul(g).plus(up.mul(lower(d, Extended.ONE)));
    ExtendedMatrix turned = mean(up.mul(s).mul(t)).scaled(Extended.of(-2));
    ExtendedMatrix left = up.substitute(mean(lower(direct, HALF)).plus(turned), true, false);
    return mean(up.substitute(left.turned(), true, false));
  }

  /** Returns a lower triangle with its diagonal multiplied. */
  private static ExtendedMatrix lower(ExtendedMatrix x, Extended ofDiagonal) {
    ExtendedMatrix lower = ExtendedMatrix.zeros(x.rows, x.columns);
    for (int i = 0; i < x.rows; i++) {
      for (int j = 0; j <= i; j++) {
        lower.set(i, j, i == j ? x.get(i, j).mul(ofDiagonal) : x.get(i, j));
      }
    }
    return lower;
  }

  private static ExtendedMatrix mean(ExtendedMatrix x) {
    return x.plus(x.turned()).scaled(HALF);
  }

  static ExtendedTensor svd(ExtendedTensor x, ExtendedTensor reference) {
    ExtendedMatrix[] known = matrices(reference);
    ExtendedMatrix[] given = matrices(x);
    ExtendedMatrix[] packed = new ExtendedMatrix[given.length];
    Arrays.setAll(packed, i -> packed(SingularValues.of(given[i]).alignedWith(known[i])));
    return stack(x.shape().leading(2), zerosOf(reference.shape()), packed);
  }

  private static ExtendedMatrix packed(SingularValues svd) {
    return svd.left().above(svd.right()).above(row(svd.values()));
  }

  private static ExtendedMatrix row(Extended... values) {
    return new ExtendedMatrix(1, values.length, values);
  }

  /**
   * Returns eigenvectors above eigenvalues, in ascending order: those of a symmetric matrix are
   * singular values once it is shifted to be positive definite.
   */
  static ExtendedTensor eigen(ExtendedTensor x, ExtendedTensor reference) {
    ExtendedMatrix[] known = matrices(reference);
    ExtendedMatrix[] given = matrices(x);
    ExtendedMatrix[] packed = new ExtendedMatrix[given.length];
    Arrays.setAll(packed, i -> eigen(given[i], known[i]));
    return stack(x.shape().leading(2), zerosOf(reference.shape()), packed);
  }

  private static ExtendedMatrix eigen(ExtendedMatrix a, ExtendedMatrix known) {
    int n = a.rows;
    Extended half = Extended.of(0.5);
    ExtendedMatrix symmetric = a.plus(a.turned()).scaled(half);
    Extended shift =
        Arrays.stream(symmetric.elements()).map(Extended::abs).reduce(Extended.ONE, Extended::add);
    SingularValues svd =
        SingularValues.of(symmetric.plus(ExtendedMatrix.identity(n).scaled(shift)));
    Integer[] ascending = new Integer[n];
    Arrays.setAll(ascending, j -> n - 1 - j);
    ExtendedMatrix vectors = svd.right().reordered(ascending);
    Extended[] values = new Extended[n];
    for (int j = 0; j < n; j++) {
      values[j] = svd.values()[n - 1 - j].sub(shift);
      if (SingularValues.isTurned(vectors, j, known, 0)) {
        vectors.scaleColumn(j, Extended.of(-1));
      }
    }
    return vectors.above(row(values));
  }

  static ExtendedTensor nuclearNorm(ExtendedTensor x) {
    return number(x, a -> ExtendedReductions.sum(SingularValues.of(a).values()));
  }

  static ExtendedMatrix polarFactor(ExtendedMatrix a) {
    double least = Math.max(a.rows, a.columns) * 0x1p-52;
    return SingularValues.of(a).with(least, _ -> Extended.ONE);
  }

  static ExtendedMatrix pseudoInverse(ExtendedMatrix a, double tolerance) {
    return SingularValues.of(a).with(tolerance, Extended.ONE::div).turned();
  }
}
