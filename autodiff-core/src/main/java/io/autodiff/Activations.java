package io.autodiff;

import static io.autodiff.Cotangents.scale;

import io.autodiff.op.ActivationOp;
import io.autodiff.op.Clamp;
import io.autodiff.op.Elu;
import io.autodiff.op.LeakyRelu;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;

/**
 * Activations of neural networks.
 *
 * @param <V> the kind of value
 */
public sealed interface Activations<V extends Value<V>> permits Arithmetic {

  /** The alpha of {@link #selu()}, whose fixed point is mean 0 and variance 1. */
  double SELU_ALPHA = 1.6732632423543772;

  /** The factor of selu that goes with {@link #SELU_ALPHA}. */
  double SELU_SCALE = 1.0507009873554805;

  /**
   * Applies an elementwise operation of one operand.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  V apply(Unary op);

  /** Returns the rectifier {@code max(x, 0)}; the derivative at 0 is 0. */
  default V relu() {
    return apply(ActivationOp.RELU);
  }

  /** Returns the logistic function {@code 1 / (1 + e^-x)}; never overflows. */
  default V sigmoid() {
    return apply(UnaryOp.SIGMOID);
  }

  /** Returns {@code log(1 + e^x)}; never overflows. */
  default V softplus() {
    return apply(ActivationOp.SOFTPLUS);
  }

  /** Returns {@code log σ(x) = -log(1 + e^-x)}; never overflows. */
  default V logSigmoid() {
    return self().neg().softplus().neg();
  }

  /** Returns {@code x} above 0, else {@code slope * x}; the derivative at 0 is {@code slope}. */
  default V leakyRelu(double slope) {
    return apply(new LeakyRelu(slope));
  }

  /**
   * Returns {@code x} above 0, else {@code alpha (e^x - 1)}; the derivative at 0 is {@code alpha}.
   */
  default V elu(double alpha) {
    return apply(new Elu(alpha));
  }

  /** Returns {@link #elu(double)} with alpha 1, which is smooth at 0. */
  default V elu() {
    return elu(1);
  }

  /**
   * Returns {@code x} above 0, else {@code alpha (e^(x / alpha) - 1)}, which is smooth at 0; NaN of
   * an {@code alpha} of 0. Source: Barron, "Continuously Differentiable Exponential Linear Units"
   * (2017).
   */
  default V celu(double alpha) {
    return self().div(alpha).elu(1).mul(alpha);
  }

  /**
   * Returns {@code 1.0507… elu(x)} with alpha 1.6732…, which keeps mean 0 and variance 1; the
   * derivative at 0 is the left one, 1.7580…. Source: Klambauer et al., "Self-Normalizing Neural
   * Networks" (2017).
   */
  default V selu() {
    return elu(SELU_ALPHA).mul(SELU_SCALE);
  }

  /**
   * Returns {@code x Φ(x)}, Φ the distribution function of the standard normal distribution.
   * Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016).
   */
  default V gelu() {
    return apply(ActivationOp.GELU);
  }

  /**
   * Returns {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}, an approximation of {@link #gelu}.
   */
  default V geluTanh() {
    return apply(ActivationOp.GELU_TANH);
  }

  /** Returns {@code x σ(x)}, also called swish. */
  default V silu() {
    return apply(ActivationOp.SILU);
  }

  /** Returns {@code x tanh(softplus(x))}. Source: Misra, "Mish" (2019). */
  default V mish() {
    return apply(ActivationOp.MISH);
  }

  /** Returns {@code x / (1 + |x|)}. */
  default V softsign() {
    return apply(ActivationOp.SOFTSIGN);
  }

  /**
   * Returns {@code min(max(x, low), high)}; the derivative at the bounds is 0, unlike that of
   * {@code clamp}.
   */
  default V hardTanh(double low, double high) {
    return apply(new Clamp(low, high, true));
  }

  /** Returns {@code min(max(x, -1), 1)}; the derivative at ±1 is 0. */
  default V hardTanh() {
    return hardTanh(-1, 1);
  }

  /** Returns {@code min(max(x + 3, 0), 6) / 6}; the derivative at ±3 is 0. */
  default V hardSigmoid() {
    return self().add(3).hardTanh(0, 6).div(6);
  }

  /**
   * Returns {@code x min(max(x + 3, 0), 6) / 6}; the derivative at -3 is 0, at 3 it is 1. Source:
   * Howard et al., "Searching for MobileNetV3" (2019).
   */
  default V hardSwish() {
    return scale(hardSigmoid(), self());
  }

  /** Returns {@code x} where {@code |x| > width}, else 0, where the derivative is 0 as well. */
  default V hardShrink(double width) {
    V x = self();
    return x.abs().le(width).where(x.constant(0), x);
  }

  /**
   * Returns {@code x} moved towards 0 by {@code width}, and 0 where {@code |x| <= width}, where the
   * derivative is 0 as well.
   */
  default V softShrink(double width) {
    V x = self();
    return x.abs().le(width).where(x.constant(0), x.sub(x.sign().mul(width)));
  }

  /** Returns {@code x - tanh(x)}. */
  default V tanhShrink() {
    return apply(ActivationOp.TANH_SHRINK);
  }

  @SuppressWarnings("unchecked") // V is the kind of value itself
  private V self() {
    return (V) this;
  }
}
