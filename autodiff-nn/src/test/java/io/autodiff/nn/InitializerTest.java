package io.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final Shape SHAPE = Shape.of(300, 100);

  private static Tensor draw(Initializer initializer, Shape shape) {
    return initializer.draw(shape, new SplittableRandom(5));
  }

  private static double deviation(Initializer initializer) {
    return Math.sqrt(draw(initializer, SHAPE).square().mean().value());
  }

  @Test
  void deviationsAreThoseOfThePapers() {
    assertEquals(Math.sqrt(2.0 / 400), deviation(Initializer.glorot()), 1e-3);
    assertEquals(Math.sqrt(2.0 / 300), deviation(Initializer.he()), 1e-3);
    assertEquals(Math.sqrt(1.0 / 300), deviation(Initializer.lecun()), 1e-3);
    assertEquals(0.2, deviation(Initializer.normal(0.2)), 2e-3);
  }

  @Test
  void glorotStaysWithinItsBound() {
    double bound = Math.sqrt(6.0 / 400);
    double largest = draw(Initializer.glorot(), SHAPE).abs().max().value();
    assertTrue(largest <= bound && largest > 0.99 * bound);
  }

  @Test
  void uniformStaysWithinItsRange() {
    Tensor drawn = draw(Initializer.uniform(2, 3), SHAPE);
    assertTrue(drawn.min().value() >= 2 && drawn.max().value() < 3);
  }

  @Test
  void orthogonalColumnsAreOrthonormal() {
    Tensor w = draw(Initializer.orthogonal(), Shape.of(5, 3));
    double[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    assertArrayEquals(identity, w.transpose().matmul(w).values(), 1e-15);
  }

  @Test
  void orthogonalRowsAreOrthonormalWhereTheyAreFewer() {
    Tensor w = draw(Initializer.orthogonal(), Shape.of(2, 4));
    assertArrayEquals(new double[] {1, 0, 0, 1}, w.matmul(w.transpose()).values(), 1e-15);
  }

  @Test
  void zerosAndConstantsFillTheTensor() {
    assertEquals(0, draw(Initializer.zeros(), SHAPE).abs().max().value());
    assertEquals(1.5, draw(Initializer.constant(1.5), SHAPE).min().value());
  }

  @Test
  void userDefinedInitializerIsALambda() {
    Initializer diagonal =
        (shape, _) -> {
          double[] elements = new double[shape.size()];
          for (int i = 0; i < shape.dim(0); i++) {
            elements[i * shape.dim(1) + i] = 1;
          }
          return Tensor.of(shape, elements);
        };
    Mlp model = Mlp.builder(2).dense(2, Activation.LINEAR, diagonal).build(new SplittableRandom(1));
    Tensor x = Tensor.of(new double[][] {{3, 4}});
    assertArrayEquals(x.values(), model.predict(x).values());
  }

  @Test
  void deviationIsPositive() {
    var e = assertThrows(AutodiffException.class, () -> Initializer.normal(Double.NaN));
    assertEquals(
        """
        normal: standard deviation is not a positive number
          given     NaN
          expected  a finite number above 0\
        """,
        e.getMessage());
  }
}
