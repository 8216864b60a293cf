package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.nn.examples.KeplerEquation.Orbit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The anomaly against a textbook's, its derivatives against closed formulas. */
class KeplerEquationTest {

  /** Meeus, "Astronomical Algorithms", example 30.a. */
  @Test
  void anomalyIsATextbooks() {
    double e = KeplerEquation.ANOMALY.apply(Orbit.of(Math.toRadians(5), 0.1)).value();
    assertEquals(5.554589, Math.toDegrees(e), 5e-7);
  }

  @ParameterizedTest
  @CsvSource({"1.2, 0.2056", "0.1, 0.9", "3, 0.5", "-2, 0.01"})
  void derivativesAreTheClosedOnes(double mean, double eccentricity) {
    Orbit orbit = Orbit.of(mean, eccentricity);
    var at = Autodiff.valueAndGradient(KeplerEquation.ANOMALY, orbit);
    double e = at.value().value();
    assertEquals(mean, e - eccentricity * Math.sin(e), 1e-14);
    double slope = 1 - eccentricity * Math.cos(e);
    assertEquals(1 / slope, at.gradient().mean().value(), 1e-13 / slope);
    assertEquals(Math.sin(e) / slope, at.gradient().eccentricity().value(), 1e-13 / slope);
    double[][] second = Autodiff.hessian(KeplerEquation.ANOMALY, orbit);
    double cube = Math.pow(slope, 3);
    assertEquals(-eccentricity * Math.sin(e) / cube, second[0][0], 1e-12 / cube);
    assertEquals((Math.cos(e) - eccentricity) / cube, second[0][1], 1e-12 / cube);
    assertEquals(second[0][1], second[1][0], 1e-12 / cube);
    double sine = Math.sin(e);
    double last = sine * (2 * Math.cos(e) * slope - eccentricity * sine * sine) / cube;
    assertEquals(last, second[1][1], 1e-12 / cube);
  }
}
