package io.autodiff.nn.examples;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.transform.ValueTree;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Slopes by central differences of fourth order, of functions written in plain numbers. */
final class DirectionalDifference {
  private static final double STEP = 1e-4;

  private DirectionalDifference() {}

  /** Returns a random direction of the structure of {@code x}. */
  static <X> X draw(long seed, X x) {
    SplittableRandom random = new SplittableRandom(seed);
    return ValueTree.map(
        x, s -> Scalar.of(random.nextGaussian()), t -> Tensor.randn(random, t.shape().dims()));
  }

  /** Returns the slope of {@code f} at {@code x} in a direction. */
  static <X> double of(ToDoubleFunction<X> f, X x, X direction) {
    double near = between(f, x, direction, STEP);
    return (4 * near - between(f, x, direction, 2 * STEP)) / 3;
  }

  private static <X> double between(ToDoubleFunction<X> f, X x, X direction, double h) {
    double after = f.applyAsDouble(ValueTree.axpy(h, direction, x));
    return (after - f.applyAsDouble(ValueTree.axpy(-h, direction, x))) / (2 * h);
  }
}
