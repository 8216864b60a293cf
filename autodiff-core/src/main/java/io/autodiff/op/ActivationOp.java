package io.autodiff.op;

import io.autodiff.Value;
import io.autodiff.internal.math.ErrorFunctions;
import io.autodiff.internal.math.Logistic;

/**
 * Activations of neural networks that have no parameter; see {@link UnaryOp} for relu, sigmoid,
 * softplus and tanh.
 */
public enum ActivationOp implements Unary {
  /** {@code x σ(x)}, also called swish. */
  SILU {
    @Override
    public double applyAsDouble(double x) {
      return x * Logistic.sigmoid(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.mul(x.sigmoid());
    }

    @Override
    public double derivative(double x, double y) {
      return slope(Logistic.sigmoid(x), x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V s = x.sigmoid();
      return g.scale(s.mul(x.mul(s.constant(1).sub(s)).add(1)));
    }
  },

  /** {@code x tanh(softplus(x))}. */
  MISH {
    @Override
    public double applyAsDouble(double x) {
      return x * Math.tanh(Logistic.softplus(x));
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.mul(x.softplus().tanh());
    }

    @Override
    public double derivative(double x, double y) {
      return mishSlope(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V t = x.softplus().tanh();
      V bend = x.mul(x.sigmoid()).mul(t.constant(1).sub(t.square()));
      return g.scale(t.add(bend));
    }
  },

  /** {@code x Φ(x)}, Φ the distribution function of the standard normal distribution. */
  GELU {
    @Override
    public double applyAsDouble(double x) {
      return x * ErrorFunctions.normalCdf(x);
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.mul(x.normalCdf());
    }

    @Override
    public double derivative(double x, double y) {
      return ErrorFunctions.normalCdf(x) + x * ErrorFunctions.normalDensity(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V density = x.square().mul(-0.5).exp().mul(ErrorFunctions.INV_SQRT_2PI);
      return g.scale(x.normalCdf().add(x.mul(density)));
    }
  },

  /** {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}, an approximation of {@link #GELU}. */
  GELU_TANH {
    @Override
    public double applyAsDouble(double x) {
      return 0.5 * x * (1 + Math.tanh(geluInner(x)));
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      V inner = x.square().mul(GELU_CUBIC).add(1).mul(x.mul(ErrorFunctions.SQRT_2_OVER_PI));
      return x.mul(0.5).mul(inner.tanh().add(1));
    }

    @Override
    public double derivative(double x, double y) {
      return geluTanhSlope(x);
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      V square = x.square();
      V t = x.mul(square.mul(GELU_CUBIC).add(1)).mul(ErrorFunctions.SQRT_2_OVER_PI).tanh();
      V inner = square.mul(3 * GELU_CUBIC).add(1).mul(ErrorFunctions.SQRT_2_OVER_PI);
      V bend = x.mul(t.constant(1).sub(t.square())).mul(inner);
      return g.scale(t.add(1).add(bend).mul(0.5));
    }
  },

  /** {@code x / (1 + |x|)}. */
  SOFTSIGN {
    @Override
    public double applyAsDouble(double x) {
      return x / (1 + Math.abs(x));
    }

    @Override
    public <V extends Value<V>> V define(V x) {
      return x.div(x.abs().add(1));
    }

    @Override
    public double derivative(double x, double y) {
      return 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
    }

    @Override
    public <V extends Value<V>> V propagate(V g, V x, V y) {
      return g.scale(x.abs().add(1).square().reciprocal());
    }
  };

  @Override
  public String label() {
    return OpNames.camel(name());
  }

  private static final double GELU_CUBIC = 0.044715;

  private static double slope(double s, double x) {
    return s * (1 + x * (1 - s));
  }

  private static double mishSlope(double x) {
    double t = Math.tanh(Logistic.softplus(x));
    return t + x * Logistic.sigmoid(x) * (1 - t * t);
  }

  private static double geluInner(double x) {
    return ErrorFunctions.SQRT_2_OVER_PI * x * (1 + GELU_CUBIC * x * x);
  }

  private static double geluTanhSlope(double x) {
    double t = Math.tanh(geluInner(x));
    double inner = ErrorFunctions.SQRT_2_OVER_PI * (1 + 3 * GELU_CUBIC * x * x);
    return 0.5 * (1 + t + x * (1 - t * t) * inner);
  }
}
