package io.autodiff.nn;

import io.autodiff.Shape;
import io.autodiff.Tensor;

/** Makes a vector of each example: {@code (batch, …) → (batch, size)}. */
public record Flatten() implements Layer {
  @Override
  public Tensor forward(Tensor input, Pass pass) {
    int batch = input.dim(0);
    return input.reshape(batch, batch == 0 ? 0 : input.size() / batch);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.size());
  }

  @Override
  public String describe() {
    return "flatten";
  }
}
