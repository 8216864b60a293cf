package io.autodiff.testkit;

import static io.autodiff.testkit.GradientAssertions.assertAgreement;
import static io.autodiff.testkit.GradientAssertions.assertGradient;
import static io.autodiff.testkit.GradientAssertions.assertHessian;
import static io.autodiff.testkit.GradientAssertions.assertSmooth;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Cotangents;
import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.transform.CustomGradient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class GradientAssertionsTest {
  record Weights(Tensor matrix, Scalar shift) {}

  /** {@code x³} as a user might write it, with a factor forgotten in the rule. */
  record ForgetfulCube() implements CustomOp {
    @Override
    public String label() {
      return "cube";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      double[] y = in[0].values();
      Arrays.setAll(y, i -> y[i] * y[i] * y[i]);
      return Tensor.of(in[0].shape(), y);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return Cotangents.scale(g, in[0].square());
    }
  }

  @Test
  void functionsOfAnyStructureAreChecked() {
    assertGradient(x -> x.sin(), Scalar.of(0.5));
    assertGradient(x -> x.matmul(x), Tensor.of(new double[][] {{1, 2}, {3, 4}}));
    assertGradient(v -> v[0].mul(v[1].sin()), Scalar.of(2, 3));
    assertGradient((List<Tensor> v) -> v.get(0).dot(v.get(1)), List.of(Tensor.of(1), Tensor.of(2)));
    assertGradient(
        (Map<String, Scalar> v) -> Objects.requireNonNull(v.get("a")).sin(),
        Map.of("a", Scalar.of(1)));
    Weights w = new Weights(Tensor.of(new double[][] {{1, 2}, {3, 4}}), Scalar.of(0.5));
    assertGradient(v -> v.matrix().add(v.shift()).det(), w);
    assertHessian(v -> v.matrix().add(v.shift()).det(), w);
    assertAgreement(v -> v.matrix().add(v.shift()).det(), w);
    assertSmooth(v -> v.matrix().add(v.shift()).det(), w);
    assertGradient(x -> new OwnOperations.Cube().on(x), Tensor.of(1, 2, 3));
    assertAgreement(x -> new OwnOperations.Cube().on(x), Tensor.of(1, 2, 3));
  }

  @Test
  void thePlantedFaultOfAnOperationIsBlamed() {
    AssertionFailedError e =
        assertThrows(
            AssertionFailedError.class,
            () -> assertGradient(x -> new ForgetfulCube().on(x.sin()).sum(), Tensor.of(0.5, 1.5)));
    List<String> lines = String.valueOf(e.getMessage()).lines().toList();
    assertEquals("gradient check: 2 of 2 derivatives are wrong", lines.get(0));
    assertEquals("  worst     order 1, argument 0 at (0)", lines.get(1));
    assertEquals("  given     0.201711340", lines.get(2));
    assertTrue(lines.get(3).startsWith("  expected  0.605134020 ± "), lines.get(3));
    assertTrue(
        lines.get(5).startsWith("  blame     operation cube, node 2: by its argument 0 at "));
    assertTrue(lines.get(6).startsWith("  operands  Tensor.of(Shape.of(2), new double[] {0.479"));
  }

  @Test
  void theSecondDerivativeIsCheckedToo() {
    Function<Scalar, Scalar> f =
        CustomGradient.of(x -> x.square(), (x, _, g) -> g.mul(x.stopGradient().mul(2)));
    assertGradient(f, Scalar.of(1.5));
    AssertionFailedError e =
        assertThrows(AssertionFailedError.class, () -> assertHessian(f, Scalar.of(1.5)));
    assertTrue(String.valueOf(e.getMessage()).contains("order 2, argument 0"), e.getMessage());
  }

  @Test
  void waysToADerivativeThatDifferAreNamed() {
    Function<Scalar, Scalar> f =
        CustomGradient.of(x -> x.square(), (x, _, g) -> g.mul(x.mul(2)), (x, _, t) -> t.mul(x));
    AssertionFailedError e =
        assertThrows(AssertionFailedError.class, () -> assertAgreement(f, Scalar.of(1.5)));
    assertTrue(String.valueOf(e.getMessage()).contains("forward against reverse"), e.getMessage());
  }

  @Test
  void kinksAreNamedWithTheirElements() {
    AssertionFailedError e =
        assertThrows(
            AssertionFailedError.class, () -> assertSmooth(x -> x.relu(), Tensor.of(1, 0, -1)));
    assertEquals("operations on a kink:\n  relu, node 1, on Scalar.of(0.0)", e.getMessage());
  }
}
