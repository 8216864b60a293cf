package io.autodiff.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalarProblemTest {

  @ParameterizedTest
  @EnumSource(ScalarProblem.class)
  void plainJavaAndScalarsHaveTheSameValue(ScalarProblem problem) {
    ScalarProblem.Function f = problem.make();
    double[] x = f.point();
    for (int i = 0; i < x.length; i++) {
      x[i] *= 1 + 1e-3 * Math.sin(i); // each number has a value of its own
    }
    double value = f.value(x);
    assertEquals(value, f.value(Scalar.of(x)).value(), 1e-11 * Math.abs(value));
  }

  @Test
  void mixtureHasTheGradientOfTensors() {
    GaussianMixture.Input in = AdBench.gaussianMixture();
    GaussianMixture.Jacobian expected = new GaussianMixture(in).jacobian();
    Reference.assertClose(
        ScalarProblem.flat(
            new double[][] {expected.alpha()}, expected.mu(), expected.q(), expected.l()),
        gradient(ScalarProblem.GMM),
        1e-12);
  }

  @Test
  void recurrentNetworkHasTheHandDerivedGradient() {
    Reference.assertClose(
        Reference.of("lstm_l2_c1024").values(), gradient(ScalarProblem.LSTM), 1e-10);
  }

  @Test
  void bundleAdjustmentHasTheReferenceObjective() {
    ScalarProblem.Function f = ScalarProblem.BA.make();
    double objective = f.value(f.point());
    assertEquals(Reference.of("ba1").objective(), objective, 1e-9 * objective);
  }

  @Test
  void handHasTheGradientOfItsErrorsAndJacobian() {
    HandTracking problem = new HandTracking(AdBench.hand(false));
    double[] errors = problem.objective();
    double[][] jacobian = problem.jacobian();
    double[] expected = new double[26];
    for (int row = 0; row < errors.length; row++) {
      for (int i = 0; i < expected.length; i++) {
        expected[i] += errors[row] * jacobian[row][i];
      }
    }
    Reference.assertClose(expected, gradient(ScalarProblem.HAND), 1e-12);
  }

  @Test
  void handIsCompiled() {
    ScalarProblem.Function f = ScalarProblem.HAND.make();
    double[] x = f.point();
    double[] found = new double[x.length];
    Program.of(f::value, x).simplified().compile().valueAndGradient(x, found);
    Reference.assertClose(gradient(ScalarProblem.HAND), found, 1e-13);
  }

  private static double[] gradient(ScalarProblem problem) {
    ScalarProblem.Function f = problem.make();
    return Autodiff.gradient(f::value).at(f.point());
  }
}
