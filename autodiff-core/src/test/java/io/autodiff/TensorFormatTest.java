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
