package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.ValueAndGradient;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RecordedGradientTest {
  private static final Tensor DATA = Tensor.randn(new Random(2), 6, 3);

  private static Tensor point(long seed) {
    return Tensor.randn(new Random(seed), 3, 1);
  }

  @Test
  void functionRunsOnceAndItsGradientIsTheEagerOne() {
    int[] calls = {0};
    Function<Tensor, Value<?>> f = x -> DATA.matmul(x).tanh().square().sum();
    RecordedGradient<Tensor> g =
        RecordedGradient.of(
            x -> {
              calls[0]++;
              return f.apply(x);
            });
    Tensor first = g.gradient(point(1));
    double[] kept = first.values();
    for (int seed = 1; seed < 6; seed++) {
      ValueAndGradient<Scalar, Tensor> at = g.valueAndGradient(point(seed));
      ValueAndGradient<Scalar, Tensor> eager = Autodiff.valueAndGradient(f, point(seed));
      assertEquals(eager.value().value(), at.value().value(), 1e-15);
      assertArrayEquals(eager.gradient().values(), at.gradient().values(), 1e-14);
    }
    assertEquals(1, calls[0]);
    assertArrayEquals(kept, first.values(), "later runs leave earlier results alone");
  }

  @Test
  void numbersGoInAndNumbersComeOut() {
    int[] calls = {0};
    RecordedDerivative g =
        RecordedDerivative.of(
            v -> {
              calls[0]++;
              return v[0].isGreaterThan(0) ? v[0].mul(v[1]) : v[1].square();
            });
    assertArrayEquals(new double[] {3, 2}, g.at(2, 3));
    assertEquals(20, g.valueAndGradient(4, 5).value());
    assertEquals(1, calls[0]);
    assertArrayEquals(new double[] {0, 10}, g.at(-4, 5));
    assertEquals(2, calls[0]);
    assertEquals("gradient, recorded for [scalar, scalar]", g.toString());
  }

  @Test
  void comparisonThatGoesAnotherWayRunsTheFunction() {
    ScalarFunction f = v -> v[0].isGreaterThan(1) ? v[0].square() : v[0].mul(v[1]).neg();
    RecordedGradient<Scalar[]> g = RecordedGradient.ofScalars(f);
    assertArrayEquals(new double[] {4, 0}, Scalar.values(g.gradient(Scalar.of(2, 5))));
    ValueAndGradient<Scalar, Scalar[]> other = g.valueAndGradient(Scalar.of(0.5, 5));
    assertEquals(-2.5, other.value().value());
    assertArrayEquals(new double[] {-5, -0.5}, Scalar.values(other.gradient()));
    assertArrayEquals(new double[] {6, 0}, Scalar.values(g.gradient(Scalar.of(3, 5))));
  }

  @Test
  void argumentsOfAnotherShapeAreRecordedAnew() {
    RecordedGradient<Map<String, Tensor>> g = RecordedGradient.of(m -> at(m, "a").pow(3).mean());
    assertArrayEquals(
        new double[] {3}, at(g.gradient(Map.of("a", Tensor.of(1.0))), "a").values(), 1e-15);
    assertArrayEquals(
        new double[] {1.5, 6}, at(g.gradient(Map.of("a", Tensor.of(1.0, 2))), "a").values(), 1e-14);
  }

  @Test
  void recordedValuesAreNotFrozen() {
    RecordedGradient<Tensor> g = RecordedGradient.of(x -> x.pow(3).sum());
    Tensor at = Tensor.of(1.0, 2);
    g.gradient(at);
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(at);
      assertArrayEquals(
          new double[] {6, 12}, tape.gradients(g.gradient(x).sum()).of(x).values(), 1e-13);
      RecordedGradient<Tensor> captured = RecordedGradient.of(y -> y.mul(x).square().sum());
      Tensor slope = captured.gradient(at); // 2 y x²
      assertArrayEquals(new double[] {4, 16}, tape.gradients(slope.sum()).of(x).values(), 1e-13);
    }
  }

  @Test
  void threadsShareIt() {
    RecordedGradient<Tensor> g = RecordedGradient.of(x -> DATA.matmul(x).exp().sum());
    var all =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> g.gradient(point(i)).values()))
            .toList();
    for (int i = 0; i < 40; i++) {
      Tensor x = point(i);
      assertArrayEquals(
          Autodiff.<Tensor>gradient(v -> DATA.matmul(v).exp().sum(), x).values(),
          all.get(i).join(),
          1e-13);
    }
  }

  @Test
  void readingANumberIsRefused() {
    RecordedGradient<Tensor> g = RecordedGradient.of(x -> x.mul(x.values()[0]).sum());
    AutodiffException e = assertThrows(AutodiffException.class, () -> g.gradient(point(1)));
    assertTrue(e.toString().contains("program: the function reads a number"));
  }

  @Test
  void resultsThatHaveNoGradientAreRefused() {
    RecordedGradient<Tensor> wide = RecordedGradient.of(x -> x);
    AutodiffException e = assertThrows(AutodiffException.class, () -> wide.gradient(point(1)));
    assertTrue(e.toString().contains("gradient: the result is not a single number"));
    RecordedGradient<Tensor> constant = RecordedGradient.of(_ -> Scalar.of(1));
    assertThrows(AutodiffException.class, () -> constant.gradient(point(1)));
  }

  private static Tensor at(Map<String, Tensor> values, String key) {
    return Objects.requireNonNull(values.get(key), key);
  }
}
