package io.autodiff.conformance;

import io.autodiff.Tensor;
import java.util.List;

/** Linear algebra. */
final class MatrixOperators {
  private MatrixOperators() {}

  static void addTo(Operators t) {
    t.add("linalg.det", "A", a -> a.tensor("A").det());
    t.add("linalg.det/singular", "A", a -> a.tensor("A").det());
    t.addAll(
        "linalg.slogdet",
        "A",
        a -> List.of(a.tensor("A").slogdet().sign(), a.tensor("A").slogdet().logAbsDet()));
    t.add("linalg.inv", "A", a -> a.tensor("A").inverse());
    t.add(
        "linalg.cholesky",
        "A upper",
        a -> {
          Tensor lower = a.tensor("A").cholesky();
          return a.flag("upper", false) ? lower.transpose(-2, -1) : lower;
        });
    t.add(
        "linalg.solve", "A B left", a -> solve(a.tensor("A"), a.tensor("B"), a.flag("left", true)));
    t.add(
        "linalg.solve_triangular",
        "A B upper left unitriangular",
        MatrixOperators::solveTriangular);
  }

  private static Tensor solveTriangular(Arguments a) {
    boolean left = a.flag("left", true);
    boolean upper = a.flag("upper", false);
    boolean unit = a.flag("unitriangular", false);
    Tensor b = a.tensor("B");
    Tensor right = left ? b : b.transpose(-2, -1);
    Tensor x = a.tensor("A").solveTriangular(right, upper, !left, unit);
    return left ? x : x.transpose(-2, -1);
  }

  private static Tensor solve(Tensor a, Tensor b, boolean left) {
    boolean vector =
        b.rank() == 1 || (b.rank() == a.rank() - 1 && b.shape().equals(a.shape().leading(1)));
    if (vector) {
      return a.solve(b.unsqueeze(-1)).squeeze(-1);
    }
    return left ? a.solve(b) : fromRight(a, b);
  }

  /** Returns {@code X} of {@code X A = B}. */
  private static Tensor fromRight(Tensor a, Tensor b) {
    return a.solve(b.transpose(-2, -1), true).transpose(-2, -1);
  }
}
