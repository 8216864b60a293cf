package io.autodiff.nn.train;

import io.autodiff.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prefixes of names, by which one map of tensors holds several. */
final class NamePrefix {
  private NamePrefix() {}

  static void put(String prefix, Map<String, Tensor> part, Map<String, Tensor> all) {
    part.forEach((name, value) -> all.put(prefix + name, value));
  }

  static Map<String, Tensor> take(String prefix, Map<String, Tensor> all) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), value);
          }
        });
    return part;
  }
}
