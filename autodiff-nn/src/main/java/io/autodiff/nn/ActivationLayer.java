package io.autodiff.nn;

import io.autodiff.Tensor;
import java.util.Map;

/**
 * A layer that applies a function to every element and has no parameters.
 *
 * @param activation the function
 */
public record ActivationLayer(Activation activation) implements MlpBuilder.StoredLayer {
  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return activation.apply(input);
  }

  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.ACTIVATION;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("function", activation.toString());
  }

  @Override
  public String export(ExportGraph graph, String name, String input) {
    return activation.export(graph, input);
  }

  @Override
  public String describe() {
    return activation.toString();
  }
}
