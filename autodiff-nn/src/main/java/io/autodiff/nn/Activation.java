package io.autodiff.nn;

import io.autodiff.Tensor;
import java.util.Locale;

/** A function applied to every element of a layer's output. */
public enum Activation {
  /** The identity. */
  LINEAR,
  /** {@code 1 / (1 + e^-x)}. */
  SIGMOID,
  /** {@code log σ(x)}. */
  LOG_SIGMOID,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code x - tanh x}. */
  TANH_SHRINK,
  /** {@code max(x, 0)}; derivative 0 at 0. */
  RELU,
  /** {@code x} above 0, {@code 0.01 x} below. */
  LEAKY_RELU,
  /** {@code x} above 0, {@code e^x - 1} below. */
  ELU,
  /** The self-normalising ELU; goes with {@link Initializer#lecun}. */
  SELU,
  /** {@code x Φ(x)}. */
  GELU,
  /** {@link #GELU} approximated with tanh. */
  GELU_TANH,
  /** {@code x σ(x)}, also called swish. */
  SILU,
  /** {@code x tanh(softplus x)}. */
  MISH,
  /** {@code log(1 + e^x)}. */
  SOFTPLUS,
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN,
  /** {@code x} kept between -1 and 1. */
  HARD_TANH,
  /** A sigmoid of straight lines. */
  HARD_SIGMOID,
  /** A swish of straight lines and a parabola. */
  HARD_SWISH,
  /**
   * {@code e^x / Σ e^x} over the last axis. For training leave it out and take {@link
   * Loss#softmaxCrossEntropy}, which is more accurate.
   */
  SOFTMAX;

  private static final double LEAK = 0.01;

  /** Returns the function's value, element by element. */
  public Tensor apply(Tensor input) {
    return switch (this) {
      case LINEAR -> input;
      case SIGMOID -> input.sigmoid();
      case LOG_SIGMOID -> input.logSigmoid();
      case TANH -> input.tanh();
      case TANH_SHRINK -> input.tanhShrink();
      case RELU -> input.relu();
      case LEAKY_RELU -> input.leakyRelu(LEAK);
      case ELU -> input.elu();
      case SELU -> input.selu();
      case GELU -> input.gelu();
      case GELU_TANH -> input.geluTanh();
      case SILU -> input.silu();
      case MISH -> input.mish();
      case SOFTPLUS -> input.softplus();
      case SOFTSIGN -> input.softsign();
      case HARD_TANH -> input.hardTanh();
      case HARD_SIGMOID -> input.hardSigmoid();
      case HARD_SWISH -> input.hardSwish();
      case SOFTMAX -> input.softmax(-1);
    };
  }

  /** Returns the initialiser that keeps signals of a layer before this activation alive. */
  public Initializer initializer() {
    return switch (this) {
      case RELU, LEAKY_RELU, ELU, GELU, GELU_TANH, SILU, MISH, SOFTPLUS, HARD_SWISH ->
          Initializer.he();
      case SELU -> Initializer.lecun();
      case LINEAR,
          SIGMOID,
          LOG_SIGMOID,
          TANH,
          TANH_SHRINK,
          SOFTSIGN,
          HARD_TANH,
          HARD_SIGMOID,
          SOFTMAX ->
          Initializer.glorot();
    };
  }

  /** Returns the name in lower case: {@code relu}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
