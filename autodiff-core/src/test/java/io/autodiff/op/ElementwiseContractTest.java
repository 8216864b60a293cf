package io.autodiff.op;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.check.GradientCheck;
import io.autodiff.fixture.Plain;
import io.autodiff.fixture.Replays;
import io.autodiff.fixture.Setting;
import io.autodiff.op.Samples.Special;
import io.autodiff.program.Evaluator;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of elementwise operations, on the samples of {@link OpSamples}. */
class ElementwiseContractTest {
  private static final double TIGHT = 1e-13;

  /** Numbers on which formulas that look equivalent give different results. */
  private static final double[] NASTY = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -2.5,
    3,
    Double.MIN_VALUE,
    -1e-310,
    1e-200,
    -1e200,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  static List<Samples.Case> operations() {
    return OpSamples.elementwise();
  }

  static Stream<Arguments> operationsAndSettings() {
    return operations().stream().flatMap(c -> Setting.ALL.stream().map(s -> Arguments.of(c, s)));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void valueFollowsThePlainFormula(Samples.Case c) {
    for (double[] x : c.samples().points()) {
      double expected = c.samples().formula().apply(x);
      assertClose(expected, value(c.op(), x), TIGHT, () -> c + " of " + Arrays.toString(x));
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void specialValuesAreAsListed(Samples.Case c) {
    for (Special s : c.samples().specials()) {
      String what = c + " of " + s;
      assertEquals(s.value(), value(c.op(), s.operands()), what);
      try (Tape tape = new Tape()) {
        Scalar[] x = tape.variables(s.operands());
        Scalar y = OpSamples.apply(c.op(), x);
        assertClose(s.derivatives(), tape.gradients(y).of(x), 0, what + ", derivatives");
        assertClose(s.derivatives(), recorded(tape, y, x), 0, what + ", recorded derivatives");
      }
    }
  }

  /** A point, the operation's value there, and the operand to differentiate by. */
  private record Place(double[] x, double out, int operand, String what) {}

  private static List<Place> places(Samples.Case c) {
    List<Place> places = new ArrayList<>();
    for (double[] x : everywhere(c)) {
      double out = value(c.op(), x);
      for (int k = 0; k < x.length; k++) {
        places.add(new Place(x, out, k, c + " of " + Arrays.toString(x) + " by operand " + k));
      }
    }
    return places;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theNumericDerivativeTheSweepAndTheRuleAreOne(Samples.Case c) {
    for (Place at : places(c)) {
      double number = derivative(c.op(), at.operand, at.x, at.out);
      double rule = rule(c.op(), at.operand, 1, at.x, at.out);
      double swept = swept(c.op(), at.operand, at.x);
      assertClose(number, rule, TIGHT, () -> at.what + ": rule against number");
      assertClose(number, swept, TIGHT, () -> at.what + ": sweep against number");
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anInfiniteCotangentPassesTheSweepAsItPassesTheRule(Samples.Case c) {
    for (Place at : places(c)) {
      double rule = rule(c.op(), at.operand, Double.POSITIVE_INFINITY, at.x, at.out);
      try (Tape tape = new Tape()) {
        Scalar[] in = tape.variables(at.x);
        List<Scalar> g = List.of(Scalar.of(Double.POSITIVE_INFINITY));
        Scalar y = OpSamples.apply(c.op(), in);
        double swept = tape.gradients(List.of(y), g).of(in[at.operand]);
        assertClose(rule, swept, TIGHT, () -> at.what);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aZeroCotangentStaysZero(Samples.Case c) {
    for (Place at : places(c)) {
      double none = Math.abs(rule(c.op(), at.operand, 0, at.x, at.out));
      assertEquals(0.0, none, at.what);
      double swept = sweptFromZero(c.op(), at.operand, at.x);
      assertEquals(0.0, Math.abs(swept), at.what + " on the tape");
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aReplayGivesTheBitsOfTheTape(Samples.Case c) {
    Replay replay = replay(c, x -> OpSamples.apply(c.op(), x));
    for (double[] x : everywhere(c)) {
      try (Tape tape = new Tape()) {
        Scalar[] in = tape.variables(x);
        Scalar y = OpSamples.apply(c.op(), in);
        Replays.assertSameBits(c + " of " + Arrays.toString(x), replay, tape, y, in);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aReplayAddsUpTheTermsOfOneOperandAsTheTapeDoes(Samples.Case c) {
    Replay replay = replay(c, x -> OpSamples.apply(c.op(), repeated(x[0], x.length)).mul(x[0]));
    for (double[] x : everywhere(c)) {
      try (Tape tape = new Tape()) {
        Scalar[] in = tape.variables(x);
        Scalar y = OpSamples.apply(c.op(), repeated(in[0], in.length)).mul(in[0]);
        Replays.assertSameBits(c + " of " + x[0] + " repeated", replay, tape, y, in);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aCompiledProgramGivesTheBitsOfTheTape(Samples.Case c) {
    Evaluator compiled = program(c, x -> OpSamples.apply(c.op(), x)).compile();
    Evaluator sum =
        program(c, x -> OpSamples.apply(c.op(), repeated(x[0], x.length)).mul(x[0])).compile();
    for (double[] x : everywhere(c)) {
      try (Tape tape = new Tape()) {
        Scalar[] in = tape.variables(x);
        Scalar y = OpSamples.apply(c.op(), in);
        Replays.assertSameBits(c + " of " + Arrays.toString(x), compiled, tape, y, in);
        Scalar of = OpSamples.apply(c.op(), repeated(in[0], in.length)).mul(in[0]);
        Replays.assertSameBits(c + " of " + x[0] + " repeated", sum, tape, of, in);
      }
    }
  }

  private static Replay replay(Samples.Case c, ScalarFunction f) {
    return program(c, f).replay();
  }

  private static Program program(Samples.Case c, ScalarFunction f) {
    return Program.of(f, c.samples().points().get(0));
  }

  private static Scalar[] repeated(Scalar x, int count) {
    Scalar[] all = new Scalar[count];
    Arrays.fill(all, x);
    return all;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theRuleIsLinearInTheCotangent(Samples.Case c) {
    for (double[] x : c.samples().points()) {
      double out = value(c.op(), x);
      for (int k = 0; k < x.length; k++) {
        double one = rule(c.op(), k, 1, x, out);
        assertClose(-3 * one, rule(c.op(), k, -3, x, out), TIGHT, () -> c + " not linear");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void nanGoesThroughUnlessASampleSaysOtherwise(Samples.Case c) {
    boolean stopsIt =
        c.op().isPiecewiseConstant()
            || c.samples().specials().stream()
                .anyMatch(s -> hasNan(s.operands()) && !Double.isNaN(s.value()));
    for (int k = 0; k < c.samples().arity() && (!stopsIt || c.samples().arity() == 1); k++) {
      double[] x = c.samples().points().get(0).clone();
      x[k] = Double.NaN;
      assertEquals(Double.NaN, value(c.op(), x), c + " of NaN");
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void derivativesOfBothOrdersAreWhatDifferencesSay(Samples.Case c) {
    for (double[] x : c.samples().points()) {
      GradientCheck.of(v -> OpSamples.apply(c.op(), v)).order(2).at(x).assertCorrect();
    }
  }

  @ParameterizedTest
  @MethodSource("operationsAndSettings")
  void derivativesOfTensorsAreWhatDifferencesSay(Samples.Case c, Setting setting) {
    List<double[]> points = c.samples().points();
    Tensor[] x = new Tensor[c.samples().arity()];
    for (int k = 0; k < x.length; k++) {
      int operand = k;
      double[] elements = points.stream().mapToDouble(p -> p[operand]).toArray();
      x[k] = setting.convert(Tensor.of(elements));
    }
    setting.check(in -> OpSamples.apply(c.op(), in)).order(2).at(x).assertCorrect();
  }

  @ParameterizedTest
  @MethodSource("operationsAndSettings")
  void scalarsAndTensorsAgree(Samples.Case c, Setting setting) {
    List<double[]> all = new ArrayList<>(c.samples().points());
    c.samples().specials().forEach(s -> all.add(s.operands()));
    for (double[] x : all) {
      String what = c + " of " + Arrays.toString(x) + " as tensors, " + setting;
      Tensor[] in = new Tensor[x.length];
      Arrays.setAll(in, k -> setting.convert(Tensor.full(x[k], 2, 5)));
      double[] exact = Stream.of(in).mapToDouble(t -> t.at(0, 0)).toArray();
      double out = value(c.op(), exact);
      try (Tape tape = setting.tape()) {
        Tensor[] v = Stream.of(in).map(tape::variable).toArray(Tensor[]::new);
        Tensor y = OpSamples.apply(c.op(), v);
        assertClose(Tensor.full(out, 2, 5), y, setting.tolerance(), what);
        Tensor g = setting.convert(Tensor.full(-0.7, 2, 5));
        Replay replay = Program.between(List.of(v), List.of(y)).replay();
        Replays.assertSameBits(what + ", replayed", replay, tape, y, g, v);
        for (int k = 0; k < v.length; k++) {
          Tensor expected = Tensor.full(derivative(c.op(), k, exact, out), 2, 5);
          Tensor gradient = tape.gradients(y.sum(), v[k]).of(v[k]);
          assertClose(expected, gradient, setting.tolerance(), what + " by operand " + k);
          Tensor again = tape.differentiate(y.sum(), v[k]);
          assertClose(expected, again, setting.tolerance(), what + ", recorded, by operand " + k);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operationsAndSettings")
  void operandsBroadcastAndTheirDerivativesAreSummedBack(Samples.Case c, Setting setting) {
    int[][][] shapes = {
      {{2, 3}, {3}, {2, 1}},
      {{}, {2, 2}, {2}},
      {{1, 3}, {2, 1}, {}},
      {{2, 1, 3}, {1}, {2, 1}},
      {{0, 3}, {3}, {1}},
      {{2}, {2}, {2}}
    };
    Random random = new Random(5);
    List<double[]> points = c.samples().points();
    for (int[][] dims : shapes) {
      Tensor[] in = new Tensor[c.samples().arity()];
      double[] point = points.get(random.nextInt(points.size()));
      for (int k = 0; k < in.length; k++) {
        double near = point[k];
        in[k] =
            setting.convert(
                Plain.build(Shape.of(dims[k]), _ -> near * (1 + 0.05 * random.nextInt(3))));
      }
      checkBroadcast(c, setting, random, in);
    }
  }

  private static void checkBroadcast(Samples.Case c, Setting setting, Random random, Tensor... in) {
    String what = c + " of shapes " + Stream.of(in).map(Tensor::shape).toList() + ", " + setting;
    Tensor shaped = in[0];
    for (Tensor t : in) {
      shaped = Plain.zip(shaped, t, (_, _) -> 0);
    }
    Shape shape = shaped.shape();
    Tensor expected = Plain.build(shape, at -> value(c.op(), read(in, at)));
    Tensor weights = setting.convert(Tensor.randn(random, shape.dims()));
    try (Tape tape = setting.tape()) {
      Tensor[] v = Stream.of(in).map(tape::variable).toArray(Tensor[]::new);
      Tensor y = OpSamples.apply(c.op(), v);
      assertClose(expected, y, setting.tolerance(), what);
      Replay replay = Program.between(List.of(v), List.of(y)).replay();
      Replays.assertSameBits(what + ", replayed", replay, tape, y, weights, v);
      Gradients grads = tape.gradients(List.of(y), List.of(weights));
      for (int k = 0; k < v.length; k++) {
        int operand = k;
        Tensor slopes =
            Plain.build(
                shape,
                at -> {
                  double[] x = read(in, at);
                  return weights.at(at) * derivative(c.op(), operand, x, value(c.op(), x));
                });
        Tensor summed = Plain.foldTo(slopes, v[k].shape(), 0, Double::sum);
        assertClose(summed, grads.of(v[k]), 10 * setting.tolerance(), what + " by operand " + k);
      }
    }
  }

  private static double[] read(Tensor[] in, int... at) {
    return Stream.of(in).mapToDouble(t -> Plain.read(t, at)).toArray();
  }

  /** Returns all samples and every combination of the nasty numbers. */
  private static List<double[]> everywhere(Samples.Case c) {
    List<double[]> all = new ArrayList<>(c.samples().points());
    c.samples().specials().forEach(s -> all.add(s.operands()));
    int arity = c.samples().arity();
    double[] numbers = arity < 3 ? NASTY : Arrays.copyOfRange(NASTY, 8, NASTY.length);
    for (int i = 0; i < Math.pow(numbers.length, arity); i++) {
      double[] x = new double[arity];
      int rest = i;
      for (int k = 0; k < arity; k++) {
        x[k] = numbers[rest % numbers.length];
        rest /= numbers.length;
      }
      all.add(x);
    }
    return all;
  }

  private static boolean hasNan(double... x) {
    return Arrays.stream(x).anyMatch(Double::isNaN);
  }

  private static double value(Elementwise op, double... x) {
    return switch (op) {
      case Unary u -> u.applyAsDouble(x[0]);
      case Binary b -> b.applyAsDouble(x[0], x[1]);
      case Ternary t -> t.applyAsDouble(x[0], x[1], x[2]);
    };
  }

  private static double derivative(Elementwise op, int k, double[] x, double out) {
    return switch (op) {
      case Unary u -> u.derivative(x[0], out);
      case Binary b -> k == 0 ? b.left(x[0], x[1], out) : b.right(x[0], x[1], out);
      case Ternary t -> t.derivative(k, x[0], x[1], x[2]);
    };
  }

  private static double rule(Elementwise op, int k, double g, double[] x, double out) {
    Scalar[] in = Scalar.of(x);
    Scalar y = Scalar.of(out);
    Scalar cotangent =
        switch (op) {
          case Unary u -> u.propagate(Scalar.of(g), in[0], y);
          case Binary b when k == 0 -> b.propagateLeft(Scalar.of(g), in[0], in[1], y);
          case Binary b -> b.propagateRight(Scalar.of(g), in[0], in[1], y);
          case Ternary t -> t.propagate(k, Scalar.of(g), in[0], in[1], in[2]);
        };
    return cotangent.value();
  }

  private static double swept(Elementwise op, int k, double... x) {
    try (Tape tape = new Tape()) {
      Scalar[] in = tape.variables(x);
      return tape.gradients(OpSamples.apply(op, in)).of(in[k]);
    }
  }

  /** Returns the derivative of {@code 0 * op(x)} with the factor applied as a rule would. */
  private static double sweptFromZero(Elementwise op, int k, double... x) {
    try (Tape tape = new Tape()) {
      Scalar[] in = tape.variables(x);
      Scalar y = Scalar.of(0).where(OpSamples.apply(op, in), Scalar.of(1));
      return tape.gradients(y).of(in[k]);
    }
  }

  private static double[] recorded(Tape tape, Scalar y, Scalar... x) {
    return Stream.of(x).mapToDouble(v -> tape.differentiate(y, v).value()).toArray();
  }
}
