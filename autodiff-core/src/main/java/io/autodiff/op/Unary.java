package io.autodiff.op;

import io.autodiff.Scalar;
import io.autodiff.Value;
import java.util.function.DoubleUnaryOperator;

/** An elementwise operation {@code y = f(x)}. */
public sealed interface Unary extends Elementwise, DoubleUnaryOperator
    permits UnaryOp,
        TrigonometricOp,
        RoundingOp,
        ActivationOp,
        SpecialOp,
        Clamp,
        Elu,
        LeakyRelu,
        Polygamma,
        Erfcx,
        BesselI,
        BesselMoment,
        BesselJ,
        GammaInc,
        GammaDensity,
        BetaInc,
        BetaDensity,
        Sinc,
        LogFloor {

  @Override
  default int arity() {
    return 1;
  }

  /** Returns {@code f(x)}. */
  @Override
  double applyAsDouble(double x);

  /** Returns {@code f'(x)} as a number, where {@code y = f(x)}; the same function as the rule. */
  double derivative(double x, double y);

  @Override
  default double value(double x, double y, double z) {
    return applyAsDouble(x);
  }

  @Override
  default double derivative(int argument, double x, double y, double z, double w) {
    return derivative(x, w);
  }

  @Override
  default Scalar apply(Scalar... in) {
    return in[0].apply(this);
  }

  @Override
  default <V extends Value<V>> V propagate(int argument, V g, V out, V[] in) {
    return propagate(g, in[0], out);
  }

  @Override
  default <V extends Value<V>> V define(V[] in) {
    return define(in[0]);
  }

  /**
   * Returns {@code g * f'(x)} as a number, what a traversal in reverse adds to the adjoint of
   * {@code x}; nothing where a {@link #isSelection selection} has the derivative 0.
   */
  default double term(double g, double x, double y) {
    double slope = derivative(x, y);
    return isBlocked(slope) ? 0 : g * slope;
  }

  /**
   * The derivative rule: returns {@code g * f'(x)}, written in the library's own operations and
   * linear in {@code g}, through {@link io.autodiff.Cotangents#scale scale} or a sign alone.
   *
   * @param g a cotangent of the result, or a tangent of the operand
   * @param x the operand
   * @param y the result
   */
  <V extends Value<V>> V propagate(V g, V x, V y);

  /** The {@link #define(Value[]) definition} by its operand. */
  default <V extends Value<V>> V define(V x) {
    return x.apply(this);
  }
}
