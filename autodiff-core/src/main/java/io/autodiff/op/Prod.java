package io.autodiff.op;

import io.autodiff.Tensor;

/**
 * The product over an axis, 1 of nothing: the product of the halves, and of theirs. No division is
 * needed for its derivatives, so they are right where elements are 0.
 */
public record Prod(int axis) implements Composite {
  @Override
  public String label() {
    return "prod";
  }

  @Override
  public Tensor define(Tensor... in) {
    Tensor x = in[0];
    int n = x.dim(axis);
    if (n == 0) {
      return x.sum(new int[] {axis}, false).add(1);
    }
    while (n > 1) {
      int half = n / 2;
      Tensor halves = x.slice(axis, 0, half).mul(x.slice(axis, half, 2 * half));
      x = n % 2 == 0 ? halves : Tensor.concat(axis, halves, x.slice(axis, n - 1, n));
      n = half + n % 2;
    }
    return x.reshape(x.shape().reduce(new int[] {axis}, false));
  }
}
