package io.autodiff.transform;

import static io.autodiff.Cotangents.scale;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.UnivariateFunction;
import io.autodiff.program.Program;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
          (_, x, g) -> scale(g, x.constant(0.5).div(x)));

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
  void linearRuleIsTransposedForward() {
    assertEquals(0.25, Autodiff.derivative(ROOT::apply).forward().at(4), 1e-15);
    assertEquals(-1.0 / 32, Autodiff.hessian(v -> ROOT.apply(v[0])).at(4)[0][0], 1e-15);
    UnivariateFunction slope = Autodiff.derivative(ROOT::apply).forward()::at;
    assertEquals(-1.0 / 32, Autodiff.derivative(slope).at(4), 1e-15);
    assertEquals(-1.0 / 32, Autodiff.derivative(slope).forward().at(4), 1e-15);
  }

  private record Affine(Tensor w, Tensor b) {}

  private static final Tensor DATA = Tensor.of(1.0, 2, 3, 4, 5, 6).reshape(2, 3);

  private static Tensor affine(Affine p) {
    return DATA.matmul(p.w).add(p.b);
  }

  private static final Function<Affine, Tensor> RULED =
      CustomGradient.of(
          p -> affine(p).tanh(),
          (_, y, g) -> {
            Tensor inner = g.mul(y.square().neg().add(1));
            return new Affine(DATA.transpose().matmul(inner), inner.sum(0));
          });

  private static final Affine AT =
      new Affine(Tensor.of(0.1, -0.2, 0.3, 0.05, 0.1, -0.1).reshape(3, 2), Tensor.of(0.3, -0.4));

  @Test
  void hessianProductAndLinearizationGoThroughAStructuredRule() {
    Differentiable<Affine, Tensor> plain = Differentiable.of(p -> affine(p).tanh());
    Differentiable<Affine, Tensor> ruled = Differentiable.of(RULED);
    Tensor along = plain.jvp(AT, AT);
    assertArrayEquals(along.values(), ruled.jvp(AT, AT).values(), 1e-14);
    assertArrayEquals(along.values(), ruled.linearize(AT).jvp(AT).values(), 1e-14);
    double[][] expected = plain.jacobian(AT);
    double[][] forward = ruled.forward().jacobian(AT);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], forward[i], 1e-14);
    }
    Differentiable<Affine, Scalar> loss = Differentiable.of(p -> plain.apply(p).square().sum());
    Differentiable<Affine, Scalar> ruledLoss =
        Differentiable.of(p -> RULED.apply(p).square().sum());
    double[][] h = loss.hessian(AT);
    double[][] same = ruledLoss.hessian(AT);
    for (int i = 0; i < h.length; i++) {
      assertArrayEquals(h[i], same[i], 1e-13);
    }
    assertArrayEquals(
        loss.hessianVectorProduct(AT, AT).w.values(),
        ruledLoss.hessianVectorProduct(AT, AT).w.values(),
        1e-13);
  }

  @Test
  void forwardRuleIsUsedForward() {
    Function<Tensor, Tensor> cube =
        CustomGradient.of(
            x -> x.pow(3),
            (x, _, g) -> g.mul(x.square()).mul(3),
            (x, _, t) -> t.mul(x.square()).mul(4)); // not 3, so that it is seen
    Differentiable<Tensor, Tensor> f = Differentiable.of(cube);
    Tensor at = Tensor.of(1.0, 2);
    assertArrayEquals(new double[] {4, 16}, f.jvp(at, Tensor.ones(2)).values());
    assertArrayEquals(new double[] {3, 12}, f.vjp(at, Tensor.ones(2)).values());
    Function<Tensor, Tensor> wrong =
        CustomGradient.of(x -> x.pow(3), (_, _, g) -> g, (_, _, _) -> Tensor.ones(3));
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> Differentiable.<Tensor, Tensor>of(wrong).jvp(at, Tensor.ones(2)));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("customGradient: a tangent of the forward rule does not fit its result"));
  }

  @Test
  void ruleThatIsNotLinearHasNoForwardDerivative() {
    Function<Tensor, Tensor> clipped =
        CustomGradient.of(x -> x, (_, _, g) -> g.maximum(g.constant(-1)).minimum(g.constant(1)));
    Differentiable<Tensor, Scalar> f = Differentiable.of(x -> clipped.apply(x).square().sum());
    Tensor at = Tensor.of(0.1, 5.0);
    AutodiffException e = assertThrows(AutodiffException.class, () -> f.jvp(at, at));
    assertEquals(
        """
        jvp: customGradient has no forward rule
          given     a rule that takes cotangents back, and not linearly
          expected  a rule that is linear in the cotangent
          hint      CustomGradient.of(f, rule, forwardRule) gives a forward rule; gradient(...) and \
        jacobian(...).reverse() go in reverse\
        """,
        e.getMessage());
    assertThrows(AutodiffException.class, () -> f.hessianVectorProduct(at, at));
    for (UnaryOperator<Tensor> bent :
        List.<UnaryOperator<Tensor>>of(
            Tensor::relu,
            Tensor::abs,
            Tensor::square,
            Tensor::sign,
            Tensor::stopGradient,
            w -> w.gt(0).where(Tensor.of(1.0), 0))) {
      Function<Tensor, Tensor> g = CustomGradient.of(x -> x, (_, _, w) -> bent.apply(w));
      assertThrows(AutodiffException.class, () -> Differentiable.<Tensor, Tensor>of(g).jvp(at, at));
    }
  }

  @Test
  void ruleThatReadsItsCotangentHasNoForwardDerivative() {
    Function<Tensor, Tensor> f = CustomGradient.of(x -> x, (_, _, g) -> Tensor.of(g.values()));
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> Differentiable.<Tensor, Tensor>of(f).jvp(Tensor.of(1.0), Tensor.of(1.0)));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("jvp: customGradient has no forward rule"));
  }

  @Test
  void typesFollowFromThePoint() {
    Tensor g =
        Autodiff.gradient(
            x -> CustomGradient.apply(v -> v.round(), (_, _, w) -> w, x).square().sum(),
            Tensor.of(1.2, 2.9));
    assertArrayEquals(new double[] {2, 6}, g.values());
    Scalar s = Autodiff.gradient(x -> Checkpoint.apply(v -> v.square().sin(), x), Scalar.of(0.5));
    assertEquals(Math.cos(0.25), s.value(), 1e-15);
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
