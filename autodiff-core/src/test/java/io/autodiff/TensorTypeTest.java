package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tensors of either element type. */
class TensorTypeTest {

  @Test
  void factoriesMakeEitherType() {
    assertEquals(DType.FLOAT64, Tensor.of(1, 2, 3).dtype());
    assertEquals(DType.FLOAT64, Tensor.zeros(2, 2).dtype());
    assertEquals(DType.FLOAT32, Tensor.of(new float[] {1, 2}).dtype());
    assertEquals(DType.FLOAT32, Tensor.of(Shape.of(1, 2), new float[] {1, 2}).dtype());
    assertArrayEquals(new float[] {0, 0}, Tensor.zeros(DType.FLOAT32, 2).floats());
    assertArrayEquals(new float[] {1, 1}, Tensor.ones(DType.FLOAT32, 2).floats());
    assertArrayEquals(new double[] {7, 7}, Tensor.full(DType.FLOAT32, 7, 2).values());
    assertEquals(DType.FLOAT32, Tensor.uniform(DType.FLOAT32, new Random(1), 0, 1, 3).dtype());
  }

  @Test
  void drawsOfEitherTypeAreTheSameNumbers() {
    Tensor wide = Tensor.randn(new Random(5), 10);
    Tensor narrow = Tensor.randn(DType.FLOAT32, new Random(5), 10);
    assertArrayEquals(wide.floats(), narrow.floats());
  }

  @Test
  void conversionRoundsAndComesBack() {
    Tensor x = Tensor.of(0.1, 1e300, -2);
    Tensor narrow = x.to(DType.FLOAT32);
    assertArrayEquals(new float[] {0.1f, Float.POSITIVE_INFINITY, -2}, narrow.floats());
    assertArrayEquals(
        new double[] {0.1f, Double.POSITIVE_INFINITY, -2}, narrow.to(DType.FLOAT64).values());
    assertSame(x, x.to(DType.FLOAT64));
  }

  @Test
  void derivativePassesConversions() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(0.5, -2));
      Scalar y = x.to(DType.FLOAT32).square().sum();
      Tensor dx = tape.gradients(y).of(x);
      assertEquals(DType.FLOAT64, dx.dtype());
      assertArrayEquals(new double[] {1, -4}, dx.values());
      Tensor recorded = tape.differentiate(y, x);
      assertArrayEquals(new double[] {2, 2}, tape.gradients(recorded.sum()).of(x).values());
    }
  }

  @Test
  void gradientHasTheVariablesType() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(Shape.of(2, 2), new float[] {1, 2, 3, 4}));
      Scalar y = x.matmul(x).softmax(1).log().mul(x).sum().mul(3);
      assertEquals(DType.FLOAT32, tape.gradients(y).of(x).dtype());
    }
  }

  @Test
  void typesDoNotMix() {
    Tensor narrow = Tensor.zeros(DType.FLOAT32, 2);
    var e = assertThrows(AutodiffException.class, () -> narrow.add(Tensor.zeros(2)));
    assertEquals(
        """
        add: element types differ
          given     left float32 (2), right float64 (2)
          expected  operands of one element type
          hint      to(DType.FLOAT32) converts right\
        """,
        e.getMessage());
    var third =
        assertThrows(
            AutodiffException.class, () -> Tensor.stack(0, narrow, narrow, Tensor.zeros(2)));
    assertEquals(
        """
        stack: element types differ
          given     operand 0 float32 (2), operand 2 float64 (2)
          expected  operands of one element type
          hint      to(DType.FLOAT32) converts operand 2\
        """,
        third.getMessage());
  }

  @Test
  void scalarTakesTheTensorsType() {
    Tensor narrow = Tensor.ones(DType.FLOAT32, 2);
    assertEquals(DType.FLOAT32, Scalar.of(0.1).add(narrow).dtype());
    assertEquals(DType.FLOAT32, narrow.mul(0.1).dtype());
  }
}
