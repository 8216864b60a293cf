package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.ErrorFunctions;
import io.autodiff.internal.math.Logistic;
import io.autodiff.internal.math.TanhRest;

/**
 * Activations of neural networks that have no parameter; see {@link UnaryOp} for sigmoid and tanh.
 */
public enum ActivationOp implements Unary {
  /**
   * {@code log(1 + e^x)}, evaluated as {@code max(x, 0) + log1p(e^-|x|)}. Off by at most 2 units of
   * the last place, its derivative by 2.
   */
  SOFTPLUS {
    @Override
    public double applyAsDouble(double x) {
      return Logistic.softplus(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.maximum(0).add(x.abs().neg().exp().log1p());
    }

    @Override
    public double derivative(double x, double y) {
      return Logistic.sigmoid(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.sigmoid());
    }
  },

  /** {@code max(x, 0)}; the derivative at 0 is 0. */
  RELU {
    @Override
    public int opcode() {
      return Opcode.RELU;
    }

    @Override
    public boolean isSelection() {
      return true;
    }

    @Override
    public double applyAsDouble(double x) {
      return Math.max(x, 0);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.maximum(0);
    }

    @Override
    public double derivative(double x, double y) {
      return x > 0 ? 1 : 0;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return y.gt(0).where(g, g.constant(0)); // as x > 0, and a plan need not keep x
    }
  },

  /**
   * {@code x σ(x)}, also called swish. Off by at most 3 units of the last place, its derivative by
   * 7.
   */
  SILU {
    @Override
    public double applyAsDouble(double x) {
      return scaled(Logistic.sigmoid(x), x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return scale(x.sigmoid(), x);
    }

    @Override
    public double derivative(double x, double y) {
      return Logistic.sigmoid(x) + Math.clamp(x, -EXP_END, EXP_END) * Logistic.density(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V bend = x.clamp(-EXP_END, EXP_END).mul(x.apply(SpecialOp.LOGISTIC_DENSITY));
      return scale(g, x.sigmoid().add(bend));
    }
  },

  /**
   * {@code x tanh(softplus(x))}. Off by at most 2 units of the last place, its derivative by 7 away
   * from its zero.
   */
  MISH {
    @Override
    public double applyAsDouble(double x) {
      return scaled(Math.tanh(Logistic.softplus(x)), x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return scale(x.softplus().tanh(), x);
    }

    @Override
    public double derivative(double x, double y) {
      double s = Logistic.softplus(x);
      double bend = Logistic.sigmoid(x) * 4 * Logistic.density(2 * s);
      return Math.tanh(s) + Math.clamp(x, -EXP_END, EXP_END) * bend;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V s = x.softplus();
      V bend = x.sigmoid().mul(4).mul(s.mul(2).apply(SpecialOp.LOGISTIC_DENSITY));
      return scale(g, s.tanh().add(x.clamp(-EXP_END, EXP_END).mul(bend)));
    }
  },

  /**
   * {@code x Φ(x)}, Φ the distribution function of the standard normal distribution. Off by at most
   * 11 units of the last place, its derivative by 9 away from its zero.
   */
  GELU {
    @Override
    public double applyAsDouble(double x) {
      return scaled(ErrorFunctions.normalCdf(x), x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return scale(x.normalCdf(), x);
    }

    @Override
    public double derivative(double x, double y) {
      double bend = Math.clamp(x, -GAUSS_END, GAUSS_END) * ErrorFunctions.normalDensity(x);
      return ErrorFunctions.normalCdf(x) + bend;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V bend = x.clamp(-GAUSS_END, GAUSS_END).mul(SpecialOp.normalDensity(x));
      return scale(g, x.normalCdf().add(bend));
    }
  },

  /**
   * {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}, an approximation of {@link #GELU};
   * evaluated as {@code x σ(√(8/π) (x + 0.044715 x³))}, which does not cancel far below 0, with
   * what rounding the argument lost given back. Off by at most 6 units of the last place, its
   * derivative by 9 away from its zero and from where it underflows.
   */
  GELU_TANH {
    @Override
    public double applyAsDouble(double x) {
      double c = Math.clamp(x, -GAUSS_END, GAUSS_END);
      double factor = c * c * GELU_BEND + GELU_RATE;
      double u = c * factor;
      return scaled(Logistic.sigmoid(u) + Logistic.density(u) * lost(c, factor, u), x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      V c = x.clamp(-GAUSS_END, GAUSS_END);
      V factor = c.square().mul(GELU_BEND).add(GELU_RATE);
      V u = c.mul(factor);
      return scale(u.apply(SpecialOp.LOGISTIC_DENSITY).fma(lost(c, factor, u), u.sigmoid()), x);
    }

    @Override
    public double derivative(double x, double y) {
      double c = Math.clamp(x, -GAUSS_END, GAUSS_END);
      double factor = c * c * GELU_BEND + GELU_RATE;
      double u = c * factor;
      double lost = lost(c, factor, u);
      double s = Logistic.sigmoid(u);
      double density = Logistic.density(u);
      double slope = c * c * (3 * GELU_BEND) + GELU_RATE;
      return s + density * lost + c * slope * (density + density * (lost * (1 - 2 * s)));
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V c = x.clamp(-GAUSS_END, GAUSS_END);
      V factor = c.square().mul(GELU_BEND).add(GELU_RATE);
      V u = c.mul(factor);
      V lost = lost(c, factor, u);
      V s = u.sigmoid();
      V density = u.apply(SpecialOp.LOGISTIC_DENSITY);
      V corrected = density.fma(lost.mul(s.mul(-2).add(1)), density);
      V slope = c.square().mul(3 * GELU_BEND).add(GELU_RATE);
      return scale(g, density.fma(lost, s).add(c.mul(slope).mul(corrected)));
    }

    // what the constants and each rounding have lost of u = c factor
    private static double lost(double c, double factor, double u) {
      double square = c * c;
      double bend = square * GELU_BEND;
      double ofBend = Math.fma(square, GELU_BEND, -bend) + Math.fma(c, c, -square) * GELU_BEND;
      double part = factor - bend;
      double ofSum = bend - (factor - part) + (GELU_RATE - part);
      double ofFactor = ofBend + ofSum + (square * GELU_BEND_REST + GELU_RATE_REST);
      return Math.fma(c, factor, -u) + c * ofFactor;
    }

    private static <V extends Value<V>> V lost(V c, V factor, V u) {
      V square = c.square();
      V bend = square.mul(GELU_BEND);
      V ofSquare = c.fma(c, square.neg()).mul(GELU_BEND);
      V ofBend = square.fma(c.constant(GELU_BEND), bend.neg()).add(ofSquare);
      V part = factor.sub(bend);
      V ofSum = bend.sub(factor.sub(part)).add(part.neg().add(GELU_RATE));
      V rest = square.mul(GELU_BEND_REST).add(GELU_RATE_REST);
      V ofFactor = ofBend.add(ofSum).add(rest);
      return c.fma(factor, u.neg()).add(c.mul(ofFactor));
    }
  },

  /**
   * {@code x - tanh(x)}, accurate near 0, where it is about {@code x³ / 3}. Off by at most 3 units
   * of the last place, its derivative by 2.
   */
  TANH_SHRINK {
    @Override
    public double applyAsDouble(double x) {
      return TanhRest.of(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      V s = x.square();
      V near = x.mul(polynomial(s, TanhRest.above())).div(polynomial(s, TanhRest.below()));
      return x.abs().lt(TanhRest.END).where(near, x.sub(x.tanh()));
    }

    @Override
    public double derivative(double x, double y) {
      double t = Math.tanh(x);
      return t * t;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.tanh().square());
    }
  },

  /**
   * {@code x / (1 + |x|)}; the second derivative jumps at 0, where it is 0 here. Off by at most 2
   * units of the last place, its derivative by 3.
   */
  SOFTSIGN {
    @Override
    public double applyAsDouble(double x) {
      double c = Math.clamp(x, -ONE_END, ONE_END);
      return c / (1 + Math.abs(c));
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      V c = x.clamp(-ONE_END, ONE_END);
      return c.div(c.abs().add(1));
    }

    @Override
    public double derivative(double x, double y) {
      double r = 1 / (1 + Math.abs(x));
      return r * r;
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return scale(g, x.abs().add(1).reciprocal().square());
    }
  };

  /** Beyond this {@code e^-|x|} is 0: a factor held here multiplies 0, in every derivative. */
  private static final double EXP_END = 1000;

  /** Beyond this {@code e^(-x²/2)} is 0, and more so {@link #GELU_TANH}'s logistic function. */
  private static final double GAUSS_END = 64;

  /** Beyond this {@code x / (1 + |x|)} is ±1. */
  private static final double ONE_END = 0x1p60;

  private static final double GELU_RATE = 2 * ErrorFunctions.SQRT_2_OVER_PI;
  private static final double GELU_BEND = 0.044715 * GELU_RATE;

  /** What the two constants lack of their exact values. */
  private static final double GELU_RATE_REST = -9.96930880911092e-17;

  private static final double GELU_BEND_REST = -4.1218577217431825e-18;

  @Override
  public String label() {
    return OpNames.camel(name());
  }

  /** Returns {@code s x}, but 0 where {@code s} is 0. */
  private static double scaled(double s, double x) {
    return s == 0 ? 0 : s * x;
  }

  private static <V extends Value<V>> V polynomial(V x, double... c) {
    V sum = x.constant(c[c.length - 1]);
    for (int k = c.length - 2; k >= 0; k--) {
      sum = sum.mul(x).add(c[k]);
    }
    return sum;
  }
}
