package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.check.GradientCheck;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SingularValuesTest {
  private static final double[][] KNOWN = {{3, 0}, {4, 5}};

  @Test
  void valuesDescendAndTheirSquaresAddUp() {
    Tensor a = Tensor.of(KNOWN);
    double[] expected = {Math.sqrt(45), Math.sqrt(5)};
    assertArrayEquals(expected, a.singularValues().values(), 1e-14);
    assertEquals(expected[0], a.spectralNorm().values()[0], 1e-14);
    assertEquals(expected[0] + expected[1], a.nuclearNorm().values()[0], 1e-14);
    assertArrayEquals(expected, a.to(DType.FLOAT32).singularValues().values(), 1e-6);
  }

  @Test
  void aBatchHasTheNormsOfItsMatrices() {
    Tensor a = Tensor.randn(new Random(4), 2, 3, 4);
    Tensor norms = a.spectralNorm();
    assertEquals(Shape.of(2), norms.shape());
    for (int i = 0; i < 2; i++) {
      assertEquals(a.select(0, i).spectralNorm().values()[0], norms.at(i));
    }
    assertEquals(Shape.of(2, 0), Tensor.zeros(2, 0, 3).singularValues().shape());
  }

  @Test
  void normsAreDifferentiableTwice() {
    for (int[] dims : new int[][] {{3, 3}, {4, 2}, {2, 3}}) {
      Tensor a = Tensor.randn(new Random(9), dims);
      GradientCheck.ofTensors(t -> t[0].spectralNorm()).order(2).at(a).assertCorrect();
      GradientCheck.ofTensors(t -> t[0].nuclearNorm().square()).order(2).at(a).assertCorrect();
    }
  }

  /** All singular values of a multiple of a rotation are equal; some of a singular matrix are 0. */
  @Test
  void gradientsExistWhereValuesAreEqualOrZero() {
    try (Tape tape = new Tape()) {
      Tensor turn = tape.variable(Tensor.of(new double[][] {{0, -2}, {2, 0}}));
      Tensor slope = tape.gradients(turn.nuclearNorm()).of(turn);
      assertArrayEquals(new double[] {0, -1, 1, 0}, slope.values(), 1e-15);
      Tensor flat = tape.variable(Tensor.of(new double[][] {{1, 1}, {1, 1}, {1, 1}}));
      double[] all = tape.gradients(flat.spectralNorm()).of(flat).values();
      for (double each : all) {
        assertEquals(1 / Math.sqrt(6), each, 1e-15);
      }
    }
  }

  @Test
  void whatIsNotFiniteHasNoValues() {
    double[][] rows = {{1, Double.NaN}, {0, 1}};
    assertTrue(Double.isNaN(Tensor.of(rows).spectralNorm().values()[0]));
    rows[0][1] = Double.POSITIVE_INFINITY;
    assertTrue(Double.isNaN(Tensor.of(rows).nuclearNorm().values()[0]));
  }
}
