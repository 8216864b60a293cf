package io.autodiff.nn.model;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.ExportGraph;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.data.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The nodes and constants of an ONNX graph; values have names. */
final class OnnxGraph implements ExportGraph {
  static final String INPUT = "input";
  static final String OUTPUT = "output";
  static final String LABEL = "label";
  static final String PROBABILITIES = "probabilities";

  /** The domain of the operators for labels. */
  static final String LABELS = "ai.onnx.ml";

  private static final long STRING = 8;
  private static final long ATTRIBUTE_INTS = 7;
  private static final long ATTRIBUTE_STRINGS = 8;

  /** The numbers of element types in TensorProto. */
  private static final long FLOAT = 1;

  private static final long DOUBLE = 11;

  /** The numbers of types in AttributeProto. */
  private static final long ATTRIBUTE_FLOAT = 1;

  private static final long ATTRIBUTE_INT = 2;

  private final DType dtype;
  private final Protobuf nodes = new Protobuf();
  private final Protobuf constants = new Protobuf();
  private final Protobuf outputs = new Protobuf();
  private DType inputType;
  private DType outputType;
  private int values;

  OnnxGraph(DType dtype) {
    this.dtype = dtype;
    this.inputType = dtype;
    this.outputType = dtype;
  }

  /** Adds a node and returns its output's name. */
  private String node(String operator, String output, Protobuf attributes, String... inputs) {
    Protobuf node = new Protobuf();
    for (String input : inputs) {
      node.add(1, input);
    }
    node.add(2, output).add(4, operator);
    nodes.add(1, node.append(attributes));
    return output;
  }

  @Override
  public String node(String operator, Map<String, ? extends Number> attributes, String... inputs) {
    Protobuf message = new Protobuf();
    attributes.forEach((name, value) -> message.add(5, attribute(name, value)));
    return node(operator, "value" + ++values, message, inputs);
  }

  private static Protobuf attribute(String name, Number value) {
    Protobuf attribute = new Protobuf().add(1, name);
    return value instanceof Float real
        ? attribute.add(2, real).add(20, ATTRIBUTE_FLOAT)
        : attribute.add(3, value.longValue()).add(20, ATTRIBUTE_INT);
  }

  @Override
  public String constant(String name, Tensor tensor) {
    return constant(name, tensor, dtype);
  }

  private String wide(String name, Tensor tensor) {
    return constant(name, tensor, DType.FLOAT64);
  }

  private String constant(String name, Tensor tensor, DType type) {
    Protobuf message = new Protobuf();
    for (int dim : tensor.shape().dims()) {
      message.add(1, (long) dim);
    }
    message.add(2, number(type)).add(8, name).add(9, bytes(tensor.to(type)));
    constants.add(5, message);
    return name;
  }

  private static byte[] bytes(Tensor tensor) {
    int width = tensor.dtype() == DType.FLOAT64 ? Double.BYTES : Float.BYTES;
    ByteBuffer buffer = ByteBuffer.allocate(tensor.size() * width).order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.array()) {
      case double[] wide -> buffer.asDoubleBuffer().put(wide);
      case float[] narrow -> buffer.asFloatBuffer().put(narrow);
      default -> throw new IllegalArgumentException(tensor.dtype().toString());
    }
    return buffer.array();
  }

  private static long number(DType type) {
    return type == DType.FLOAT64 ? DOUBLE : FLOAT;
  }

  private String cast(DType type, String value) {
    return node("Cast", Map.of("to", number(type)), value);
  }

  /**
   * Adds {@code (filled input * unit - shift) * factor} and returns its name. The input is float64
   * and is prepared as such: in float32 the difference of a large input and a large shift would
   * lose its digits.
   */
  String preprocessing(Preprocessing preprocessing) {
    Map<String, Tensor> tensors = preprocessing.tensors();
    Tensor fill = Objects.requireNonNull(tensors.get("fill"));
    Tensor shift = Objects.requireNonNull(tensors.get("shift"));
    Tensor factor = Objects.requireNonNull(tensors.get("factor"));
    Tensor unit = tensors.get("unit");
    inputType = DType.FLOAT64;
    String value = INPUT;
    if (preprocessing.fills()) {
      String missing = node("IsNaN", value);
      value = node("Where", missing, wide("preprocessing.fill", fill), value);
    }
    if (unit != null) {
      value = node("Mul", value, wide("preprocessing.unit", unit));
    }
    value = node("Sub", value, wide("preprocessing.shift", shift));
    value = node("Mul", value, wide("preprocessing.factor", factor));
    return dtype == DType.FLOAT64 ? value : cast(dtype, value);
  }

  /** Adds what turns predictions of prepared targets back, in float64, and returns its name. */
  String undo(Preprocessing targets, String prediction) {
    Map<String, Tensor> tensors = targets.tensors();
    Tensor unit = tensors.get("unit");
    outputType = DType.FLOAT64;
    String value = dtype == DType.FLOAT64 ? prediction : cast(DType.FLOAT64, prediction);
    Tensor factor = Objects.requireNonNull(tensors.get("factor"));
    value = node("Div", value, wide("targets.factor", factor));
    Tensor shift = Objects.requireNonNull(tensors.get("shift"));
    value = node("Add", value, wide("targets.shift", shift));
    return unit == null ? value : node("Div", value, wide("targets.unit", unit));
  }

  @Override
  public String network(Mlp network, String input) {
    String value = input;
    for (Mlp.NamedLayer named : network.layers()) {
      if (!(named.layer() instanceof MlpBuilder.StoredLayer stored)) {
        throw new AutodiffException(
            "ONNX: a layer that has no counterpart",
            "layer \"" + named.name() + "\", " + named.layer().describe(),
            "layers of the library",
            null);
      }
      value = stored.export(this, named.name(), value);
    }
    return value;
  }

  @Override
  public String number(double value) {
    return constant("number" + ++values, Tensor.of(Shape.SCALAR, value));
  }

  /** Runtimes have the error function in float32 only. */
  @Override
  public String erf(String input) {
    if (dtype == DType.FLOAT32) {
      return node("Erf", input);
    }
    return cast(DType.FLOAT64, node("Erf", cast(DType.FLOAT32, input)));
  }

  /** Names a value as the graph's output. */
  void output(String value) {
    node("Identity", OUTPUT, new Protobuf(), value);
  }

  /**
   * Adds two outputs before the others: the names of the classes that logits say, {@code (batch)},
   * and the probabilities of all classes, {@code (batch, classes)}, in the order of their names.
   */
  void classes(String logits, List<String> names) {
    Protobuf lastAxis = new Protobuf().add(5, attribute("axis", -1));
    node("Softmax", PROBABILITIES, lastAxis, logits);
    String number = node("ArgMax", Map.of("axis", 1, "keepdims", 0), logits);
    Protobuf keys = new Protobuf().add(1, "keys_int64s");
    Protobuf values = new Protobuf().add(1, "values_strings");
    for (int i = 0; i < names.size(); i++) {
      keys.add(8, (long) i);
      values.add(9, names.get(i));
    }
    Protobuf encoder = new Protobuf().add(5, keys.add(20, ATTRIBUTE_INTS));
    encoder.add(5, values.add(20, ATTRIBUTE_STRINGS)).add(7, LABELS);
    node("LabelEncoder", LABEL, encoder, number);
    Protobuf batch = new Protobuf().add(1, new Protobuf().add(2, "batch"));
    Protobuf each = new Protobuf().append(batch);
    each.add(1, new Protobuf().add(1, (long) names.size()));
    outputs.add(12, value(LABEL, STRING, batch));
    outputs.add(12, value(PROBABILITIES, number(dtype), each));
  }

  /** Returns the graph's message; {@code input} and {@code output} are messages of shapes. */
  Protobuf finish(Protobuf input, Protobuf output) {
    Protobuf named = new Protobuf().add(2, "network");
    named.add(11, value(INPUT, number(inputType), input));
    outputs.add(12, value(OUTPUT, number(outputType), output));
    return nodes.append(named).append(outputs).append(constants);
  }

  private static Protobuf value(String name, long type, Protobuf shape) {
    Protobuf tensor = new Protobuf().add(1, type).add(2, shape);
    return new Protobuf().add(1, name).add(2, new Protobuf().add(1, tensor));
  }
}
