package io.autodiff.nn.model;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.ActivationLayer;
import io.autodiff.nn.BatchNorm;
import io.autodiff.nn.Dense;
import io.autodiff.nn.Dropout;
import io.autodiff.nn.Flatten;
import io.autodiff.nn.Layer;
import io.autodiff.nn.LayerNorm;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.Residual;
import io.autodiff.nn.io.FormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A network's layers as plain lists and maps, for JSON, and back. */
final class Architecture {
  private final Map<String, Tensor> tensors;
  private final Object source;

  /**
   * @param tensors the parameters by name, which bound what the layers may allocate
   * @param source the file's name
   */
  private Architecture(Map<String, Tensor> tensors, Object source) {
    this.tensors = tensors;
    this.source = source;
  }

  /**
   * Describes a network.
   *
   * @throws AutodiffException if it has a layer that is not the library's own
   */
  static Map<String, Object> describe(Mlp network) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("input", network.inputShape().dims());
    description.put("dtype", network.dtype().toString());
    description.put("layers", layers(network));
    return description;
  }

  private static List<Map<String, Object>> layers(Mlp network) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Mlp.NamedLayer named : network.layers()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      describe(named, layer);
      layers.add(layer);
    }
    return layers;
  }

  private static void describe(Mlp.NamedLayer named, Map<String, Object> layer) {
    switch (named.layer()) {
      case Dense dense -> {
        layer.put("kind", "dense");
        layer.put("units", dense.bias().shape().dim(0));
      }
      case ActivationLayer function -> {
        layer.put("kind", "activation");
        layer.put("function", function.activation().toString());
      }
      case Dropout dropout -> {
        layer.put("kind", "dropout");
        layer.put("rate", dropout.rate());
      }
      case BatchNorm _ -> layer.put("kind", "batch_norm");
      case LayerNorm _ -> layer.put("kind", "layer_norm");
      case Flatten _ -> layer.put("kind", "flatten");
      case Residual residual -> {
        layer.put("kind", "residual");
        layer.put("layers", layers(residual.inner()));
      }
      case Layer own ->
          throw new AutodiffException(
              "model: a layer that the file format does not know",
              "layer \"" + named.name() + "\", " + own.describe(),
              "layers of the library",
              "network.state() gives the parameters alone, which can be stored");
    }
  }

  /**
   * Builds the network that {@link #describe} described, with these parameters.
   *
   * @throws FormatException if the description is not sound or the parameters don't fit it
   */
  static Mlp build(Map<?, ?> description, Map<String, Tensor> tensors, Object source)
      throws FormatException {
    Architecture architecture = new Architecture(tensors, source);
    Shape input = architecture.input(description.get("input"));
    try {
      MlpBuilder builder =
          Mlp.builder(input.dims()).dtype(architecture.dtype(description.get("dtype")));
      architecture.add(builder, "", input, description.get("layers"));
      Mlp network = builder.build(new SplittableRandom(0));
      network.load(tensors);
      return network;
    } catch (AutodiffException e) {
      throw new FormatException(source, "not a sound model: " + e.getMessage(), e);
    }
  }

  private DType dtype(@Nullable Object name) throws FormatException {
    for (DType dtype : DType.values()) {
      if (dtype.toString().equals(name)) {
        return dtype;
      }
    }
    throw fault("element type", name);
  }

  private Shape input(@Nullable Object dims) throws FormatException {
    if (!(dims instanceof List<?> list) || list.size() > 8) {
      throw fault("input shape", dims);
    }
    int[] sizes = new int[list.size()];
    long product = 1;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = whole(list.get(i), "input shape");
      product *= sizes[i];
      if (product > Integer.MAX_VALUE / 2) {
        throw fault("input shape", dims);
      }
    }
    return Shape.of(sizes);
  }

  /** Adds layers to a builder and returns the shape after them. */
  private Shape add(MlpBuilder builder, String prefix, Shape from, @Nullable Object layers)
      throws FormatException {
    if (!(layers instanceof List<?> list)) {
      throw fault("list of layers", layers);
    }
    Map<String, Integer> numbers = new HashMap<>();
    Shape shape = from;
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> layer) || !(layer.get("kind") instanceof String kind)) {
        throw fault("layer", element);
      }
      String name = prefix + kind + numbers.merge(kind, 1, Integer::sum);
      shape = add(builder, name, shape, kind, layer);
    }
    return shape;
  }

  private Shape add(MlpBuilder builder, String name, Shape shape, String kind, Map<?, ?> layer)
      throws FormatException {
    switch (kind) {
      case "dense" -> {
        int units = whole(layer.get("units"), "number of units");
        require(name + ".weight", shape.size(), units);
        builder.dense(units);
        return Shape.of(units);
      }
      case "activation" -> builder.activation(activation(layer.get("function")));
      case "dropout" -> builder.dropout(rate(layer.get("rate")));
      case "batch_norm" -> {
        require(name + ".scale", features(shape));
        builder.batchNorm();
      }
      case "layer_norm" -> {
        require(name + ".scale", features(shape));
        builder.layerNorm();
      }
      case "flatten" -> {
        builder.flatten();
        return Shape.of(shape.size());
      }
      case "residual" -> residual(builder, name, shape, layer);
      default -> throw fault("kind of layer", kind);
    }
    return shape;
  }

  private void residual(MlpBuilder builder, String name, Shape shape, Map<?, ?> layer)
      throws FormatException {
    // Checks the inner layers before the builder, which runs later, adds them in earnest.
    add(Mlp.builder(shape.dims()), name + ".", shape, layer.get("layers"));
    builder.residual(
        block -> {
          try {
            add(block, name + ".", shape, layer.get("layers"));
            return block;
          } catch (FormatException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static int features(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.dim(-1);
  }

  /** Checks a parameter before the builder allocates one like it; the sizes may be absurd. */
  private void require(String name, int... dims) throws FormatException {
    Tensor tensor = tensors.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape().dims(), dims)) {
      throw new FormatException(
          source,
          "not a sound model: \""
              + name
              + "\" should be of shape "
              + Arrays.toString(dims).replace('[', '(').replace(']', ')')
              + (tensor == null ? ", but is missing" : ", but is " + tensor.shape()));
    }
  }

  private Activation activation(@Nullable Object name) throws FormatException {
    for (Activation activation : Activation.values()) {
      if (activation.toString().equals(String.valueOf(name).toLowerCase(Locale.ROOT))) {
        return activation;
      }
    }
    throw fault("activation", name);
  }

  private double rate(@Nullable Object rate) throws FormatException {
    if (rate instanceof Number number) {
      return number.doubleValue();
    }
    throw fault("rate", rate);
  }

  private int whole(@Nullable Object value, String what) throws FormatException {
    if (value instanceof Integer number && number > 0) {
      return number;
    }
    throw fault(what, value);
  }

  private FormatException fault(String what, @Nullable Object value) {
    return new FormatException(source, "not a sound model: unknown " + what + ": " + value);
  }
}
