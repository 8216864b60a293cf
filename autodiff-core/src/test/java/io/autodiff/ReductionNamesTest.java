package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reduction has one name, whichever way its axes are given. */
class ReductionNamesTest {
  private static final Tensor X = Tensor.of(new double[][] {{1, -5, 2}, {4, 3, -6}});

  /** One operation with its axes as a list, and with one axis. */
  record Forms(Tensor listed, Tensor kept) {}

  static Stream<Forms> reductions() {
    int[] last = {1};
    return Stream.of(
        new Forms(X.sum(last, true), X.sum(-1, true)),
        new Forms(X.mean(last, true), X.mean(-1, true)),
        new Forms(X.max(last, true), X.max(-1, true)),
        new Forms(X.min(last, true), X.min(-1, true)),
        new Forms(X.prod(last, true), X.prod(-1, true)),
        new Forms(X.logSumExp(last, true), X.logSumExp(-1, true)),
        new Forms(X.var(last, true, 1), X.var(-1, true, 1)),
        new Forms(X.std(last, true, 1), X.std(-1, true, 1)),
        new Forms(X.norm(2, last, true), X.norm(2, -1, true)));
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void oneAxisIsAListOfOne(Forms f) {
    assertEquals(Shape.of(2, 1), f.kept().shape());
    assertArrayEquals(f.listed().values(), f.kept().values());
  }

  @Test
  void maxReducesAndMaximumCompares() {
    assertArrayEquals(new double[] {4, 3, 2}, X.max(0).values());
    assertArrayEquals(new double[] {1, -5, -6}, X.min(0).values());
    assertArrayEquals(new double[] {1, 0, 2, 4, 3, 0}, X.maximum(0).values());
    assertArrayEquals(new double[] {0, -5, 0, 0, 0, -6}, X.minimum(0).values());
    assertEquals(4, X.max().value());
  }

  /** The numbers are NumPy's with ddof 0 and 1. */
  @Test
  void theCorrectionIsWhatCountsLess() {
    Tensor x = Tensor.of(1, 2, 4);
    assertEquals(14 / 9.0, x.var().value(), 1e-15);
    assertEquals(7 / 3.0, x.var(0, false, 1).item(), 1e-15);
    assertEquals(Math.sqrt(7 / 3.0), x.std(0, false, 1).item(), 1e-15);
  }
}
