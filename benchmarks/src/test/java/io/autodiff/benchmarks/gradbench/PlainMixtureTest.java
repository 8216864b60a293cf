package io.autodiff.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlainMixtureTest {

  @Test
  void plainJavaAndTensorsHaveTheSameLogPosterior() {
    check(AdBench.gaussianMixture());
    check(SampleInputs.mixture(3, 4));
  }

  private static void check(GaussianMixture.Input in) {
    double expected = new GaussianMixture(in).objective();
    assertEquals(expected, PlainMixture.logPosterior(in), 1e-12 * Math.abs(expected));
  }
}
