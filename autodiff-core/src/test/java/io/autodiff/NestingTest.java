package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.transform.UnivariateDerivative;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives of derivatives, forward and reverse in every order. */
class NestingTest {

  private static UnivariateDerivative derivative(char mode, UnivariateFunction f) {
    UnivariateDerivative d = Autodiff.derivative(f);
    return mode == 'F' ? d.forward() : d.reverse();
  }

  /** Differentiates {@code f} once for each letter, the last letter innermost. */
  private static double nested(String modes, UnivariateFunction f, double x) {
    UnivariateFunction g = f;
    for (int i = modes.length() - 1; i > 0; i--) {
      g = derivative(modes.charAt(i), g)::at;
    }
    return derivative(modes.charAt(0), g).at(x);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "F", "R", "FF", "FR", "RF", "RR", "FFF", "FFR", "FRF", "FRR", "RFF", "RFR", "RRF", "RRR",
        "FRFR", "RFRF", "RRFF", "FFRR", "FRRFR"
      })
  void sineHasItsDerivativesInEveryMixture(String modes) {
    double[] cycle = {Math.sin(0.4), Math.cos(0.4), -Math.sin(0.4), -Math.cos(0.4)};
    assertEquals(cycle[modes.length() % 4], nested(modes, Scalar::sin, 0.4), 1e-14);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FF", "FR", "RF", "RR", "FRF", "RRF", "RFR", "FFF"})
  void derivativesOfLinearFunctionsAreZeroFromTheSecond(String modes) {
    assertEquals(0, nested(modes, x -> x.mul(3).add(1), 2));
  }

  /** d/dx (x * d/dy (x + y)) = 1; 2 if the two perturbations were confused. */
  @ParameterizedTest
  @ValueSource(strings = {"FF", "FR", "RF", "RR"})
  void perturbationsAreNotConfused(String modes) {
    UnivariateFunction f = x -> x.mul(derivative(modes.charAt(1), y -> x.add(y)).at(Scalar.of(1)));
    assertEquals(1, derivative(modes.charAt(0), f).at(1));
  }

  /** The inner derivative is taken at the outer argument: d/dx (x * d/dy (x y) at y = x) = 2x. */
  @ParameterizedTest
  @ValueSource(strings = {"FF", "FR", "RF", "RR"})
  void innerArgumentMayBeTheOuterOne(String modes) {
    UnivariateFunction f = x -> x.mul(derivative(modes.charAt(1), y -> x.mul(y)).at(x));
    assertEquals(6, derivative(modes.charAt(0), f).at(3));
  }

  /** Manzyuk et al. (JFP 29, 2019): a derivative that returns a function of the outer variable. */
  @ParameterizedTest
  @ValueSource(strings = {"FF", "FR", "RF", "RR"})
  void threeLevelsThatShareAVariableAreKeptApart(String modes) {
    UnivariateFunction f =
        x ->
            derivative(
                    modes.charAt(1),
                    y -> derivative(modes.charAt(0), z -> x.mul(y).mul(z).mul(z)).at(y))
                .at(x);
    // d/dz: 2xyz at z = y gives 2xy^2; d/dy: 4xy at y = x gives 4x^2; d/dx: 8x.
    assertEquals(24, derivative(modes.charAt(0), f).at(3), 1e-12);
  }

  @Test
  void derivativeInsideAUsersTapeIsRecordedThereForwardAndReverse() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(0.5);
      for (UnivariateDerivative d :
          new UnivariateDerivative[] {
            Autodiff.derivative(Scalar::exp).forward(), Autodiff.derivative(Scalar::exp)
          }) {
        Scalar slope = d.at(x.square());
        assertEquals(Math.exp(0.25), slope.value(), 1e-15);
        assertEquals(Math.exp(0.25), tape.gradients(slope).of(x), 1e-15);
      }
    }
  }

  @Test
  void directionMayBeRecordedWhileThePointIsConstant() {
    try (Tape tape = new Tape()) {
      Scalar v = tape.variable(2);
      Scalar[] along =
          Autodiff.jvp(x -> new Scalar[] {x[0].sin()})
              .at(new Scalar[] {Scalar.of(0.3)}, new Scalar[] {v});
      assertEquals(Math.cos(0.3), tape.gradients(along[0]).of(v), 1e-15);
      Scalar[] pulled =
          Autodiff.vjp(x -> new Scalar[] {x[0].sin()})
              .at(new Scalar[] {Scalar.of(0.3)}, new Scalar[] {v});
      assertEquals(Math.cos(0.3), tape.gradients(pulled[0]).of(v), 1e-15);
    }
  }

  @Test
  void capturedValueIsDifferentiatedThroughTheInnerDerivative() {
    double[] outer =
        Autodiff.gradient(
                a -> {
                  Scalar[] h =
                      Autodiff.hessianVectorProduct(x -> x[0].pow(3).mul(a[0]).add(x[1].mul(a[1])))
                          .at(a, Scalar.of(1, 1));
                  return h[0];
                })
            .at(2, 5);
    assertArrayEquals(new double[] {24, 0}, outer, 1e-12);
  }

  @Test
  void hessianDiagonalAndGaussNewtonNest() {
    // Σ diag = 6(x + y) for x^3 + y^3, and its gradient is (6, 6).
    double[] slope =
        Autodiff.gradient(
                v -> {
                  Scalar[] d = Autodiff.hessianDiagonal(w -> w[0].pow(3).add(w[1].pow(3))).at(v);
                  return d[0].add(d[1]);
                })
            .at(1.5, -2);
    assertArrayEquals(new double[] {6, 6}, slope, 1e-12);
    // J = 2x, H = 2: J H J v = 8 x^2, whose derivative is 16 x.
    double product =
        Autodiff.derivative(
                x ->
                    Autodiff.gaussNewtonVectorProduct(
                            w -> new Scalar[] {w[0].square()}, y -> y[0].square())
                        .at(new Scalar[] {x}, new Scalar[] {Scalar.of(1)})[0])
            .at(3);
    assertEquals(48, product, 1e-12);
  }

  @Test
  void manyThreadsDifferentiateAtOnce() throws Exception {
    List<Callable<Double>> tasks = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      double x = i / 10.0;
      String modes = List.of("FRF", "RFR", "RR", "FF").get(i % 4);
      tasks.add(() -> nested(modes, v -> v.sin().mul(v), x) - expected(modes.length(), x));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Future<Double> difference : pool.invokeAll(tasks)) {
        assertEquals(0, difference.get(), 1e-12);
      }
    }
  }

  /** The second or third derivative of x sin x. */
  private static double expected(int order, double x) {
    return order == 2 ? 2 * Math.cos(x) - x * Math.sin(x) : -3 * Math.sin(x) - x * Math.cos(x);
  }
}
