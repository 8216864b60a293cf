package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Derivatives at a point, from which the types of a lambda follow. */
class InferenceTest {
  private record Fit(Scalar loss, Tensor rest) {}

  private record Line(Tensor w, Scalar b) {}

  private static final Tensor X = Tensor.of(1.0, -2);

  @Test
  void gradientOfEveryStructure() {
    assertArrayEquals(new double[] {2, -4}, Autodiff.gradient(t -> t.square().sum(), X).values());
    assertEquals(6, Autodiff.gradient(s -> s.square(), Scalar.of(3)).value());
    Line g = Autodiff.gradient(p -> p.w().mul(p.b()).sum(), new Line(X, Scalar.of(4)));
    assertArrayEquals(new double[] {4, 4}, g.w().values());
    assertEquals(-1, g.b().value());
    List<Tensor> l = Autodiff.gradient(p -> p.get(0).mul(p.get(1)).sum(), List.of(X, X.exp()));
    assertArrayEquals(X.values(), l.get(1).values());
    Map<String, Tensor> m = Autodiff.gradient(p -> at(p, "a").pow(3).sum(), Map.of("a", X));
    assertArrayEquals(new double[] {3, 12}, at(m, "a").values());
    Scalar[] v = Autodiff.gradient(p -> p[0].mul(p[1]), Scalar.of(2, 5));
    assertArrayEquals(new double[] {5, 2}, Scalar.values(v));
  }

  @Test
  void gradientsOfTwoArguments() {
    var g = Autodiff.gradient2((w, b) -> w.mul(X).sum().mul(b), X, Scalar.of(3));
    assertArrayEquals(new double[] {3, -6}, g.first().values());
    assertEquals(5, g.second().value());
  }

  @Test
  void valuesWithDerivatives() {
    var at = Autodiff.valueAndGradient(t -> t.square().sum(), X);
    assertEquals(5, at.value().value());
    assertArrayEquals(new double[] {2, -4}, at.gradient().values());
    var fit = Autodiff.valueAndGradient(t -> new Fit(t.sum(), t.exp()), Fit::loss, X);
    assertArrayEquals(X.exp().values(), fit.value().rest().values());
    assertArrayEquals(new double[] {1, 1}, fit.gradient().values());
    var both = Autodiff.valueAndJacobian(t -> t.square(), X);
    assertArrayEquals(new double[] {1, 4}, both.value().values());
    assertArrayEquals(new double[][] {{2, 0}, {0, -4}}, both.jacobian());
  }

  @Test
  void matricesAndProducts() {
    assertArrayEquals(new double[][] {{6, 0}, {0, -12}}, Autodiff.hessian(t -> t.pow(3).sum(), X));
    assertArrayEquals(
        new double[] {6, 24}, Autodiff.hessianVectorProduct(t -> t.pow(3).sum(), X, X).values());
    assertArrayEquals(new double[][] {{2, 0}, {0, -4}}, Autodiff.jacobian(t -> t.square(), X));
    assertArrayEquals(new double[] {2, 8}, Autodiff.jvp(t -> t.square(), X, X).values());
    assertArrayEquals(
        new double[] {2, -4}, Autodiff.vjp(t -> t.square(), X, Tensor.ones(2)).values());
  }

  private static Tensor at(Map<String, Tensor> values, String key) {
    return Objects.requireNonNull(values.get(key), key);
  }
}
