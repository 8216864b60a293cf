package io.autodiff.optimize;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;

/**
 * The matrix {@code θ I - W M Wᵀ} of a limited memory. Source: Byrd, Nocedal, Schnabel,
 * "Representations of quasi-Newton matrices and their use in limited memory methods" (1994).
 */
final class CompactHessian {
  final double theta;

  /** {@code W}, a row for each variable: changes of the gradient, then steps times {@code θ}. */
  final double[][] rows;

  /** {@code M}. */
  final double[][] middle;

  CompactHessian(LimitedMemory memory, int n) {
    List<LimitedMemory.Pair> pairs = memory.pairs();
    int m = pairs.size();
    this.theta = memory.theta();
    this.rows = new double[n][2 * m];
    double[][] inverse = new double[2 * m][2 * m];
    for (int a = 0; a < m; a++) {
      for (int i = 0; i < n; i++) {
        rows[i][a] = pairs.get(a).change()[i];
        rows[i][m + a] = theta * pairs.get(a).step()[i];
      }
      for (int b = 0; b < m; b++) {
        double product = Vectors.dot(pairs.get(a).step(), pairs.get(b).change());
        if (a == b) {
          inverse[a][a] = -product;
        } else if (a > b) {
          inverse[m + a][b] = product;
          inverse[b][m + a] = product;
        }
        inverse[m + a][m + b] = theta * Vectors.dot(pairs.get(a).step(), pairs.get(b).step());
      }
    }
    this.middle =
        m == 0
            ? inverse
            : new LUDecomposition(new Array2DRowRealMatrix(inverse, false), 0)
                .getSolver()
                .getInverse()
                .getData();
  }

  int size() {
    return rows.length == 0 ? 0 : rows[0].length;
  }

  /** Returns {@code M v}. */
  double[] middle(double[] v) {
    double[] product = new double[v.length];
    for (int a = 0; a < v.length; a++) {
      product[a] = Vectors.dot(middle[a], v);
    }
    return product;
  }

  /** Returns {@code Wᵀ v}. */
  double[] transposed(double[] v) {
    double[] product = new double[size()];
    for (int i = 0; i < v.length; i++) {
      Vectors.add(product, v[i], rows[i]);
    }
    return product;
  }
}
