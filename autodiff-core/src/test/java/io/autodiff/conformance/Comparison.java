package io.autodiff.conformance;

import io.autodiff.Tensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares results with expected ones, element by element. */
final class Comparison {
  /** What rounding in a sum may leave of its largest term, relative to the tolerance. */
  private static final double ROUNDING = 1e-3;

  /** What is left of 0 by cancellation among numbers of order 1, relative to the tolerance. */
  private static final double CANCELLATION = 1e-5;

  private Comparison() {}

  /** Returns the first mismatch in words, or null if all agree within a relative tolerance. */
  static @Nullable String differ(
      List<? extends @Nullable Tensor> expected, List<Tensor> actual, double tolerance) {
    if (expected.size() != actual.size()) {
      return actual.size() + " results for " + expected.size();
    }
    for (int i = 0; i < actual.size(); i++) {
      Tensor e = expected.get(i);
      String found = differ(e == null ? actual.get(i).zerosLike() : e, actual.get(i), tolerance);
      if (found != null) {
        return "[" + i + "] " + found;
      }
    }
    return null;
  }

  private static @Nullable String differ(Tensor expected, Tensor actual, double tolerance) {
    if (!expected.shape().equals(actual.shape())) {
      return "shape " + actual.shape() + " for " + expected.shape();
    }
    double[] e = expected.values();
    double[] a = actual.values();
    double largest = 0;
    for (double x : e) {
      largest = Double.isFinite(x) ? Math.max(largest, Math.abs(x)) : largest;
    }
    for (int i = 0; i < e.length; i++) {
      double scale = Math.max(CANCELLATION, largest * ROUNDING);
      double allowed = tolerance * Math.max(Math.abs(e[i]), scale);
      boolean same = e[i] == a[i] || (Double.isNaN(e[i]) && Double.isNaN(a[i]));
      if (!same && !(Math.abs(e[i] - a[i]) <= allowed)) {
        return String.format(Locale.ROOT, "element %d is %s for %s", i, a[i], e[i]);
      }
    }
    return null;
  }
}
