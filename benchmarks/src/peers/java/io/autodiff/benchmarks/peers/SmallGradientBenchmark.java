package io.autodiff.benchmarks.peers;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.transform.Derivative;
import java.util.Arrays;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.hipparchus.analysis.differentiation.Gradient;
import org.openjdk.jmh.annotations.Benchmark;

/** The gradient of Rosenbrock's function of five numbers. */
public class SmallGradientBenchmark extends MicroBenchmark {
  private final double[] point = {0.9, 1.1, 0.8, 1.2, 1.05};
  private final Derivative graph =
      Autodiff.gradient(
          x -> {
            Scalar sum = Scalar.of(0);
            for (int i = 0; i + 1 < x.length; i++) {
              Scalar bend = x[i + 1].sub(x[i].square());
              sum = sum.add(bend.square().mul(100)).add(x[i].sub(1).square());
            }
            return sum;
          });

  /** By this library. */
  @Benchmark
  public double[] graph() {
    return graph.at(point);
  }

  /** By commons-math3. */
  @Benchmark
  public double[] derivativeStructure() {
    int n = point.length;
    DerivativeStructure sum = new DerivativeStructure(n, 1, 0);
    for (int i = 0; i + 1 < n; i++) {
      DerivativeStructure x = new DerivativeStructure(n, 1, i, point[i]);
      DerivativeStructure next = new DerivativeStructure(n, 1, i + 1, point[i + 1]);
      DerivativeStructure bend = next.subtract(x.multiply(x));
      DerivativeStructure rest = x.subtract(1);
      sum = sum.add(bend.multiply(bend).multiply(100)).add(rest.multiply(rest));
    }
    double[] all = sum.getAllDerivatives();
    return Arrays.copyOfRange(all, 1, n + 1);
  }

  /** By Hipparchus. */
  @Benchmark
  public double[] gradient() {
    int n = point.length;
    Gradient sum = Gradient.constant(n, 0);
    for (int i = 0; i + 1 < n; i++) {
      Gradient x = Gradient.variable(n, i, point[i]);
      Gradient next = Gradient.variable(n, i + 1, point[i + 1]);
      Gradient bend = next.subtract(x.multiply(x));
      Gradient rest = x.subtract(1);
      sum = sum.add(bend.multiply(bend).multiply(100)).add(rest.multiply(rest));
    }
    return sum.getGradient();
  }
}
