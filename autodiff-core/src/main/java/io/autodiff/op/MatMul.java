package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The product of two matrices, {@code (m, k) · (k, n) → (m, n)}, either of which may be stored
 * turned. Axes before the last two are equal and count products.
 *
 * @param leftTurned whether the left operand is stored as {@code (k, m)}
 * @param rightTurned whether the right operand is stored as {@code (n, k)}
 */
public record MatMul(boolean leftTurned, boolean rightTurned) implements Multilinear {
  private static final MatMul AS_THEY_ARE = new MatMul(false, false);
  private static final MatMul LEFT_TURNED = new MatMul(true, false);
  private static final MatMul RIGHT_TURNED = new MatMul(false, true);
  private static final MatMul BOTH_TURNED = new MatMul(true, true);

  /** Returns the product with operands that are stored turned or not. */
  public static MatMul of(boolean leftTurned, boolean rightTurned) {
    return leftTurned
        ? (rightTurned ? BOTH_TURNED : LEFT_TURNED)
        : (rightTurned ? RIGHT_TURNED : AS_THEY_ARE);
  }

  @Override
  public String label() {
    return "matmul";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape a = in[0].shape();
    Shape b = in[1].shape();
    int m = a.dim(leftTurned ? -1 : -2);
    int k = inner(a, b);
    checkStacks(a, b);
    int n = b.dim(rightTurned ? -2 : -1);
    Shape shape = a.rank() == 2 ? w.matrix(m, n) : a.leading(2).and(m, n);
    Object out = w.allocate(in[0].dtype(), shape.size());
    int products = shape.size() == 0 ? 0 : shape.size() / (m * n);
    for (int i = 0; i < products; i++) {
      w.kernels()
          .matmul(
              in[0].storage(),
              i * m * k,
              leftTurned,
              in[1].storage(),
              i * k * n,
              rightTurned,
              out,
              i * m * n,
              m,
              n,
              k);
    }
    return w.tensor(shape, out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    if (argument == 0) {
      return leftTurned ? in[1].matmul(g, rightTurned, true) : g.matmul(in[1], false, !rightTurned);
    }
    return rightTurned ? g.matmul(in[0], true, leftTurned) : in[0].matmul(g, !leftTurned, false);
  }

  /**
   * Returns the inner dimension {@code k}, over which the products are summed.
   *
   * @param left of rank 2; of rank 1 a row
   * @param right of rank 2; of rank 1 a column
   * @throws AutodiffException if the operands differ in it
   */
  public int inner(Shape left, Shape right) {
    int ofLeft = left.dim(leftTurned ? -2 : -1);
    int ofRight = right.dim(rightTurned || right.rank() == 1 ? -1 : -2);
    if (ofLeft != ofRight) {
      throw new AutodiffException(
          "matmul: inner dimensions differ",
          "left %s%s, right %s%s"
              .formatted(
                  left, leftTurned ? " transposed" : "", right, rightTurned ? " transposed" : ""),
          "%s of left (%d) = %s of right (%d)"
              .formatted(
                  name(left, leftTurned),
                  ofLeft,
                  right.rank() == 1 ? "first" : name(right, !rightTurned),
                  ofRight),
          hint(left, ofLeft, right, ofRight));
    }
    return ofLeft;
  }

  private static void checkStacks(Shape left, Shape right) {
    if (left.rank() == 2 && right.rank() == 2) {
      return;
    }
    if (left.rank() != right.rank() || !left.leading(2).equals(right.leading(2))) {
      throw new AutodiffException(
          "matmul: axes before the last two differ",
          "left " + left + ", right " + right,
          "the same sizes before the last two axes",
          null);
    }
  }

  private static String name(Shape shape, boolean lastButOne) {
    return !lastButOne ? "last" : shape.rank() == 2 ? "first" : "last but one";
  }

  private @Nullable String hint(Shape left, int ofLeft, Shape right, int ofRight) {
    if (right.rank() == 2 && right.dim(rightTurned ? 0 : 1) == ofLeft) {
      return "right.transpose() is " + turned(right) + " and would fit";
    }
    if (left.rank() == 2 && left.dim(leftTurned ? 1 : 0) == ofRight) {
      return "left.transpose() is " + turned(left) + " and would fit";
    }
    return null;
  }

  private static Shape turned(Shape matrix) {
    return Shape.of(matrix.dim(1), matrix.dim(0));
  }
}
