package io.autodiff.caller;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.DType;
import io.autodiff.NonFiniteException;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.UnivariateFunction;
import io.autodiff.transform.Differentiable;
import io.autodiff.transform.UnivariateDerivative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

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
                      + "  expected  finite numbers, not NaN at \\(1\\)"),
          e.getMessage());
    }
  }

  @Test
  void theElementIsNamedByItsIndex() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Tensor x = tape.variable(Tensor.of(Shape.of(2, 3), new double[] {4, 4, 4, 4, 0, 4}));
      Tensor root = x.sqrt();
      assertTrue(message(() -> x.log()).endsWith("not -Infinity at (1, 1)"));
      assertTrue(message(() -> tape.gradients(root.sum())).endsWith("not Infinity at (1, 1)"));
      assertTrue(message(() -> x.sum(1).sub(8).log()).endsWith("not -Infinity at (1)"));
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

  private static String message(Executable call) {
    return String.valueOf(assertThrows(NonFiniteException.class, call).getMessage());
  }

  private static void assertNames(String operation, String operands, Executable call) {
    String text = message(call);
    assertTrue(
        text.startsWith(operation + ": derivative is not finite\n  given     " + operands), text);
    assertTrue(text.contains("NonFiniteCheckTest.java:"), text);
  }

  @Test
  void operationWhoseDerivativeIsNotFiniteIsNamed() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Scalar x = tape.variable(0.0);
      Scalar y = x.mul(3).sqrt().add(1);
      assertNames("sqrt", "0.0; at ", () -> tape.gradients(y));
      Scalar z = x.cbrt().sin();
      assertNames("cbrt", "0.0; at ", () -> tape.gradients(z));
      Tensor v = tape.variable(Tensor.of(4.0, 0, 1));
      Scalar sum = v.mul(2).sqrt().sum();
      assertNames("sqrt", "(3) from 0.000 to 8.000; at ", () -> tape.gradients(sum));
      String recorded = message(() -> tape.differentiate(sum, v));
      assertTrue(recorded.startsWith("sqrt: derivative is not finite"), recorded);
      assertTrue(recorded.endsWith(", which div in its rule gave"), recorded);
      assertEquals(2, tape.gradients(v.square().sum()).of(v).at(2));
    }
  }

  @Test
  void derivativesOfFunctionsStopWhereAsked() {
    UnivariateFunction root = x -> x.mul(2).sqrt();
    assertEquals(Double.POSITIVE_INFINITY, Autodiff.derivative(root).at(0));
    assertNames("sqrt", "0.0; at ", () -> Autodiff.derivative(root).stopAtNonFinite().at(0));
    message(() -> Autodiff.derivative(root).forward().stopAtNonFinite().at(0));
    message(() -> Autodiff.gradient(v -> v[0].log()).stopAtNonFinite().at(0));
    message(() -> Autodiff.jacobian(v -> new Scalar[] {v[0].log()}).stopAtNonFinite().at(0));
    Differentiable<Tensor, Scalar> f =
        Differentiable.<Tensor, Scalar>of(x -> x.sqrt().sum()).stopAtNonFinite();
    Tensor zero = Tensor.of(1.0, 0);
    Tensor one = Tensor.of(1.0, 4);
    assertNames("sqrt", "(2) from 0.000 to 1.000; at ", () -> f.gradient(zero));
    message(() -> f.jvp(zero, one));
    message(() -> f.hessianVectorProduct(zero, one));
    assertArrayEquals(new double[] {0.5, 0.25}, f.gradient(one).values());
    assertEquals(1.5, f.jvp(one, one).value());
    assertTrue(f.jvp(one, one).isConstant() && f.hessianVectorProduct(one, one).isConstant());
  }

  /** Returns the number of the line that calls this. */
  private static int here() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private static void assertLines(int recorded, int asked, String text) {
    String pattern =
        "(?s).*; at [^ ]*NonFiniteCheckTest.java:"
            + recorded
            + "\\), differentiated at [^ ]*NonFiniteCheckTest.java:"
            + asked
            + "\\)\n.*";
    assertTrue(text.matches(pattern), () -> text + " does not match " + pattern);
  }

  @Test
  void derivativeNamesTheLineOfTheOperationAndTheLineThatAsked() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Tensor x = tape.variable(Tensor.of(4.0, 0));
      Scalar s = tape.variable(0.0);
      int line = here();
      Tensor root = x.sqrt();
      Scalar first = s.sqrt();
      Scalar other = s.cbrt();
      Scalar sum = root.mul(2).sum();
      Scalar scalars = first.sin().add(1);
      Scalar described = other.sin();
      int ask = here();
      assertLines(line + 1, ask + 1, message(() -> tape.gradients(sum)));
      assertLines(line + 2, ask + 2, message(() -> tape.gradients(scalars)));
      assertLines(line + 3, ask + 3, message(() -> tape.gradients(described)));
      assertLines(line + 1, ask + 4, message(() -> tape.differentiate(sum, x)));
      assertLines(line + 2, ask + 5, message(() -> tape.differentiate(scalars, s)));
    }
  }

  @Test
  void linesFollowARewoundTape() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Scalar x = tape.variable(0.0);
      Tape.Mark mark = tape.mark();
      Scalar before = x.exp().sin().cos();
      assertEquals(Math.cos(Math.sin(1)), before.value());
      tape.rewind(mark);
      int line = here();
      Scalar after = x.sqrt();
      assertLines(line + 1, line + 2, message(() -> tape.gradients(after)));
    }
  }

  @Test
  void linesOfFunctionsAreThoseOfTheirOperations() {
    int line = here();
    UnivariateFunction root = x -> x.mul(2).sqrt().sin();
    UnivariateDerivative reverse = Autodiff.derivative(root).stopAtNonFinite();
    UnivariateDerivative forward = Autodiff.derivative(root).forward().stopAtNonFinite();
    assertLines(line + 1, line + 4, message(() -> reverse.at(0)));
    assertLines(line + 1, line + 5, message(() -> forward.at(0)));
  }

  @Test
  void linesOfNestedDerivativesSurviveThatRecordsAreJoined() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Scalar w = tape.variable(0.0);
      Scalar noise = w.mul(3).add(1);
      int line = here();
      Scalar slope = Autodiff.derivative(x -> x.square().mul(w.sqrt())).at(noise);
      String text = message(() -> tape.gradients(slope));
      assertLines(line + 1, line + 2, text);
      assertTrue(text.startsWith("sqrt: derivative is not finite"), text);
    }
  }

  @Test
  void exceptionHasItsPartsForPrograms() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Tensor x = tape.variable(Tensor.of(1.0, 0.0));
      var e = assertThrows(NonFiniteException.class, x::log);
      assertEquals("log", e.operation());
      assertEquals("-Infinity at (1)", e.found());
    }
  }
}
