package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.program.Program;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CustomGradientTest {

  /** The root of x^2 = a by Newton's iteration, differentiated by the implicit function theorem. */
  private static final Function<Scalar, Scalar> ROOT =
      CustomGradient.of(
          a -> {
            Scalar x = a;
            for (int i = 0; i < 30; i++) {
              x = x.add(a.div(x)).mul(0.5);
            }
            return x;
          },
          (_, x, g) -> g.scale(x.constant(0.5).div(x)));

  @Test
  void ruleReplacesTheRecordedDerivative() {
    assertEquals(0.25, Autodiff.derivative(ROOT::apply).at(4), 1e-15);
  }

  @Test
  void ruleInOperationsIsDifferentiatedAgain() {
    UnivariateFunction slope = Autodiff.derivative(ROOT::apply)::at;
    assertEquals(-1.0 / 32, Autodiff.derivative(slope).at(4), 1e-15);
  }

  @Test
  void nothingBetweenIsKept() {
    try (Tape tape = new Tape()) {
      Scalar root = ROOT.apply(tape.variable(4));
      assertEquals(3, tape.size());
      assertEquals(2, root.value(), 1e-15);
    }
  }

  @Test
  void gradientMayBeClipped() {
    Function<Tensor, Tensor> clipped =
        CustomGradient.of(x -> x, (_, _, g) -> g.maximum(g.constant(-1)).minimum(g.constant(1)));
    Tensor g =
        Differentiable.<Tensor, Scalar>of(x -> clipped.apply(x).square().sum())
            .gradient(Tensor.of(0.1, 5.0, -7.0));
    assertArrayEquals(new double[] {0.2, 1, -1}, g.values(), 1e-15);
  }

  @Test
  void forwardDerivativeIsRefused() {
    AutodiffException e =
        assertThrows(
            AutodiffException.class, () -> Autodiff.derivative(ROOT::apply).forward().at(4));
    assertEquals(
        """
        jvp: customGradient has no forward rule
          given     a rule that takes cotangents back
          expected  a derivative in reverse
          hint      vjp, gradient(...) and jacobian(...).reverse() go in reverse\
        """,
        e.getMessage());
  }

  @Test
  void cotangentOfAnotherShapeIsRefused() {
    Function<Tensor, Scalar> f = CustomGradient.of(Tensor::sum, (_, _, _) -> Tensor.ones(2));
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> Differentiable.<Tensor, Scalar>of(f).gradient(Tensor.ones(3)));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("customGradient: a cotangent of the rule does not fit its argument"));
  }

  @Test
  void programThatWouldLoseTheRuleIsRefused() {
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> Program.of(v -> ROOT.apply(v[0]), 4));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("program: customGradient cannot be frozen"));
  }

  @Test
  void stoppedGradientIsAConstantToEveryDerivative() {
    UnivariateFunction f = x -> x.square().mul(x.stopGradient());
    assertEquals(18, Autodiff.derivative(f).at(3));
    assertEquals(18, Autodiff.derivative(f).forward().at(3));
    assertEquals(6, Autodiff.derivative(Autodiff.derivative(f)::at).at(3));
    Differentiable<Tensor, Scalar> t = Differentiable.of(x -> x.mul(x.stopGradient()).sum());
    Tensor at = Tensor.of(2.0, 5.0);
    assertArrayEquals(new double[] {2, 5}, t.gradient(at).values());
    assertEquals(7, t.jvp(at, Tensor.of(1.0, 1.0)).value());
    assertArrayEquals(
        new double[] {0, 0}, t.hessianVectorProduct(at, Tensor.of(1.0, 1.0)).values());
  }

  @Test
  void secondDerivativeThroughARuleThatReadsNumbersIsRefused() {
    Function<Tensor, Tensor> square =
        CustomGradient.of(x -> x.square(), (x, _, g) -> g.mul(Tensor.of(x.values()).mul(2)));
    Differentiable<Tensor, Scalar> f = Differentiable.of(x -> square.apply(x).sum());
    Tensor at = Tensor.of(1.0, -2);
    assertArrayEquals(new double[] {2, -4}, f.gradient(at).values());
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> f.hessianVectorProduct(at, at));
    assertEquals(
        """
        second derivative: customGradient has none
          given     a rule that reads the numbers of its operands
          expected  a rule written in operations of the library
          hint      stopGradient() holds a value constant and says so\
        """,
        e.getMessage());
    Function<Tensor, Tensor> detached =
        CustomGradient.of(x -> x.square(), (x, _, g) -> g.mul(x.detach().mul(2)));
    assertThrows(
        AutodiffException.class,
        () ->
            Differentiable.<Tensor, Scalar>of(x -> detached.apply(x).sum())
                .hessianVectorProduct(at, at));
  }
}
