package io.autodiff.nn;

import io.autodiff.Tensor;
import java.util.Locale;

/** A function applied to every element of a layer's output. */
public enum Activation {
  /** The identity. */
  LINEAR,
  /** {@code 1 / (1 + e^-x)}. */
  SIGMOID,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code max(x, 0)}; derivative 0 at 0. */
  RELU,
  /** {@code log(1 + e^x)}. */
  SOFTPLUS,
  /**
   * {@code e^x / Σ e^x} over the last axis. For training leave it out and take {@link
   * Loss#softmaxCrossEntropy}, which is more accurate.
   */
  SOFTMAX;

  /** Returns the function's value, element by element. */
  public Tensor apply(Tensor input) {
    return switch (this) {
      case LINEAR -> input;
      case SIGMOID -> input.sigmoid();
      case TANH -> input.tanh();
      case RELU -> input.relu();
      case SOFTPLUS -> input.softplus();
      case SOFTMAX -> input.softmax(-1);
    };
  }

  /** Returns the initialiser that keeps signals of a layer before this activation alive. */
  public Initializer initializer() {
    return switch (this) {
      case RELU, SOFTPLUS -> Initializer.he();
      case LINEAR, SIGMOID, TANH, SOFTMAX -> Initializer.glorot();
    };
  }

  /** Returns the name in lower case: {@code relu}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
