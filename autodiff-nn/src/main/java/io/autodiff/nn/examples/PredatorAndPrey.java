package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The four rates of the equations of Lotka and Volterra, {@code x' = αx - βxy}, {@code y' = δxy -
 * γy}, found from populations at some times: Runge and Kutta's method of order 4, differentiated as
 * it runs, and Gauss and Newton's.
 */
public final class PredatorAndPrey {
  private static final int STEPS = 20;

  private PredatorAndPrey() {}

  /** Prints the rates after each step of the fit to an orbit of known rates. */
  public static void main(String[] arguments) {
    Tensor seen = orbit(Tensor.of(1.1, 0.4, 0.1, 0.4), 20);
    Tensor rates = Tensor.of(0.9, 0.3, 0.12, 0.5);
    for (int i = 0; i < 8; i++) {
      System.out.println(Arrays.toString(rates.values()));
      rates = improved(rates, seen);
    }
  }

  private static Tensor slope(Tensor at, Scalar[] rate) {
    Scalar prey = at.element(0);
    Scalar predators = at.element(1);
    Scalar met = prey.mul(predators);
    return Tensor.stack(
        prey.mul(rate[0]).sub(met.mul(rate[1])), met.mul(rate[2]).sub(predators.mul(rate[3])));
  }

  private static Tensor step(Tensor at, Scalar[] rate, double h) {
    Tensor a = slope(at, rate);
    Tensor b = slope(at.add(a.mul(h / 2)), rate);
    Tensor c = slope(at.add(b.mul(h / 2)), rate);
    Tensor d = slope(at.add(c.mul(h)), rate);
    return at.add(a.add(b.mul(2)).add(c.mul(2)).add(d).mul(h / 6));
  }

  /** Returns prey and predators at the times 1, 2 …, from 10 and 5 of them on. */
  static Tensor orbit(Tensor rates, int times) {
    Tensor at = Tensor.of(10.0, 5.0);
    List<Tensor> seen = new ArrayList<>();
    for (int i = 1; i <= times * STEPS; i++) {
      at = step(at, rates.scalars(), 1.0 / STEPS);
      if (i % STEPS == 0) {
        seen.add(at);
      }
    }
    return Tensor.concat(0, seen.toArray(Tensor[]::new));
  }

  /** Returns the rates after a step of Gauss and Newton's method. */
  static Tensor improved(Tensor rates, Tensor seen) {
    var at = Autodiff.valueAndJacobian(r -> orbit(r, seen.size() / 2).sub(seen), rates);
    return rates.sub(Tensor.of(at.jacobian()).lstsq(at.value().unsqueeze(1)).flatten());
  }
}
