package io.autodiff.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class ExtendedTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] NUMBERS = {0, 1, -1, 2.5, -3, INF, -INF, Double.NaN};

  private static void assertSame(BinaryOperator<Extended> f, DoubleBinaryOperator expected) {
    for (double x : NUMBERS) {
      for (double y : NUMBERS) {
        double found = f.apply(Extended.of(x), Extended.of(y)).doubleValue();
        assertEquals(expected.applyAsDouble(x, y), found, x + ", " + y);
      }
    }
  }

  @Test
  void arithmeticWithInfinitiesAndNanIsThatOfDoubles() {
    assertSame(Extended::add, (x, y) -> x + y);
    assertSame(Extended::sub, (x, y) -> x - y);
    assertSame(Extended::mul, (x, y) -> x * y + 0.0); // a zero has no sign
    assertSame(Extended::div, (x, y) -> x / y + 0.0);
    assertSame(Extended::max, Math::max);
    assertSame(Extended::min, Math::min);
    assertSame((x, _) -> x.abs(), (x, _) -> Math.abs(x));
    assertSame((x, _) -> x.neg(), (x, _) -> 0 - x);
    assertSame(
        (x, y) -> Extended.of(x.compare(y)),
        (x, y) -> x < y ? -1 : x > y ? 1 : x == y ? 0 : Double.NaN);
  }

  @Test
  void aSquareRootBelowZeroIsNan() {
    assertEquals(2.5, Extended.of(6.25).sqrt().doubleValue());
    assertEquals(INF, Extended.of(INF).sqrt().doubleValue());
    assertTrue(Extended.of(-1).sqrt().isNan());
    assertTrue(Extended.of(-INF).sqrt().isNan());
  }

  @Test
  void doublesAreTakenExactlyAndRoundedBack() {
    assertEquals(
        new BigDecimal("0.1000000000000000055511151231257827021181583404541015625"),
        Extended.of(0.1).number());
    assertEquals(0.1, Extended.of(0.1).doubleValue());
    assertEquals(INF, Extended.of(BigDecimal.ONE.scaleByPowerOfTen(400)).doubleValue());
  }

  @Test
  void whatIsNotFiniteIsNoNumber() {
    assertThrows(ArithmeticException.class, () -> Extended.of(INF).number());
    assertEquals("Infinity", Extended.of(INF).toString());
    assertEquals("0.5", Extended.of(0.5).toString());
  }
}
