package io.autodiff.nn;

import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Layer normalisation, {@code scale · (x - mean) / sqrt(variance + ε) + shift} with mean and
 * variance of each example's last axis; the same in training and evaluation (Ba, Kiros and Hinton,
 * 2016).
 *
 * @param scale {@code (features)}, 1 at first
 * @param shift {@code (features)}, 0 at first
 * @param epsilon keeps the quotient finite
 */
public record LayerNorm(Parameter scale, Parameter shift, double epsilon)
    implements MlpBuilder.StoredLayer {
  /** Makes a layer for the last axis of the site's input. */
  static LayerNorm at(LayerSite site) {
    Shape features = site.features("layer norm");
    return new LayerNorm(
        site.parameter("scale", features, Initializer.constant(1)),
        site.parameter("shift", features, Initializer.zeros()),
        1e-5);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return input.layerNorm(pass.use(scale), pass.use(shift), epsilon);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(scale, shift);
  }

  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.LAYER_NORM;
  }

  @Override
  public String export(ExportGraph graph, String name, String input) {
    return graph.node(
        "LayerNormalization",
        Map.of("epsilon", (float) epsilon),
        input,
        graph.constant(scale),
        graph.constant(shift));
  }

  @Override
  public String describe() {
    return "layer norm";
  }
}
