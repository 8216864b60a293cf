package io.autodiff.nn.optim;

import io.autodiff.Tensor;
import java.util.List;

/** A bound on the derivatives that an optimiser uses: the cure for exploding gradients. */
@FunctionalInterface
public interface Clipping {

  /** Returns the bounded derivatives, one for each given. */
  List<Tensor> apply(List<Tensor> gradients);

  /** Returns the clipping that leaves derivatives as they are. */
  static Clipping none() {
    return gradients -> gradients;
  }

  /**
   * Returns the clipping that shortens all derivatives, taken as one vector, to at most this length
   * and keeps their direction (Pascanu et al., ICML 2013).
   */
  static Clipping byNorm(double limit) {
    Checks.positive("clipping: norm", limit);
    return gradients -> {
      double norm = norm(gradients);
      return norm > limit
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

  /** Returns the length of all derivatives taken as one vector. */
  static double norm(List<Tensor> gradients) {
    double sum = 0;
    for (Tensor gradient : gradients) {
      sum += gradient.square().sum().value();
    }
    return Math.sqrt(sum);
  }
}
