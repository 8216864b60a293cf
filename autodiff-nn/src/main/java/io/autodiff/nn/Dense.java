package io.autodiff.nn;

import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A fully connected layer, {@code x W + b}: {@code (batch, in) · (in, out) + (out) → (batch, out)}.
 *
 * @param weight {@code (in, out)}
 * @param bias {@code (out)}
 */
public record Dense(Parameter weight, Parameter bias) implements MlpBuilder.StoredLayer {

  /** Makes a layer of {@code outputs} units for the site's input, biases 0. */
  static Dense at(LayerSite site, int outputs, Initializer initializer) {
    int inputs = site.vectorInput("dense");
    return new Dense(
        site.parameter("weight", Shape.of(inputs, outputs), initializer),
        site.parameter("bias", Shape.of(outputs), Initializer.zeros()));
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return input.matmul(pass.use(weight)).add(pass.use(bias));
  }

  @Override
  public Shape outputShape(Shape input) {
    return bias.shape();
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.DENSE;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("units", bias.shape().dim(0));
  }

  @Override
  public String export(ExportGraph graph, String name, String input) {
    return graph.node("Gemm", input, graph.constant(weight), graph.constant(bias));
  }

  @Override
  public String describe() {
    return "dense " + weight.shape().dim(0) + " → " + weight.shape().dim(1);
  }
}
