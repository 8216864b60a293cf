package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A residual block, {@code x + f(x)} (He et al., CVPR 2016): a shortcut around a network whose
 * output has the shape of its input; derivatives do not vanish on it.
 *
 * @param inner the network f
 */
public record Residual(Mlp inner) implements MlpBuilder.StoredLayer {

  /**
   * Checks that the inner network keeps its input's shape.
   *
   * @throws AutodiffException if not
   */
  public Residual {
    Shape in = inner.inputShape();
    Shape out = inner.outputShape();
    if (!in.equals(out)) {
      throw new AutodiffException(
          "residual: the block changes the shape",
          "input " + in + ", output " + out,
          "an output of shape " + in,
          null);
    }
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return input.add(inner.forward(input, pass));
  }

  @Override
  public List<Parameter> parameters() {
    return inner.parameters();
  }

  @Override
  public List<Parameter> buffers() {
    return inner.buffers();
  }

  @Override
  public boolean repeats() {
    return inner.repeats();
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.RESIDUAL;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("layers", inner);
  }

  @Override
  public String export(ExportGraph graph, String name, String input) {
    return graph.node("Add", input, graph.network(inner, input));
  }

  @Override
  public String describe() {
    return "residual of " + inner.layers().size() + " layers";
  }
}
