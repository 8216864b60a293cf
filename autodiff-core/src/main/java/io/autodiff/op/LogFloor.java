package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.DType;
import io.autodiff.TensorLosses;
import io.autodiff.Value;

/**
 * The logarithm of a probability {@code p}, or of the rest {@code 1 - p}, kept above {@value
 * io.autodiff.TensorLosses#LOG_FLOOR}; what a cross-entropy is made of. The floor is one of the
 * value only, so that what is learnt from the worst mistakes is not nothing: every derivative is
 * that of the logarithm itself, the operand of which is taken to be {@code least} if it is less.
 *
 * <p>Off by at most 1 unit of the last place, its derivative by 2.
 *
 * @param ofRest whether the logarithm is that of the rest
 * @param least a positive number
 */
public record LogFloor(boolean ofRest, double least) implements Unary {
  /**
   * Returns the logarithm for one type. Its least operand is the smallest normal number, of which
   * the derivative is finite; the least rest is half the smallest one that is not 0.
   */
  public static LogFloor of(DType dtype, boolean ofRest) {
    boolean single = dtype == DType.FLOAT32;
    double smallest = single ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return new LogFloor(ofRest, ofRest ? (single ? 0x1p-25 : 0x1p-54) : smallest);
  }

  @Override
  public String label() {
    return "logFloor";
  }

  @Override
  public double applyAsDouble(double x) {
    return Math.max(ofRest ? Math.log1p(-x) : Math.log(x), TensorLosses.LOG_FLOOR);
  }

  @Override
  public <V extends Value<V>> V define(V x) {
    return (ofRest ? x.neg().log1p() : x.log()).maximum(TensorLosses.LOG_FLOOR);
  }

  @Override
  public double derivative(double x, double y) {
    return ofRest ? -1 / Math.max(1 - x, least) : 1 / Math.max(x, least);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    V slope = (ofRest ? x.neg().add(1) : x).maximum(least).reciprocal();
    return scale(g, ofRest ? slope.neg() : slope);
  }
}
