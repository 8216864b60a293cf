package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.autodiff.Autodiff;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.batch.Pointwise;
import io.autodiff.exact.Jet;
import io.autodiff.op.SpecialPoints.Case;
import io.autodiff.op.SpecialPoints.Point;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import io.autodiff.transform.Derivative;
import io.autodiff.transform.Differentiable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values and derivatives of the first three orders of every elementwise function at {@link
 * SpecialPoints}, against series in 60 digits, by every way that the library has to compute them.
 */
class SpecialPointsTest {
  /** By how much each order may be off, relative to it: rounding grows with the order. */
  private static final double[] TOLERANCE = {1e-13, 1e-12, 1e-10, 1e-8};

  private static final double[] TOLERANCE_SINGLE = {2e-6, 2e-5, 1e-3, 1e-2};

  private static final List<Case> CASES = SpecialPoints.all();

  static List<Case> cases() {
    return CASES;
  }

  /** All partial derivatives of one order, by the indices of the operands. */
  private static List<int[]> indices(int operands, int order) {
    List<int[]> all = new ArrayList<>();
    for (int i = 0; i < Math.pow(operands, order); i++) {
      int[] index = new int[order];
      int rest = i;
      for (int k = 0; k < order; k++) {
        index[k] = rest % operands;
        rest /= operands;
      }
      all.add(index);
    }
    return all;
  }

  private static double exact(Jet series, int... index) {
    int second = (int) Arrays.stream(index).filter(k -> k == 1).count();
    BigDecimal d = series.derivative(index.length - second, second);
    return d.doubleValue();
  }

  private static void check(
      Case c, double[] x, Jet series, double found, boolean single, String way, int... index) {
    double expected = exact(series, index);
    int order = index.length;
    double largest = single ? 1e38 : 1e308;
    double tolerance = (single ? TOLERANCE_SINGLE : TOLERANCE)[order];
    double smallest = single ? 0x1p-126 : Double.MIN_NORMAL;
    double size = size(series, order);
    boolean zero = Math.abs(expected) <= 1e-55 * size;
    double allowed = tolerance * (zero ? size : Math.abs(expected)) + smallest;
    boolean same =
        Math.abs(expected) < largest
            ? Math.abs(found - expected) <= allowed
            : Double.isNaN(found)
                || (Math.abs(found) >= largest / 10 && found * Math.signum(expected) > 0);
    if (!same && !(order > 1 && isOutOfReach(x, expected, found))) {
      fail(
          c
              + " of "
              + Arrays.toString(x)
              + ", "
              + way
              + ", derivative by "
              + Arrays.toString(index)
              + ": expected "
              + expected
              + " but was "
              + found);
    }
  }

  /**
   * Returns the largest derivative, the value apart: beside it the oracle, which has 70 digits, and
   * the rounding of doubles leave something of a 0.
   */
  private static double size(Jet series, int order) {
    double largest = order == 0 ? 1 : 0;
    for (int i = 0; i <= 3 && order > 0; i++) {
      for (int j = 0; i + j <= 3; j++) {
        largest =
            i + j == 0
                ? largest
                : Math.max(largest, Math.abs(series.derivative(i, j).doubleValue()));
      }
    }
    return Math.min(largest, Double.MAX_VALUE);
  }

  /**
   * Returns whether a higher derivative is one of an extreme operand, of which factors leave the
   * range of doubles, and is 0 where it should be next to nothing, or no number at all: not wrong
   * unnoticed.
   */
  private static boolean isOutOfReach(double[] x, double expected, double found) {
    boolean extreme =
        Arrays.stream(x).map(Math::abs).anyMatch(v -> v > 1e100 || (v < 1e-100 && v > 0));
    boolean vanished = found == 0 && Math.abs(expected) < 1e-100;
    boolean tiny = Arrays.stream(x).map(Math::abs).anyMatch(v -> v < Double.MIN_NORMAL && v > 0);
    return (extreme && (vanished || !Double.isFinite(found))) || tiny;
  }

  private static boolean fails(List<String> failures, Runnable check) {
    try {
      check.run();
      return false;
    } catch (AssertionError e) {
      failures.add(e.getMessage());
      return true;
    }
  }

  private static ScalarFunction derivative(ScalarFunction f, boolean forward, int k) {
    Derivative d = forward ? Autodiff.gradient(f).forward() : Autodiff.gradient(f);
    return v -> d.at(v)[k];
  }

  private static int operands(Case c) {
    return Math.min(2, c.arity());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scalarsAreRightToThirdOrderByEverySweep(Case c) {
    List<String> failures = new ArrayList<>();
    for (Point point : c.points()) {
      double[] x = point.at();
      Jet series = point.series();
      for (boolean forward : new boolean[] {false, true}) {
        for (int order = 0; order <= 3; order++) {
          for (int[] index : indices(operands(c), order)) {
            ScalarFunction f = c.f()::scalars;
            for (int k : index) {
              f = derivative(f, forward, k);
            }
            double found = f.apply(Scalar.of(x)).value();
            String way = forward ? "forward" : "reverse";
            fails(failures, () -> check(c, x, series, found, false, way, index));
          }
        }
      }
    }
    assertTrue(failures.isEmpty(), () -> failures.size() + "\n" + String.join("\n", failures));
  }

  private static Tensor column(List<Point> points, int k, DType dtype) {
    return Tensor.of(points.stream().mapToDouble(p -> p.at()[k]).toArray()).to(dtype);
  }

  private static Tensor derivative(Tape tape, Tensor y, Tensor x) {
    return y.isConstant() ? y.zerosLike() : tape.differentiate(y.sum(), x);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tensorsAreRightToThirdOrderInEveryLoop(Case c) {
    List<String> failures = new ArrayList<>();
    for (Engine engine : List.of(Engine.standard().withVector(false), Engine.standard())) {
      checkTensors(c, c.points(), engine, DType.FLOAT64, failures);
    }
    List<Point> single =
        c.points().stream().filter(p -> Arrays.stream(p.at()).allMatch(v -> isSingle(v))).toList();
    checkTensors(c, single, Engine.standard(), DType.FLOAT32, failures);
    assertTrue(failures.isEmpty(), () -> failures.size() + "\n" + String.join("\n", failures));
  }

  private static boolean isSingle(double x) {
    return x == 0 || (x == (float) x && Math.abs(x) < 1e30 && Math.abs(x) > 1e-30);
  }

  private static void checkTensors(
      Case c, List<Point> points, Engine engine, DType dtype, List<String> failures) {
    try (Tape tape = new Tape(engine).allowConstant()) {
      Tensor[] x = new Tensor[c.arity()];
      Arrays.setAll(x, k -> tape.variable(column(points, k, dtype)));
      Tensor y = c.f().tensors(x);
      for (int order = 0; order <= 3; order++) {
        for (int[] index : indices(operands(c), order)) {
          Tensor d = y;
          for (int k : index) {
            d = derivative(tape, d, x[k]);
          }
          double[] values = d.values();
          for (int i = 0; i < points.size(); i++) {
            double found = values[i];
            double[] at = points.get(i).at();
            Jet series = points.get(i).series();
            fails(
                failures,
                () ->
                    check(
                        c, at, series, found, dtype == DType.FLOAT32, dtype + " " + engine, index));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aReplayAndAPointwiseFunctionAreRight(Case c) {
    List<String> failures = new ArrayList<>();
    int n = c.arity();
    Pointwise pointwise = Pointwise.of(n, v -> new Scalar[] {c.f().scalars(v)});
    for (Point point : c.points()) {
      double[] x = point.at();
      Jet series = point.series();
      Replay replay = Program.of(c.f()::scalars, x).replay();
      double value = replay.run(x)[0];
      fails(failures, () -> check(c, x, series, value, false, "replay"));
      double[] slopes = replay.reverse(1);
      try (Tape tape = new Tape().allowConstant()) {
        Tensor[] in = new Tensor[n];
        Arrays.setAll(in, k -> tape.variable(Tensor.of(x[k])));
        Tensor y = pointwise.apply(in)[0];
        fails(failures, () -> check(c, x, series, y.item(), false, "pointwise"));
        Gradients g = tape.gradients(y.sum());
        for (int k = 0; k < operands(c); k++) {
          int by = k;
          fails(failures, () -> check(c, x, series, slopes[by], false, "replay", by));
          fails(failures, () -> check(c, x, series, g.of(in[by]).item(), false, "pointwise", by));
        }
      }
    }
    assertTrue(failures.isEmpty(), () -> failures.size() + "\n" + String.join("\n", failures));
  }

  @Test
  void theSlopeOfSincIsTheSameInLoopsWhereItsAngleOverflows() {
    double x = 1.7e308;
    double slope = Autodiff.derivative(Scalar::sinc).at(x);
    double looped = Differentiable.of((Tensor t) -> t.sinc().sum()).gradient(Tensor.of(x)).item();
    assertTrue(slope > 0);
    assertEquals(slope, looped, 1e-13 * slope);
  }

  @Test
  void thePointsAreMany() {
    assertTrue(cases().stream().mapToInt(c -> c.points().size()).sum() > 3000);
  }
}
