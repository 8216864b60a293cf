package io.autodiff.nn.io;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors and what is known about them, as a file holds them; immutable, in order.
 *
 * @param tensors the constants by name
 * @param metadata free text by key
 */
public record TensorFile(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** Copies both maps. */
  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Holds tensors without metadata. */
  public TensorFile(Map<String, Tensor> tensors) {
    this(tensors, Map.of());
  }

  /**
   * Returns the tensor of that name.
   *
   * @throws AutodiffException if there is none
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new AutodiffException(
          "tensor file: no tensor of that name",
          "\"" + name + "\"",
          "one of " + tensors.keySet(),
          null);
    }
    return tensor;
  }
}
