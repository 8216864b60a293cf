package io.autodiff.optimize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;

/**
 * The minimum of a quadratic model within bounds, about: the first local minimum along the
 * projected gradient, then the minimum over the variables that are free there. Source: Byrd, Lu,
 * Nocedal, Zhu, "A limited memory algorithm for bound constrained optimization" (1995); where the
 * step beyond the Cauchy point leaves the bounds it is cut short or projected, as Morales and
 * Nocedal (2011) do, whichever lowers the model more.
 */
final class BoundedModel {
  private final double[] x;
  private final double[] gradient;
  private final Bounds bounds;
  private final CompactHessian hessian;

  /** The Cauchy point, {@code Wᵀ (xc - x)}, and which variables are free there. */
  private final double[] cauchy;

  private double[] c;
  private final boolean[] isFree;

  BoundedModel(double[] x, double[] gradient, Bounds bounds, LimitedMemory memory) {
    this.x = x;
    this.gradient = gradient;
    this.bounds = bounds;
    this.hessian = new CompactHessian(memory, x.length);
    this.cauchy = x.clone();
    this.c = new double[hessian.size()];
    this.isFree = new boolean[x.length];
  }

  /** Returns the direction from the point to the minimum of the model. */
  double[] direction() {
    findCauchyPoint();
    double[] free = stepOverFree();
    double[] projected = Vectors.minus(bounds.project(Vectors.along(cauchy, free, 1)), x);
    double[] truncated = Vectors.minus(Vectors.along(cauchy, free, partWithin(free)), x);
    return value(projected) < value(truncated) ? projected : truncated;
  }

  /** The model along a direction, less its value at the point. */
  private double value(double[] d) {
    double[] w = hessian.transposed(d);
    double curvature = hessian.theta * Vectors.dot(d, d) - Vectors.dot(w, hessian.middle(w));
    return Vectors.dot(gradient, d) + 0.5 * curvature;
  }

  /** The largest part, at most 1, of a step from the Cauchy point that stays within bounds. */
  private double partWithin(double[] step) {
    double part = 1;
    for (int i = 0; i < step.length; i++) {
      double bound = step[i] > 0 ? bounds.upper(i) : bounds.lower(i);
      if (step[i] != 0 && Math.abs(step[i]) > Math.abs(bound - cauchy[i])) {
        part = Math.min(part, (bound - cauchy[i]) / step[i]);
      }
    }
    return part;
  }

  /** Where along the negative gradient a variable meets its bound. */
  private double breakpoint(int i) {
    double g = gradient[i];
    if (g < 0) {
      return (x[i] - bounds.upper(i)) / g;
    }
    return g > 0 ? (x[i] - bounds.lower(i)) / g : Double.POSITIVE_INFINITY;
  }

  private void findCauchyPoint() {
    int n = x.length;
    double[] d = new double[n];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double t = breakpoint(i);
      isFree[i] = t > 0;
      if (t > 0) {
        d[i] = -gradient[i];
        if (t < Double.POSITIVE_INFINITY) {
          order.add(i);
        }
      }
    }
    order.sort(Comparator.comparingDouble(this::breakpoint));
    double[] p = hessian.transposed(d);
    double slope = -Vectors.dot(d, d);
    double curvature = -hessian.theta * slope - Vectors.dot(p, hessian.middle(p));
    double least = -hessian.theta * slope * 0x1p-52;
    double at = 0;
    for (int i : order) {
      double width = breakpoint(i) - at;
      if (slope >= 0 || -slope / Math.max(curvature, least) < width) {
        break;
      }
      at += width;
      double g = gradient[i];
      double z = (d[i] > 0 ? bounds.upper(i) : bounds.lower(i)) - x[i];
      cauchy[i] = x[i] + z;
      isFree[i] = false;
      Vectors.add(c, width, p);
      double[] row = hessian.rows[i];
      slope +=
          width * curvature
              + g * g
              + hessian.theta * g * z
              - g * Vectors.dot(row, hessian.middle(c));
      curvature -=
          hessian.theta * g * g
              + 2 * g * Vectors.dot(row, hessian.middle(p))
              + g * g * Vectors.dot(row, hessian.middle(row));
      Vectors.add(p, g, row);
      d[i] = 0;
    }
    double last = slope >= 0 ? 0 : -slope / Math.max(curvature, least);
    for (int i = 0; i < n; i++) {
      if (isFree[i]) {
        cauchy[i] = x[i] + (at + last) * d[i];
      }
    }
    Vectors.add(c, last, p);
  }

  /** The step from the Cauchy point to the minimum over the free variables, whatever the bounds. */
  private double[] stepOverFree() {
    int n = x.length;
    double[] mc = hessian.middle(c);
    double[] reduced = new double[n];
    for (int i = 0; i < n; i++) {
      if (isFree[i]) {
        reduced[i] =
            gradient[i] + hessian.theta * (cauchy[i] - x[i]) - Vectors.dot(hessian.rows[i], mc);
      }
    }
    double[] v = hessian.middle(hessian.transposed(reduced));
    double[] w = solve(v);
    double[] step = new double[n];
    for (int i = 0; i < n; i++) {
      if (isFree[i]) {
        double inner = Vectors.dot(hessian.rows[i], w) / hessian.theta;
        step[i] = -(reduced[i] + inner) / hessian.theta;
      }
    }
    return step;
  }

  /** Returns {@code (I - M Wᵀ Z Zᵀ W / θ)⁻¹ v}, where {@code Z} takes the free variables. */
  private double[] solve(double[] v) {
    int m = v.length;
    if (m == 0) {
      return v;
    }
    double[][] gram = new double[m][m];
    for (int i = 0; i < x.length; i++) {
      if (isFree[i]) {
        for (int a = 0; a < m; a++) {
          Vectors.add(gram[a], hessian.rows[i][a] / hessian.theta, hessian.rows[i]);
        }
      }
    }
    double[][] matrix =
        new Array2DRowRealMatrix(hessian.middle, false)
            .multiply(new Array2DRowRealMatrix(gram, false))
            .scalarMultiply(-1)
            .getData();
    for (int a = 0; a < m; a++) {
      matrix[a][a] += 1;
    }
    return new LUDecomposition(new Array2DRowRealMatrix(matrix, false), 0)
        .getSolver()
        .solve(new ArrayRealVector(v, false))
        .toArray();
  }
}
