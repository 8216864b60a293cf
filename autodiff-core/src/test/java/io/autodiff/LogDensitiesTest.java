package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.check.GradientCheck;
import io.autodiff.program.Program;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.CauchyDistribution;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.LaplaceDistribution;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Log-densities against those of Commons Math, and their derivatives against differences. */
class LogDensitiesTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  /**
   * A distribution.
   *
   * @param density of the variable and the parameters
   * @param oracle the log-density of the variable
   * @param within where the density is smooth, or which whole numbers it knows
   * @param outside where it is 0
   */
  record Case(
      String name,
      ScalarFunction density,
      double[] parameters,
      DoubleUnaryOperator oracle,
      boolean isDiscrete,
      double[] within,
      double... outside) {
    @Override
    public String toString() {
      return name;
    }

    double[] at(double x) {
      double[] point = new double[parameters.length + 1];
      point[0] = x;
      System.arraycopy(parameters, 0, point, 1, parameters.length);
      return point;
    }
  }

  private static double[] of(double... numbers) {
    return numbers;
  }

  static Stream<Case> distributions() {
    return Stream.concat(continuous(), discrete());
  }

  private static Case smooth(
      String name,
      ScalarFunction density,
      double[] parameters,
      DoubleUnaryOperator oracle,
      double[] within,
      double... outside) {
    return new Case(name, density, parameters, oracle, false, within, outside);
  }

  private static Stream<Case> continuous() {
    return Stream.of(
        smooth(
            "normal",
            v -> LogDensities.normal(v[0], v[1], v[2]),
            of(0.5, 1.5),
            new NormalDistribution(0.5, 1.5)::logDensity,
            of(-3, 0.5, 40)),
        smooth(
            "logNormal",
            v -> LogDensities.logNormal(v[0], v[1], v[2]),
            of(0.5, 1.5),
            new LogNormalDistribution(0.5, 1.5)::logDensity,
            of(0.1, 2, 30),
            -1,
            0),
        smooth(
            "gamma",
            v -> LogDensities.gamma(v[0], v[1], v[2]),
            of(2.5, 4),
            new GammaDistribution(2.5, 0.25)::logDensity,
            of(0.1, 2, 30),
            -1),
        smooth(
            "beta",
            v -> LogDensities.beta(v[0], v[1], v[2]),
            of(2.5, 0.75),
            new BetaDistribution(2.5, 0.75)::logDensity,
            of(0.1, 0.5, 0.9),
            -0.5,
            1.5),
        smooth(
            "exponential",
            v -> LogDensities.exponential(v[0], v[1]),
            of(4),
            new ExponentialDistribution(0.25)::logDensity,
            of(0.1, 2),
            -1),
        smooth(
            "studentT",
            v -> LogDensities.studentT(v[0], v[1], v[2], v[3]),
            of(3.5, 0.5, 2),
            x -> new TDistribution(3.5).logDensity((x - 0.5) / 2) - Math.log(2),
            of(-30, 0.5, 2)),
        smooth(
            "cauchy",
            v -> LogDensities.cauchy(v[0], v[1], v[2]),
            of(0.5, 2),
            new CauchyDistribution(0.5, 2)::logDensity,
            of(-30, 0.5, 2)),
        smooth(
            "laplace",
            v -> LogDensities.laplace(v[0], v[1], v[2]),
            of(0.5, 2),
            new LaplaceDistribution(0.5, 2)::logDensity,
            of(-30, 2)),
        smooth(
            "uniform",
            v -> LogDensities.uniform(v[0], v[1], v[2]),
            of(-1, 2),
            new UniformRealDistribution(-1, 2)::logDensity,
            of(-0.5, 1.5),
            -1.5,
            2.5));
  }

  private static Stream<Case> discrete() {
    return Stream.of(
        new Case(
            "poisson",
            v -> LogDensities.poisson(v[0], v[1]),
            of(2.5),
            k -> new PoissonDistribution(2.5).logProbability((int) k),
            true,
            of(0, 1, 7),
            -1,
            0.5),
        new Case(
            "bernoulli",
            v -> LogDensities.bernoulli(v[0], v[1]),
            of(0.3),
            k -> Math.log(k == 1 ? 0.3 : 0.7),
            true,
            of(0, 1),
            -1,
            0.5,
            2),
        new Case(
            "binomial",
            v -> LogDensities.binomial(v[0], v[1], v[2]),
            of(7, 0.3),
            k -> new BinomialDistribution(7, 0.3).logProbability((int) k),
            true,
            of(0, 3, 6),
            -1,
            0.5,
            8));
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void densitiesAreThoseOfCommonsMath(Case c) {
    for (double x : c.within) {
      double expected = c.oracle.applyAsDouble(x);
      double found = c.density.apply(Scalar.of(c.at(x))).value();
      assertEquals(expected, found, 2e-13 * Math.max(1, Math.abs(expected)), "at " + x);
    }
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void outsideItsSupportADensityIsZeroAndFlat(Case c) {
    for (double x : c.outside) {
      assertEquals(-INF, c.density.apply(Scalar.of(c.at(x))).value(), "at " + x);
      double[] slopes = Autodiff.gradient(c.density).at(c.at(x));
      assertArrayEquals(new double[slopes.length], slopes, "at " + x);
    }
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void derivativesAreThoseOfDifferences(Case c) {
    for (double x : c.within) {
      if (c.isDiscrete) {
        GradientCheck.of(p -> c.density.apply(joined(Scalar.of(x), p)))
            .at(c.parameters)
            .assertCorrect();
      } else {
        GradientCheck.of(c.density).at(c.at(x)).assertCorrect();
      }
    }
  }

  private static Scalar[] joined(Scalar x, Scalar... parameters) {
    return Stream.concat(Stream.of(x), Stream.of(parameters)).toArray(Scalar[]::new);
  }

  @Test
  void endsOfASupportAreReached() {
    Scalar one = Scalar.of(1);
    assertEquals(Math.log(3), LogDensities.gamma(Scalar.of(0), one, Scalar.of(3)).value(), 1e-15);
    assertEquals(0, LogDensities.beta(Scalar.of(1), one, one).value(), 1e-15);
    assertEquals(0, LogDensities.bernoulli(one, one).value());
    assertEquals(0, LogDensities.poisson(Scalar.of(0), Scalar.of(0)).value());
    Scalar all = LogDensities.binomial(Scalar.of(7), Scalar.of(7), Scalar.of(0.3));
    assertEquals(7 * Math.log(0.3), all.value(), 1e-14);
  }

  @Test
  void tensorsBroadcast() {
    Tensor x = Tensor.of(new double[][] {{0, 1}, {2, 3}});
    Tensor y = LogDensities.normal(x, Tensor.of(0.5, 1), x.constant(2));
    assertEquals(new NormalDistribution(1, 2).logDensity(3), y.at(1, 1), 1e-15);
  }

  @Test
  void vectorsThatAreNormalTogetherHaveTheDensityOfCommonsMath() {
    double[] mean = {1, -2};
    double[][] covariance = {{2, 0.5}, {0.5, 1}};
    MultivariateNormalDistribution oracle = new MultivariateNormalDistribution(mean, covariance);
    double[][] points = {{1, -2}, {0, 3}, {2.5, -1}};
    Tensor y =
        LogDensities.multivariateNormal(Tensor.of(points), Tensor.of(mean), Tensor.of(covariance));
    for (int i = 0; i < points.length; i++) {
      assertEquals(Math.log(oracle.density(points[i])), y.at(i), 1e-13);
    }
    GradientCheck.ofTensors(
            t ->
                LogDensities.multivariateNormal(
                    t[0], t[1], t[2].matmul(t[2].transpose()).add(Tensor.eye(2))))
        .at(Tensor.of(points), Tensor.of(mean), Tensor.of(covariance))
        .assertCorrect();
    assertRejected(
        """
        multivariateNormal: shapes do not fit
          given     vectors (2), covariance (3, 3)
          expected  vectors (…, d) and a covariance (d, d)\
        """,
        () -> LogDensities.multivariateNormal(Tensor.zeros(2), Tensor.zeros(2), Tensor.eye(3)));
  }

  @Test
  void theDensityOfVectorsTakesOneTriangularSystem() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(new double[][] {{1, 2}, {0, 1}}));
      Tensor covariance = tape.variable(Tensor.of(new double[][] {{2, 0.5}, {0.5, 1}}));
      Tensor y = LogDensities.multivariateNormal(x, x.zerosLike(), covariance);
      String program = Program.between(List.of(x, covariance), List.of(y)).toString();
      assertTrue(program.contains("solveTriangular"), program);
      assertFalse(program.contains("solve("), program);
    }
  }
}
