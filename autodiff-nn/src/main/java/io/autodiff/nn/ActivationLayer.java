package io.autodiff.nn;

import io.autodiff.Tensor;

/**
 * A layer that applies a function to every element and has no parameters.
 *
 * @param activation the function
 */
public record ActivationLayer(Activation activation) implements Layer {
  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return activation.apply(input);
  }

  @Override
  public String describe() {
    return activation.toString();
  }
}
