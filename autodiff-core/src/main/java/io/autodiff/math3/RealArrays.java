package io.autodiff.math3;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/** Vectors and matrices of commons-math3 as arrays and tensors, and back. */
public final class RealArrays {
  private RealArrays() {}

  /** Returns the numbers of a vector; of an {@link ArrayRealVector} its own array, not a copy. */
  static double[] of(RealVector vector) {
    return vector instanceof ArrayRealVector array ? array.getDataRef() : vector.toArray();
  }

  /** Returns a vector as a float64 tensor of shape {@code (n)}. */
  public static Tensor tensor(RealVector vector) {
    return Tensor.of(vector.toArray());
  }

  /** Returns a matrix as a float64 tensor of shape {@code (rows, columns)}. */
  public static Tensor tensor(RealMatrix matrix) {
    return Tensor.of(
        matrix instanceof Array2DRowRealMatrix array ? array.getDataRef() : matrix.getData());
  }

  /**
   * Returns a tensor of one axis as a vector, which takes over the copy of its numbers.
   *
   * @throws AutodiffException if it has another rank
   */
  public static RealVector vector(Tensor tensor) {
    requireRank(tensor, 1);
    return new ArrayRealVector(tensor.values(), false);
  }

  /**
   * Returns a tensor of two axes as a matrix.
   *
   * @throws AutodiffException if it has another rank
   */
  public static RealMatrix matrix(Tensor tensor) {
    requireRank(tensor, 2);
    double[] values = tensor.values();
    int columns = tensor.dim(1);
    double[][] rows = new double[tensor.dim(0)][columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, i * columns, rows[i], 0, columns);
    }
    return new Array2DRowRealMatrix(rows, false);
  }

  private static void requireRank(Tensor tensor, int rank) {
    if (tensor.shape().rank() != rank) {
      throw new AutodiffException(
          rank == 1 ? "vector: the tensor is none" : "matrix: the tensor is none",
          "shape " + tensor.shape(),
          "rank " + rank,
          null);
    }
  }
}
