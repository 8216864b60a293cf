package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer that a program wrote, with what makes it again.
 *
 * @param name by which {@link LayerKinds} know it
 * @param described numbers, texts and lists, as JSON has them
 * @param layer does the work
 */
public record OwnLayer(String name, Map<String, ?> described, Layer layer)
    implements MlpBuilder.StoredLayer {

  /** Copies the map. */
  public OwnLayer {
    described = Map.copyOf(described);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return layer.forward(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    return layer.outputShape(input);
  }

  @Override
  public List<Parameter> parameters() {
    return layer.parameters();
  }

  @Override
  public List<Parameter> buffers() {
    return layer.buffers();
  }

  @Override
  public boolean repeats() {
    return layer.repeats();
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.OWN;
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", name);
    settings.put("settings", described);
    return settings;
  }

  @Override
  public String export(ExportGraph graph, String place, String input) {
    throw new AutodiffException(
        "ONNX: a layer that has no counterpart",
        "layer \"" + place + "\", " + describe(),
        "layers of the library",
        null);
  }

  @Override
  public String describe() {
    return layer.describe();
  }
}
