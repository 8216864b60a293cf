package io.autodiff.op;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.exact.Jet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The points that random samples never hit: zeros, halves, whole numbers, equal operands, extremes,
 * and what each operation singles out itself.
 */
final class SpecialPoints {
  private static final double[] ONE_OPERAND = {
    0,
    -0.0,
    0.5,
    -0.5,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    20,
    -20,
    40,
    -40,
    1e-3,
    -1e-3,
    1e-8,
    -1e-8,
    1e-20,
    1e-150,
    -1e-300,
    1e-310,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    300,
    -300,
    1e4,
    1e8,
    -1e8,
    1e15,
    1e20,
    1e100,
    -1e100,
    1e160,
    1e300,
    Double.MAX_VALUE
  };

  private static final double[] TWO_OPERANDS = {
    0, -0.0, 0.5, -0.5, 1, -1, 2, -2, 3, 1e-8, 1e-300, Double.MIN_VALUE, 1e8, -1e8, 1e200
  };

  private SpecialPoints() {}

  /** A function of some operands, of scalars and of tensors. */
  record Applied(Function<Scalar[], Scalar> onScalars, Function<Tensor[], Tensor> onTensors) {
    Scalar scalars(Scalar... x) {
      return onScalars.apply(x);
    }

    Tensor tensors(Tensor... x) {
      return onTensors.apply(x);
    }
  }

  /** A point and what the function is there. */
  record Point(double[] at, Jet series) {}

  /** A function with the points at which it is smooth. */
  record Case(String name, Applied f, int arity, List<Point> points) {
    Case(String name, Applied f, Oracle oracle) {
      this(
          name,
          f,
          oracle.arity(),
          pool(oracle).stream()
              .filter(oracle::isSmooth)
              .map(x -> new Point(x, oracle.at(x)))
              .toList());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() {
    return Stream.concat(
            OpSamples.elementwise().stream().map(c -> of(c.op())), composites().stream())
        .toList();
  }

  private static Case of(Elementwise op) {
    Applied f = new Applied(x -> OpSamples.apply(op, x), x -> OpSamples.apply(op, x));
    return new Case(op instanceof Enum<?> ? op.label() : op.toString(), f, Oracles.of(op));
  }

  /** Returns the points of an operation that are not so extreme that factors leave the range. */
  static List<double[]> moderate(Elementwise op) {
    Oracle oracle = Oracles.of(op);
    return pool(oracle).stream()
        .filter(oracle::isSmooth)
        .filter(x -> Arrays.stream(x).noneMatch(SpecialPoints::isExtreme))
        .toList();
  }

  private static boolean isExtreme(double x) {
    return Math.abs(x) > 1e100 || (Math.abs(x) < 1e-100 && x != 0);
  }

  private static List<double[]> pool(Oracle oracle) {
    double[] base = oracle.arity() == 1 ? ONE_OPERAND : TWO_OPERANDS;
    double[] numbers =
        Stream.of(base, oracle.thresholds()).flatMapToDouble(Arrays::stream).distinct().toArray();
    List<double[]> all = new ArrayList<>();
    if (oracle.arity() == 3) {
      return List.of(new double[] {1, 2, 3}, new double[] {-0.5, 0, 1}, new double[] {2, 1, 1});
    }
    for (double x : numbers) {
      if (oracle.arity() == 1) {
        all.add(new double[] {x});
      }
      for (int k = 0; oracle.arity() == 2 && k < numbers.length; k++) {
        all.add(new double[] {x, numbers[k]});
      }
    }
    return all;
  }

  private static Case unary(
      String name, UnaryOperator<Scalar> s, UnaryOperator<Tensor> t, Oracle oracle) {
    return new Case(name, new Applied(x -> s.apply(x[0]), x -> t.apply(x[0])), oracle);
  }

  private static Case binary(
      String name, BinaryOperator<Scalar> s, BinaryOperator<Tensor> t, Oracle oracle) {
    Applied f = new Applied(x -> s.apply(x[0], x[1]), x -> t.apply(x[0], x[1]));
    return new Case(name, f, oracle);
  }

  /** Returns the functions that are written in other operations. */
  private static List<Case> composites() {
    List<Case> all = new ArrayList<>();
    all.add(
        unary(
            "logSigmoid",
            Scalar::logSigmoid,
            Tensor::logSigmoid,
            Oracle.smooth(x -> x.neg().softplus().neg(), 37, -37, 700)));
    all.add(
        unary(
            "celu",
            x -> x.celu(2),
            x -> x.celu(2),
            Oracle.unary(
                x -> x.value().signum() > 0 ? x : x.mul(0.5).expm1().mul(2), x -> x != 0, -80)));
    all.add(
        unary(
            "hardSwish",
            Scalar::hardSwish,
            Tensor::hardSwish,
            Oracle.unary(
                x -> {
                  double v = x.value().doubleValue();
                  Jet middle = x.mul(x.add(3)).mul(Jet.of(6).reciprocal().value());
                  return v < -3 ? Jet.of(0) : v > 3 ? x : middle;
                },
                x -> Math.abs(x) != 3)));
    all.add(
        unary(
            "softShrink",
            x -> x.softShrink(0.5),
            x -> x.softShrink(0.5),
            Oracle.unary(
                x -> {
                  double v = x.value().doubleValue();
                  return v > 0.5 ? x.add(-0.5) : v < -0.5 ? x.add(0.5) : Jet.of(0);
                },
                x -> Math.abs(x) != 0.5)));
    for (double exponent : new double[] {-2, -1, 0, 1, 2, 3, 4, 0.5}) {
      all.add(power(exponent));
    }
    all.add(
        binary(
            "xlogy",
            Scalar::xlogy,
            Tensor::xlogy,
            Oracle.binary((x, y) -> x.mul(y.log()), (_, y) -> y >= Double.MIN_NORMAL)));
    all.add(
        binary(
            "xlog1py",
            Scalar::xlog1py,
            Tensor::xlog1py,
            Oracle.binary((x, y) -> x.mul(y.log1p()), (_, y) -> y > -1)));
    return all;
  }

  private static Case power(double exponent) {
    return unary(
        "pow " + exponent,
        x -> x.pow(exponent),
        x -> x.pow(exponent),
        Oracle.unary(
            x -> {
              Jet product = Jet.of(1);
              for (int k = 0; k < Math.abs(exponent) && exponent == Math.rint(exponent); k++) {
                product = product.mul(x);
              }
              Jet whole = exponent < 0 ? product.reciprocal() : product;
              return exponent == Math.rint(exponent) ? whole : x.sqrt();
            },
            x -> (exponent >= 0 || x != 0) && (exponent == Math.rint(exponent) || x > 0)));
  }
}
