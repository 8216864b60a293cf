package io.autodiff.internal.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.exact.IncompleteJets;
import io.autodiff.exact.Jet;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Incomplete integrals of large shapes and Bessel functions near zeros, against 60 digits. */
class IncompleteFunctionsTest {
  private static Jet at(double x) {
    return Jet.variable(new BigDecimal(x), 0);
  }

  private static void assertNear(Jet exact, double found, double relative, String what) {
    double e = exact.value().doubleValue();
    assertEquals(e, found, relative * e, what);
  }

  /** Returns the error that the operations state: some units, and more in the tails. */
  private static double bound(double deviations) {
    return 0x1p-52 * (40 + deviations * deviations);
  }

  @ParameterizedTest
  @ValueSource(doubles = {127.5, 128, 1e4, 99_999, 1e5, 2e7})
  void theGammaFunctionOfLargeShapes(double a) {
    for (double deviations : new double[] {-9, -3, -1, -0.1, 0, 0.001, 1, 6, 10}) {
      double x = a + deviations * Math.sqrt(a);
      String what = a + ", " + x;
      Jet lower = IncompleteJets.gamma(a, false, at(x));
      double bound = bound(deviations);
      assertNear(lower, IncompleteGamma.lower(a, x), bound, what);
      assertNear(Jet.of(1).sub(lower), IncompleteGamma.upper(a, x), bound, what);
      Jet density = IncompleteJets.gammaDensity(a, 1, at(x));
      assertNear(density, IncompleteGamma.density(a, 1, x), bound, what);
    }
  }

  @Test
  void theGammaFunctionOfHugeShapesIsThatOfANormalVariable() {
    double a = 1e20;
    double part = ErrorFunctions.normalCdf(-1);
    assertEquals(part, IncompleteGamma.lower(a, a - Math.sqrt(a)), 1e-6);
    assertEquals(1 - part, IncompleteGamma.lower(a, a + Math.sqrt(a)), 1e-6);
    assertEquals(0.5, IncompleteGamma.upper(a, a), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"1000, 3", "3, 1000", "64, 64", "0.5, 500", "1e4, 2e4", "1e6, 1e6"})
  void theBetaFunctionOfLargeShapes(double a, double b) {
    double mean = a / (a + b);
    double width = Math.sqrt(mean * (1 - mean) / (a + b));
    for (double deviations : new double[] {-4, -1, -0.1, 0, 0.5, 3}) {
      double x = mean + deviations * width;
      if (x > 0 && x < 1) {
        String what = a + ", " + b + ", " + x;
        double bound = 0x1p-52 * 40;
        Jet exact = IncompleteJets.beta(a, b, at(x));
        assertNear(exact, IncompleteBeta.regularised(a, b, x), bound, what);
        Jet density = IncompleteJets.betaDensity(a, 0, b, 1, at(x));
        assertNear(density, IncompleteBeta.density(a, 0, b, 1, x), bound, what);
      }
    }
  }

  /** Integrals of the density in 80 digits. */
  @ParameterizedTest
  @CsvSource({
    "1e12, 1e12, 0.4999999, 0.3886487053916557388571519",
    "1e16, 1e16, 0.5000000009313226, 0.6038857149705364506730071",
    "1e16, 1e16, 0.4999999962747097, 0.1460167365378863859128648",
    "1e16, 1e16, 0.4999999701976776, 1.737659995194662065920221e-17",
    "3e15, 1e17, 0.02912621359223301, 0.5000000030386008991689484",
    "3e15, 1e17, 0.02912621300970874, 0.1331216732094631650287882",
    "1e18, 2e15, 0.998003992015968, 0.4999995251395708379154187",
    "1e300, 1e300, 0.5, 0.5",
    "1e300, 1e300, 0.49, 0",
    "1e300, 1e17, 0.9999999999999999, 0"
  })
  void theBetaFunctionOfHugeShapes(double a, double b, double x, double value) {
    double bound = value == 0 ? 0 : bound(Math.sqrt(-2 * Math.log(value)));
    assertEquals(value, IncompleteBeta.regularised(a, b, x), bound * value);
    if (x >= 0.5) { // 1 - x is exact
      assertEquals(1 - value, IncompleteBeta.regularised(b, a, 1 - x), 0x1p-52 * 40);
    }
  }

  @Test
  void shapesNextToZeroAndArgumentsNextToTheEdges() {
    assertEquals(1, IncompleteGamma.lower(1e-300, Double.MIN_VALUE));
    assertEquals(0, IncompleteGamma.upper(1e-300, 1e4));
    assertEquals(0, IncompleteGamma.lower(1e9, 1e-300));
    assertEquals(1, IncompleteGamma.lower(1e9, Double.MAX_VALUE));
    assertEquals(0.5, IncompleteBeta.regularised(1e-300, 1e-300, 0.3), 1e-15);
    assertEquals(0, IncompleteBeta.regularised(1e9, 2, 1e-300));
    assertEquals(1, IncompleteBeta.regularised(2, 1e9, Math.nextDown(1.0)));
  }

  @Test
  void besselFunctionsAreExactToTheirAmplitude() {
    Random random = new Random(4);
    for (int n : new int[] {0, 1, 2, 5, 12, 40}) {
      for (int k = 0; k < 60; k++) {
        double x = random.nextDouble(0, 100);
        double error =
            IncompleteJets.besselJ(n, at(x))
                .value()
                .subtract(new BigDecimal(BesselOscillations.j(n, x)))
                .doubleValue();
        assertTrue(Math.abs(error) <= 0x1p-51, () -> n + ", " + x + ": " + error);
      }
    }
  }

  @Test
  void besselFunctionsOfOrdersFarAboveTheArgumentKeepTheirDigits() {
    for (double x : new double[] {0.01, 3, 20}) {
      Jet exact = IncompleteJets.besselJ(90, at(x));
      assertNear(exact, BesselOscillations.j(90, x), 1e-13, "J of order 90 at " + x);
    }
    assertEquals(0, BesselOscillations.j(2000, 1));
    assertEquals(0, BesselOscillations.j(2000, 100));
  }
}
