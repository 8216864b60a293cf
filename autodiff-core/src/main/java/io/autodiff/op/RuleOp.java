package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;

/** Operations of two operands that occur in the derivatives of others. */
public enum RuleOp implements Binary {
  /**
   * {@code x / sqrt(x² + y²)}, the cosine of the angle of a point; 0 at the origin, ±1 where {@code
   * x} is infinite. Its derivatives are products, so that those of {@link BinaryOp#HYPOT} lose
   * nothing where one operand is much larger than the other.
   */
  DIRECTION {
    @Override
    public double applyAsDouble(double x, double y) {
      if (Double.isInfinite(x)) {
        return Math.signum(x);
      }
      double h = Math.hypot(x, y);
      return h == 0 ? 0 : x / h;
    }

    @Override
    public <V extends Value<V>> V define(V x, V y) {
      V h = x.hypot(y);
      V infinite = x.abs().eq(Double.POSITIVE_INFINITY);
      return h.eq(0).where(h.constant(0), infinite.where(x.sign(), x.div(h)));
    }

    @Override
    public double left(double x, double y, double z) {
      double h = Math.hypot(x, y);
      double across = applyAsDouble(y, x);
      return h == 0 ? 0 : across / h * across;
    }

    @Override
    public double right(double x, double y, double z) {
      double h = Math.hypot(x, y);
      return h == 0 ? 0 : -(applyAsDouble(y, x) / h) * z;
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      V h = x.hypot(y);
      V across = y.apply(DIRECTION, x);
      return scale(g, h.eq(0).where(h.constant(0), across.div(h).mul(across)));
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      V h = x.hypot(y);
      return scale(g, h.eq(0).where(h.constant(0), y.apply(DIRECTION, x).div(h).mul(z).neg()));
    }
  },

  /**
   * {@code x^y} in the derivatives of {@link BinaryOp#POW}: where both are 0 its derivative by
   * {@code y} is the limit -∞, so that the second derivatives of a power by base and exponent are
   * the same in either order.
   */
  POW_LIMIT {
    @Override
    public double applyAsDouble(double x, double y) {
      return Math.pow(x, y);
    }

    @Override
    public <V extends Value<V>> V define(V x, V y) {
      return x.pow(y);
    }

    @Override
    public double left(double x, double y, double z) {
      return BinaryOp.POW.left(x, y, z);
    }

    @Override
    public double right(double x, double y, double z) {
      return BinaryOp.SCALE.applyAsDouble(z, Math.log(x));
    }

    @Override
    public <V extends Value<V>> V propagateLeft(V g, V x, V y, V z) {
      return BinaryOp.POW.propagateLeft(g, x, y, z);
    }

    @Override
    public <V extends Value<V>> V propagateRight(V g, V x, V y, V z) {
      return scale(g, scale(z, x.log()));
    }
  };

  @Override
  public String label() {
    return OpNames.camel(name());
  }
}
