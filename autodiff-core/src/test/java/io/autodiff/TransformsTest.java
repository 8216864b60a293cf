package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.transform.Derivative;
import io.autodiff.transform.Jacobian;
import io.autodiff.transform.VectorProduct;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each derivative of a function of scalars against values worked out on paper. */
class TransformsTest {
  private static final double EXACT = 1e-13;

  /** f(x, y) = x^2 y + sin(x). */
  private static Scalar f(Scalar[] v) {
    return v[0].square().mul(v[1]).add(v[0].sin());
  }

  /** The results (x y, e^x, y^3). */
  private static Scalar[] three(Scalar[] v) {
    return new Scalar[] {v[0].mul(v[1]), v[0].exp(), v[1].pow(3)};
  }

  private static final double[] AT = {0.7, -1.3};
  private static final double[][] JACOBIAN_OF_THREE = {
    {-1.3, 0.7}, {Math.exp(0.7), 0}, {0, 3 * 1.69}
  };

  private static void assertRows(double[][] expected, double[][] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      double largest = Arrays.stream(expected[i]).map(Math::abs).max().orElse(0);
      double bound = Math.max(EXACT, 2 * Math.ulp(largest)); // two sums in different orders
      assertArrayEquals(expected[i], actual[i], bound, "row " + i);
    }
  }

  @Test
  void derivativeIsTheSlopeForwardAndReverse() {
    assertEquals(Math.cos(0.7), Autodiff.derivative(Scalar::sin).at(0.7), EXACT);
    assertEquals(Math.cos(0.7), Autodiff.derivative(Scalar::sin).forward().at(0.7), EXACT);
    assertEquals(Math.cos(0.7), Autodiff.derivative(Scalar::sin).reverse().at(0.7), EXACT);
  }

  @Test
  void gradientHoldsThePartialDerivativesForwardAndReverse() {
    double[] expected = {2 * 0.7 * -1.3 + Math.cos(0.7), 0.49};
    assertArrayEquals(expected, Autodiff.gradient(TransformsTest::f).at(AT), EXACT);
    assertArrayEquals(expected, Autodiff.gradient(TransformsTest::f).forward().at(AT), EXACT);
  }

  @Test
  void valueAndGradientAreOfTheSamePoint() {
    for (Derivative g :
        new Derivative[] {
          Autodiff.gradient(TransformsTest::f), Autodiff.gradient(TransformsTest::f).forward()
        }) {
      ValueAndGradient<Double, double[]> at = g.valueAndGradient(AT);
      assertEquals(0.49 * -1.3 + Math.sin(0.7), at.value(), EXACT);
      assertArrayEquals(g.at(AT), at.gradient(), 0);
    }
  }

  @Test
  void jvpIsTheJacobianTimesADirection() {
    double[] along = Autodiff.jvp(TransformsTest::three).at(AT, new double[] {2, -1});
    assertArrayEquals(new double[] {-3.3, 2 * Math.exp(0.7), -3 * 1.69}, along, EXACT);
  }

  @Test
  void jvpInSeveralDirectionsAtOnceIsOneInEach() {
    VectorProduct jvp = Autodiff.jvp(TransformsTest::three);
    double[][] directions = new double[19][];
    Arrays.setAll(directions, i -> new double[] {Math.sin(i), Math.cos(2.0 * i)});
    double[][] together = jvp.at(AT, directions);
    for (int i = 0; i < directions.length; i++) {
      assertArrayEquals(jvp.at(AT, directions[i]), together[i], 0);
    }
  }

  @Test
  void vjpIsEachCotangentTimesTheJacobian() {
    double[][] pulled =
        Autodiff.vjp(TransformsTest::three).at(AT, new double[][] {{1, 2, 3}, {0, 0, 1}});
    assertRows(new double[][] {{-1.3 + 2 * Math.exp(0.7), 0.7 + 9 * 1.69}, {0, 3 * 1.69}}, pulled);
  }

  @Test
  void jacobianIsTheSameForwardAndReverse() {
    Jacobian jacobian = Autodiff.jacobian(TransformsTest::three);
    assertRows(JACOBIAN_OF_THREE, jacobian.at(AT));
    assertRows(JACOBIAN_OF_THREE, jacobian.forward().at(AT));
    assertRows(JACOBIAN_OF_THREE, jacobian.reverse().at(AT));
  }

  @Test
  void jacobianOfNothingIsEmpty() {
    assertEquals(0, Autodiff.jacobian(_ -> new Scalar[0]).at(1, 2).length);
    assertRows(
        new double[][] {{}}, Autodiff.jacobian(_ -> new Scalar[] {Scalar.of(1)}).at(new double[0]));
  }

  @Test
  void hessianIsTheSameInEveryMixtureOfDirections() {
    double[][] expected = {{2 * -1.3 - Math.sin(0.7), 1.4}, {1.4, 0}};
    assertRows(expected, Autodiff.hessian(TransformsTest::f).at(AT));
    assertRows(expected, Autodiff.hessian(TransformsTest::f).reverse().at(AT));
    Jacobian forwardTwice =
        Autodiff.jacobian(Autodiff.gradient(TransformsTest::f).forward()::at).forward();
    assertRows(expected, forwardTwice.at(AT));
  }

  @Test
  void hessianVectorProductIsTheHessianTimesTheVector() {
    double[] v = {0.5, -2};
    double[][] h = Autodiff.hessian(TransformsTest::f).at(AT);
    double[] expected = {
      h[0][0] * v[0] + h[0][1] * v[1], h[1][0] * v[0] + h[1][1] * v[1],
    };
    VectorProduct product = Autodiff.hessianVectorProduct(TransformsTest::f);
    assertArrayEquals(expected, product.at(AT, v), EXACT);
  }

  @Test
  void hessianDiagonalHoldsTheSecondDerivatives() {
    int n = 150;
    double[] x = new double[n];
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = Math.sin(i);
      expected[i] = 6 * x[i] + (i + 1 < n ? 2 : 0);
    }
    ScalarFunction f =
        v -> {
          Scalar sum = Scalar.of(0);
          for (int i = 0; i < n; i++) {
            sum = sum.add(v[i].pow(3));
            sum = i + 1 < n ? sum.add(v[i].square().add(v[i].mul(v[i + 1]))) : sum;
          }
          return sum;
        };
    assertArrayEquals(expected, Autodiff.hessianDiagonal(f).at(x), 1e-12);
  }

  @Test
  void gaussNewtonVectorProductIsTheProductOfItsFactors() {
    ScalarFunction loss = y -> y[0].square().add(y[1].mul(y[2])).add(y[2].exp());
    double[] v = {0.3, 1.1};
    double[] product = Autodiff.gaussNewtonVectorProduct(TransformsTest::three, loss).at(AT, v);
    double[][] h = Autodiff.hessian(loss).at(Scalar.values(three(Scalar.of(AT))));
    double[] expected = new double[2];
    for (int a = 0; a < 2; a++) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          for (int b = 0; b < 2; b++) {
            expected[a] += JACOBIAN_OF_THREE[i][a] * h[i][j] * JACOBIAN_OF_THREE[j][b] * v[b];
          }
        }
      }
    }
    assertArrayEquals(expected, product, 1e-11);
  }

  @Test
  void gaussNewtonOfLinearModelIsHessian() {
    VectorFunction linear = v -> new Scalar[] {v[0].add(v[1].mul(3)), v[0].sub(v[1])};
    ScalarFunction loss = y -> y[0].sin().mul(y[1].exp());
    double[] v = {1, -0.5};
    assertArrayEquals(
        Autodiff.hessianVectorProduct(x -> loss.apply(linear.apply(x))).at(AT, v),
        Autodiff.gaussNewtonVectorProduct(linear, loss).at(AT, v),
        1e-12);
  }

  @Test
  void everyTransformOfAConstantIsZeroIfThatIsAllowed() {
    ScalarFunction constant = _ -> Scalar.of(5);
    VectorFunction constants = _ -> Scalar.of(5, 6);
    double[] v = {1, 1};
    double[] zero = {0, 0};
    assertArrayEquals(zero, Autodiff.gradient(constant).allowConstant().at(AT));
    assertArrayEquals(zero, Autodiff.gradient(constant).forward().allowConstant().at(AT));
    assertArrayEquals(zero, Autodiff.jvp(constants).allowConstant().at(AT, v));
    assertArrayEquals(zero, Autodiff.vjp(constants).allowConstant().at(AT, v));
    assertArrayEquals(zero, Autodiff.hessianVectorProduct(constant).allowConstant().at(AT, v));
    assertArrayEquals(zero, Autodiff.hessianDiagonal(constant).allowConstant().at(AT));
    assertArrayEquals(
        zero, Autodiff.gaussNewtonVectorProduct(constants, constant).allowConstant().at(AT, v));
    assertArrayEquals(zero, Autodiff.hessian(constant).allowConstant().at(AT)[1]);
  }

  @Test
  void tangentZeroStaysZeroWhereASlopeIsInfinite() {
    VectorFunction roots = v -> new Scalar[] {v[0].sqrt().add(v[1])};
    assertEquals(1, Autodiff.jvp(roots).at(new double[] {0, 1}, new double[] {0, 1})[0]);
    Jacobian jacobian = Autodiff.jacobian(roots).forward();
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 1}, jacobian.at(0, 1)[0]);
  }

  @Test
  void tensorsOnTheWayHaveTangentsToo() {
    VectorFunction f =
        v -> {
          Tensor t = Tensor.stack(DType.FLOAT64, Shape.of(2, 2), v[0], v[1], v[1], v[0]);
          Tensor u = t.matmul(t).add(t.sum(0)).softmax(-1).mul(v[0].sin());
          Tensor w = Tensor.concat(0, u, t.exp().slice(0, 0, 1));
          return w.binaryCrossEntropyOnLogits(w.square()).sub(w.max(new int[] {1}, true)).scalars();
        };
    double[][] rows = Autodiff.jacobian(f).reverse().at(AT);
    assertRows(rows, Autodiff.jacobian(f).forward().at(AT));
    double[][] second =
        Autodiff.jacobian(v -> Autodiff.jvp(f).at(v, Scalar.of(1, 2))).reverse().at(AT);
    assertRows(
        second, Autodiff.jacobian(v -> Autodiff.jvp(f).at(v, Scalar.of(1, 2))).forward().at(AT));
    Jacobian byVjp = Autodiff.jacobian(v -> Autodiff.vjp(f).at(v, Scalar.of(1, 2, 3, 4, 5, 6)));
    assertRows(byVjp.reverse().at(AT), byVjp.forward().at(AT));
  }

  @Test
  void tangentsThatDoNotFitAreRefused() {
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> Autodiff.jvp(TransformsTest::three).at(AT, new double[] {1}));
    assertEquals(
        """
        jvp: tangents do not fit in number
          given     1 for 2 arguments
          expected  2, one for each\
        """,
        e.getMessage());
    e =
        assertThrows(
            AutodiffException.class,
            () -> Autodiff.vjp(TransformsTest::three).at(AT, new double[] {1, 2}));
    assertEquals(
        """
        vjp: cotangents do not fit in number
          given     2 for 3 results
          expected  3, one for each\
        """,
        e.getMessage());
  }
}
