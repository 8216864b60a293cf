package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.program.RecordedGradient;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.CustomGradient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
  void gradientsOfThreeArguments() {
    var g = Autodiff.gradient3((w, b, c) -> w.sum().mul(b).add(c), X, Scalar.of(3), Scalar.of(1));
    assertArrayEquals(new double[] {3, 3}, g.first().values());
    assertEquals(-1, g.second().value());
    assertEquals(1, g.third().value());
  }

  @Test
  void rulesOfTheCallerAndCheckpoints() {
    Tensor through =
        Autodiff.gradient(
            p -> CustomGradient.apply(t -> t.round(), (x, y, g) -> g.mul(2), p).sum(), X);
    assertArrayEquals(new double[] {2, 2}, through.values());
    Function<Tensor, Tensor> rounded = CustomGradient.of(t -> t.round(), (x, y, g) -> g.mul(3));
    assertArrayEquals(
        new double[] {3, 3}, Autodiff.gradient(t -> rounded.apply(t).sum(), X).values());
    Tensor kept = Autodiff.gradient(p -> Checkpoint.apply(t -> t.square(), p).sum(), X);
    assertArrayEquals(new double[] {2, -4}, kept.values());
    var two =
        Autodiff.gradient2(
            (a, b) ->
                Checkpoint.apply(p -> p.first().mul(p.second()), new Autodiff.Both<>(a, b)).sum(),
            X,
            X.exp());
    assertArrayEquals(X.exp().values(), two.first().values());
    assertArrayEquals(X.values(), two.second().values());
    UnaryOperator<Tensor> steps = Checkpoint.repeat(9, t -> t.mul(2));
    assertArrayEquals(new double[] {512, -1024}, steps.apply(X).values());
    RecordedGradient<Tensor> often = RecordedGradient.of(t -> t.square().sum());
    assertArrayEquals(new double[] {2, -4}, often.gradient(X).values());
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
        new double[] {6, -12}, Autodiff.hessianDiagonal(t -> t.pow(3).sum(), X).values());
    var along = Autodiff.valueAndJvp(t -> t.square(), X, X);
    assertArrayEquals(new double[] {1, 4}, along.value().values());
    assertArrayEquals(new double[] {2, 8}, along.tangent().values());
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
