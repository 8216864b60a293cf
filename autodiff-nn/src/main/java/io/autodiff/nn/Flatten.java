package io.autodiff.nn;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Map;

/** Makes a vector of each example: {@code (batch, …) → (batch, size)}. */
public record Flatten() implements MlpBuilder.StoredLayer {
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
  public boolean repeats() {
    return true;
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.FLATTEN;
  }

  @Override
  public String export(ExportGraph graph, String name, String input) {
    return graph.node("Flatten", Map.of("axis", 1), input);
  }

  @Override
  public String describe() {
    return "flatten";
  }
}
