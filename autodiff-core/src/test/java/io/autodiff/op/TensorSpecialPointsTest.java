package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.program.Program;
import io.autodiff.transform.Differentiable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At points that operations single out, derivatives of all orders are those of the exact formula:
 * no guard freezes them, and where they are small they have as many digits as elsewhere.
 */
class TensorSpecialPointsTest {

  static Stream<SpecialPoint> points() {
    Map<Class<?>, TensorOp> kinds = new LinkedHashMap<>();
    TensorSamples.all().forEach(s -> kinds.putIfAbsent(s.op().getClass(), s.op()));
    return Stream.concat(
        kinds.values().stream().flatMap(op -> TensorSpecialPoints.of(op).stream()),
        TensorSpecialPoints.functions().stream());
  }

  @Test
  void thereArePointsOfManyKinds() {
    assertTrue(points().map(SpecialPoint::name).distinct().count() > 20);
    assertFalse(TensorSpecialPoints.of(new Cube()) instanceof ArrayList<?>);
  }

  /**
   * The function's operands on a tape, its result weighted and summed, and one row of derivatives.
   */
  private static final class Trace {
    private final Tape tape;
    private final List<Tensor> x = new ArrayList<>();
    private final Scalar sum;

    Trace(Tape tape, SpecialPoint p, DType dtype, Tensor... operands) {
      this.tape = tape;
      for (Tensor operand : operands) {
        x.add(tape.variable(operand));
      }
      Tensor y = p.f().apply(x.toArray(Tensor[]::new));
      double[] c = cotangent(y.size());
      this.sum = y.mul(Tensor.of(y.shape(), c).to(dtype)).sum();
    }

    /** Returns the derivatives of a recorded number by all elements, as recorded numbers. */
    List<Scalar> recorded(Value<?> y) {
      List<Scalar> all = new ArrayList<>();
      if (y.isConstant()) {
        x.forEach(t -> all.addAll(List.of(t.zerosLike().scalars())));
        return all;
      }
      List<Tensor> g = tape.differentiate(List.of(y), List.of(Scalar.of(1)), x);
      g.forEach(t -> all.addAll(List.of(t.scalars())));
      return all;
    }

    double[] numbers(Value<?> y) {
      if (y.isConstant()) {
        return new double[x.stream().mapToInt(Tensor::size).sum()];
      }
      Gradients g = tape.gradients(y);
      return x.stream().flatMapToDouble(t -> Arrays.stream(g.of(t).values())).toArray();
    }
  }

  private static double[] cotangent(int n) {
    double[] c = {1, -0.5, 0.25, 2, -1.5, 0.75, -3, 1.25, 0.125};
    return Arrays.copyOf(c, n);
  }

  private static double most(double... x) {
    return Arrays.stream(x).map(Math::abs).max().orElse(0);
  }

  private static void assertDerivatives(
      SpecialPoint p, String what, double[] expected, double[] actual, double tolerance) {
    assertDerivatives(p, what, expected, actual, tolerance, most(expected));
  }

  /**
   * Compares derivatives.
   *
   * @param most what rounding errors are relative to where a derivative is 0 or nearly so
   */
  private static void assertDerivatives(
      SpecialPoint p,
      String what,
      double[] expected,
      double[] actual,
      double tolerance,
      double most) {
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * Math.abs(expected[i]) + tolerance / 50 * most + Double.MIN_VALUE;
      if (!(Math.abs(expected[i] - actual[i]) <= allowed)) {
        throw new AssertionError(
            "%s, %s, %d: expected %s but was %s"
                .formatted(p, what, i, Arrays.toString(expected), Arrays.toString(actual)));
      }
    }
  }

  private static double[] exact(SpecialPoint p, DType dtype, int... before) {
    BigDecimal[] x = Precise.of(p.numbers(dtype));
    double[] c = cotangent(9);
    double[] row = new double[x.length];
    for (int i = 0; i < row.length; i++) {
      int[] by = Arrays.copyOf(before, before.length + 1);
      by[before.length] = i;
      row[i] = Precise.derivative(p.formula(), x, c, by).doubleValue();
    }
    return row;
  }

  @ParameterizedTest
  @MethodSource("points")
  void gradientIsExactInReverseAndForward(SpecialPoint p) {
    double[] expected = exact(p, DType.FLOAT64);
    try (Tape tape = new Tape()) {
      Trace r = new Trace(tape, p, DType.FLOAT64, p.inputs(DType.FLOAT64));
      assertDerivatives(p, "reverse", expected, r.numbers(r.sum), 1e-12);
      double[] recorded = Scalar.values(r.recorded(r.sum).toArray(Scalar[]::new));
      assertDerivatives(p, "recorded", expected, recorded, 1e-12);
    }
    assertDerivatives(p, "forward", expected, forward(p), 1e-12);
  }

  private static double[] forward(SpecialPoint p) {
    Differentiable<Tensor[], Scalar> f =
        Differentiable.of(
            x -> {
              Tensor y = p.f().apply(x);
              return y.mul(Tensor.of(y.shape(), cotangent(y.size()))).sum();
            });
    double[] slopes = new double[p.numbers(DType.FLOAT64).length];
    Tensor[] x = p.inputs(DType.FLOAT64);
    int next = 0;
    for (int k = 0; k < x.length; k++) {
      for (int i = 0; i < x[k].size(); i++) {
        Tensor[] tangent = Arrays.stream(x).map(Tensor::zerosLike).toArray(Tensor[]::new);
        double[] unit = new double[x[k].size()];
        unit[i] = 1;
        tangent[k] = Tensor.of(x[k].shape(), unit);
        slopes[next++] = f.jvp(x, tangent).value();
      }
    }
    return slopes;
  }

  @ParameterizedTest
  @MethodSource("points")
  void gradientInSinglePrecisionIsExactWithinItsDigits(SpecialPoint p) {
    double[] numbers = p.numbers(DType.FLOAT32);
    for (int i = 0; i < numbers.length; i++) {
      if (Double.isInfinite(numbers[i])
          || (numbers[i] == 0) != (p.numbers(DType.FLOAT64)[i] == 0)) {
        return; // not a number of this type
      }
    }
    double[] expected = exact(p, DType.FLOAT32);
    if (Arrays.stream(expected).anyMatch(d -> d != 0 && Math.abs(d) < 1e-30)) {
      return; // nor is its derivative
    }
    try (Tape tape = new Tape()) {
      Trace r = new Trace(tape, p, DType.FLOAT32, p.inputs(DType.FLOAT32));
      assertDerivatives(p, "float32", expected, r.numbers(r.sum), 2e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("points")
  void higherDerivativesAreExactAndSymmetric(SpecialPoint p) {
    try (Tape tape = new Tape()) {
      Trace r = new Trace(tape, p, DType.FLOAT64, p.inputs(DType.FLOAT64));
      List<Scalar> first = r.recorded(r.sum);
      double slope = most(Scalar.values(first.toArray(Scalar[]::new)));
      for (int i = 0; i < first.size() && p.order() > 1; i++) {
        double[] row = exact(p, DType.FLOAT64, i);
        double most = Math.max(slope, most(row));
        assertDerivatives(p, "second " + i, row, r.numbers(first.get(i)), 1e-12, most);
        List<Scalar> second = r.recorded(first.get(i));
        for (int j = i; j < second.size() && p.order() > 2; j++) {
          double[] line = exact(p, DType.FLOAT64, i, j);
          double largest = Math.max(most, most(line));
          assertDerivatives(p, "third " + i + j, line, r.numbers(second.get(j)), 1e-12, largest);
        }
      }
    }
  }

  /** A program that was frozen at another point decides at this one what it singles out. */
  @ParameterizedTest
  @MethodSource("points")
  void frozenProgramGivesTheSameNumbers(SpecialPoint p) {
    Random random = new Random(5);
    Tensor[] other =
        p.operands().stream()
            .map(t -> Tensor.uniform(random, 0.1, 0.9, t.shape().dims()))
            .map(t -> t.rank() == 2 ? t.matmul(t, false, true).add(identity(t)) : t)
            .toArray(Tensor[]::new);
    try (Tape tape = new Tape();
        Tape again = new Tape()) {
      Trace there = new Trace(tape, p, DType.FLOAT64, other);
      Program frozen = Program.between(there.x, there.recorded(there.sum));
      List<Value<?>> found = frozen.replay().run(List.of(p.inputs(DType.FLOAT64)));
      double[] numbers = found.stream().mapToDouble(v -> ((Scalar) v).value()).toArray();
      Trace here = new Trace(again, p, DType.FLOAT64, p.inputs(DType.FLOAT64));
      assertDerivatives(p, "replay", here.numbers(here.sum), numbers, 1e-13);
    }
  }

  private static Tensor identity(Tensor x) {
    return x.zerosLike().add(1).tril(0).triu(0);
  }
}
