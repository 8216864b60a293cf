package io.autodiff.nn.examples;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.ValueAndGradient;
import io.autodiff.program.RecordedGradient;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The mean and the spread of 48 schools, each measured once with deviation 7, from draws of the
 * posterior in 50 dimensions by Hamiltonian Monte Carlo (Neal, "MCMC using Hamiltonian dynamics",
 * 2011): {@code y_j ~ N(μ + τ z_j, 7²)}, {@code z_j ~ N(0, 1)}, {@code μ ~ N(0, 10²)}, {@code log τ
 * ~ N(1, 1)}.
 */
public final class HierarchicalModel {
  private static final int LEAPS = 8;
  private static final double STEP = 0.2;

  private final RecordedGradient<Unknowns> density;

  HierarchicalModel(Tensor measured) {
    density = RecordedGradient.of(u -> logDensity(u, measured));
  }

  /** What is not known. */
  record Unknowns(Scalar mean, Scalar logSpread, Tensor effects) {}

  /** Prints the posterior's means. */
  public static void main(String[] arguments) {
    SplittableRandom random = new SplittableRandom(1);
    Tensor measured = measurements(random);
    List<Unknowns> draws = new HierarchicalModel(measured).draw(2000, measured.size(), random);
    System.out.printf(
        Locale.ROOT,
        "mean %.3f, spread %.3f%n",
        draws.stream().mapToDouble(u -> u.mean().value()).average().orElseThrow(),
        draws.stream().mapToDouble(u -> Math.exp(u.logSpread().value())).average().orElseThrow());
  }

  /** Draws 48 measurements of schools around 8 with spread 5. */
  static Tensor measurements(RandomGenerator random) {
    return Tensor.randn(random, 48).mul(Math.hypot(5, 7)).add(8);
  }

  /** Returns the logarithm of the posterior's density, but for a constant. */
  static Scalar logDensity(Unknowns u, Tensor measured) {
    Tensor schools = u.effects().mul(u.logSpread().exp()).add(u.mean());
    Scalar errors = measured.sub(schools).div(7).square().sum();
    Scalar prior = u.mean().div(10).square().add(u.logSpread().sub(1).square());
    return errors.add(prior).add(u.effects().square().sum()).mul(-0.5);
  }

  /** Returns draws after a fifth as many that are thrown away. */
  List<Unknowns> draw(int count, int schools, RandomGenerator random) {
    Unknowns q = new Unknowns(Scalar.of(0), Scalar.of(0), Tensor.zeros(schools));
    List<Unknowns> draws = new ArrayList<>();
    for (int i = -count / 5; i < count; i++) {
      q = next(q, random);
      if (i >= 0) {
        draws.add(q);
      }
    }
    return draws;
  }

  private Unknowns next(Unknowns start, RandomGenerator random) {
    Unknowns p =
        ValueTree.map(
            start,
            s -> Scalar.of(random.nextGaussian()),
            t -> Tensor.randn(random, t.shape().dims()));
    Unknowns q = start;
    ValueAndGradient<Scalar, Unknowns> at = density.valueAndGradient(q);
    double energy = energy(at.value(), p);
    for (int i = 0; i < LEAPS; i++) {
      p = ValueTree.axpy(STEP / 2, at.gradient(), p);
      q = ValueTree.axpy(STEP, p, q);
      at = density.valueAndGradient(q);
      p = ValueTree.axpy(STEP / 2, at.gradient(), p);
    }
    return Math.log(random.nextDouble()) < energy - energy(at.value(), p) ? q : start;
  }

  private static double energy(Scalar logDensity, Unknowns momentum) {
    return ValueTree.dot(momentum, momentum).value() / 2 - logDensity.value();
  }
}
