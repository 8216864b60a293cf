package io.autodiff.benchmarks.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.batch.Scenarios;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MicroTest {

  @ParameterizedTest
  @EnumSource(Micro.class)
  void plainJavaAndTheTapeAgree(Micro function) {
    double[] x = function.point();
    double value = function.value(x);
    assertEquals(value, function.value(Scalar.of(x)).value(), 1e-12 * Math.abs(value));
    assertClose(function.gradientByHand(x), Autodiff.gradient(function::value).at(x));
  }

  @ParameterizedTest
  @EnumSource(Micro.class)
  void theIdealTapeRecordsWhatTheTapeRecords(Micro function) {
    double[] x = function.point();
    try (Tape tape = new Tape()) {
      Scalar[] v = tape.variables(x);
      double[] gradient = tape.gradients(function.value(v)).of(v);
      IdealTape ideal = new IdealTape(tape.size()); // no room for more
      assertClose(gradient, ideal.gradient(function, x));
      assertClose(gradient, ideal.gradient(function, x));
    }
  }

  @Test
  void valuesAreThoseOfTheReferenceWhereItsPointIsGiven() {
    double rosenbrock = Micro.ROSENBROCK.value(Micro.ROSENBROCK.point());
    assertEquals(3309.3220722394485, rosenbrock, 1e-9);
    double product = Micro.SPEELPENNING.value(Micro.SPEELPENNING.point());
    assertEquals(1.0746360611054583e-14, product, 1e-26);
  }

  @Test
  void tapeOfAPathGivesTheGradientOfAllPaths() {
    assertClose(
        Micro.ASIAN.gradientByHand(Micro.ASIAN.point()), new AsianPathBenchmark().tapeOfAPath());
  }

  @Test
  void tradesArePricedAsByTheGradientOfEachPath() {
    AsianTradesBenchmark benchmark = new AsianTradesBenchmark();
    benchmark.threads = 2;
    benchmark.open();
    Scenarios.Mean found = benchmark.priceAndGreeks()[37];
    double[] x = new double[AsianTradesBenchmark.SHARED + AsianTradesBenchmark.STEPS];
    System.arraycopy(benchmark.trades[37], 0, x, 0, AsianTradesBenchmark.SHARED);
    Replay replay = Program.of(AsianTradesBenchmark::payoff, x).replay();
    double[] gradient = new double[x.length];
    double[] mean = new double[AsianTradesBenchmark.SHARED];
    double value = 0;
    for (int path = 0; path < AsianTradesBenchmark.PATHS; path++) {
      for (int t = 0; t < AsianTradesBenchmark.STEPS; t++) {
        x[mean.length + t] = benchmark.draws.at(t, path);
      }
      value += replay.valueAndGradient(x, gradient) / AsianTradesBenchmark.PATHS;
      for (int k = 0; k < mean.length; k++) {
        mean[k] += gradient[k] / AsianTradesBenchmark.PATHS;
      }
    }
    assertEquals(value, found.value(), 1e-11 * value);
    assertClose(mean, found.gradient());
  }

  private static void assertClose(double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-11 * scale);
    }
  }
}
