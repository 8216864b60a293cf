package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The product of two matrices, {@code (m, k) · (k, n) → (m, n)}, either of which may be stored
 * turned.
 *
 * @param leftTurned whether the left operand is stored as {@code (k, m)}
 * @param rightTurned whether the right operand is stored as {@code (n, k)}
 */
public record MatMul(boolean leftTurned, boolean rightTurned) implements Multilinear {
  @Override
  public String label() {
    return "matmul";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape a = in[0].shape();
    Shape b = in[1].shape();
    int m = a.dim(leftTurned ? 1 : 0);
    int k = a.dim(leftTurned ? 0 : 1);
    int n = b.dim(rightTurned ? 0 : 1);
    if (k != b.dim(rightTurned ? 1 : 0)) {
      throw mismatch(a, b);
    }
    Object out = w.allocate(in[0].dtype(), Shape.of(m, n).size());
    w.kernels()
        .matmul(in[0].array(), 0, leftTurned, in[1].array(), 0, rightTurned, out, 0, m, n, k);
    return w.tensor(Shape.of(m, n), out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    if (argument == 0) {
      return leftTurned ? in[1].matmul(g, rightTurned, true) : g.matmul(in[1], false, !rightTurned);
    }
    return rightTurned ? g.matmul(in[0], true, leftTurned) : in[0].matmul(g, !leftTurned, false);
  }

  /** Returns the error for operands whose inner dimensions differ. */
  static AutodiffException mismatch(Shape left, Shape right) {
    return new AutodiffException(
        "matmul: inner dimensions differ",
        "left " + left + ", right " + right,
        "last of left (" + left.dim(-1) + ") = first of right (" + right.dim(0) + ")",
        hint(left, right));
  }

  private static @Nullable String hint(Shape left, Shape right) {
    if (right.rank() == 2 && right.dim(1) == left.dim(-1)) {
      Shape turned = Shape.of(right.dim(1), right.dim(0));
      return "right.transpose() is " + turned + " and would fit";
    }
    if (left.rank() == 2 && left.dim(0) == right.dim(0)) {
      Shape turned = Shape.of(left.dim(1), left.dim(0));
      return "left.transpose() is " + turned + " and would fit";
    }
    return null;
  }
}
