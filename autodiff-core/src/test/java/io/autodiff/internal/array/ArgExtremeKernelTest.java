package io.autodiff.internal.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The positions of the smallest and the largest elements. */
class ArgExtremeKernelTest {
  private static final double NAN = Double.NaN;

  @Test
  void positionsAreThoseOfAScanForEveryShapeTypeAndEngine() {
    Random random = new Random(5);
    for (Engine engine : List.of(Engine.standard(), Engine.standard().withVector(false))) {
      for (DType dtype : DType.values()) {
        for (int[] dims : new int[][] {{7}, {1, 9}, {5, 3, 19}, {70, 1}, {3, 600, 40}}) {
          try (Tape tape = new Tape(engine)) {
            Tensor x = tape.variable(Tensor.randn(dtype, random, dims).mul(3).round());
            for (int axis = 0; axis < dims.length; axis++) {
              assertArrayEquals(scan(x, axis, 1), x.argMax(axis));
              assertArrayEquals(scan(x, axis, -1), x.argMin(axis - dims.length));
            }
          }
        }
      }
    }
  }

  /** Returns the first position of the largest element times {@code sign}. */
  private static int[] scan(Tensor x, int axis, int sign) {
    int n = x.dim(axis);
    int inner = Arrays.stream(x.shape().dims()).skip(axis + 1).reduce(1, (a, b) -> a * b);
    double[] values = x.values();
    int[] positions = new int[values.length / n];
    for (int i = 0; i < positions.length; i++) {
      int at = i / inner * n * inner + i % inner;
      for (int j = 1; j < n; j++) {
        double best = values[at + positions[i] * inner];
        positions[i] = sign * values[at + j * inner] > sign * best ? j : positions[i];
      }
    }
    return positions;
  }

  @Test
  void firstNotANumberIsChosen() {
    Tensor x = Tensor.of(new double[][] {{1, NAN, 0}, {NAN, 5, 5}, {0, NAN, 5}});
    assertArrayEquals(new int[] {1, 0, 0}, x.argMin(0));
    assertArrayEquals(new int[] {1, 0, 1}, x.argMax(1));
    assertArrayEquals(new int[] {1, 0, 1}, x.argMin(1));
  }

  @Test
  void takenAtThePositionsElementsAreTheSmallest() {
    Tensor x = Tensor.randn(new Random(9), 4, 6);
    int[] positions = x.argMin(0);
    assertArrayEquals(x.min(0).values(), x.gather(0, Shape.of(1, 6), positions).values());
  }

  @Test
  void nothingCanBeChosenFromAnEmptyAxis() {
    var e = assertThrows(AutodiffException.class, () -> Tensor.zeros(2, 0).argMax(1));
    assertEquals(
        """
        argMax: no element to choose from
          given     shape (2, 0), axis 1
          expected  at least one element along every reduced axis\
        """,
        e.getMessage());
    assertEquals(0, Tensor.zeros(2, 0).argMin(0).length);
  }
}
