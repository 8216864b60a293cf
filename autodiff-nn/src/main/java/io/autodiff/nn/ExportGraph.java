package io.autodiff.nn;

import io.autodiff.Parameter;
import io.autodiff.Tensor;
import java.util.Map;

/**
 * The graph that a network becomes for runtimes in other languages. Operators and their attributes
 * are ONNX's, and every value has a name.
 */
public interface ExportGraph {

  /**
   * Adds an operator and returns its output's name.
   *
   * @param attributes whole numbers as {@code Integer}, others as {@code Float}
   */
  String node(String operator, Map<String, ? extends Number> attributes, String... inputs);

  /** Adds an operator without attributes and returns its output's name. */
  default String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  /** Adds a constant, in the network's element type, and returns its name. */
  String constant(String name, Tensor value);

  /** Adds a parameter's value and returns its name. */
  default String constant(Parameter parameter) {
    return constant(parameter.name(), parameter.value());
  }

  /** Adds a number and returns its name. */
  String number(double value);

  /** Adds the error function of {@code input} and returns its output's name. */
  String erf(String input);

  /**
   * Adds the layers of a network and returns the last one's output.
   *
   * @throws io.autodiff.AutodiffException if one of them is not the library's own
   */
  String network(Mlp network, String input);
}
