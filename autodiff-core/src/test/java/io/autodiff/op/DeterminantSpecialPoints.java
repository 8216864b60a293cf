package io.autodiff.op;

import static io.autodiff.op.Precise.mul;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.tape.Recording;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Matrices of full rank and of every lower one, at which determinants and cofactors are smooth. */
final class DeterminantSpecialPoints {
  private static final double[][][] MATRICES = {
    {{0}},
    {{3}},
    {{1, 2}, {2, 4}},
    {{0, 0}, {0, 0}},
    {{1, 1}, {1, 1 + 0x1p-40}},
    {{1e-8, 0}, {0, 1}},
    {{0, 1}, {1, 0}},
    {{1, 2, 3}, {2, 4, 6}, {0.5, 1, -1}},
    {{1, 2, 3}, {2, 4, 6}, {3, 6, 9}},
    {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}},
    {{1, 0, 0}, {0, 0x1p-30, 0}, {0, 0, 0}},
    {{1, 1, 0}, {0, 1, 1}, {1, 0, -1}},
    {{0x1p-60, 0x1p-30, 0x1p-30}, {0x1p-30, 2, 2}, {0x1p-30, 2, 3}}
  };

  private DeterminantSpecialPoints() {}

  /** Returns the determinant by Laplace's expansion. */
  private static BigDecimal det(List<Integer> rows, List<Integer> columns, int n, BigDecimal... a) {
    if (rows.isEmpty()) {
      return BigDecimal.ONE;
    }
    BigDecimal det = BigDecimal.ZERO;
    for (int j = 0; j < columns.size(); j++) {
      BigDecimal minor = det(rows.subList(1, rows.size()), without(columns, j), n, a);
      BigDecimal term = a[rows.get(0) * n + columns.get(j)].multiply(minor);
      det = j % 2 == 0 ? det.add(term) : det.subtract(term);
    }
    return det;
  }

  private static List<Integer> without(List<Integer> list, int at) {
    List<Integer> rest = new ArrayList<>(list.subList(0, at));
    rest.addAll(list.subList(at + 1, list.size()));
    return rest;
  }

  private static List<Integer> range(int n) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(i);
    }
    return all;
  }

  private static BigDecimal[] cofactors(int n, BigDecimal... a) {
    BigDecimal[] c = new BigDecimal[n * n];
    for (int i = 0; i < n * n; i++) {
      BigDecimal minor = det(without(range(n), i / n), without(range(n), i % n), n, a);
      c[i] = (i / n + i % n) % 2 == 0 ? minor : minor.negate();
    }
    return c;
  }

  static List<SpecialPoint> determinants() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m : MATRICES) {
      int n = m.length;
      all.add(
          SpecialPoint.of(
              "det", Tensor::det, x -> new BigDecimal[] {det(range(n), range(n), n, x)}, m));
    }
    return all;
  }

  static List<SpecialPoint> cofactors() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m : MATRICES) {
      int n = m.length;
      all.add(SpecialPoint.of("cofactors", Tensor::cofactors, x -> cofactors(n, x), m).upTo(2));
    }
    return all;
  }

  static List<SpecialPoint> cofactorSlopes() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m : MATRICES) {
      int n = m.length;
      double[] h = new double[n * n];
      Arrays.setAll(h, i -> 1 + i % 3 - i / 4.0);
      Tensor direction = Tensor.of(Shape.of(n, n), h);
      all.add(
          SpecialPoint.of(
                  "cofactors in a direction",
                  t -> Recording.apply(CofactorSlope.IN_DIRECTION, t, direction.to(t.dtype())),
                  x -> slope(n, h, x),
                  m)
              .upTo(1));
    }
    return all;
  }

  /** Returns the slope of the cofactors, polynomials of degree 2 at most, by their difference. */
  private static BigDecimal[] slope(int n, double[] h, BigDecimal... x) {
    BigDecimal[] above = x.clone();
    BigDecimal[] below = x.clone();
    for (int i = 0; i < n * n; i++) {
      above[i] = x[i].add(Precise.of(h[i]));
      below[i] = x[i].subtract(Precise.of(h[i]));
    }
    BigDecimal[] a = cofactors(n, above);
    BigDecimal[] b = cofactors(n, below);
    for (int i = 0; i < n * n; i++) {
      a[i] = mul(a[i].subtract(b[i]), Precise.of(0.5));
    }
    return a;
  }
}
