package io.autodiff.exact;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.UnaryOperator;

/**
 * The singular value decomposition of a matrix, with values in descending order, by Jacobi's method
 * from one side: columns are turned in pairs until all are orthogonal. Source: Hestenes, "Inversion
 * of matrices by biorthogonalization and related results" (1958).
 *
 * @param left {@code U}
 * @param right {@code V}
 * @param values the singular values
 */
record SingularValues(ExtendedMatrix left, ExtendedMatrix right, Extended... values) {
  private static final Extended NOTHING = Extended.of(new BigDecimal("1e-66"));
  private static final int SWEEPS = 60;

  static SingularValues of(ExtendedMatrix a) {
    if (a.rows < a.columns) {
      SingularValues turned = of(a.turned());
      return new SingularValues(/* left= */ turned.right, /* right= */ turned.left, turned.values);
    }
    ExtendedMatrix u = a.copy();
    ExtendedMatrix v = ExtendedMatrix.identity(a.columns);
    Extended size = Extended.ZERO;
    for (int j = 0; j < a.columns; j++) {
      size = size.add(a.columnDot(j, j));
    }
    Extended floor = NOTHING.mul(NOTHING).mul(size);
    boolean turning = size.isFinite();
    for (int sweep = 0; sweep < SWEEPS && turning; sweep++) {
      turning = false;
      for (int j = 0; j < a.columns; j++) {
        for (int k = j + 1; k < a.columns; k++) {
          turning |= turn(u, v, j, k, floor);
        }
      }
    }
    return sorted(u, v);
  }

  /** Makes two columns orthogonal; returns whether they were not. */
  private static boolean turn(ExtendedMatrix u, ExtendedMatrix v, int j, int k, Extended floor) {
    Extended first = u.columnDot(j, j);
    Extended second = u.columnDot(k, k);
    Extended both = u.columnDot(j, k);
    if (!NOTHING.mul(first.mul(second).sqrt()).add(floor).isBelow(both.abs())) {
      return false;
    }
    Extended ratio = second.sub(first).div(both.add(both));
    Extended root = Extended.ONE.add(ratio.mul(ratio)).sqrt();
    Extended tangent = Extended.ONE.div(ratio.abs().add(root));
    tangent = ratio.isBelow(Extended.ZERO) ? tangent.neg() : tangent;
    Extended cosine = Extended.ONE.div(Extended.ONE.add(tangent.mul(tangent)).sqrt());
    Extended sine = cosine.mul(tangent);
    u.turnColumns(j, k, cosine, sine);
    v.turnColumns(j, k, cosine, sine);
    return true;
  }

  private static SingularValues sorted(ExtendedMatrix u, ExtendedMatrix v) {
    Extended[] size = new Extended[u.columns];
    Integer[] order = new Integer[size.length];
    for (int j = 0; j < size.length; j++) {
      size[j] = u.columnDot(j, j).sqrt();
      order[j] = j;
      u.scaleColumn(j, Extended.ONE.div(size[j]));
    }
    Comparator<Integer> descending = (i, j) -> (int) Math.signum(size[j].compare(size[i]));
    Arrays.sort(order, descending);
    Extended[] values = Arrays.stream(order).map(j -> size[j]).toArray(Extended[]::new);
    return new SingularValues(u.reordered(order), v.reordered(order), values);
  }

  /** Returns this decomposition with the signs that another one has, {@code U} above {@code V}. */
  SingularValues alignedWith(ExtendedMatrix known) {
    ExtendedMatrix u = left.copy();
    ExtendedMatrix v = right.copy();
    for (int j = 0; j < values.length; j++) {
      if (isTurned(u, j, known, 0)) {
        u.scaleColumn(j, Extended.of(-1));
        v.scaleColumn(j, Extended.of(-1));
      }
    }
    return new SingularValues(u, v, values);
  }

  /** Returns whether a column points the other way than a known one, which starts at a row. */
  static boolean isTurned(ExtendedMatrix x, int j, ExtendedMatrix known, int first) {
    Extended dot = Extended.ZERO;
    for (int i = 0; i < x.rows; i++) {
      dot = dot.add(x.get(i, j).mul(known.get(first + i, j)));
    }
    return dot.isBelow(Extended.ZERO);
  }

  /**
   * Returns {@code U f(s) Vᵀ} with what values are above the largest one's part {@code least}; the
   * others have no part in it.
   */
  ExtendedMatrix with(double least, UnaryOperator<Extended> f) {
    ExtendedMatrix u = left.copy();
    for (int j = 0; j < values.length; j++) {
      boolean kept = values[0].mul(Extended.of(least)).isBelow(values[j]);
      for (int i = 0; i < u.rows; i++) {
        u.set(i, j, kept ? u.get(i, j).mul(f.apply(values[j])) : Extended.ZERO);
      }
    }
    return u.mul(right.turned());
  }
}
