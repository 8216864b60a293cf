package io.autodiff.op;

import io.autodiff.Tensor;

/**
 * The running products along an axis, of 1, 2, 4, … elements at a time. No division is needed for
 * its derivatives, so they are right where elements are 0. Source: Hillis and Steele, "Data
 * parallel algorithms" (1986).
 */
public record CumProd(int axis) implements Composite {
  @Override
  public String label() {
    return "cumProd";
  }

  @Override
  public Tensor define(Tensor... in) {
    Tensor x = in[0];
    int n = x.dim(axis);
    for (int span = 1; span < n; span *= 2) {
      Tensor longer = x.slice(axis, span, n).mul(x.slice(axis, 0, n - span));
      x = Tensor.concat(axis, x.slice(axis, 0, span), longer);
    }
    return x;
  }
}
