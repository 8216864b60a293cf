package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network's layers as lists and maps, for JSON, and back. */
final class Architecture {
  private static final int MAX_RANK = 8;

  private Architecture() {}

  /**
   * Describes a network.
   *
   * @throws AutodiffException if it has a layer that is not the library's own
   */
  static Map<String, Object> of(Mlp network) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("input", Arrays.stream(network.inputShape().dims()).boxed().toList());
    description.put("dtype", network.dtype().toString());
    description.put("layers", layers(network));
    return description;
  }

  private static List<Map<String, Object>> layers(Mlp network) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Mlp.NamedLayer named : network.layers()) {
      if (!(named.layer() instanceof MlpBuilder.StoredLayer stored)) {
        throw new AutodiffException(
            "model: a layer that the file format does not know",
            "layer \"" + named.name() + "\", " + named.layer().describe(),
            "layers of the library, or registered in LayerKinds",
            "network.state() gives the parameters alone, which can be stored");
      }
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("kind", stored.kind().toString());
      stored
          .settings()
          .forEach((name, value) -> layer.put(name, value instanceof Mlp m ? layers(m) : value));
      layers.add(layer);
    }
    return layers;
  }

  /**
   * Builds the network that {@link #of} described.
   *
   * @param state its parameters, which also bound what the layers may allocate
   * @param kinds makes the layers that are not the library's own
   * @throws IllegalArgumentException if the description is not sound or the parameters do not fit
   */
  static Mlp build(Map<?, ?> description, Map<String, Tensor> state, LayerKinds kinds) {
    Shape input = input(description.get("input"));
    DType dtype = constant(description.get("dtype"), "element type", DType.class);
    MlpBuilder builder = Mlp.builder(input.dims()).dtype(dtype).kinds(kinds);
    return addAll(description.get("layers"), builder).build(state);
  }

  /** Adds the layers of a list to a builder, which is returned. */
  static MlpBuilder addAll(@Nullable Object layers, MlpBuilder builder) {
    if (!(layers instanceof List<?> list)) {
      throw fault("list of layers", layers);
    }
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> layer) || !(layer.get("kind") instanceof String kind)) {
        throw fault("layer", element);
      }
      builder.add(constant(kind, "kind of layer", MlpBuilder.Kind.class), new LayerSettings(layer));
    }
    return builder;
  }

  private static Shape input(@Nullable Object dims) {
    if (!(dims instanceof List<?> list) || list.size() > MAX_RANK) {
      throw fault("input shape", dims);
    }
    int[] sizes = new int[list.size()];
    long product = 1;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = positive(list.get(i), "input shape");
      product *= sizes[i];
      if (product > Integer.MAX_VALUE / 2) {
        throw fault("input shape", dims);
      }
    }
    return Shape.of(sizes);
  }

  /** Returns the constant of an enum that prints as {@code name}. */
  static <E extends Enum<E>> E constant(@Nullable Object name, String what, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(name)) {
        return constant;
      }
    }
    throw fault(what, name);
  }

  /** Returns a value as a whole number above 0. */
  static int positive(@Nullable Object value, String what) {
    if (value instanceof Integer number && number > 0) {
      return number;
    }
    throw fault(what, value);
  }

  static IllegalArgumentException fault(String what, @Nullable Object value) {
    return new IllegalArgumentException("unknown " + what + ": " + value);
  }
}
