package io.autodiff.nn;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a file says of a layer: the fields of a JSON object. A field that is missing or unsound is
 * an {@link IllegalArgumentException}.
 */
public record LayerSettings(Map<?, ?> fields) {

  /** Returns a whole number above 0; {@code what} names it in messages. */
  public int positive(String field, String what) {
    return Architecture.positive(fields.get(field), what);
  }

  /** Returns a number. */
  public double number(String field) {
    if (fields.get(field) instanceof Number number) {
      return number.doubleValue();
    }
    throw Architecture.fault(field, fields.get(field));
  }

  /** Returns a text. */
  public String text(String field) {
    if (fields.get(field) instanceof String text) {
      return text;
    }
    throw Architecture.fault(field, fields.get(field));
  }

  /** Returns the settings that a field holds. */
  Map<String, ?> inner(String field) {
    Map<String, Object> inner = new LinkedHashMap<>();
    if (fields.get(field) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> inner.put(String.valueOf(name), Objects.requireNonNull(value)));
      return inner;
    }
    throw Architecture.fault(field, fields.get(field));
  }

  /** Returns an activation, named in capitals or not. */
  public Activation activation(String field) {
    Object name = fields.get(field);
    Object lower = name instanceof String text ? text.toLowerCase(Locale.ROOT) : name;
    return Architecture.constant(lower, "activation", Activation.class);
  }

  /** Returns a builder with the layers that a field lists. */
  MlpBuilder block(String field, MlpBuilder empty) {
    return Architecture.addAll(fields.get(field), empty);
  }
}
