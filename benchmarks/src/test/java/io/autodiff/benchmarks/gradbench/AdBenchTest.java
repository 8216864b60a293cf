package io.autodiff.benchmarks.gradbench;

import static io.autodiff.benchmarks.gradbench.Reference.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The problems on ADBench's data against gradients from hand-derived code. */
class AdBenchTest {

  /**
   * ADBench adds the logarithm of the prior with the wrong sign: its gradient is this one less
   * twice the prior's, which is {@code m - gamma² exp(2 q)} and {@code -gamma² l}.
   */
  @Test
  void gradientOfTheMixtureIsTheHandDerivedOne() {
    GaussianMixture.Input in = AdBench.gaussianMixture();
    GaussianMixture.Jacobian jacobian = new GaussianMixture(in).jacobian();
    double square = in.gamma() * in.gamma();
    double[] actual = new double[in.k() * (in.d() + 1) * (in.d() + 2) / 2];
    int at = in.k();
    System.arraycopy(jacobian.alpha(), 0, actual, 0, at);
    for (double[] row : jacobian.mu()) {
      System.arraycopy(row, 0, actual, at, row.length);
      at += row.length;
    }
    for (int k = 0; k < in.k(); k++) {
      for (int i = 0; i < in.d(); i++) {
        double prior = in.m() - square * Math.exp(2 * in.q()[k][i]);
        actual[at++] = jacobian.q()[k][i] - 2 * prior;
      }
      for (int i = 0; i < in.l()[k].length; i++) {
        actual[at++] = jacobian.l()[k][i] + 2 * square * in.l()[k][i];
      }
    }
    assertClose(Reference.of("gmm_1k_d10_K5").values(), actual, 1e-12);
  }

  @Test
  void gradientOfTheRecurrentNetworkIsTheHandDerivedOne() {
    Lstm problem = new Lstm(AdBench.lstm());
    Reference reference = Reference.of("lstm_l2_c1024");
    assertEquals(reference.objective(), problem.objective(), 1e-12);
    assertClose(reference.values(), problem.jacobian(), 1e-10);
  }

  @Test
  void jacobianOfBundleAdjustmentIsTheHandDerivedOne() {
    BundleAdjustment.Input in = AdBench.bundleAdjustment();
    SparseMatrix jacobian = new BundleAdjustment(in).jacobian();
    double[] values = jacobian.values();
    double[] reference = Reference.of("ba1").values();
    double[] pattern = Arrays.copyOf(reference, 30);
    assertEquals(31 * in.p(), values.length);
    for (int i : new int[] {0, 1, 1023, 1024, in.p() - 1}) {
      assertClose(pattern, Arrays.copyOfRange(values, 30 * i, 30 * i + 30), 1e-12);
    }
    assertEquals(reference[30], values[values.length - 1], 1e-15);
    assertClose(reference, jacobian.shownValues(), 1e-12);
    int i = 50;
    int[] second = Arrays.copyOfRange(jacobian.columns(), 30 * i, 30 * i + 15);
    int points = 11 * in.n();
    assertEquals(11 * (i % in.n()), second[0]);
    assertEquals(points + 3 * i, second[11]);
    assertEquals(points + 3 * in.m() + i, second[14]);
    assertArrayEquals(new int[] {0, 15, 30}, Arrays.copyOf(jacobian.shownRows(), 3));
    assertEquals(31 * in.p(), jacobian.shownRows()[30]);
  }

  @Test
  void residualsOfBundleAdjustmentGiveTheReferenceObjective() {
    BundleAdjustment.Residuals residuals =
        new BundleAdjustment(AdBench.bundleAdjustment()).objective();
    double across = residuals.reprojection().elements()[0];
    double down = residuals.reprojection().elements()[1];
    double weight = residuals.weights().element();
    double each = across * across + down * down + weight * weight;
    double objective = 0.5 * each * residuals.weights().repeated();
    assertEquals(Reference.of("ba1").objective(), objective, 1e-9 * objective);
  }

  @Test
  void handOnVerticesHasTheHandDerivedErrorsAndJacobian() {
    HandTracking problem = new HandTracking(AdBench.hand(false));
    assertClose(Reference.of("hand_simple_small1_err").values(), problem.objective(), 1e-12);
    double[][] jacobian = problem.jacobian();
    double[] byColumns = new double[300 * 26];
    Arrays.setAll(byColumns, i -> jacobian[i % 300][i / 300]);
    assertClose(Reference.of("hand_simple_small1").values(), byColumns, 1e-12);
  }

  @Test
  void handOnTrianglesHasTheJacobianOfDifferences() {
    HandTracking.Input in = AdBench.hand(true);
    double[][] jacobian = new HandTracking(in).jacobian();
    int rows = 3 * in.us().length;
    assertEquals(rows, jacobian.length);
    double[] places = Arrays.stream(in.us()).flatMapToDouble(Arrays::stream).toArray();
    for (int row : new int[] {0, 1, 150, rows - 1}) {
      int of = row;
      double[] gradient = new double[26 + places.length];
      gradient[26 + 2 * (row / 3)] = jacobian[row][0];
      gradient[26 + 2 * (row / 3) + 1] = jacobian[row][1];
      System.arraycopy(jacobian[row], 2, gradient, 0, 26);
      double[] at = Arrays.copyOf(in.theta(), gradient.length);
      System.arraycopy(places, 0, at, 26, places.length);
      Slope.assertGradient(v -> new HandTracking(moved(in, v)).objective()[of], at, gradient);
    }
  }

  private static HandTracking.Input moved(HandTracking.Input in, double[] v) {
    double[][] us = new double[in.us().length][];
    Arrays.setAll(us, i -> new double[] {v[26 + 2 * i], v[27 + 2 * i]});
    return new HandTracking.Input(Arrays.copyOf(v, 26), in.data(), us);
  }
}
