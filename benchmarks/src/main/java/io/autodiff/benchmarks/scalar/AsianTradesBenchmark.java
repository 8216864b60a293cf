package io.autodiff.benchmarks.scalar;

import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.batch.Scenarios;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Price, delta, rho and vega of a hundred arithmetic Asian calls, each a mean over 1000 paths of
 * 252 steps: MatLogica's published benchmark (matlogica.com/technology/benchmarks), whose path is
 * {@code price *= exp(drift + deviation * z)} and whose payoff is {@code exp(-r) * max(mean - K,
 * 0)}.
 */
@NullUnmarked // JMH sets the fields
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class AsianTradesBenchmark extends MicroBenchmark {
  static final int STEPS = 252;

  private static final int TRADES = 100;
  static final int PATHS = 1000;

  /** The number of inputs that a trade's paths share: spot, rate, volatility and strike. */
  static final int SHARED = 4;

  /** How many threads compute. */
  @Param({"1", "2"})
  public int threads;

  Tensor draws;
  double[][] trades;
  private Scenarios scenarios;

  /** Draws the normal numbers and the trades, and records the payoff. */
  @Setup
  public void open() {
    Random random = new Random(42);
    draws = Tensor.randn(random, STEPS, PATHS);
    trades = new double[TRADES][];
    for (int i = 0; i < TRADES; i++) {
      trades[i] = new double[] {100, 0.03, 0.15 + 0.2 * random.nextDouble(), 80 + 0.4 * i};
    }
    scenarios = recorded();
  }

  private Scenarios recorded() {
    double[] example = new double[SHARED + STEPS];
    System.arraycopy(trades[TRADES / 2], 0, example, 0, SHARED);
    return Scenarios.of(SHARED, AsianTradesBenchmark::payoff, example)
        .on(Engine.standard().withThreads(threads));
  }

  /** Returns the discounted payoff of one path. */
  static Scalar payoff(Scalar... v) {
    double step = 1.0 / STEPS;
    Scalar drift = v[1].sub(v[2].square().mul(0.5)).mul(step);
    Scalar deviation = v[2].mul(Math.sqrt(step));
    Scalar price = v[0];
    Scalar sum = Scalar.of(0);
    for (int t = 0; t < STEPS; t++) {
      price = price.mul(drift.add(deviation.mul(v[SHARED + t])).exp());
      sum = sum.add(price);
    }
    return v[1].neg().exp().mul(sum.div(STEPS).sub(v[3]).maximum(0));
  }

  /** Prices all trades with a payoff that is recorded before. */
  @Benchmark
  public Scenarios.Mean[] priceAndGreeks() {
    return all(scenarios);
  }

  /** The same, recording included. */
  @Benchmark
  public Scenarios.Mean[] recordPriceAndGreeks() {
    return all(recorded());
  }

  private Scenarios.Mean[] all(Scenarios recorded) {
    Scenarios.Mean[] means = new Scenarios.Mean[TRADES];
    for (int i = 0; i < TRADES; i++) {
      means[i] = recorded.mean(trades[i], draws);
    }
    return means;
  }
}
