package io.autodiff.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.NonFiniteException;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import org.junit.jupiter.api.Test;

/** A tape that stops at the first number that is not finite, and names the caller's line. */
class NonFiniteCheckTest {

  @Test
  void scalarOperationIsNamedWithItsOperandAndItsLine() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Scalar x = tape.variable(1.0);
      Scalar y = x.sub(1);
      var e = assertThrows(NonFiniteException.class, () -> y.log());
      String text = String.valueOf(e.getMessage());
      assertTrue(text.startsWith("log: result is not finite\n  given     0.0; at "), text);
      assertTrue(text.contains("(NonFiniteCheckTest.java:"), text);
      assertTrue(text.endsWith("\n  expected  finite numbers, not -Infinity"), text);
    }
  }

  @Test
  void callersLineIsNamed() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Tensor x = tape.variable(Tensor.of(1.0, -4.0));
      var e = assertThrows(NonFiniteException.class, () -> x.sqrt().mul(2).add(1));
      assertTrue(
          String.valueOf(e.getMessage())
              .matches(
                  "(?s)sqrt: result is not finite\n"
                      + "  given     \\(2\\) from -4\\.000 to 1\\.000;"
                      + " at .*NonFiniteCheckTest.*NonFiniteCheckTest\\.java:\\d+\\)\n"
                      + "  expected  finite numbers, not NaN"),
          e.getMessage());
    }
  }

  @Test
  void constantOperandIsShown() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Scalar x = tape.variable(3.0);
      var e = assertThrows(NonFiniteException.class, () -> x.div(0));
      assertTrue(String.valueOf(e.getMessage()).contains("3.0, 0.0; at "), e.getMessage());
    }
  }

  @Test
  void operandThatWasNotFiniteIsCounted() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Tensor x = tape.variable(Tensor.of(1.0, 2.0));
      Tensor data = Tensor.of(5.0, Double.NaN);
      var e = assertThrows(NonFiniteException.class, () -> x.mul(data));
      assertTrue(
          String.valueOf(e.getMessage())
              .contains("(2) from 1.000 to 2.000, (2) from 5.000 to 5.000, 1 not finite; at "),
          e.getMessage());
    }
  }

  @Test
  void parameterThatIsNotFiniteIsNamed() {
    Parameter w = new Parameter("dense1.weight", Tensor.of(1.0, Double.POSITIVE_INFINITY));
    try (Tape tape = new Tape().stopAtNonFinite()) {
      var e = assertThrows(NonFiniteException.class, () -> tape.use(w));
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith("parameter dense1.weight: result is not finite"),
          e.getMessage());
    }
  }

  @Test
  void singlePrecisionOverflowsSooner() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Tensor x = tape.variable(Tensor.of(1e30).to(DType.FLOAT32));
      assertThrows(NonFiniteException.class, x::square);
      assertEquals(1e60, tape.variable(Tensor.of(1e30)).square().item(), 1e46);
    }
  }

  @Test
  void tapeDoesNotStopUnasked() {
    try (Tape tape = new Tape()) {
      assertEquals(Double.NEGATIVE_INFINITY, tape.variable(0.0).log().value());
    }
  }
}
