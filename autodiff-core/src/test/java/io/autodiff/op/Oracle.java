package io.autodiff.op;

import io.autodiff.exact.Jet;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What an elementwise function is, in 60 digits and to third order, where it is smooth; immutable.
 *
 * @param arity its number of operands
 * @param series its Taylor series, independent of the library
 * @param smooth whether it is smooth in a neighbourhood of a point
 * @param thresholds numbers that its definition, or a kernel of it, singles out
 */
record Oracle(
    int arity, Function<Jet[], Jet> series, Predicate<double[]> smooth, double[] thresholds) {

  @FunctionalInterface
  interface Series2 {
    Jet apply(Jet x, Jet y);
  }

  @FunctionalInterface
  interface Smooth2 {
    boolean test(double x, double y);
  }

  static Oracle unary(UnaryOperator<Jet> f, DoublePredicate smooth, double... thresholds) {
    return new Oracle(1, x -> f.apply(x[0]), x -> smooth.test(x[0]), thresholds);
  }

  static Oracle smooth(UnaryOperator<Jet> f, double... thresholds) {
    return unary(f, _ -> true, thresholds);
  }

  static Oracle binary(Series2 f, Smooth2 smooth, double... thresholds) {
    return new Oracle(2, x -> f.apply(x[0], x[1]), x -> smooth.test(x[0], x[1]), thresholds);
  }

  /** Returns whether the operands are finite and the function is smooth there. */
  boolean isSmooth(double... x) {
    return Arrays.stream(x).allMatch(Double::isFinite) && smooth.test(x);
  }

  /** Returns the series at a point. */
  Jet at(double... x) {
    Jet[] in = new Jet[arity];
    Arrays.setAll(in, k -> k < 2 ? Jet.variable(new java.math.BigDecimal(x[k]), k) : Jet.of(x[k]));
    return series.apply(in);
  }
}
