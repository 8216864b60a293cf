package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Comparisons, logic and the forms of operations that take numbers. */
class ComparisonsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final Tensor X = Tensor.of(0, -0.0, 2, NAN, INF, -INF);

  /** Asserts the values for {@link #X}, and that the derivative is 0 there. */
  private static void assertTruth(UnaryOperator<Tensor> f, double... expected) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(X);
      Tensor y = f.apply(x);
      assertArrayEquals(expected, y.values());
      assertArrayEquals(new double[6], tape.gradients(y.sum()).of(x).values());
    }
  }

  @Test
  void truthIsOneAndFalsehoodZero() {
    assertTruth(x -> x.ne(2), 1, 1, 0, 1, 1, 1);
    assertTruth(x -> x.ne(x), 0, 0, 0, 1, 0, 0);
    assertTruth(Tensor::not, 1, 1, 0, 0, 0, 0);
    assertTruth(Tensor::isNaN, 0, 0, 0, 1, 0, 0);
    assertTruth(Tensor::isFinite, 1, 1, 1, 0, 0, 0);
  }

  @Test
  void whatIsNotZeroIsTrue() {
    Tensor other = Tensor.of(0, 3, 3, 0, NAN, 0);
    assertTruth(x -> x.and(other), 0, 0, 1, 0, 1, 0);
    assertTruth(other::and, 0, 0, 1, 0, 1, 0);
    assertTruth(x -> x.or(other), 0, 1, 1, 1, 1, 1);
    assertTruth(other::or, 0, 1, 1, 1, 1, 1);
    assertEquals(Shape.of(2, 3), Tensor.zeros(2, 1).or(Tensor.ones(3)).shape());
    assertEquals(Shape.of(2, 3), Tensor.zeros(3).and(Tensor.ones(2, 1)).shape());
    assertEquals(1, Scalar.of(2).and(Scalar.of(-1)).value());
  }

  @Test
  void branchesMayBeNumbers() {
    Tensor x = Tensor.of(-1, 0, 1);
    assertArrayEquals(new double[] {5, 7, 5}, x.where(5, 7).values());
    assertArrayEquals(new double[] {-1, 7, 1}, x.where(x, 7).values());
    assertArrayEquals(new double[] {5, 0, 5}, x.where(5, x).values());
    assertEquals(7, Scalar.of(0).where(5, 7).value());
  }

  @Test
  void closeNumbersAreEqualOrFiniteAndNear() {
    assertTrue(Tensor.of(1, INF).allClose(Tensor.of(1 + 1e-6, INF)));
    assertFalse(Tensor.of(1, 2).allClose(Tensor.of(1, 2.001)));
    assertTrue(Tensor.of(1, 2).allClose(Tensor.of(1, 2.001), 0, 0.01));
    assertFalse(Tensor.of(1).allClose(Tensor.of(INF)));
    assertFalse(Tensor.of(INF).allClose(Tensor.of(-INF)));
    assertFalse(Tensor.of(NAN).allClose(Tensor.of(NAN)));
    assertTrue(Tensor.ones(2, 3).allClose(Tensor.ones(3)));
    assertTrue(Tensor.zeros(0).allClose(Tensor.zeros(0)));
  }

  @Test
  void aConstantMayStandOnTheLeft() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(4.0);
      assertEquals(-1, x.rsub(3).value());
      assertEquals(-1, tape.gradients(x.rsub(3)).of(x));
      assertEquals(0.75, x.rdiv(3).value());
      assertEquals(-3 / 16.0, tape.gradients(x.rdiv(3)).of(x));
      assertArrayEquals(new double[] {2, 1}, Tensor.of(1, 2).rsub(3).values());
    }
  }

  @Test
  void anExponentMayBeAScalar() {
    try (Tape tape = new Tape()) {
      Scalar p = tape.variable(3.0);
      Tensor x = tape.variable(Tensor.of(1, 2));
      assertArrayEquals(new double[] {1, 8}, x.pow(p).values());
      assertEquals(8 * Math.log(2), tape.gradients(x.pow(p).sum()).of(p), 1e-15);
      assertArrayEquals(new double[] {3, 9}, p.pow(Tensor.of(1, 2)).values());
    }
  }

  @Test
  void sumsAndProductsOfScalarsHaveTheirDerivatives() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2.0);
      Scalar zero = tape.variable(0.0);
      assertEquals(2, Scalar.sum(x, zero).value());
      assertEquals(10, tape.gradients(Scalar.product(x, zero, Scalar.of(5))).of(zero));
      assertEquals(0, Scalar.sum().value());
      assertEquals(1, Scalar.product().value());
    }
  }

  @Test
  void aPolynomialsCoefficientsAscend() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(3.0);
      Scalar y = x.polynomial(1, -2, 0, 0.5);
      assertEquals(1 - 6 + 13.5, y.value());
      assertEquals(-2 + 1.5 * 9, tape.gradients(y).of(x));
      assertEquals(4, x.polynomial(4).value());
      assertEquals(0, x.polynomial().value());
      assertEquals(7, x.polynomial(1, 2).value());
      assertEquals(Shape.of(2), Tensor.of(1, 2).polynomial(4).shape());
    }
  }
}
