package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.UnivariateFunction;
import io.autodiff.transform.Differentiable;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of kinks in the description of package {@code io.autodiff.op}, row by row. */
class KinksTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static Arguments row(
      String name, UnaryOperator<Tensor> f, double x, double value, double derivative) {
    return Arguments.of(name, f, x, value, derivative);
  }

  static Stream<Arguments> unary() {
    return Stream.of(
        row("abs", Tensor::abs, 0, 0, 0),
        row("relu", Tensor::relu, 0, 0, 0),
        row("leakyRelu", x -> x.leakyRelu(0.1), 0, 0, 0.1),
        row("elu", x -> x.elu(0.5), 0, 0, 0.5),
        row("celu", x -> x.celu(2), 0, 0, 1),
        row("selu", Tensor::selu, 0, 0, 1.0507009873554805 * 1.6732632423543772),
        row("clamp, low", x -> x.clamp(-1, 2), -1, -1, 1),
        row("clamp, high", x -> x.clamp(-1, 2), 2, 2, 1),
        row("hardTanh, low", Tensor::hardTanh, -1, -1, 0),
        row("hardTanh, high", Tensor::hardTanh, 1, 1, 0),
        row("hardSigmoid, low", Tensor::hardSigmoid, -3, 0, 0),
        row("hardSigmoid, high", Tensor::hardSigmoid, 3, 1, 0),
        row("hardShrink", x -> x.hardShrink(0.5), 0.5, 0, 0),
        row("softShrink", x -> x.softShrink(0.5), -0.5, 0, 0),
        row("hardSwish, low", Tensor::hardSwish, -3, 0, 0),
        row("hardSwish, high", Tensor::hardSwish, 3, 3, 1),
        row("softsign", Tensor::softsign, 0, 0, 1),
        row("besselI0e", Tensor::besselI0e, 0, 1, 0),
        row("besselMoment", x -> x.besselMoment(2), 0, 1.5, 0),
        row("besselI1e", Tensor::besselI1e, 0, 0, 0.5),
        row("reciprocal", Tensor::reciprocal, 0, INF, -INF),
        row("rsqrt", Tensor::rsqrt, 0, INF, -INF),
        row("log2", Tensor::log2, 0, -INF, INF),
        row("log10", Tensor::log10, 0, -INF, INF),
        row("entropy", Tensor::entropy, 0, 0, INF),
        row("acosh", Tensor::acosh, 1, 0, INF),
        row("atanh", Tensor::atanh, -1, -INF, INF),
        row("logit, low", Tensor::logit, 0, -INF, INF),
        row("logit, high", Tensor::logit, 1, INF, INF),
        row("normalQuantile, low", Tensor::normalQuantile, 0, -INF, INF),
        row("normalQuantile, high", Tensor::normalQuantile, 1, INF, INF),
        row("erfInv", Tensor::erfInv, -1, -INF, INF),
        row("lgamma", Tensor::lgamma, -2, INF, NAN),
        row("digamma", Tensor::digamma, -2, NAN, INF),
        row("polygamma", x -> x.polygamma(1), -2, INF, NAN),
        row("sqrt", Tensor::sqrt, 0, 0, INF),
        row("cbrt", Tensor::cbrt, 0, 0, INF),
        row("log", Tensor::log, 0, -INF, INF),
        row("log1p", Tensor::log1p, -1, -INF, INF),
        row("asin", Tensor::asin, 1, Math.PI / 2, INF),
        row("acos", Tensor::acos, 1, 0, -INF),
        row("sign", Tensor::sign, 0, 0, 0),
        row("floor", Tensor::floor, 2, 2, 0),
        row("ceil", Tensor::ceil, 2, 2, 0),
        row("round", Tensor::round, 2.5, 2, 0),
        row("trunc", Tensor::trunc, 2, 2, 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unary")
  void aFunctionOfOneHasTheTablesValueAndDerivative(
      String name, UnaryOperator<Tensor> f, double at, double value, double derivative) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(at));
      Tensor y = f.apply(x);
      assertEquals(value, y.item() + 0.0, name);
      double found = tape.gradients(y).of(x).item() + 0.0;
      double delta = Double.isNaN(derivative) ? 0 : 1e-15 * Math.abs(derivative);
      assertEquals(derivative, found, delta, name);
    }
  }

  private static Arguments row(
      String name,
      BinaryOperator<Tensor> f,
      double[] at,
      double value,
      double byFirst,
      double bySecond) {
    return Arguments.of(name, f, at, value, byFirst, bySecond);
  }

  private static double[] at(double x, double y) {
    return new double[] {x, y};
  }

  static Stream<Arguments> binary() {
    return Stream.of(
        row("maximum", Tensor::maximum, at(2, 2), 2, 0.5, 0.5),
        row("minimum", Tensor::minimum, at(2, 2), 2, 0.5, 0.5),
        row("hypot", Tensor::hypot, at(0, 0), 0, 0, 0),
        row("atan2", Tensor::atan2, at(0, 0), 0, 0, 0),
        row("pow, base 0", Tensor::pow, at(0, 1), 0, 1, 0),
        row("pow, base and exponent 0", Tensor::pow, at(0, 0), 1, 0, 0),
        row("powLimit", Tensor::powLimit, at(0, 0), 1, 0, -INF),
        row("direction", Tensor::direction, at(0, 0), 0, 0, 0),
        row("hypot, infinite", Tensor::hypot, at(-INF, 3), INF, -1, 0),
        row("rem", Tensor::rem, at(6, -2), 0, 1, 3),
        row("floorMod", Tensor::floorMod, at(6, 2), 0, 1, -3),
        row("logAddExp", Tensor::logAddExp, at(-INF, -INF), -INF, 0.5, 0.5),
        row("scale", Tensor::scale, at(0, INF), 0, INF, 0),
        row("gt", Tensor::gt, at(2, 2), 0, 0, 0),
        row("xlogy", Tensor::xlogy, at(0, 0), 0, -INF, 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("binary")
  void aFunctionOfTwoHasTheTablesValueAndDerivatives(
      String name,
      BinaryOperator<Tensor> f,
      double[] at,
      double value,
      double byFirst,
      double bySecond) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(at[0]));
      Tensor y = tape.variable(Tensor.of(at[1]));
      Tensor z = f.apply(x, y);
      assertEquals(value, z.item(), name);
      Gradients gradients = tape.gradients(z);
      assertEquals(byFirst, gradients.of(x).item() + 0.0, name);
      assertEquals(bySecond, gradients.of(y).item() + 0.0, name);
    }
  }

  private static double[] gradient(UnaryOperator<Tensor> f, double... at) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(at));
      return tape.gradients(f.apply(x)).of(x).values();
    }
  }

  @Test
  void aJumpOfTheSecondDerivativeIsZero() {
    for (UnivariateFunction f : List.<UnivariateFunction>of(Scalar::softsign, Scalar::besselI1e)) {
      assertEquals(0, Autodiff.hessian(v -> f.apply(v[0])).at(0.0)[0][0]);
      assertEquals(0, Autodiff.hessian(v -> f.apply(v[0])).reverse().at(0.0)[0][0]);
    }
  }

  @Test
  void reductions() {
    assertArrayEquals(at(0.5, 0.5), gradient(x -> x.max(-1), 3, 3));
    assertArrayEquals(at(0.5, 0.5), gradient(x -> x.min(-1), 3, 3));
    assertArrayEquals(at(0.5, 0.5), gradient(x -> x.maxPool1d(2), 3, 3));
    UnaryOperator<Tensor> square = x -> x.reshape(2, 2).maxPool2d(2).sum(-2, -1);
    assertArrayEquals(new double[] {0.5, 0, 0.5, 0}, gradient(square, 0.0, -1, -0.0, -2));
    assertArrayEquals(new double[16], hessian(square, 0.0, -1, -0.0, -2));
    assertArrayEquals(at(0, 0), gradient(x -> x.norm().toTensor(DType.FLOAT64), 0, 0));
  }

  /** Returns the second derivatives by pairs of elements, row-major. */
  private static double[] hessian(UnaryOperator<Tensor> f, double... at) {
    double[] all = new double[at.length * at.length];
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(at));
      Tensor g = tape.differentiate(f.apply(x), x);
      for (int i = 0; i < at.length; i++) {
        double[] row = tape.gradients(g.element(i)).of(x).values();
        System.arraycopy(row, 0, all, i * at.length, at.length);
      }
    }
    return all;
  }

  private static Tensor norm(double p, Tensor x) {
    return x.norm(p).toTensor(DType.FLOAT64);
  }

  @Test
  void normsWhereTheyAreZero() {
    double[] zeros = new double[4];
    for (double p : new double[] {0.5, 1, 1.5, 2, 2.5, 3, 4}) {
      assertArrayEquals(at(0, 0), gradient(x -> norm(p, x), 0, 0), "p " + p);
      if (p != 1) {
        assertArrayEquals(zeros, hessian(x -> norm(p, x), 0, -0.0), "p " + p);
      }
    }
    assertArrayEquals(at(0, 0), gradient(x -> x.std().toTensor(DType.FLOAT64), 7, 7));
    assertArrayEquals(zeros, hessian(x -> x.std().toTensor(DType.FLOAT64), 7, 7));
    assertArrayEquals(zeros, hessian(x -> x.norm().square().toTensor(DType.FLOAT64), 0, 0));
  }

  @Test
  void normsWhereAnElementIsZero() {
    assertArrayEquals(at(0, 1), gradient(x -> norm(0.5, x), 0, 4));
    assertArrayEquals(new double[4], hessian(x -> norm(0.5, x), 0, 4));
    assertArrayEquals(at(0, 0), gradient(x -> norm(-1, x), 0, 4));
    assertArrayEquals(at(0, -1), gradient(x -> norm(1.5, x), 0, -4));
    assertEquals(Double.NaN, hessian(x -> norm(1.5, x), 0, -4)[0]);
    assertEquals(0, hessian(x -> norm(3, x), 0, -4)[0]);
  }

  @Test
  void normsOfInfinitiesAndNaN() {
    assertEquals(INF, Tensor.of(-INF, 1).norm().value());
    assertEquals(Double.NaN, Tensor.of(Double.NaN, 1).norm().value());
    assertArrayEquals(at(Double.NaN, Double.NaN), gradient(x -> norm(2, x), Double.NaN, 1));
    assertEquals(0, Tensor.zeros(0).norm(2.5).value());
    assertEquals(0, Tensor.zeros(0).norm().value());
    assertEquals(Double.NaN, Tensor.zeros(0).std().value());
  }

  private static double slope(Tensor prediction, double target) {
    Differentiable<Tensor, Scalar> loss =
        Differentiable.of(p -> p.binaryCrossEntropy(Tensor.full(p.dtype(), target, 1)).sum());
    return loss.gradient(prediction).at(0);
  }

  /** The logarithms end at -100, what is learnt from them does not. */
  @Test
  void crossEntropyOfCertainty() {
    assertEquals(1 / 0.75, slope(Tensor.of(0.25), 0));
    assertEquals(1, slope(Tensor.of(0.0), 0));
    assertEquals(-1, slope(Tensor.of(1.0), 1));
    assertEquals(-0x1p1022, slope(Tensor.of(0.0), 1));
    assertEquals(-0x1p126, slope(Tensor.of(new float[] {0}), 1));
    assertEquals(0x1p54, slope(Tensor.of(1.0), 0));
    assertEquals(0x1p25, slope(Tensor.of(new float[] {1}), 0));
    assertEquals(-1e44, slope(Tensor.of(1e-44), 1), 1e30);
    assertEquals(100, Tensor.of(0.0, 1e-44).binaryCrossEntropy(Tensor.of(1, 1)).at(1));
    UnaryOperator<Tensor> classes = p -> p.categoricalCrossEntropy(Tensor.of(0.0, 1));
    assertArrayEquals(at(0, -0x1p1022), gradient(classes, 1, 0));
    assertArrayEquals(new double[] {0, 0, 0, 1e88}, hessian(classes, 1, 1e-44), 1e75);
  }

  @Test
  void nuclearNormsWhereASingularValueIsZero() {
    UnaryOperator<Tensor> nuclear = x -> x.reshape(2, 2).nuclearNorm();
    assertArrayEquals(new double[4], gradient(nuclear, 0, 0, 0, 0));
    assertArrayEquals(new double[16], hessian(nuclear, 0, 0, 0, 0));
    assertArrayEquals(new double[] {0, 0, 0, -1}, gradient(nuclear, 0, 0, 0, -3));
    UnaryOperator<Tensor> turn = x -> x.reshape(2, 2).polarFactor().sum(-2, -1);
    assertArrayEquals(new double[4], gradient(turn, 0, 0, 0, 0));
  }

  @Test
  void singularValuesThatAreEqualHaveNoSecondDerivative() {
    UnaryOperator<Tensor> spectral = x -> x.reshape(2, 2).spectralNorm();
    assertArrayEquals(new double[] {0.5, 0, 0, 0.5}, gradient(spectral, 2, 0, 0, 2));
    assertEquals(Double.NaN, hessian(spectral, 2, 0, 0, 2)[5]);
  }

  @Test
  void huberWhereItsFormsMeet() {
    UnaryOperator<Tensor> huber = x -> x.huber(x.zerosLike(), 2);
    assertArrayEquals(new double[] {2}, gradient(huber, 2));
    assertArrayEquals(new double[] {1}, hessian(huber, 2));
    assertArrayEquals(new double[] {1}, hessian(huber, 0));
  }

  @Test
  void logSumExpWhereItIsInfinite() {
    UnaryOperator<Tensor> f = x -> x.logSumExp().toTensor(DType.FLOAT64);
    assertArrayEquals(at(0.5, 0.5), gradient(f, -INF, -INF));
    assertArrayEquals(at(1, 0), gradient(f, INF, 3));
    assertArrayEquals(at(0, 1), gradient(f, 3, INF));
    assertArrayEquals(at(0.5, 0.5), gradient(f, INF, INF));
    assertArrayEquals(at(0, 1), gradient(f, -INF, 3));
    assertArrayEquals(at(Double.NaN, Double.NaN), gradient(f, Double.NaN, INF));
    assertEquals(-INF, Tensor.zeros(0).logSumExp().value());
  }
}
