package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Axis 0 or -1 of a tensor of rank 0 is its only element, as in PyTorch. */
class RankZeroTest {
  private static final int[] LAST = {-1};

  private static Arguments row(
      String name, UnaryOperator<Tensor> f, double value, double derivative) {
    return Arguments.of(name, f, value, derivative);
  }

  static Stream<Arguments> operations() {
    return Stream.of(
        row("sum", x -> x.sum(0), -3, 1),
        row("mean", x -> x.mean(LAST, true), -3, 1),
        row("max", x -> x.max(-1), -3, 1),
        row("min", x -> x.min(0), -3, 1),
        row("prod", x -> x.prod(LAST, true), -3, 1),
        row("var", x -> x.var(LAST, true, 0), 0, 0),
        row("std", x -> x.std(LAST, true, 0), 0, 0),
        row("norm", x -> x.norm(2, LAST, true), 3, -1),
        row("norm of 3", x -> x.norm(3, LAST, false), 3, -1),
        row("norm of 1", x -> x.norm(1, LAST, true), 3, -1),
        row("normalize", x -> x.normalize(-1), -1, 0),
        row("sort", x -> x.sort(0), -3, 1),
        row("topK", x -> x.topK(1, -1), -3, 1),
        row("median", x -> x.median(0, true), -3, 1),
        row("cumMax", x -> x.cumMax(-1), -3, 1),
        row("cumSum", x -> x.cumSum(0), -3, 1),
        row("cumProd", x -> x.cumProd(-1), -3, 1),
        row("logCumSumExp", x -> x.logCumSumExp(0), -3, 1),
        row("logSumExp", x -> x.logSumExp(LAST, true), -3, 1),
        row("softmax", x -> x.softmax(-1), 1, 0),
        row("logSoftmax", x -> x.logSoftmax(0), 0, 0),
        row("squeeze", x -> x.squeeze(-1), -3, 1),
        row("transpose", x -> x.transpose(0, -1), -3, 1),
        row("moveAxis", x -> x.moveAxis(-1, 0), -3, 1),
        row("flip", x -> x.flip(0), -3, 1),
        row("roll", x -> x.roll(5, 0), -3, 1),
        row("take", x -> x.take(0, -1), -3, 1),
        row("gather", x -> x.gather(-1, Shape.SCALAR, 0), -3, 1),
        row("scatterAdd", x -> x.scatterAdd(0, x, 0), -6, 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void anAxisMeansTheOnlyElement(
      String name, UnaryOperator<Tensor> f, double value, double derivative) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(Shape.SCALAR, -3));
      Tensor y = f.apply(x);
      assertEquals(Shape.SCALAR, y.shape(), name);
      assertEquals(value, y.item() + 0.0, name);
      assertEquals(derivative, tape.gradients(y).of(x).item() + 0.0, name);
      assertEquals(
          0, tape.gradients(tape.differentiate(y, x).mul(x)).of(x).item() - derivative, name);
    }
  }

  @Test
  void positionsOfTheLargestAndSmallestAreZero() {
    assertArrayEquals(new int[] {0}, Tensor.of(Shape.SCALAR, 2).argMax(0));
    assertArrayEquals(new int[] {0}, Tensor.of(Shape.SCALAR, 2).argMin(-1));
  }

  @Test
  void anotherAxisIsRefused() {
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> Tensor.of(Shape.SCALAR, 2).sum(1));
    assertEquals(
        """
        sum: axis out of range
          given     axis 1 of shape ()
          expected  an axis from -1 to 0\
        """,
        e.getMessage());
    assertThrows(AutodiffException.class, () -> Tensor.of(Shape.SCALAR, 2).sum(0, -1));
  }

  @Test
  void whatNeedsAnAxisSaysSo() {
    Tensor x = Tensor.of(Shape.SCALAR, 2);
    for (Function<Tensor, Object> f :
        java.util.List.<Function<Tensor, Object>>of(
            t -> t.slice(0, 0, 1),
            t -> t.select(0, 0),
            t -> t.split(0, 1),
            t -> t.repeat(0, 2),
            t -> t.take(0, 0, 0),
            t -> t.diag(),
            t -> t.pad(0, 1, 1, 0.0),
            t -> t.pad(-1, 0, 0, Padding.CIRCULAR),
            t -> Tensor.concat(0, t, t))) {
      var e = assertThrows(AutodiffException.class, () -> f.apply(x));
      String text = String.valueOf(e.getMessage());
      assertTrue(text.contains(": rank not supported\n"), text);
      assertTrue(text.endsWith("unsqueeze(0) makes one of size 1"), text);
    }
  }

  /** The numbers are PyTorch's. */
  @Test
  void circlesGoOnWithWhatIsNotCutOff() {
    Tensor x = Tensor.of(0.0, 1, 2, 3);
    assertArrayEquals(new double[] {1, 2, 0, 1, 2}, x.pad(0, 2, -1, Padding.CIRCULAR).values());
    assertArrayEquals(new double[] {1, 2, 3, 1, 2}, x.pad(0, -1, 2, Padding.CIRCULAR).values());
    assertArrayEquals(new double[] {1, 2}, x.pad(0, -1, -1, Padding.CIRCULAR).values());
    assertArrayEquals(
        new double[] {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3},
        x.pad(0, 4, 4, Padding.CIRCULAR).values());
    assertThrows(AutodiffException.class, () -> x.pad(0, 5, 0, Padding.CIRCULAR));
    assertThrows(AutodiffException.class, () -> x.pad(0, 4, -1, Padding.CIRCULAR));
    assertThrows(AutodiffException.class, () -> x.pad(0, -3, -2, Padding.REFLECT));
  }
}
