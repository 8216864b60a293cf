package io.autodiff.nn.model;

import io.autodiff.nn.Activation;

/**
 * Activations in ONNX operators that runtimes have in float32 and float64, which for many that have
 * an operator of their own is not so.
 */
final class OnnxActivations {
  private static final double LEAK = 0.01;
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  private final OnnxGraph graph;

  OnnxActivations(OnnxGraph graph) {
    this.graph = graph;
  }

  /** Adds an activation of {@code x} and returns its name. */
  String apply(Activation activation, String x) {
    return switch (activation) {
      case LINEAR -> x;
      case SIGMOID -> graph.node("Sigmoid", x);
      case LOG_SIGMOID -> negative(softplus(negative(x)));
      case TANH -> graph.node("Tanh", x);
      case TANH_SHRINK -> graph.node("Sub", x, graph.node("Tanh", x));
      case RELU -> positivePart(x);
      case LEAKY_RELU -> sum(positivePart(x), times(negativePart(x), LEAK));
      case ELU -> sum(positivePart(x), decay(x));
      case SELU -> times(sum(positivePart(x), times(decay(x), SELU_ALPHA)), SELU_SCALE);
      case GELU -> gated(x, graph.erf(times(x, Math.sqrt(0.5))));
      case GELU_TANH -> {
        String cube = graph.node("Mul", x, graph.node("Mul", x, x));
        String inner = times(sum(x, times(cube, 0.044715)), Math.sqrt(2 / Math.PI));
        yield gated(x, graph.node("Tanh", inner));
      }
      // Not x times Sigmoid, which ONNX Runtime fuses into a kernel that it has in float32 only.
      case SILU -> graph.node("Div", x, sum(graph.node("Exp", negative(x)), graph.number(1)));
      case MISH -> graph.node("Mul", x, graph.node("Tanh", softplus(x)));
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> graph.node("Div", x, sum(graph.node("Abs", x), graph.number(1)));
      case HARD_TANH -> clamped(x, -1, 1);
      case HARD_SIGMOID -> hardSigmoid(x);
      case HARD_SWISH -> graph.node("Mul", x, hardSigmoid(x));
      case SOFTMAX -> graph.node("Softmax", OnnxGraph.attribute("axis", -1), x);
    };
  }

  private String sum(String a, String b) {
    return graph.node("Add", a, b);
  }

  private String times(String x, double factor) {
    return graph.node("Mul", x, graph.number(factor));
  }

  private String negative(String x) {
    return graph.node("Neg", x);
  }

  private String positivePart(String x) {
    return graph.node("Relu", x);
  }

  /** {@code min(x, 0)}. */
  private String negativePart(String x) {
    return negative(positivePart(negative(x)));
  }

  /** {@code e^min(x, 0) - 1}. */
  private String decay(String x) {
    return sum(graph.node("Exp", negativePart(x)), graph.number(-1));
  }

  /** {@code x (1 + t) / 2}. */
  private String gated(String x, String t) {
    return times(graph.node("Mul", x, sum(t, graph.number(1))), 0.5);
  }

  /** {@code max(x, 0) + log(1 + e^-|x|)}. */
  private String softplus(String x) {
    String tail = graph.node("Exp", negative(graph.node("Abs", x)));
    return sum(positivePart(x), graph.node("Log", sum(tail, graph.number(1))));
  }

  private String clamped(String x, double low, double high) {
    return graph.node("Max", graph.node("Min", x, graph.number(high)), graph.number(low));
  }

  private String hardSigmoid(String x) {
    return times(clamped(sum(x, graph.number(3)), 0, 6), 1.0 / 6);
  }
}
