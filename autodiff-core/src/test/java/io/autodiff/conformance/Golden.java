package io.autodiff.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One golden sample: an operator, its arguments, and what PyTorch computed from them. */
record Golden(
    String operator,
    List<@Nullable Object> args,
    Map<String, @Nullable Object> kwargs,
    List<Tensor> outputs,
    List<Tensor> cotangents,
    List<@Nullable Tensor> grads,
    List<@Nullable Tensor> v,
    @Nullable List<@Nullable Tensor> hvp) {

  /** A tensor argument; {@code var} is its index among the gradients, -1 if it has none. */
  record Input(Tensor value, int var) {}

  /** An argument of whole numbers, such as indices. */
  record Indices(Shape shape, int[] values) {}

  /** An argument of truth values. */
  record Mask(Shape shape, boolean[] values) {}

  /** A Python slice; null where a bound is not given. */
  record Range(@Nullable Integer start, @Nullable Integer stop, @Nullable Integer step) {}

  /** Python's {@code ...}. */
  record Ellipsis() {}

  /** Reads gzipped samples, one JSON object a line. */
  static List<Golden> read(InputStream gzipped) throws IOException {
    List<Golden> all = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(gzipped), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        all.add(parse(JsonParser.parseString(line).getAsJsonObject()));
      }
    }
    return all;
  }

  private static Golden parse(JsonObject json) {
    String variant = json.get("variant").getAsString();
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    json.getAsJsonObject("kwargs").asMap().forEach((k, e) -> kwargs.put(k, argument(e)));
    boolean second = json.has("hvp") && !json.get("hvp").isJsonNull();
    return new Golden(
        json.get("op").getAsString() + (variant.isEmpty() ? "" : "/" + variant),
        arguments(json.getAsJsonArray("args")),
        kwargs,
        present(json.getAsJsonArray("outputs")),
        present(json.getAsJsonArray("cotangents")),
        tensors(json.getAsJsonArray("grads")),
        second ? tensors(json.getAsJsonArray("v")) : List.of(),
        second ? tensors(json.getAsJsonArray("hvp")) : null);
  }

  private static List<@Nullable Object> arguments(JsonArray json) {
    List<@Nullable Object> all = new ArrayList<>();
    json.forEach(e -> all.add(argument(e)));
    return all;
  }

  private static @Nullable Object argument(JsonElement json) {
    if (json.isJsonNull()) {
      return null;
    }
    if (json.isJsonPrimitive()) {
      if (json.getAsJsonPrimitive().isBoolean()) {
        return json.getAsBoolean();
      }
      return json.getAsJsonPrimitive().isNumber() ? (Object) number(json) : json.getAsString();
    }
    JsonObject object = json.getAsJsonObject();
    return switch (object.get("t").getAsString()) {
      case "f64" ->
          new Input(tensor(object), object.has("var") ? object.get("var").getAsInt() : -1);
      case "int" -> new Indices(shape(object), ints(object.getAsJsonArray("data")));
      case "bool" -> new Mask(shape(object), booleans(object.getAsJsonArray("data")));
      case "list" -> arguments(object.getAsJsonArray("items"));
      case "slice" -> range(object.getAsJsonArray("v"));
      case "ellipsis" -> new Ellipsis();
      default -> throw new IllegalArgumentException("unknown argument " + object);
    };
  }

  private static Range range(JsonArray v) {
    return new Range(bound(v.get(0)), bound(v.get(1)), bound(v.get(2)));
  }

  private static @Nullable Integer bound(JsonElement json) {
    return json.isJsonNull() ? null : json.getAsInt();
  }

  private static List<Tensor> present(JsonArray json) {
    List<Tensor> all = new ArrayList<>();
    json.forEach(e -> all.add(tensor(e.getAsJsonObject())));
    return all;
  }

  private static List<@Nullable Tensor> tensors(JsonArray json) {
    List<@Nullable Tensor> all = new ArrayList<>();
    json.forEach(e -> all.add(e.isJsonNull() ? null : tensor(e.getAsJsonObject())));
    return all;
  }

  private static Tensor tensor(JsonObject json) {
    JsonArray data = json.getAsJsonArray("data");
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(data.get(i));
    }
    return Tensor.of(shape(json), values);
  }

  private static Shape shape(JsonObject json) {
    return Shape.of(ints(json.getAsJsonArray("shape")));
  }

  private static int[] ints(JsonArray json) {
    return json.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  private static boolean[] booleans(JsonArray json) {
    boolean[] all = new boolean[json.size()];
    for (int i = 0; i < all.length; i++) {
      JsonElement e = json.get(i);
      all[i] = e.getAsJsonPrimitive().isBoolean() ? e.getAsBoolean() : e.getAsInt() != 0;
    }
    return all;
  }

  /** Returns a number; those that JSON cannot hold are strings. */
  static double number(JsonElement json) {
    String text = json.getAsString();
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
