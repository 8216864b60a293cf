package io.autodiff.nn;

import java.util.Locale;
import java.util.Map;

/**
 * What a file says of a layer: the fields of a JSON object. A field that is missing or unsound is
 * an {@link IllegalArgumentException}.
 */
record LayerSettings(Map<?, ?> fields) {

  /** Returns a whole number above 0; {@code what} names it in messages. */
  int positive(String field, String what) {
    return Architecture.positive(fields.get(field), what);
  }

  double number(String field) {
    if (fields.get(field) instanceof Number number) {
      return number.doubleValue();
    }
    throw Architecture.fault(field, fields.get(field));
  }

  /** Returns an activation, named in capitals or not. */
  Activation activation(String field) {
    Object name = fields.get(field);
    Object lower = name instanceof String text ? text.toLowerCase(Locale.ROOT) : name;
    return Architecture.constant(lower, "activation", Activation.class);
  }

  /** Returns a residual block of the layers that a field lists. */
  MlpBuilder block(String field) {
    return Architecture.addAll(fields.get(field), MlpBuilder.block());
  }
}
