package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Tensors made of few numbers. */
class TensorCreationTest {

  private static void assertTensor(Shape shape, Tensor x, double... elements) {
    assertEquals(shape, x.shape());
    assertArrayEquals(elements, x.values());
  }

  @Test
  void aRangeEndsBeforeItsEnd() {
    assertTensor(Shape.of(3), Tensor.arange(3), 0, 1, 2);
    assertTensor(Shape.of(3), Tensor.arange(1.5, 4), 1.5, 2.5, 3.5);
    assertTensor(Shape.of(3), Tensor.arange(1, 0, -0.375), 1, 0.625, 0.25);
    assertTensor(Shape.of(0), Tensor.arange(2, 1));
    assertEquals(10, Tensor.arange(0, 1, 0.1).size());
    assertRejected(
        """
        arange: no end is reached
          given     from 0.0 to 1.0 in steps of 0.0
          expected  finite bounds and a step other than 0\
        """,
        () -> Tensor.arange(0, 1, 0));
  }

  @Test
  void equalDistancesReachBothEnds() {
    assertTensor(Shape.of(5), Tensor.linspace(-1, 1, 5), -1, -0.5, 0, 0.5, 1);
    assertEquals(0.3, Tensor.linspace(0, 0.3, 4).at(3));
    assertTensor(Shape.of(1), Tensor.linspace(2, 3, 1), 2);
    assertTensor(Shape.of(0), Tensor.linspace(2, 3, 0));
  }

  @Test
  void theIdentityHasOnesOnItsDiagonal() {
    assertTensor(Shape.of(2, 2), Tensor.eye(2), 1, 0, 0, 1);
    assertTensor(Shape.of(2, 3), Tensor.eye(DType.FLOAT32, 2, 3), 1, 0, 0, 0, 1, 0);
    assertEquals(DType.FLOAT32, Tensor.eye(DType.FLOAT32, 2, 3).dtype());
    assertTensor(Shape.of(0, 0), Tensor.eye(0));
  }

  @Test
  void aConstantLikeAnotherHasItsShapeAndType() {
    Tensor x = Tensor.of(Shape.of(2, 1), new float[] {3, 4});
    assertTensor(Shape.of(2, 1), x.zerosLike(), 0, 0);
    assertTensor(Shape.of(2, 1), x.onesLike(), 1, 1);
    assertTensor(Shape.of(2, 1), x.fullLike(0.5), 0.5, 0.5);
    assertEquals(DType.FLOAT32, x.fullLike(0.5).dtype());
    assertEquals(1, Scalar.of(7).onesLike().value());
  }

  @Test
  void zerosWithoutSizesHaveRankZero() {
    assertTensor(Shape.SCALAR, Tensor.zeros(), 0);
    assertTensor(Shape.SCALAR, Tensor.ones(), 1);
  }

  @Test
  void aGridRepeatsEachVectorAlongTheOthers() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(1, 2));
      Tensor[] grid = Tensor.meshgrid(x, Tensor.of(3, 4, 5));
      assertTensor(Shape.of(2, 3), grid[0], 1, 1, 1, 2, 2, 2);
      assertTensor(Shape.of(2, 3), grid[1], 3, 4, 5, 3, 4, 5);
      assertTensor(Shape.of(2), tape.gradients(grid[0].mul(grid[1]).sum()).of(x), 12, 12);
    }
    assertRejected(
        """
        meshgrid: not a vector
          given     operand 1 (1, 2)
          expected  rank 1\
        """,
        () -> Tensor.meshgrid(Tensor.zeros(2), Tensor.zeros(1, 2)));
  }
}
