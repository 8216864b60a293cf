package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import io.autodiff.nn.examples.BarrierOption.Market;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Greeks against a textbook's and against differences of closed formulas. */
class BarrierOptionTest {

  /** Hull, "Options, Futures, and Other Derivatives", chapter on the Greek letters. */
  @Test
  void callHasATextbooksGreeks() {
    Market market = Market.of(49, 0.2, 0.05, 20.0 / 52);
    var at = Autodiff.valueAndGradient(m -> BarrierOption.call(m, 50), market);
    assertEquals(2.40, at.value().value(), 0.005);
    assertEquals(0.522, at.gradient().spot().value(), 0.0005);
    assertEquals(12.1, at.gradient().volatility().value(), 0.05);
    assertEquals(8.91, at.gradient().rate().value(), 0.005);
    assertEquals(-4.31, -at.gradient().time().value(), 0.005);
    double gamma = Autodiff.hessian(m -> BarrierOption.call(m, 50), market)[0][0];
    assertEquals(0.066, gamma, 0.0005);
  }

  @Test
  void secondGreeksAreThoseOfTheClosedFormulas() {
    double[][] h = Autodiff.hessian(m -> BarrierOption.call(m, 100), Market.of(100, 0.2, 0.05, 1));
    double up = (0.05 + 0.02) / 0.2;
    double density = Math.exp(-up * up / 2) / Math.sqrt(2 * Math.PI);
    assertEquals(density / (100 * 0.2), h[0][0], 1e-14);
    assertEquals(-density * (up - 0.2) / 0.2, h[0][1], 1e-13);
    assertEquals(100 * density * up * (up - 0.2) / 0.2, h[1][1], 1e-11);
  }

  @Test
  void knockOutHasThePriceAndTheGreeksOfTheClosedFormula() {
    Market market = Market.of(100, 0.2, 0.05, 1);
    Tensor normals = Tensor.randn(new SplittableRandom(7), 100_000, 4);
    var at = Autodiff.valueAndGradient(m -> BarrierOption.knockOut(m, 100, 90, normals), market);
    // Of 100,000 paths the price's standard error is 0.045.
    assertEquals(downAndOut(100, 0.2, 0.05, 1), at.value().value(), 0.13);
    assertClose(s -> downAndOut(s, 0.2, 0.05, 1), 100, at.gradient().spot().value(), 0.01);
    assertClose(v -> downAndOut(100, v, 0.05, 1), 0.2, at.gradient().volatility().value(), 1.0);
    assertClose(r -> downAndOut(100, 0.2, r, 1), 0.05, at.gradient().rate().value(), 0.6);
    assertClose(t -> downAndOut(100, 0.2, 0.05, t), 1, at.gradient().time().value(), 0.1);
  }

  private static void assertClose(
      ToDoubleFunction<Double> price, double at, double greek, double tolerance) {
    double h = 1e-4 * at;
    double slope = (price.applyAsDouble(at + h) - price.applyAsDouble(at - h)) / (2 * h);
    assertEquals(slope, greek, tolerance);
  }

  /** Merton, "Theory of rational option pricing" (1973), of strike 100 and barrier 90. */
  private static double downAndOut(double spot, double volatility, double rate, double time) {
    double power = Math.pow(90 / spot, 2 * rate / (volatility * volatility) - 1);
    return call(spot, volatility, rate, time)
        - power * call(90 * 90 / spot, volatility, rate, time);
  }

  private static double call(double spot, double volatility, double rate, double time) {
    double deviation = volatility * Math.sqrt(time);
    double up = (Math.log(spot / 100) + (rate + volatility * volatility / 2) * time) / deviation;
    return spot * normal(up) - 100 * Math.exp(-rate * time) * normal(up - deviation);
  }

  /** The normal distribution, by Simpson's rule. */
  private static double normal(double x) {
    int n = 2000;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double at = i * x / n;
      double weight = i == 0 || i == n ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-at * at / 2);
    }
    return 0.5 + sum * x / (3 * n) / Math.sqrt(2 * Math.PI);
  }
}
