package io.autodiff.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallProblemsTest {
  private final Random random = new Random(11);

  private double[] draw(int n) {
    return random.doubles(n, -1, 1).toArray();
  }

  private double[][] draw(int rows, int columns) {
    double[][] all = new double[rows][];
    Arrays.setAll(all, _ -> draw(columns));
    return all;
  }

  @Test
  void helloSquaresAndDoubles() {
    assertEquals(9, new Hello(3).square());
    assertEquals(6, new Hello(3).twice());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void determinantHasTheGradientOfDifferences(int n) {
    double[] a = draw(n * n);
    double[] gradient = new Determinant(new Determinant.Input(a, n)).gradient();
    Slope.assertGradient(x -> new Determinant(new Determinant.Input(x, n)).primal(), a, gradient);
  }

  @Test
  void determinantOfATriangularMatrixIsTheProductOfItsDiagonal() {
    double[] a = {2, 5, 7, 0, 3, 11, 0, 0, 4};
    assertEquals(24, new Determinant(new Determinant.Input(a, 3)).primal(), 1e-12);
  }

  @Test
  void determinantRefusesAMatrixThatIsNotSquare() {
    assertThrows(IllegalArgumentException.class, () -> new Determinant.Input(new double[5], 2));
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "5, 3", "16, 4"})
  void leastSquaresHasTheGradientOfDifferences(int n, int coefficients) {
    double[] x = draw(coefficients);
    double[] gradient = new LeastSquares(new LeastSquares.Input(x, n)).gradient();
    Slope.assertGradient(
        at -> new LeastSquares(new LeastSquares.Input(at, n)).primal(), x, gradient);
  }

  @Test
  void leastSquaresOfTheZeroPolynomialCountsThePointsBesideZero() {
    double[] zero = new double[3];
    assertEquals(2, new LeastSquares(new LeastSquares.Input(zero, 5)).primal(), 1e-15);
  }

  @Test
  void logSumExpHasTheGradientOfDifferencesAndDoesNotOverflow() {
    double[] x = draw(20);
    double[] gradient = new LogSumExp(new LogSumExp.Input(x)).gradient();
    Slope.assertGradient(at -> new LogSumExp(new LogSumExp.Input(at)).primal(), x, gradient);
    double[] large = {1000, 1000};
    assertEquals(1000 + Math.log(2), new LogSumExp(new LogSumExp.Input(large)).primal(), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 3", "30, 2", "30, 5", "700, 3"})
  void lastComponentOfTheSolutionHasTheGradientOfDifferences(int n, int steps) {
    double[] x = random.doubles(n, 0.5, 1.5).toArray();
    double[] gradient = new RungeKutta(new RungeKutta.Input(x, steps)).gradient();
    Slope.assertGradient(
        at -> new RungeKutta(new RungeKutta.Input(at, steps)).primal()[n - 1], x, gradient);
  }

  /** The exact solution is y_i = x_0 ... x_i t^(i+1) / (i+1)!, of degree 4 at most for i < 4. */
  @Test
  void firstComponentsOfTheSolutionAreExact() {
    double[] x = {0.5, 2, 3, 0.25};
    double[] y = new RungeKutta(new RungeKutta.Input(x, 1)).primal();
    double[] exact = {1, 2, 4, 0.5};
    Reference.assertClose(exact, y, 1e-14);
  }

  @Test
  void newtonStepOfAClusteringLeadsFromEachCentroidToItsPointsMean() {
    double[][] points = draw(600, 3);
    double[][] centroids = Arrays.copyOfRange(points, 596, 600);
    KMeans problem = new KMeans(new KMeans.Input(points, centroids));
    double[][] direction = problem.direction();
    double cost = 0;
    double[][] sums = new double[4][3];
    int[] sizes = new int[4];
    for (double[] p : points) {
      int closest = closest(p, centroids);
      cost += squaredDistance(p, centroids[closest]);
      sizes[closest]++;
      for (int i = 0; i < 3; i++) {
        sums[closest][i] += p[i];
      }
    }
    assertEquals(cost, problem.cost(), 1e-12 * cost);
    for (int j = 0; j < 4; j++) {
      for (int i = 0; i < 3; i++) {
        assertEquals(centroids[j][i] - sums[j][i] / sizes[j], direction[j][i], 1e-12);
      }
    }
  }

  private static int closest(double[] p, double[][] centroids) {
    int closest = 0;
    for (int j = 1; j < centroids.length; j++) {
      if (squaredDistance(p, centroids[j]) < squaredDistance(p, centroids[closest])) {
        closest = j;
      }
    }
    return closest;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  /** The numbers are those that the benchmark expects. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void saddlePointIsFoundByDerivativesOfAnyTwoModes(Mode outer) {
    Saddle problem = new Saddle(new Saddle.Input(new double[] {1, 1}));
    boolean forward = outer == Mode.FORWARD;
    double[] first = forward ? problem.forwardForward() : problem.reverseForward();
    double[] second = forward ? problem.forwardReverse() : problem.reverseReverse();
    double[] expected = new double[4];
    Arrays.fill(expected, 8.246324826140356e-06);
    Reference.assertClose(expected, first, 1e-9);
    Reference.assertClose(expected, second, 1e-9);
  }

  /** The number is the one that the benchmark expects. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void particleIsSteeredByDerivativesOfAnyTwoModes(Mode outer) {
    Particle problem = new Particle(new Particle.Input(0));
    boolean forward = outer == Mode.FORWARD;
    double expected = 0.2071918746486116;
    assertEquals(expected, forward ? problem.forwardForward() : problem.reverseForward(), 1e-9);
    assertEquals(expected, forward ? problem.forwardReverse() : problem.reverseReverse(), 1e-9);
  }

  @Test
  void lossOfARecurrentNetworkHasTheGradientOfDifferences() {
    int layers = 2;
    int bits = 3;
    double[][] main = draw(2 * layers, 4 * bits);
    double[][] extra = draw(3, bits);
    double[][] state = draw(2 * layers, bits);
    double[][] text = {{1, 0, 1}, {0, 1, 1}, {0, 0, 1}, {1, 1, 1}};
    double[] at = flat(main, extra);
    double[] gradient = new Lstm(new Lstm.Input(main, extra, state, text)).jacobian();
    Slope.assertGradient(
        x ->
            new Lstm(
                    new Lstm.Input(
                        rows(x, 0, 2 * layers, 4 * bits),
                        rows(x, 8 * layers * bits, 3, bits),
                        state,
                        text))
                .objective(),
        at,
        gradient);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3", "2, 1, 5", "3, 4, 7"})
  void logPosteriorOfAMixtureHasTheGradientOfDifferences(int d, int k, int n) {
    double[][] x = draw(n, d);
    int below = d * (d - 1) / 2;
    double[][] alpha = draw(1, k);
    double[][] mu = draw(k, d);
    double[][] q = draw(k, d);
    double[][] l = draw(k, below);
    GaussianMixture.Jacobian gradient =
        new GaussianMixture(new GaussianMixture.Input(d, k, n, x, 2, 1.5, alpha[0], mu, q, l))
            .jacobian();
    Slope.assertGradient(
        v ->
            new GaussianMixture(
                    new GaussianMixture.Input(
                        d,
                        k,
                        n,
                        x,
                        2,
                        1.5,
                        rows(v, 0, 1, k)[0],
                        rows(v, k, k, d),
                        rows(v, k + k * d, k, d),
                        rows(v, k + 2 * k * d, k, below)))
                .objective(),
        flat(alpha, mu, q, l),
        flat(new double[][] {gradient.alpha()}, gradient.mu(), gradient.q(), gradient.l()));
  }

  private static double[] flat(double[][]... parts) {
    return Arrays.stream(parts).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[][] rows(double[] all, int from, int rows, int columns) {
    double[][] part = new double[rows][];
    Arrays.setAll(part, i -> Arrays.copyOfRange(all, from + i * columns, from + (i + 1) * columns));
    return part;
  }
}
