package io.autodiff.nn.optim;

import io.autodiff.Tensor;
import java.util.List;

/** A bound on the derivatives that an optimiser uses: the cure for exploding gradients. */
@FunctionalInterface
public interface Clipping {
  /** Sums of squares from here on lose nothing to underflow, in float32 either. */
  double SAFE_SQUARES = 1e-20;

  /** Returns the bounded derivatives, one for each given. */
  List<Tensor> apply(List<Tensor> gradients);

  /** Returns the clipping that leaves derivatives as they are. */
  static Clipping none() {
    return gradients -> gradients;
  }

  /**
   * Returns the clipping that shortens all derivatives, taken as one vector, to at most this length
   * and keeps their direction (Pascanu et al., ICML 2013). Derivatives that are not all finite have
   * no direction and stay as they are, for the trainer to find.
   */
  static Clipping byNorm(double limit) {
    Checks.positive("clipping: norm", limit);
    return gradients -> {
      double norm = norm(gradients);
      return norm > limit && norm < Double.POSITIVE_INFINITY
          ? gradients.stream().map(gradient -> gradient.mul(limit / norm)).toList()
          : gradients;
    };
  }

  /** Returns the clipping of every derivative to {@code [-limit, limit]}. */
  static Clipping byValue(double limit) {
    Checks.positive("clipping: value", limit);
    return gradients ->
        gradients.stream().map(gradient -> gradient.maximum(-limit).minimum(limit)).toList();
  }

  /**
   * Returns the length of all derivatives taken as one vector, also where squares overflow or
   * underflow; NaN or infinite if a derivative is.
   */
  static double norm(List<Tensor> gradients) {
    double sum = 0;
    for (Tensor gradient : gradients) {
      sum += gradient.square().sum().value();
    }
    return sum > SAFE_SQUARES && sum < Double.POSITIVE_INFINITY
        ? Math.sqrt(sum)
        : scaledNorm(gradients);
  }

  /** Divides by the largest derivative before it squares. */
  private static double scaledNorm(List<Tensor> gradients) {
    double largest = 0;
    for (Tensor gradient : gradients) {
      for (double x : gradient.values()) {
        largest = Double.isNaN(x) ? x : Math.max(largest, Math.abs(x));
      }
    }
    if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
      return largest;
    }
    double sum = 0;
    for (Tensor gradient : gradients) {
      for (double x : gradient.values()) {
        double part = x / largest;
        sum += part * part;
      }
    }
    return largest * Math.sqrt(sum);
  }
}
