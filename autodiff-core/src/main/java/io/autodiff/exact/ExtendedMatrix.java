package io.autodiff.exact;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A matrix of extended numbers, by the textbook's algorithms. */
final class ExtendedMatrix {
  /** Above this the exponential is found at a part of the matrix and squared. */
  private static final double SMALL_NORM = 1.0 / 64;

  /** A series or an iteration has settled where what changes is smaller than this. */
  private static final Extended NOTHING = Extended.of(new BigDecimal("1e-74"));

  final int rows;
  final int columns;
  private final Extended[] a;

  ExtendedMatrix(int rows, int columns, Extended... a) {
    this.rows = rows;
    this.columns = columns;
    this.a = a;
  }

  static ExtendedMatrix zeros(int rows, int columns) {
    Extended[] zeros = new Extended[rows * columns];
    Arrays.fill(zeros, Extended.ZERO);
    return new ExtendedMatrix(rows, columns, zeros);
  }

  static ExtendedMatrix identity(int n) {
    ExtendedMatrix identity = zeros(n, n);
    for (int i = 0; i < n; i++) {
      identity.set(i, i, Extended.ONE);
    }
    return identity;
  }

  Extended get(int i, int j) {
    return a[i * columns + j];
  }

  void set(int i, int j, Extended value) {
    a[i * columns + j] = value;
  }

  Extended[] elements() {
    return a;
  }

  ExtendedMatrix copy() {
    return new ExtendedMatrix(rows, columns, a.clone());
  }

  ExtendedMatrix turned() {
    ExtendedMatrix turned = zeros(/* rows= */ columns, /* columns= */ rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned.set(j, i, get(i, j));
      }
    }
    return turned;
  }

  ExtendedMatrix scaled(Extended factor) {
    return new ExtendedMatrix(
        rows, columns, Arrays.stream(a).map(factor::mul).toArray(Extended[]::new));
  }

  ExtendedMatrix plus(ExtendedMatrix b) {
    Extended[] sum = new Extended[a.length];
    Arrays.setAll(sum, i -> a[i].add(b.a[i]));
    return new ExtendedMatrix(rows, columns, sum);
  }

  ExtendedMatrix mul(ExtendedMatrix b) {
    ExtendedMatrix product = zeros(rows, b.columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < b.columns; j++) {
        Extended sum = Extended.ZERO;
        for (int k = 0; k < columns; k++) {
          sum = sum.add(get(i, k).mul(b.get(k, j)));
        }
        product.set(i, j, sum);
      }
    }
    return product;
  }

  /** Returns the parts below each other. */
  ExtendedMatrix above(ExtendedMatrix below) {
    Extended[] both = Arrays.copyOf(a, a.length + below.a.length);
    System.arraycopy(below.a, 0, both, a.length, below.a.length);
    return new ExtendedMatrix(rows + below.rows, columns, both);
  }

  /** Adds a multiple of a row to another one, from a column on. */
  private void addRow(int from, Extended factor, int to, int first) {
    for (int j = first; j < columns; j++) {
      set(to, j, get(to, j).add(factor.mul(get(from, j))));
    }
  }

  private void swapRows(int i, int k) {
    for (int j = 0; j < columns; j++) {
      Extended kept = get(i, j);
      set(i, j, get(k, j));
      set(k, j, kept);
    }
  }

  /**
   * Makes column {@code j} zero below its row {@code j}; returns the pivot, negative if swapped.
   */
  private Extended eliminate(int j, @Nullable ExtendedMatrix right) {
    int best = j;
    for (int i = j + 1; i < rows; i++) {
      best = get(best, j).abs().isBelow(get(i, j).abs()) ? i : best;
    }
    Extended pivot = get(best, j);
    if (best != j) {
      swapRows(best, j);
      if (right != null) {
        right.swapRows(best, j);
      }
    }
    for (int i = j + 1; i < rows && !pivot.isZero(); i++) {
      Extended factor = get(i, j).div(pivot).neg();
      addRow(j, factor, i, j);
      set(i, j, Extended.ZERO);
      if (right != null) {
        right.addRow(j, factor, i, 0);
      }
    }
    return best == j ? pivot : pivot.neg();
  }

  Extended determinant() {
    ExtendedMatrix rest = copy();
    Extended product = Extended.ONE;
    for (int j = 0; j < rows; j++) {
      product = product.mul(rest.eliminate(j, null));
    }
    return product;
  }

  /** Returns {@code X} with {@code A X = B}. */
  ExtendedMatrix solve(ExtendedMatrix b) {
    ExtendedMatrix rest = copy();
    ExtendedMatrix x = b.copy();
    for (int j = 0; j < rows; j++) {
      rest.eliminate(j, x);
    }
    return rest.substitute(x, true, false);
  }

  /**
   * Returns {@code X} with {@code A X = B} where {@code A} is a triangle, of which nothing else is
   * read.
   */
  ExtendedMatrix substitute(ExtendedMatrix b, boolean upper, boolean unit) {
    ExtendedMatrix x = b.copy();
    for (int step = 0; step < rows; step++) {
      int i = upper ? rows - 1 - step : step;
      for (int k = upper ? i + 1 : 0; k < (upper ? rows : i); k++) {
        x.addRow(k, get(i, k).neg(), i, 0);
      }
      for (int j = 0; j < x.columns && !unit; j++) {
        x.set(i, j, x.get(i, j).div(get(i, i)));
      }
    }
    return x;
  }

  /** Returns the lower triangle whose product with its transpose is the symmetric part. */
  ExtendedMatrix cholesky() {
    ExtendedMatrix l = zeros(rows, rows);
    Extended two = Extended.of(2);
    for (int j = 0; j < rows; j++) {
      for (int i = j; i < rows; i++) {
        Extended rest = get(i, j).add(get(j, i)).div(two);
        for (int k = 0; k < j; k++) {
          rest = rest.sub(l.get(i, k).mul(l.get(j, k)));
        }
        l.set(i, j, i == j ? rest.sqrt() : rest.div(l.get(j, j)));
      }
    }
    return l;
  }

  /** Returns this matrix without a row and a column. */
  ExtendedMatrix without(int row, int column) {
    ExtendedMatrix minor = zeros(rows - 1, columns - 1);
    for (int i = 0; i < minor.rows; i++) {
      for (int j = 0; j < minor.columns; j++) {
        minor.set(i, j, get(i < row ? i : i + 1, j < column ? j : j + 1));
      }
    }
    return minor;
  }

  ExtendedMatrix cofactors() {
    ExtendedMatrix cofactors = zeros(rows, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        Extended minor = without(i, j).determinant();
        cofactors.set(i, j, (i + j) % 2 == 0 ? minor : minor.neg());
      }
    }
    return cofactors;
  }

  /** Returns this matrix with a row of another one. */
  ExtendedMatrix withRow(int i, ExtendedMatrix other) {
    ExtendedMatrix changed = copy();
    for (int j = 0; j < columns; j++) {
      changed.set(i, j, other.get(i, j));
    }
    return changed;
  }

  /** Returns the exponential: a power series at a part of the matrix, then squares. */
  ExtendedMatrix exponential() {
    double norm = Arrays.stream(a).mapToDouble(x -> Math.abs(x.doubleValue())).sum();
    if (!Double.isFinite(norm)) {
      return scaled(Extended.of(Double.NaN));
    }
    int squares = 0;
    for (double rest = norm; rest > SMALL_NORM; rest /= 2) {
      squares++;
    }
    ExtendedMatrix part = scaled(Extended.of(Math.scalb(1.0, -squares)));
    ExtendedMatrix term = identity(rows);
    ExtendedMatrix sum = term;
    for (int k = 1; NOTHING.isBelow(term.largest()); k++) {
      term = term.mul(part).scaled(Extended.ONE.div(Extended.of(k)));
      sum = sum.plus(term);
    }
    for (int k = 0; k < squares; k++) {
      sum = sum.mul(sum);
    }
    return sum;
  }

  private Extended largest() {
    return Arrays.stream(a).map(Extended::abs).reduce(Extended.ZERO, Extended::max);
  }

  /** Returns {@code Q} above {@code R}: Gram and Schmidt's method, each column twice. */
  ExtendedMatrix orthonormal() {
    ExtendedMatrix q = copy();
    ExtendedMatrix r = zeros(columns, columns);
    for (int j = 0; j < columns; j++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < j; k++) {
          Extended part = q.columnDot(k, j);
          r.set(k, j, r.get(k, j).add(part));
          q.addColumn(k, part.neg(), j);
        }
      }
      Extended size = q.columnDot(j, j).sqrt();
      r.set(j, j, size);
      q.scaleColumn(j, Extended.ONE.div(size));
    }
    return q.above(r);
  }

  Extended columnDot(int j, int k) {
    Extended sum = Extended.ZERO;
    for (int i = 0; i < rows; i++) {
      sum = sum.add(get(i, j).mul(get(i, k)));
    }
    return sum;
  }

  private void addColumn(int from, Extended factor, int to) {
    for (int i = 0; i < rows; i++) {
      set(i, to, get(i, to).add(factor.mul(get(i, from))));
    }
  }

  void scaleColumn(int j, Extended factor) {
    for (int i = 0; i < rows; i++) {
      set(i, j, get(i, j).mul(factor));
    }
  }

  /** Returns the columns in another order. */
  ExtendedMatrix reordered(Integer... order) {
    ExtendedMatrix sorted = zeros(rows, order.length);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < order.length; j++) {
        sorted.set(i, j, get(i, order[j]));
      }
    }
    return sorted;
  }

  /** Turns two columns by an angle. */
  void turnColumns(int j, int k, Extended cosine, Extended sine) {
    for (int i = 0; i < rows; i++) {
      Extended x = get(i, j);
      Extended y = get(i, k);
      set(i, j, cosine.mul(x).sub(sine.mul(y)));
      set(i, k, sine.mul(x).add(cosine.mul(y)));
    }
  }
}
