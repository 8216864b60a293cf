package io.autodiff.optimize;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Residuals made linear at a point, {@code r + J p}, for steps {@code p} of the free variables, in
 * units of the scale of each.
 *
 * <p>The Jacobian is factored once, so that steps of any damping cost a product.
 */
final class LinearModel {
  private final double[] scale;
  private final double[] singular;
  private final double[][] right;
  private final double[] projected;
  private final double smallest;

  /**
   * @param jacobian a row for each residual, a column for each variable
   * @param free the variables that the steps change
   * @param scale a positive unit for each of these
   */
  LinearModel(double[] residuals, double[][] jacobian, int[] free, double[] scale) {
    int n = free.length;
    int m = Math.max(residuals.length, n + 1);
    // The residuals as a last column: its factor is Qᵀ r, and no Q of m rows and columns is made.
    double[][] columns = new double[m][n + 1];
    for (int i = 0; i < residuals.length; i++) {
      for (int k = 0; k < n; k++) {
        columns[i][k] = jacobian[i][free[k]] / scale[k];
      }
      columns[i][n] = residuals[i];
    }
    RealMatrix factor = new QRDecomposition(new Array2DRowRealMatrix(columns, false)).getR();
    RealMatrix upper = factor.getSubMatrix(0, n - 1, 0, n - 1);
    SingularValueDecomposition svd = new SingularValueDecomposition(upper);
    this.scale = scale;
    this.singular = svd.getSingularValues();
    this.right = svd.getV().getData();
    this.projected = svd.getUT().operate(Arrays.copyOf(factor.getColumn(n), n));
    this.smallest = singular[0] * n * 0x1p-52;
  }

  /** Returns the step that is shortest, in scaled units, among those that fit best. */
  double[] gaussNewton() {
    return step(0);
  }

  /** Returns the step whose scaled length is at most the radius and that fits best. */
  double[] within(double radius) {
    double[] full = step(0);
    if (length(full) <= radius * 1.1) {
      return full;
    }
    double low = 0;
    double high = norm(gradient()) / radius;
    double damping = Math.max(1e-3 * high, Double.MIN_NORMAL);
    double[] step = full;
    for (int k = 0; k < 50; k++) {
      step = step(damping);
      double length = length(step);
      if (Math.abs(length - radius) <= 0.1 * radius) {
        break;
      }
      if (length > radius) {
        low = damping;
      } else {
        high = damping;
      }
      double next = damping + (length - radius) / radius * length / -slope(damping, length);
      damping = next > low && next < high ? next : Math.max(Math.sqrt(low * high), 1e-3 * high);
    }
    return step;
  }

  /** The derivative of the scaled length of a step by its damping. */
  private double slope(double damping, double length) {
    double sum = 0;
    for (int k = 0; k < singular.length; k++) {
      double s = singular[k];
      double d = s * s + damping;
      sum -= s * projected[k] * s * projected[k] / (d * d * d);
    }
    return sum / length;
  }

  private double[] gradient() {
    double[] g = new double[singular.length];
    for (int k = 0; k < g.length; k++) {
      g[k] = singular[k] * projected[k];
    }
    return g;
  }

  private double[] step(double damping) {
    int n = scale.length;
    double[] step = new double[n];
    for (int k = 0; k < n; k++) {
      double s = singular[k];
      if (s > smallest || damping > 0) {
        double along = -s * projected[k] / (s * s + damping);
        for (int j = 0; j < n; j++) {
          step[j] += right[j][k] * along;
        }
      }
    }
    for (int j = 0; j < n; j++) {
      step[j] /= scale[j];
    }
    return step;
  }

  /** Returns the length of a step in scaled units. */
  double length(double[] step) {
    double[] scaled = new double[step.length];
    for (int j = 0; j < step.length; j++) {
      scaled[j] = step[j] * scale[j];
    }
    return norm(scaled);
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double each : v) {
      sum += each * each;
    }
    return Math.sqrt(sum);
  }

  /** Returns {@code (JᵀJ)⁻¹}; infinite where the data do not determine a variable. */
  double[][] inverseNormalMatrix() {
    int n = scale.length;
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          double part = right[i][k] * right[j][k];
          inverse[i][j] +=
              singular[k] > smallest
                  ? part / (singular[k] * singular[k])
                  : part == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, part);
        }
        inverse[i][j] /= scale[i] * scale[j];
      }
    }
    return inverse;
  }

  /** Returns the largest singular value of the scaled Jacobian over the smallest. */
  double condition() {
    return singular[0] / singular[singular.length - 1];
  }
}
