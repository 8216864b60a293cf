package io.autodiff.op;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.UnivariateFunction;
import io.autodiff.Value;
import io.autodiff.transform.Differentiable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where no cotangent arrives, the derivative is 0 even if the local one is infinite or NaN. */
class AbsoluteZeroTest {

  private static <V extends Value<V>> V rootOrZero(V x) {
    return x.gt(0).where(x.sqrt(), x.constant(0));
  }

  private static <V extends Value<V>> V logOrZero(V x) {
    return x.gt(0).where(x.log(), x.constant(0));
  }

  @Test
  void theBranchNotTakenHasDerivativeZeroInEverySweep() {
    List<UnaryOperator<Scalar>> functions =
        List.of(AbsoluteZeroTest::rootOrZero, AbsoluteZeroTest::logOrZero);
    for (UnaryOperator<Scalar> f : functions) {
      assertEquals(0, Autodiff.derivative(f::apply).at(0));
      assertEquals(0, Autodiff.derivative(f::apply).forward().at(0));
      assertEquals(0, Autodiff.hessian(v -> f.apply(v[0])).at(0.0)[0][0]);
      assertEquals(0, Autodiff.hessian(v -> f.apply(v[0])).reverse().at(0.0)[0][0]);
      try (Tape tape = new Tape()) {
        Scalar x = tape.variable(0);
        Scalar slope = tape.differentiate(f.apply(x), x);
        assertEquals(0, slope.value());
        assertEquals(0, tape.gradients(slope.add(x.mul(0))).of(x));
      }
    }
  }

  @Test
  void tensorsKeepTheirZerosElementByElement() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(0, 4, -1));
      Scalar y = rootOrZero(x).add(logOrZero(x)).sum();
      double[] expected = {0, 0.5, 0};
      assertClose(expected, tape.gradients(y).of(x).values(), 1e-15, "numbers");
      Tensor recorded = tape.differentiate(y, x);
      assertClose(expected, recorded.values(), 1e-15, "recorded");
      double second = -1.0 / 32 - 1.0 / 16;
      assertClose(
          new double[] {0, second, 0},
          tape.gradients(recorded.sum()).of(x).values(),
          1e-15,
          "second order");
    }
  }

  @Test
  void aZeroCotangentIsScaledByAMovingInfinityToZero() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(0, 4));
      Tensor slope = tape.differentiate(rootOrZero(x).sum(), x);
      Tensor moved = tape.differentiate(slope.sum(), x);
      assertClose(new double[] {0, -1.0 / 32}, moved.values(), 1e-15, "recorded");
    }
    Tensor at = Tensor.of(0, 4);
    Tensor second =
        Differentiable.of((Tensor v) -> rootOrZero(v).sum())
            .hessianVectorProduct(at, Tensor.of(1, 1));
    assertClose(new double[] {0, -1.0 / 32}, second.values(), 1e-15, "forward over reverse");
  }

  @Test
  void aZeroCotangentThatMovesKeepsItsDerivatives() {
    UnaryOperator<Scalar> cube = x -> x.mul(x).mul(x);
    UnivariateFunction second = x -> Autodiff.derivative(cube::apply).at(x);
    assertEquals(6, Autodiff.derivative(x -> Autodiff.derivative(second).at(x)).at(0));
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(0, 2));
      Tensor third = x.mul(x).mul(x);
      for (int order = 0; order < 3; order++) {
        third = tape.differentiate(third.sum(), x);
      }
      assertClose(new double[] {6, 6}, third.values(), 0, "tensor");
    }
  }

  @Test
  void whatAChoiceLeavesOutGetsNothingEvenOfAnInfiniteCotangent() {
    ScalarFunction clamped = v -> v[0].clamp(0, 1).sqrt();
    ScalarFunction chosen = v -> v[1].where(v[1], v[0]).sub(1).sqrt();
    for (double[] at : new double[][] {{-1, 1}, {2, 1}}) {
      assertEquals(0, Autodiff.gradient(at[0] < 0 ? clamped : chosen).at(at)[0]);
    }
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(-1, 0.25));
      Scalar y = x.clamp(0, 1).sqrt().sum();
      assertClose(new double[] {0, 1}, tape.gradients(y).of(x).values(), 0, "tensor");
    }
  }

  @Test
  void aZeroCotangentFromOutsideStaysZero() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(0, 1));
      Gradients grads = tape.gradients(List.of(x.log()), List.of(Tensor.of(0, 3)));
      assertClose(new double[] {0, 3}, grads.of(x).values(), 0, "");
    }
  }

  @Test
  void whatIsReallyInfiniteStaysInfinite() {
    assertEquals(Double.POSITIVE_INFINITY, Autodiff.derivative(Scalar::sqrt).at(0));
    assertEquals(Double.POSITIVE_INFINITY, Autodiff.derivative(Scalar::log).at(0));
  }
}
