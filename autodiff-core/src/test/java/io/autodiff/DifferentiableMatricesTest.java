package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.transform.Differentiable;
import io.autodiff.transform.Jacobian;
import io.autodiff.transform.Linearization;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Jacobians and Hessians of functions of any structure, and several products at once. */
class DifferentiableMatricesTest {
  private record Pair(Tensor a, Scalar b) {}

  /** {@code Σ b a_i³ + b²}. */
  private static final Differentiable<Pair, Scalar> CUBES =
      Differentiable.of(p -> p.a.pow(3).mul(p.b).sum().add(p.b.square()));

  /** {@code Σ a_i a_(i+1) a_i}, more numbers than a chunk holds. */
  private static final Differentiable<Tensor, Scalar> CHAIN =
      Differentiable.of(a -> a.slice(0, 0, 149).square().mul(a.slice(0, 1, 150)).sum());

  private static final Pair AT = new Pair(Tensor.of(2.0, -3.0), Scalar.of(5));

  @Test
  void hessianIsInTheOrderOfTheStructure() {
    double[][] expected = {{60, 0, 12}, {0, -90, 27}, {12, 27, 2}};
    double[][] forward = CUBES.hessian(AT);
    double[][] reverse = CUBES.reverse().hessian(AT);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(expected[i], forward[i], 1e-12);
      assertArrayEquals(expected[i], reverse[i], 1e-12);
    }
  }

  @Test
  void hessianOfMoreThanAChunkHasEveryColumn() {
    Tensor x = Tensor.randn(new Random(3), 150);
    double[] a = x.values();
    double[][] expected = new double[150][150];
    for (int i = 0; i + 1 < 150; i++) {
      expected[i][i] = 2 * a[i + 1];
      expected[i][i + 1] = 2 * a[i];
      expected[i + 1][i] = 2 * a[i];
    }
    double[][] forward = CHAIN.hessian(x);
    double[][] reverse = CHAIN.reverse().hessian(x);
    for (int i = 0; i < 150; i++) {
      assertArrayEquals(expected[i], forward[i], 1e-13);
      assertArrayEquals(expected[i], reverse[i], 1e-13);
    }
  }

  @Test
  void jacobianIsTheSameForwardAndInReverse() {
    Tensor m = Tensor.randn(new Random(5), 70, 3);
    Differentiable<Tensor, Tensor> f = Differentiable.of(v -> m.matmul(v).tanh());
    Tensor x = Tensor.of(0.1, 0.2, -0.3).reshape(3, 1);
    double[][] forward = f.forward().jacobian(x);
    double[][] reverse = f.reverse().jacobian(x);
    double[] y = f.apply(x).values();
    for (int i = 0; i < 70; i++) {
      for (int k = 0; k < 3; k++) {
        double expected = (1 - y[i] * y[i]) * m.at(i, k);
        assertEquals(expected, forward[i][k], 1e-14);
        assertEquals(expected, reverse[i][k], 1e-14);
      }
    }
  }

  @Test
  void valueAndJacobianRunsTheFunctionOnce() {
    int[] calls = {0};
    Differentiable<Pair, Tensor> f =
        Differentiable.of(
            p -> {
              calls[0]++;
              return p.a.mul(p.b);
            });
    Jacobian.WithValue<Tensor> both = f.valueAndJacobian(AT);
    assertEquals(1, calls[0]);
    assertArrayEquals(new double[] {10, -15}, both.value().values());
    assertArrayEquals(new double[] {5, 0, 2}, both.jacobian()[0]);
    assertArrayEquals(new double[] {0, 5, -3}, both.jacobian()[1]);
    Jacobian.WithValue<double[]> scalars =
        Autodiff.jacobian(v -> new Scalar[] {v[0].mul(v[1]), v[1].square()}).valueAndJacobian(2, 3);
    assertArrayEquals(new double[] {6, 9}, scalars.value());
    assertArrayEquals(new double[][] {{3, 2}, {0, 6}}, scalars.jacobian());
  }

  @Test
  void valueAndJvpHasBoth() {
    Linearization.WithValue<Scalar> both =
        CUBES.valueAndJvp(AT, new Pair(Tensor.of(1.0, 0.0), Scalar.of(1)));
    assertEquals(5 * (8 - 27) + 25, both.value().value(), 1e-12);
    assertEquals(60 + (8 - 27) + 10, both.tangent().value(), 1e-12);
  }

  @Test
  void severalProductsAreTheSingleOnes() {
    Differentiable<Pair, Tensor> f = Differentiable.of(p -> p.a.exp().mul(p.b));
    List<Tensor> w = List.of(Tensor.of(1.0, 2.0), Tensor.of(-1.0, 0.5));
    List<Pair> back = f.vjps(AT, w);
    List<Pair> vectors = List.of(AT, new Pair(Tensor.of(0.0, 1.0), Scalar.of(-2)));
    List<Pair> curved = CUBES.hessianVectorProducts(AT, vectors);
    double[][] h = CUBES.hessian(AT);
    for (int k = 0; k < 2; k++) {
      assertArrayEquals(f.vjp(AT, w.get(k)).a.values(), back.get(k).a.values());
      assertEquals(
          w.get(k).mul(AT.a.exp()).sum().value(), back.get(k).b.value(), 1e-12, "cotangent of b");
      Pair v = vectors.get(k);
      double[] numbers = {v.a.at(0), v.a.at(1), v.b.value()};
      double[] row =
          Arrays.stream(h)
              .mapToDouble(r -> r[0] * numbers[0] + r[1] * numbers[1] + r[2] * numbers[2])
              .toArray();
      assertArrayEquals(Arrays.copyOf(row, 2), curved.get(k).a.values(), 1e-11);
      assertEquals(row[2], curved.get(k).b.value(), 1e-11);
    }
  }

  @Test
  void tensorOfOneElementIsAResult() {
    Differentiable<Tensor, Tensor> f = Differentiable.of(x -> x.matmul(x.transpose()));
    Tensor x = Tensor.of(2.0, 3.0).reshape(1, 2);
    ValueAndGradient<Scalar, Tensor> both = f.valueAndGradient(x);
    assertEquals(13, both.value().value());
    assertArrayEquals(new double[] {4, 6}, both.gradient().values());
    assertArrayEquals(new double[][] {{2, 0}, {0, 2}}, f.hessian(x));
    assertArrayEquals(new double[] {2, 2}, f.hessianVectorProduct(x, Tensor.ones(1, 2)).values());
    assertArrayEquals(new double[] {2, 2}, f.hessianDiagonal(x).values());
  }
}
