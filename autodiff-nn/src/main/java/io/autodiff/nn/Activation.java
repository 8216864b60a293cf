package io.autodiff.nn;

import io.autodiff.Tensor;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A function applied to every element of a layer's output. */
@SuppressWarnings("ImmutableEnumChecker") // no function of these has a state
public enum Activation {
  /** The identity. */
  LINEAR(x -> x, Initializer.glorot(), (_, x) -> x),
  /** {@code 1 / (1 + e^-x)}. */
  SIGMOID(Tensor::sigmoid, Initializer.glorot(), (g, x) -> g.node("Sigmoid", x)),
  /** {@code log σ(x)}. */
  LOG_SIGMOID(
      Tensor::logSigmoid, Initializer.glorot(), (g, x) -> g.negative(g.softplus(g.negative(x)))),
  /** The hyperbolic tangent. */
  TANH(Tensor::tanh, Initializer.glorot(), (g, x) -> g.node("Tanh", x)),
  /** {@code x - tanh x}. */
  TANH_SHRINK(
      Tensor::tanhShrink, Initializer.glorot(), (g, x) -> g.node("Sub", x, g.node("Tanh", x))),
  /** {@code max(x, 0)}; derivative 0 at 0. */
  RELU(Tensor::relu, Initializer.he(), (g, x) -> g.positivePart(x)),
  /** {@code x} above 0, {@code 0.01 x} below. */
  LEAKY_RELU(
      x -> x.leakyRelu(Activation.LEAK),
      Initializer.he(),
      (g, x) -> g.sum(g.positivePart(x), g.times(g.negativePart(x), Activation.LEAK))),
  /** {@code x} above 0, {@code e^x - 1} below. */
  ELU(Tensor::elu, Initializer.he(), (g, x) -> g.sum(g.positivePart(x), g.decay(x))),
  /** The self-normalising ELU; goes with {@link Initializer#lecun}. */
  SELU(Tensor::selu, Initializer.lecun(), (g, x) -> g.selu(x)),
  /** {@code x Φ(x)}. */
  GELU(Tensor::gelu, Initializer.he(), (g, x) -> g.gated(x, g.erf(g.times(x, Math.sqrt(0.5))))),
  /** {@link #GELU} approximated with tanh. */
  GELU_TANH(Tensor::geluTanh, Initializer.he(), (g, x) -> g.geluTanh(x)),
  /** {@code x σ(x)}, also called swish. */
  SILU(Tensor::silu, Initializer.he(), (g, x) -> g.silu(x)),
  /** {@code x tanh(softplus x)}. */
  MISH(Tensor::mish, Initializer.he(), (g, x) -> g.node("Mul", x, g.node("Tanh", g.softplus(x)))),
  /** {@code log(1 + e^x)}. */
  SOFTPLUS(Tensor::softplus, Initializer.he(), (g, x) -> g.softplus(x)),
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN(
      Tensor::softsign,
      Initializer.glorot(),
      (g, x) -> g.node("Div", x, g.sum(g.node("Abs", x), g.number(1)))),
  /** {@code x} kept between -1 and 1. */
  HARD_TANH(Tensor::hardTanh, Initializer.glorot(), (g, x) -> g.clamped(x, -1, 1)),
  /** A sigmoid of straight lines. */
  HARD_SIGMOID(Tensor::hardSigmoid, Initializer.glorot(), (g, x) -> g.hardSigmoid(x)),
  /** A swish of straight lines and a parabola. */
  HARD_SWISH(Tensor::hardSwish, Initializer.he(), (g, x) -> g.node("Mul", x, g.hardSigmoid(x))),
  /**
   * {@code e^x / Σ e^x} over the last axis. For training leave it out and take {@link
   * Loss#softmaxCrossEntropy}, which is more accurate.
   */
  SOFTMAX(x -> x.softmax(-1), Initializer.glorot(), (g, x) -> g.softmax(x));

  private static final double LEAK = 0.01;

  private final UnaryOperator<Tensor> function;
  private final Initializer initializer;
  private final Exporter exporter;

  Activation(UnaryOperator<Tensor> function, Initializer initializer, Exporter exporter) {
    this.function = function;
    this.initializer = initializer;
    this.exporter = exporter;
  }

  /** Writes the function in the operators of an exported graph. */
  private interface Exporter {
    String export(ActivationExport graph, String x);
  }

  /** Returns the function's value, element by element. */
  public Tensor apply(Tensor input) {
    return function.apply(input);
  }

  /** Returns the initialiser that keeps signals of a layer before this activation alive. */
  public Initializer initializer() {
    return initializer;
  }

  /** Adds the function of a value to a graph and returns its output's name. */
  String export(ExportGraph graph, String input) {
    return exporter.export(new ActivationExport(graph), input);
  }

  /** Returns the name in lower case: {@code relu}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
