package io.autodiff.nn;

import java.util.Map;

/**
 * Formulas of {@link Activation} in operators that runtimes have in float32 and float64. Many
 * runtimes lack an activation's own operator in one of the two.
 */
record ActivationExport(ExportGraph graph) {
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  String node(String operator, String... inputs) {
    return graph.node(operator, inputs);
  }

  String number(double value) {
    return graph.number(value);
  }

  String erf(String x) {
    return graph.erf(x);
  }

  String sum(String a, String b) {
    return node("Add", a, b);
  }

  String times(String x, double factor) {
    return node("Mul", x, number(factor));
  }

  String negative(String x) {
    return node("Neg", x);
  }

  String positivePart(String x) {
    return node("Relu", x);
  }

  /** {@code min(x, 0)}. */
  String negativePart(String x) {
    return negative(positivePart(negative(x)));
  }

  /** {@code e^min(x, 0) - 1}. */
  String decay(String x) {
    return sum(node("Exp", negativePart(x)), number(-1));
  }

  /** {@code x (1 + t) / 2}. */
  String gated(String x, String t) {
    return times(node("Mul", x, sum(t, number(1))), 0.5);
  }

  /** {@code max(x, 0) + log(1 + e^-|x|)}. */
  String softplus(String x) {
    String tail = node("Exp", negative(node("Abs", x)));
    return sum(positivePart(x), node("Log", sum(tail, number(1))));
  }

  String clamped(String x, double low, double high) {
    return node("Max", node("Min", x, number(high)), number(low));
  }

  String hardSigmoid(String x) {
    return times(clamped(sum(x, number(3)), 0, 6), 1.0 / 6);
  }

  String selu(String x) {
    return times(sum(positivePart(x), times(decay(x), SELU_ALPHA)), SELU_SCALE);
  }

  String geluTanh(String x) {
    String cube = node("Mul", x, node("Mul", x, x));
    String inner = times(sum(x, times(cube, 0.044715)), Math.sqrt(2 / Math.PI));
    return gated(x, node("Tanh", inner));
  }

  /** Not x times Sigmoid, which ONNX Runtime fuses into a kernel that it has in float32 only. */
  String silu(String x) {
    return node("Div", x, sum(node("Exp", negative(x)), number(1)));
  }

  String softmax(String x) {
    return graph.node("Softmax", Map.of("axis", -1), x);
  }
}
