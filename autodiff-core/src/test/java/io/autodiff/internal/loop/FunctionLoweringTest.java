package io.autodiff.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class FunctionLoweringTest {
  /** The edges of the cases that the functions distinguish, in both types. */
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

  private static Formula formula(FormulaOp function) {
    Formula.Builder b = new Formula.Builder(function.arity());
    return b.build(b.apply(function, IntStream.range(0, function.arity()).toArray()));
  }

  private static Formula lowered(FormulaOp function, boolean single) {
    return Objects.requireNonNull(FunctionLowering.lower(formula(function), single));
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

  /** Returns how far, in units of the last place, a function may be from the exact value. */
  private static int bound(FormulaOp function) {
    return switch (function) {
      case TAN, TANH, ATAN2, ERFC -> 3;
      case NORMAL_CDF -> 4;
      default -> 2;
    };
  }

  /** The bound includes the error of the reference, up to 1 unit, which shows in doubles only. */
  private static void check(FormulaOp function, boolean single, double x, double y) {
    Formula lowered = lowered(function, single);
    double exact = function.apply(x, y, 0);
    double expected = single ? (float) exact : exact;
    double actual = lowered.evaluate(single, function.arity() == 1 ? array(x) : array(x, y));
    String what = function + " of " + x + (function.arity() == 1 ? "" : ", " + y);
    if (Double.isFinite(expected) && expected != 0) {
      double unit = single ? Math.ulp((float) expected) : Math.ulp(expected);
      double allowed = (bound(function) + (single ? 0 : 1)) * unit;
      assertTrue(
          Math.abs(actual - exact) <= allowed,
          () -> what + (single ? "f is not " : " is not ") + actual + " but " + exact);
    } else {
      assertEquals(expected, actual, what);
    }
  }

  private static double[] array(double... x) {
    return x;
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {
        "EXP",
        "EXP2",
        "EXPM1",
        "LOG",
        "LOG1P",
        "LOG2",
        "LOG10",
        "SIN",
        "COS",
        "TAN",
        "ASIN",
        "ACOS",
        "ATAN",
        "SINH",
        "COSH",
        "TANH",
        "CBRT",
        "ERF",
        "ERFC",
        "NORMAL_CDF",
        "FLOOR",
        "CEIL",
        "ROUND"
      })
  void functionsAreWithinFewUnitsOfMathAndAlikeAtTheEdges(FormulaOp function) {
    for (boolean single : new boolean[] {false, true}) {
      for (double x : arguments()) {
        check(function, single, single ? (float) x : x, 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"POW", "ATAN2", "HYPOT"})
  void functionsOfTwoAreWithinFewUnitsOfMathAndAlikeAtTheEdges(FormulaOp function) {
    double[] all = arguments();
    double[] edges = Arrays.stream(EDGES).flatMap(x -> DoubleStream.of(x, -x)).toArray();
    Random random = new Random(2);
    for (boolean single : new boolean[] {false, true}) {
      for (int i = 0; i < 20_000; i++) {
        double x =
            i % 3 == 0 ? edges[random.nextInt(edges.length)] : all[random.nextInt(all.length)];
        double y =
            switch (i % 5) {
              case 0 -> edges[random.nextInt(edges.length)];
              case 1 -> random.nextInt(-6, 7);
              case 2 -> random.nextInt(-6, 7) / 2.0;
              case 3 -> random.nextDouble(-100, 100);
              default -> i % 50 == 4 ? Double.NaN : all[random.nextInt(all.length)];
            };
        check(function, single, single ? (float) x : x, single ? (float) y : y);
      }
    }
  }

  @Test
  void logarithmsOfPowersAreWholeNumbers() {
    for (int k = -300; k <= 300; k++) {
      Formula log2 = lowered(FormulaOp.LOG2, false);
      assertEquals(k, log2.evaluate(false, Math.scalb(1.0, k)));
      Formula exp2 = lowered(FormulaOp.EXP2, false);
      assertEquals(Math.scalb(1.0, k), exp2.evaluate(false, k));
    }
    for (int k = 0; k <= 22; k++) {
      Formula log10 = lowered(FormulaOp.LOG10, false);
      assertEquals(k, log10.evaluate(false, Math.pow(10, k)));
    }
  }

  @Test
  void aFunctionThatIsNotWrittenHereIsLeftToPlainLoops() {
    Formula.Builder b = new Formula.Builder(1);
    DoubleUnaryOperator f = Math::sin;
    assertNull(FunctionLowering.lower(b.build(b.call(f, 0)), false));
  }
}
