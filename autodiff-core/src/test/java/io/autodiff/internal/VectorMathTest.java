package io.autodiff.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class VectorMathTest {
  /** The edges of what the functions distinguish, in both types. */
  private static final double[] EDGES = {
    0,
    1,
    0.5,
    1.5,
    2.5,
    10,
    20,
    22,
    37,
    40,
    88.7,
    88.73,
    89,
    103.9,
    104,
    700,
    709.7,
    709.79,
    710.4,
    710.5,
    745.1,
    745.2,
    746,
    1e5,
    16385,
    1e9,
    0x1p30,
    1e15,
    1e22,
    1e300,
    3.4e38,
    8388609.5,
    0x1.0000000000001p52,
    Math.PI,
    Math.PI / 2,
    Math.E,
    0.9999999,
    1.0000001,
    1e-3,
    1e-8,
    1e-20,
    1e-45,
    1.1754944e-38,
    1e-310,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY
  };

  private static Formula formula(Instruction function) {
    Formula.Builder b = new Formula.Builder(1);
    return b.build(b.step(function, 0));
  }

  private static double[] arguments() {
    Random random = new Random(1);
    DoubleStream drawn =
        DoubleStream.generate(
                () ->
                    switch (random.nextInt(4)) {
                      case 0 -> random.nextDouble(-1, 1);
                      case 1 -> random.nextDouble(-30, 30);
                      case 2 -> random.nextDouble(-745, 745);
                      default -> Math.exp(random.nextDouble(-700, 700));
                    })
            .limit(4000);
    DoubleStream edges = Arrays.stream(EDGES).flatMap(x -> DoubleStream.of(x, -x));
    return DoubleStream.concat(DoubleStream.concat(edges, DoubleStream.of(Double.NaN)), drawn)
        .toArray();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {
        "EXP", "EXPM1", "LOG", "LOG1P", "SIN", "COS", "TAN", "SINH", "COSH", "TANH", "FLOOR",
        "CEIL", "ROUND"
      })
  void functionsAreWithinFewUnitsOfMathAndAlikeAtTheEdges(Instruction function) {
    for (boolean single : new boolean[] {false, true}) {
      Formula lowered = VectorMath.lower(formula(function), single);
      assertNotNull(lowered);
      for (double argument : arguments()) {
        double x = single ? (float) argument : argument;
        double exact = function.apply(x, 0, 0);
        double expected = single ? (float) exact : exact;
        double actual = lowered.evaluate(single, x);
        String what = function + " of " + x + (single ? "f" : "");
        if (Double.isFinite(expected) && expected != 0) {
          double unit = single ? Math.ulp((float) expected) : Math.ulp(expected);
          assertTrue(Math.abs(actual - exact) <= 3 * unit, () -> what + " is not " + actual);
        } else {
          assertEquals(expected, actual, what);
        }
      }
    }
  }

  @Test
  void aFunctionThatIsNotWrittenHereIsLeftToPlainLoops() {
    for (Instruction function : EnumSet.of(Instruction.ASIN, Instruction.CBRT)) {
      assertNull(VectorMath.lower(formula(function), false));
    }
  }
}
