package io.autodiff.nn.train;

import io.autodiff.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a training needs to go on exactly where it stood after an epoch: named tensors (the
 * network's, the optimiser's, the history) and a few words.
 *
 * @param tensors by name
 * @param properties by name
 */
public record Snapshot(Map<String, Tensor> tensors, Map<String, String> properties) {

  /** Copies the maps and keeps their order. */
  public Snapshot {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }
}
