package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The printed form of a tensor. */
class TensorFormatTest {

  private static void assertPrinted(String expected, Tensor x) {
    assertEquals(expected, x.toString());
  }

  @Test
  void rowsAreAligned() {
    assertPrinted(
        """
        Tensor(2, 3) float64
         [[  1.0000   -2.0000    3.0000]
          [100.0000    0.5000   -0.0625]]\
        """,
        Tensor.of(new double[][] {{1, -2, 3}, {100, 0.5, -0.0625}}));
  }

  @Test
  void everyRankHasItsBrackets() {
    assertPrinted("Tensor() float64 3.5000", Tensor.of(Shape.SCALAR, 3.5));
    assertPrinted("Tensor(3) float64\n [1.0000  2.0000  3.0000]", Tensor.of(1, 2, 3));
    assertPrinted(
        """
        Tensor(2, 2, 1) float32
         [[[1.0000]
           [2.0000]]
          [[3.0000]
           [4.0000]]]\
        """,
        Tensor.of(Shape.of(2, 2, 1), 1, 2, 3, 4).to(DType.FLOAT32));
    assertPrinted("Tensor(0) float64\n []", Tensor.zeros(0));
    assertPrinted("Tensor(2, 0) float64\n []", Tensor.zeros(2, 0));
    assertPrinted("Tensor(0, 2) float64\n []", Tensor.zeros(0, 2));
  }

  @Test
  void largeAndSmallNumbersHaveExponents() {
    assertPrinted(
        "Tensor(3) float64\n [ 1.0000e-09   0.0000e+00  -2.5000e+07]", Tensor.of(1e-9, 0, -2.5e7));
    assertPrinted("Tensor(2) float64\n [999999.0000       0.0001]", Tensor.of(999999, 1e-4));
  }

  @Test
  void numbersThatAreNoneKeepTheirNames() {
    assertPrinted(
        "Tensor(4) float64\n [      NaN   Infinity  -Infinity     1.0000]",
        Tensor.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1));
  }

  @Test
  void theMiddleOfALargeTensorIsLeftOut() {
    double[] elements = new double[2000];
    java.util.Arrays.setAll(elements, i -> i);
    assertPrinted(
        "Tensor(2000) float64\n"
            + " [   0.0000     1.0000     2.0000  …  1997.0000  1998.0000  1999.0000]",
        Tensor.of(elements));
    assertPrinted(
        """
        Tensor(1000, 2) float64
         [[   0.0000     1.0000]
          [   2.0000     3.0000]
          [   4.0000     5.0000]
          …
          [1994.0000  1995.0000]
          [1996.0000  1997.0000]
          [1998.0000  1999.0000]]\
        """,
        Tensor.of(Shape.of(1000, 2), elements));
  }

  @Test
  void longRowsAreWrapped() {
    assertPrinted(
        """
        Tensor(2, 10) float64
         [[ 0.0000   1.0000   2.0000   3.0000   4.0000   5.0000   6.0000   7.0000
            8.0000   9.0000]
          [10.0000  11.0000  12.0000  13.0000  14.0000  15.0000  16.0000  17.0000
           18.0000  19.0000]]\
        """,
        Tensor.arange(20).reshape(2, 10));
    for (int rank = 1; rank < 5; rank++) {
      int[] dims = new int[rank];
      java.util.Arrays.fill(dims, 1);
      dims[rank - 1] = 1000;
      String text = Tensor.arange(1000).mul(-1e3).reshape(dims).toString();
      assertEquals(true, text.lines().mapToInt(String::length).max().orElse(0) <= 80, text);
      assertEquals(rank, text.chars().filter(c -> c == ']').count());
      assertEquals(false, text.contains("…"));
    }
  }

  @Test
  void recordedValuesPrintAsConstantsDo() {
    try (Tape tape = new Tape()) {
      assertPrinted(
          "Tensor(2) float64\n [1.0000  4.0000]", tape.variable(Tensor.of(1, 2)).square());
      assertEquals("2.5", tape.variable(2.5).toString());
    }
    assertEquals("(32, 128)", Shape.of(32, 128).toString());
    assertEquals("float32", DType.FLOAT32.toString());
  }
}
