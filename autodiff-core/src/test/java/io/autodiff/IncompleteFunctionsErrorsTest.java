package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.op.BetaDensity;
import io.autodiff.op.GammaDensity;
import org.junit.jupiter.api.Test;

/** Which parameters incomplete integrals and Bessel functions take. */
class IncompleteFunctionsErrorsTest {
  @Test
  void aConstantIsAParameter() {
    Scalar x = Scalar.of(1.5);
    assertEquals(x.gammaInc(2).value(), x.gammaInc(Scalar.of(2)).value());
    assertEquals(x.gammaIncc(2).value(), x.gammaIncc(Scalar.of(2)).value());
    Tensor t = Tensor.of(0.25, 0.5);
    Tensor shape = Tensor.of(3);
    assertEquals(t.betaInc(2, 3).at(1), t.betaInc(Tensor.of(2), shape).at(1));
  }

  @Test
  void aRecordedParameterIsRefused() {
    try (Tape tape = new Tape()) {
      Scalar a = tape.variable(2);
      assertRejected(
          """
          gammaInc: parameter is recorded
            given     a parameter recorded on a tape
            expected  a number or a constant, for there is no derivative by it
            hint      detach() of it is a constant\
          """,
          () -> Scalar.of(1).gammaInc(a));
      assertEquals(1 - Math.exp(-1) * 2, Scalar.of(1).gammaInc(a.detach()).value(), 1e-15);
      assertRejected(
          """
          betaInc: parameter is recorded
            given     a parameter recorded on a tape
            expected  a number or a constant, for there is no derivative by it
            hint      detach() of it is a constant\
          """,
          () -> Scalar.of(0.5).betaInc(Scalar.of(1), a));
    }
  }

  @Test
  void aParameterIsOnePositiveNumber() {
    assertRejected(
        """
        gammaIncc: parameter has several elements
          given     shape (2)
          expected  one number for all elements of the operand\
        """,
        () -> Tensor.of(1, 2).gammaIncc(Tensor.of(1, 2)));
    assertRejected(
        """
        gammaInc: shape out of range
          given     shape 0.0
          expected  a finite number above 0\
        """,
        () -> Scalar.of(1).gammaInc(0));
    assertRejected(
        """
        betaInc: shape out of range
          given     shape NaN
          expected  a finite number above 0\
        """,
        () -> Scalar.of(1).betaInc(1, Double.NaN));
    assertRejected(
        """
        besselJ: negative order
          given     order -1
          expected  0 or more\
        """,
        () -> Scalar.of(1).besselJ(-1));
    assertRejected(
        """
        gammaDensity: negative order
          given     order -1
          expected  0 or more\
        """,
        () -> new GammaDensity(2, -1));
    assertRejected(
        """
        betaDensity: negative order
          given     order -2
          expected  0 or more\
        """,
        () -> new BetaDensity(2, 0, 1, -2));
  }
}
