package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The Greeks of a call by Black and Scholes, first and second order from the price alone, and those
 * of a down-and-out call from a Monte Carlo price of it.
 *
 * <p>Whether a path crosses the barrier has no slope. The probability that it crosses between two
 * points of which both are known has one, {@code exp(-2 log(S/B) log(S'/B) / (σ² dt))} (Glasserman,
 * "Monte Carlo Methods in Financial Engineering", 6.4), and leaves no error of discretisation.
 */
public final class BarrierOption {
  private BarrierOption() {}

  /** What the price depends on; of such a function the derivatives are the Greeks. */
  record Market(Scalar spot, Scalar volatility, Scalar rate, Scalar time) {
    static Market of(double spot, double volatility, double rate, double time) {
      return new Market(Scalar.of(spot), Scalar.of(volatility), Scalar.of(rate), Scalar.of(time));
    }
  }

  /** Prints the Greeks of both. */
  public static void main(String[] arguments) {
    Market market = Market.of(100, 0.2, 0.05, 1);
    var call = Autodiff.valueAndGradient(m -> call(m, 100), market);
    double[][] second = Autodiff.hessian(m -> call(m, 100), market);
    print("call", call.value(), call.gradient());
    System.out.printf(Locale.ROOT, "  gamma %.6f  vanna %.6f%n", second[0][0], second[0][1]);
    Tensor normals = Tensor.randn(new SplittableRandom(1), 100_000, 4);
    var knockOut = Autodiff.valueAndGradient(m -> knockOut(m, 100, 90, normals), market);
    print("down-and-out call", knockOut.value(), knockOut.gradient());
  }

  private static void print(String name, Scalar price, Market greeks) {
    System.out.printf(
        Locale.ROOT,
        "%s %.4f%n  delta %.4f  vega %.4f  rho %.4f  theta %.4f%n",
        name,
        price.value(),
        greeks.spot().value(),
        greeks.volatility().value(),
        greeks.rate().value(),
        -greeks.time().value());
  }

  /** Returns the price of a call. */
  static Scalar call(Market m, double strike) {
    Scalar deviation = m.volatility().mul(m.time().sqrt());
    Scalar discount = m.rate().mul(m.time()).neg().exp();
    Scalar d = m.spot().div(discount.mul(strike)).log().div(deviation);
    Scalar above = d.add(deviation.div(2)).normalCdf();
    Scalar below = d.sub(deviation.div(2)).normalCdf();
    return m.spot().mul(above).sub(discount.mul(strike).mul(below));
  }

  /**
   * Returns the price of a call that is worth nothing once the spot was at the barrier.
   *
   * @param normals standard normal numbers, a row for each path and a column for each step
   */
  static Scalar knockOut(Market m, double strike, double barrier, Tensor normals) {
    Scalar variance = m.volatility().square().mul(m.time()).div(normals.dim(1));
    Scalar drift = m.rate().mul(m.time()).div(normals.dim(1)).sub(variance.div(2));
    Tensor moves = normals.mul(variance.sqrt()).add(drift);
    Tensor after = moves.cumSum(1).add(m.spot().div(barrier).log());
    Tensor before = after.sub(moves);
    Tensor alive = before.relu().mul(after.relu()).mul(-2).div(variance).expm1().neg().prod(1);
    Tensor payoff = after.select(1, -1).exp().mul(barrier).sub(strike).relu();
    return payoff.mul(alive).mean().mul(m.rate().mul(m.time()).neg().exp());
  }
}
