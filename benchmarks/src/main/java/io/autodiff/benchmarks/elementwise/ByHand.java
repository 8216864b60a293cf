package io.autodiff.benchmarks.elementwise;

import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;

/**
 * What one would write by hand for an operation: its value, and the cotangent of its first operand,
 * from the cotangent {@code g} of the result, the operands {@code x} and {@code y} and the result
 * {@code z}. Each is written for single numbers of both types and for vectors of either.
 */
record ByHand(Form value, Form cotangent) {

  /** One formula, in all its types. */
  record Form(Doubles doubles, Floats floats, Lanes lanes) {}

  /** A formula of doubles. */
  @FunctionalInterface
  interface Doubles {
    /** Computes one number. */
    double at(double g, double x, double y, double z);
  }

  /** A formula of floats. */
  @FunctionalInterface
  interface Floats {
    /** Computes one number. */
    float at(float g, float x, float y, float z);
  }

  /** A formula of vectors, whatever their elements are. */
  @FunctionalInterface
  interface Lanes {
    /** Computes a vector of numbers. */
    Vector<Object> at(Vector<Object> g, Vector<Object> x, Vector<Object> y, Vector<Object> z);
  }

  /** Returns the loops of an operation, by its label. */
  static ByHand of(String operation) {
    return switch (operation) {
      case "mul" ->
          new ByHand(
              new Form((_, x, y, _) -> x * y, (_, x, y, _) -> x * y, (_, x, y, _) -> x.mul(y)),
              new Form((g, _, y, _) -> g * y, (g, _, y, _) -> g * y, (g, _, y, _) -> g.mul(y)));
      case "relu" -> relu();
      case "exp" ->
          new ByHand(
              function(Math::exp, (_, x, _, _) -> x.lanewise(VectorOperators.EXP)),
              new Form((g, _, _, z) -> g * z, (g, _, _, z) -> g * z, (g, _, _, z) -> g.mul(z)));
      case "log" ->
          new ByHand(
              function(Math::log, (_, x, _, _) -> x.lanewise(VectorOperators.LOG)),
              new Form((g, x, _, _) -> g / x, (g, x, _, _) -> g / x, (g, x, _, _) -> g.div(x)));
      case "tanh" ->
          new ByHand(
              function(Math::tanh, (_, x, _, _) -> x.lanewise(VectorOperators.TANH)),
              new Form(
                  (g, _, _, z) -> g * (1 - z * z),
                  (g, _, _, z) -> g * (1 - z * z),
                  (g, _, _, z) -> g.mul(z.broadcast(1).sub(z.mul(z)))));
      case "sin" ->
          new ByHand(
              function(Math::sin, (_, x, _, _) -> x.lanewise(VectorOperators.SIN)),
              new Form(
                  (g, x, _, _) -> g * Math.cos(x),
                  (g, x, _, _) -> g * (float) Math.cos(x),
                  (g, x, _, _) -> g.mul(x.lanewise(VectorOperators.COS))));
      case "cbrt" -> cbrt();
      case "pow" -> pow();
      default -> throw new IllegalArgumentException("no loops by hand for " + operation);
    };
  }

  private static ByHand relu() {
    return new ByHand(
        new Form(
            (_, x, _, _) -> Math.max(x, 0),
            (_, x, _, _) -> Math.max(x, 0),
            (_, x, _, _) -> x.max(x.broadcast(0))),
        new Form(
            (g, x, _, _) -> x > 0 ? g : 0,
            (g, x, _, _) -> x > 0 ? g : 0,
            (g, x, _, _) ->
                x.broadcast(0).blend(g, x.compare(VectorOperators.GT, x.broadcast(0)))));
  }

  private static ByHand cbrt() {
    return new ByHand(
        function(Math::cbrt, (_, x, _, _) -> x.lanewise(VectorOperators.CBRT)),
        new Form(
            (g, _, _, z) -> g / (3 * z * z),
            (g, _, _, z) -> g / (3 * z * z),
            (g, _, _, z) -> g.div(z.mul(z).mul(z.broadcast(3)))));
  }

  private static ByHand pow() {
    return new ByHand(
        new Form(
            (_, x, y, _) -> Math.pow(x, y),
            (_, x, y, _) -> (float) Math.pow(x, y),
            (_, x, y, _) -> x.lanewise(VectorOperators.POW, y)),
        new Form(
            (g, x, y, _) -> g * y * Math.pow(x, y - 1),
            (g, x, y, _) -> g * y * (float) Math.pow(x, y - 1),
            (g, x, y, _) -> g.mul(y).mul(x.lanewise(VectorOperators.POW, y.sub(y.broadcast(1))))));
  }

  private static Form function(DoubleUnaryOperator f, Lanes lanes) {
    return new Form(
        (_, x, _, _) -> f.applyAsDouble(x), (_, x, _, _) -> (float) f.applyAsDouble(x), lanes);
  }
}
