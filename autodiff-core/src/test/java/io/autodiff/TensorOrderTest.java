package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Elements picked by their order, and parts taken apart. */
class TensorOrderTest {
  private static final double NAN = Double.NaN;
  private static final Tensor X = Tensor.of(new double[][] {{3, 1, 2, 1}, {-1, 5, 0, -7}});

  /** Returns the gradient of {@code Σ w f(x)} with weights 1, 2, …. */
  private static double[] gradient(UnaryOperator<Tensor> f, Tensor at) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(at);
      Tensor y = f.apply(x).flatten();
      return tape.gradients(y.mul(Tensor.arange(1, y.size() + 1)).sum()).of(x).values();
    }
  }

  @Test
  void sortedElementsKeepTheirDerivatives() {
    assertArrayEquals(new double[] {1, 1, 2, 3, -7, -1, 0, 5}, X.sort(1).values());
    assertArrayEquals(new double[] {4, 1, 3, 2, 6, 8, 7, 5}, gradient(x -> x.sort(-1), X));
    assertArrayEquals(new double[] {3, 5, 2, 1, -1, 1, 0, -7}, X.sort(0, true).values());
    assertArrayEquals(new double[] {1, 6, 3, 4, 5, 2, 7, 8}, gradient(x -> x.sort(0, true), X));
  }

  @Test
  void equalElementsStayInTheirOrderAndNanIsLargest() {
    assertArrayEquals(new int[] {1, 3, 2, 0, 3, 0, 2, 1}, X.argSort(1));
    Tensor odd = Tensor.of(NAN, 2, -0.0, 0, NAN, 2);
    assertArrayEquals(new int[] {2, 3, 1, 5, 0, 4}, odd.argSort(0));
    assertArrayEquals(new int[] {0, 4, 1, 5, 2, 3}, odd.argSort(0, true));
  }

  @Test
  void aLongLineIsSortedAsJavaSortsIt() {
    for (int n : new int[] {0, 1, 2, 3, 100, 1025}) {
      Tensor x = Tensor.randn(new Random(n), n).mul(9).round();
      double[] expected = x.add(0.0).values();
      Arrays.sort(expected);
      assertArrayEquals(expected, x.add(0.0).sort(0).values());
      assertArrayEquals(x.sort(0).values(), x.gather(0, Shape.of(n), x.argSort(0)).values());
    }
  }

  @Test
  void theLargestComeLargestFirst() {
    assertArrayEquals(new double[] {3, 2, 5, 0}, X.topK(2, 1).values());
    assertArrayEquals(new double[] {1, 0, 2, 0, 0, 3, 4, 0}, gradient(x -> x.topK(2, 1), X));
    assertEquals(Shape.of(2, 0), X.topK(0, 1).shape());
    assertRejected(
        """
        topK: too many or too few elements
          given     5 on axis 1 of (2, 4)
          expected  a number from 0 to 4\
        """,
        () -> X.topK(5, 1));
  }

  /** The numbers are NumPy's. */
  @Test
  void quantilesLieBetweenTwoElements() {
    assertArrayEquals(new double[] {1.5, -0.5}, X.median(1, false).values());
    assertEquals(Shape.of(2, 1), X.median(1, true).shape());
    assertEquals(1, X.median().value());
    assertEquals(2, Tensor.of(5, 1, 2).median().value());
    assertArrayEquals(new double[] {1, -2.5}, X.quantile(0.25, 1, false).values());
    assertArrayEquals(new double[] {1, -7}, X.quantile(0, 1, false).values());
    assertArrayEquals(new double[] {3, 5}, X.quantile(1, 1, false).values());
    assertArrayEquals(
        new double[] {0, 0, 0.5, 0.5, 1, 0, 1, 0}, gradient(x -> x.median(1, false), X));
    assertEquals(NAN, Tensor.of(1, NAN, 2).quantile(0).value());
    assertEquals(
        Double.POSITIVE_INFINITY, Tensor.full(Double.POSITIVE_INFINITY, 4).median().value());
    assertEquals(3, Tensor.full(3).median(0, false).item());
    assertRejected(
        """
        median: no element to choose from
          given     shape (2, 0), axis 1
          expected  at least one element along every reduced axis\
        """,
        () -> Tensor.zeros(2, 0).median(1, false));
    assertRejected(
        """
        quantile: share out of range
          given     1.5
          expected  a number from 0 to 1\
        """,
        () -> X.quantile(1.5));
  }

  @Test
  void theLargestSoFarIsTheLastOfEqualOnes() {
    Tensor x = Tensor.of(1, 3, 2, 3, NAN, 9);
    assertArrayEquals(new double[] {1, 3, 3, 3, NAN, NAN}, x.cumMax(0).values());
    assertArrayEquals(new double[] {1, 5, 0, 4, 11, 0}, gradient(t -> t.cumMax(0), x));
    assertArrayEquals(new double[] {3, 1, 1, 1, -1, -1, -1, -7}, X.cumMin(1).values());
    assertArrayEquals(new double[] {3, 5, 2, 1}, X.cumMax(0).select(0, 1).values());
    assertEquals(Shape.of(2, 0), Tensor.zeros(2, 0).cumMax(1).shape());
  }

  @Test
  void aProgramRefusesAnOrderThatItWouldFreeze() {
    for (UnaryOperator<Tensor> f :
        List.<UnaryOperator<Tensor>>of(x -> x.sort(0), x -> x.cumMax(0))) {
      assertThrows(
          AutodiffException.class,
          () -> Program.of(v -> f.apply(Tensor.stack(v)).element(0), 3, 2));
    }
  }

  @Test
  void partsAreStackedAgain() {
    Tensor x = Tensor.randn(new Random(1), 3, 7, 2);
    for (int axis = 0; axis < 3; axis++) {
      Tensor[] parts = x.unbind(axis);
      assertEquals(x.dim(axis), parts.length);
      assertArrayEquals(x.values(), Tensor.stack(axis, parts).values());
      assertArrayEquals(x.select(axis, 1).values(), parts[1].values());
    }
    assertEquals(0, Tensor.zeros(0, 2).unbind(0).length);
    assertArrayEquals(
        new double[] {1, 2, 3, 4, 5, 6, 7, 8}, gradient(t -> Tensor.stack(0, t.unbind(0)), X));
  }

  @Test
  void positionsMayHaveAShape() {
    Tensor table = Tensor.of(new double[][] {{0, 1}, {10, 11}, {20, 21}});
    Tensor taken = table.take(0, Shape.of(2, 2), 2, 0, 1, -1);
    assertEquals(Shape.of(2, 2, 2), taken.shape());
    assertArrayEquals(new double[] {20, 21, 0, 1, 10, 11, 20, 21}, taken.values());
    assertEquals(Shape.of(3, 1, 3), table.take(1, Shape.of(1, 3), 0, 0, 1).shape());
    assertArrayEquals(
        new double[] {3, 4, 5, 6, 8, 10},
        gradient(t -> t.take(0, Shape.of(2, 2), 2, 0, 1, -1), table));
    assertRejected(
        """
        take: number of positions does not fit the shape
          given     3 positions, shape (2, 2)
          expected  4 positions\
        """,
        () -> table.take(0, Shape.of(2, 2), 0, 1, 2));
  }
}
