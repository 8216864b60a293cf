package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.batch.Pointwise;
import io.autodiff.program.Program;
import io.autodiff.program.RecordedGradient;
import io.autodiff.transform.Derivative;
import io.autodiff.transform.Differentiable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is said of mistakes of a newcomer, and what the doors print of themselves. */
class MistakesTest {
  private static void assertSays(String message, Executable work) {
    assertEquals(message, assertThrows(AutodiffException.class, work).getMessage());
  }

  @Test
  void tooFewArguments() {
    String message =
        """
        derivative: the function went out of the bounds of an array
          given     Index 2 out of bounds for length 2, and 2 arguments
          expected  at most the arguments that the function is given\
        """;
    Derivative g = Autodiff.gradient(v -> v[0].mul(v[2]));
    assertSays(message, () -> g.at(1, 2));
    assertSays(message, () -> Autodiff.hessian(v -> v[0].mul(v[2])).at(1, 2));
    assertSays(message, () -> Autodiff.jacobian(v -> new Scalar[] {v[2]}).at(1, 2));
    assertSays(message, () -> Autodiff.gradient(v -> v[0].mul(v[2]), Scalar.of(1, 2)));
    Tensor x = Tensor.of(1.0);
    assertSays(message, () -> Autodiff.gradient(l -> l.get(2).sum(), List.of(x, x)));
    assertSays(
        message.replace("derivative", "program"), () -> Program.of(v -> v[0].mul(v[2]), 1, 2));
    AutodiffException e = assertThrows(AutodiffException.class, () -> g.at(1, 2));
    assertInstanceOf(ArrayIndexOutOfBoundsException.class, e.getCause());
    int[] own = {1, 2, 3};
    assertThrows(
        ArrayIndexOutOfBoundsException.class,
        () -> Autodiff.gradient(v -> v[0].mul(own[v.length + 1])).at(1, 2));
  }

  @Test
  @SuppressWarnings("NullAway") // the mistake itself
  void missingResult() {
    String message =
        """
        derivative: a result of the function is missing
          given     null
          expected  a Scalar or Tensor, or a structure of them\
        """;
    assertSays(message, () -> Autodiff.gradient(_ -> null).at(1, 2));
    assertSays(message, () -> Autodiff.derivative(_ -> null).at(1));
    assertSays(message, () -> Autodiff.jacobian(_ -> null).at(1, 2));
    assertSays(message, () -> Autodiff.jacobian(v -> new Scalar[] {v[0], null}).at(1, 2));
    assertSays(
        message, () -> Differentiable.<Tensor, Scalar>of(_ -> null).gradient(Tensor.of(1.0)));
    assertSays(
        message.replace("derivative", "program"),
        () -> Program.ofVector(v -> new Scalar[] {v[0], null}, 1));
  }

  @Test
  void derivativesSayWhatTheyAre() {
    assertEquals("gradient, in reverse", Autodiff.gradient(v -> v[0]).toString());
    assertEquals(
        "gradient, forward, stops at NaN and infinity",
        Autodiff.gradient(v -> v[0]).forward().stopAtNonFinite().toString());
    assertEquals(
        "matrix of derivatives, whichever way the shape chooses",
        Autodiff.jacobian(v -> v).toString());
    assertEquals(
        "derivatives of any structure, matrices forward, allows a constant function",
        Differentiable.of(x -> x).forward().allowConstant().toString());
  }

  @Test
  void productsReplaysAndLinearizationsSayWhatTheyAre() {
    assertEquals(
        "derivative by one scalar as a gradient, forward",
        Autodiff.derivative(x -> x).forward().toString());
    assertEquals(
        "diagonal of the matrix of second derivatives, allows a constant function",
        Autodiff.hessianDiagonal(v -> v[0]).allowConstant().toString());
    assertEquals("Jacobian times tangents", Autodiff.jvp(v -> v).toString());
    assertEquals("cotangents times Jacobian", Autodiff.vjp(v -> v).toString());
    assertEquals("Hessian times vectors", Autodiff.hessianVectorProduct(v -> v[0]).toString());
    assertEquals(
        "Gauss-Newton matrix times vectors, stops at NaN and infinity",
        Autodiff.gaussNewtonVectorProduct(v -> v, v -> v[0]).stopAtNonFinite().toString());
    assertEquals(
        "derivative at one point of 1 numbers by 3",
        Differentiable.<Tensor, Scalar>of(Tensor::sum).linearize(Tensor.zeros(3)).toString());
    Program p = Program.of(v -> v[0].square(), 2);
    assertEquals("replay of a program of 2 instructions", p.replay().toString());
    assertEquals(
        "gradient, not yet recorded on this thread",
        RecordedGradient.<Tensor>of(Tensor::sum).toString());
    assertEquals(
        "pointwise", Pointwise.of(1, v -> new Scalar[] {v[0].sin()}).toString().split(" ", -1)[0]);
  }

  @Test
  void tapeAndGradientsSayWhatTheyHold() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Scalar y = x.square();
      assertEquals("tape of 2 nodes, " + tape.bytes() + " bytes", tape.toString());
      assertEquals(
          "derivatives by all variables, of a tape of 2 nodes", tape.gradients(y).toString());
      Gradients named = tape.gradients(y, x);
      assertEquals(
          "derivatives by the values that the call named, of a tape of 2 nodes", named.toString());
      named.release();
      assertEquals("derivatives that were released", named.toString());
      assertEquals(
          List.of("gradients: used after they were released"),
          String.valueOf(assertThrows(TapeException.class, () -> named.of(x)).getMessage())
              .lines()
              .limit(1)
              .toList());
    }
  }
}
