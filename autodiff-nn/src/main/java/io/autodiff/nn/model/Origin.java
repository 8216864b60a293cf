package io.autodiff.nn.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network was trained on.
 *
 * @param target the name of the column that it predicts; empty if it has none or is not known
 * @param facts what else is known, by name: the data's hash, the options, the version; in order
 */
public record Origin(String target, Map<String, String> facts) {
  /** Nothing is known. */
  public static final Origin UNKNOWN = new Origin("", Map.of());

  /** Copies the map. */
  public Origin {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Returns what a file's description says. */
  static Origin of(@Nullable Object target, @Nullable Object facts) {
    Map<String, String> known = new LinkedHashMap<>();
    if (facts instanceof Map<?, ?> map) {
      map.forEach((name, value) -> known.put(String.valueOf(name), String.valueOf(value)));
    }
    return new Origin(target instanceof String name ? name : "", known);
  }
}
