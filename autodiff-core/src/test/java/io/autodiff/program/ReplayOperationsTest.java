package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A replay computes every operation, and its derivatives, to the bits of a tape. */
class ReplayOperationsTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] NUMBERS = {0, -0.0, 1, -2.5, 0.75, INF, -INF, Double.NaN};
  private static final double[] SEEDS = {1, -3, 0.0, INF};

  static Stream<Samples.Case> operations() {
    return OpSamples.elementwise().stream();
  }

  private static Scalar apply(Elementwise op, Scalar... x) {
    return switch (op) {
      case Unary u -> x[0].apply(u);
      case Binary b -> x[0].apply(b, x[1]);
      case Ternary t -> x[0].apply(t, x[1], x[2]);
    };
  }

  private static List<double[]> points(Samples samples) {
    List<double[]> points = new ArrayList<>(samples.points());
    samples.specials().forEach(s -> points.add(s.operands()));
    double[] x = new double[samples.arity()];
    for (int i = 0; i < Math.pow(NUMBERS.length, x.length); i++) {
      int rest = i;
      for (int k = 0; k < x.length; k++) {
        x[k] = NUMBERS[rest % NUMBERS.length];
        rest /= NUMBERS.length;
      }
      points.add(x.clone());
    }
    return points;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void operandsOfTheirOwn(Samples.Case c) {
    for (double[] at : points(c.samples())) {
      check(c.op(), x -> apply(c.op(), x), at);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void oneOperandThatVariesBesideConstants(Samples.Case c) {
    for (double[] at : points(c.samples())) {
      for (int k = 0; k < at.length; k++) {
        int free = k;
        Function<Scalar[], Scalar> f =
            x -> {
              Scalar[] in = Scalar.of(at);
              in[free] = x[0];
              return apply(c.op(), in);
            };
        check(c.op(), f, at[k]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void oneOperandInEveryPlaceAndInAChain(Samples.Case c) {
    Function<Scalar[], Scalar> f =
        x -> {
          Scalar[] in = new Scalar[c.samples().arity()];
          Arrays.fill(in, x[0].neg());
          Scalar y = apply(c.op(), in);
          return y.sub(in[0]).mul(y).add(y);
        };
    for (double[] at : points(c.samples())) {
      check(c.op(), f, at[0]);
    }
  }

  private static void check(Elementwise op, Function<Scalar[], Scalar> f, double... at) {
    double[] elsewhere = new double[at.length];
    Arrays.fill(elsewhere, 0.3);
    Replay replay = Program.of(f::apply, elsewhere).replay();
    String where = op + " at " + Arrays.toString(at);
    try (Tape tape = new Tape()) {
      Scalar[] x = tape.variables(at);
      Scalar y = f.apply(x);
      assertEquals(y.value(), replay.run(at)[0], where);
      for (double seed : SEEDS) {
        Gradients expected = tape.gradients(List.of(y), List.of(Scalar.of(seed)));
        double[] found = replay.reverse(seed);
        for (int k = 0; k < at.length; k++) {
          assertEquals(expected.of(x[k]), found[k], where + ", cotangent " + seed);
        }
      }
    }
  }
}
