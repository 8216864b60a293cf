package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.nn.examples.HierarchicalModel.Unknowns;
import io.autodiff.transform.ValueTree;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Means of draws in 50 dimensions against integrals over the one that no formula takes away. */
class HierarchicalModelTest {

  @Test
  void drawsHaveTheMomentsOfThePosterior() {
    Tensor measured = HierarchicalModel.measurements(new SplittableRandom(1));
    List<Unknowns> draws = new HierarchicalModel(measured).draw(1000, 48, new SplittableRandom(2));
    double[] expected = moments(measured.values());
    assertEquals(expected[0], mean(draws, u -> u.mean().value()), 0.2);
    assertEquals(expected[1], mean(draws, u -> u.logSpread().value()), 0.06);
    assertEquals(expected[2], mean(draws, u -> Math.exp(u.logSpread().value())), 0.2);
    assertEquals(expected[3], mean(draws, HierarchicalModelTest::firstSchool), 0.4);
    double spread = mean(draws, u -> Math.pow(u.mean().value() - expected[0], 2));
    assertEquals(expected[4], Math.sqrt(spread), 0.1);
  }

  @Test
  void gradientOfTheDensityIsThatOfDifferences() {
    SplittableRandom random = new SplittableRandom(3);
    Tensor measured = HierarchicalModel.measurements(random);
    Unknowns at = new Unknowns(Scalar.of(5), Scalar.of(1.2), Tensor.randn(random, 48));
    Unknowns direction = DirectionalDifference.draw(4, at);
    Unknowns gradient = Autodiff.gradient(u -> HierarchicalModel.logDensity(u, measured), at);
    double slope = DirectionalDifference.of(u -> logDensity(u, measured.values()), at, direction);
    assertEquals(slope, ValueTree.dot(gradient, direction).value(), 1e-7 * Math.abs(slope));
  }

  private static double logDensity(Unknowns u, double... measured) {
    double mean = u.mean().value();
    double log = u.logSpread().value();
    double sum = mean * mean / 100 + (log - 1) * (log - 1);
    for (int j = 0; j < measured.length; j++) {
      double z = u.effects().at(j);
      double error = (measured[j] - mean - Math.exp(log) * z) / 7;
      sum += error * error + z * z;
    }
    return -sum / 2;
  }

  private static double firstSchool(Unknowns u) {
    return u.mean().value() + Math.exp(u.logSpread().value()) * u.effects().at(0);
  }

  private static double mean(List<Unknowns> draws, ToDoubleFunction<Unknowns> of) {
    return draws.stream().mapToDouble(of).average().orElseThrow();
  }

  /**
   * The posterior's mean of {@code μ}, {@code log τ}, {@code τ} and the first school, and the
   * deviation of {@code μ}. Given {@code τ} all others are normal (Gelman et al., "Bayesian Data
   * Analysis", 5.4); what is left is an integral over {@code log τ}.
   */
  private static double[] moments(double... measured) {
    double[] sums = new double[6];
    for (double log = -6; log < 6; log += 0.001) {
      double spread = Math.exp(log);
      double variance = 49 + spread * spread;
      double precision = measured.length / variance + 0.01;
      double mean = Arrays.stream(measured).sum() / variance / precision;
      double fit = Arrays.stream(measured).map(y -> y * y).sum() / variance;
      double logWeight =
          -0.5 * (fit - precision * mean * mean + measured.length * Math.log(variance))
              - 0.5 * Math.log(precision)
              - 0.5 * (log - 1) * (log - 1);
      double weight = Math.exp(logWeight + 130);
      double school = (spread * spread * measured[0] + 49 * mean) / variance;
      double[] of = {mean, log, spread, school, mean * mean + 1 / precision, 1};
      for (int k = 0; k < of.length; k++) {
        sums[k] += weight * of[k];
      }
    }
    double[] means = Arrays.stream(sums).map(s -> s / sums[5]).toArray();
    means[4] = Math.sqrt(means[4] - means[0] * means[0]);
    return means;
  }
}
