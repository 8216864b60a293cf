package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.IncompleteBeta;

/**
 * The regularised incomplete beta function {@code I_x(a, b) = ∫₀ˣ t^(a-1) (1-t)^(b-1) dt / B(a,
 * b)}; DLMF 8.17.2. NaN outside [0, 1]; at 0 and 1 the derivative is that from within. Off by at
 * most 20 units of the last place, its derivative by 8, of shapes whose sum is up to 128; beyond
 * that by as many as {@code 40 + 2 log(m / f)}, where {@code f} is {@code x^a (1-x)^b} and {@code
 * m} the most that it can be. Of {@code b} below ½ and {@code x} above the mean by {@code 1 / b}
 * times as many. The derivative is {@link BetaDensity}.
 */
public record BetaInc(double a, double b) implements Unary {
  /**
   * Checks the shapes.
   *
   * @throws io.autodiff.AutodiffException if one is not a positive number
   */
  public BetaInc {
    GammaInc.requirePositive("betaInc", a);
    GammaInc.requirePositive("betaInc", b);
  }

  @Override
  public String label() {
    return "betaInc";
  }

  @Override
  public double applyAsDouble(double x) {
    return IncompleteBeta.regularised(a, b, x);
  }

  @Override
  public double derivative(double x, double y) {
    return IncompleteBeta.density(a, 0, b, 0, x);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    return scale(g, x.apply(new BetaDensity(a, 0, b, 0)));
  }
}
