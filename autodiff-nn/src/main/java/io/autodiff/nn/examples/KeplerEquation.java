package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.transform.CustomGradient;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Where a planet is: Kepler's equation {@code E - e sin E = M}, solved by Newton's method and
 * differentiated by the implicit function theorem, {@code dE = -r_M / r_E dM - r_e / r_E de} of
 * {@code r = E - e sin E - M}, without a look at the iteration.
 */
public final class KeplerEquation {

  /** {@code E} of {@code M} and {@code e}. */
  static final Function<Orbit, Scalar> ANOMALY =
      CustomGradient.of(
          KeplerEquation::solve,
          (orbit, anomaly, cotangent) -> {
            Scalar slope = Autodiff.gradient(e -> residual(orbit, e), anomaly);
            return Autodiff.vjp(o -> residual(o, anomaly), orbit, cotangent.div(slope).neg());
          });

  private KeplerEquation() {}

  /** The mean anomaly {@code M}, which grows with time, and the eccentricity {@code e}. */
  record Orbit(Scalar mean, Scalar eccentricity) {
    static Orbit of(double mean, double eccentricity) {
      return new Orbit(Scalar.of(mean), Scalar.of(eccentricity));
    }
  }

  /** Prints the anomaly of Mercury's orbit and its derivatives of first and second order. */
  public static void main(String[] arguments) {
    Orbit orbit = Orbit.of(1.2, 0.2056);
    var at = Autodiff.valueAndGradient(ANOMALY, orbit);
    System.out.println("E     " + at.value().value());
    System.out.println("dE/dM " + at.gradient().mean().value());
    System.out.println("dE/de " + at.gradient().eccentricity().value());
    System.out.println("second " + Arrays.deepToString(Autodiff.hessian(ANOMALY, orbit)));
  }

  private static Scalar residual(Orbit orbit, Scalar e) {
    return e.sub(orbit.eccentricity().mul(e.sin())).sub(orbit.mean());
  }

  private static Scalar solve(Orbit orbit) {
    Scalar e = orbit.mean();
    for (int i = 0; i < 20; i++) {
      Scalar slope = orbit.eccentricity().mul(e.cos()).rsub(1);
      e = e.sub(residual(orbit, e).div(slope));
    }
    return e;
  }
}
