package io.autodiff.benchmarks.transforms;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.transform.Derivative;
import io.autodiff.transform.Jacobian;
import io.autodiff.transform.VectorProduct;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * The transforms beside each other: Rosenbrock's function in 100 variables (gradient, a product
 * with the Hessian, the Hessian), a function from 4 to 64 numbers and one from 64 to 4 (Jacobian by
 * columns and by rows). Under {@code -prof gc}, the bytes.
 */
public class DerivativeBenchmark extends MicroBenchmark {
  private static final int VARIABLES = 100;

  private final double[] point = new double[VARIABLES];
  private final double[] direction = new double[VARIABLES];
  private final double[][] directions = new double[8][];
  private final double[] few = {0.1, 0.2, 0.3, 0.4};
  private final double[] many = new double[64];
  private final Derivative gradient = Autodiff.gradient(DerivativeBenchmark::rosenbrock);
  private final VectorProduct along =
      Autodiff.jvp(x -> new Scalar[] {DerivativeBenchmark.rosenbrock(x)});
  private final VectorProduct hvp = Autodiff.hessianVectorProduct(DerivativeBenchmark::rosenbrock);
  private final Jacobian hessian = Autodiff.hessian(DerivativeBenchmark::rosenbrock);
  private final Jacobian tall = Autodiff.jacobian(x -> mixed(x, 64));
  private final Jacobian wide = Autodiff.jacobian(x -> mixed(x, 4));

  /** Fills the points. */
  public DerivativeBenchmark() {
    Arrays.setAll(point, i -> 0.9 + 0.3 * Math.sin(0.11 * i + 0.5));
    Arrays.setAll(direction, i -> Math.cos(i));
    Arrays.setAll(many, i -> Math.sin(i));
    Arrays.setAll(directions, k -> direction);
  }

  private static Scalar rosenbrock(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (int i = 0; i + 1 < x.length; i++) {
      Scalar bend = x[i + 1].sub(x[i].square()).square().mul(100);
      sum = sum.add(bend).add(x[i].sub(1).square());
    }
    return sum;
  }

  /** Returns {@code results} sums of functions of the arguments. */
  private static Scalar[] mixed(Scalar[] x, int results) {
    Scalar[] y = new Scalar[results];
    for (int i = 0; i < results; i++) {
      y[i] = x[i % x.length].sin();
      for (Scalar v : x) {
        y[i] = y[i].add(v.mul(i).tanh());
      }
    }
    return y;
  }

  /** One traversal in reverse. */
  @Benchmark
  public double[] gradient() {
    return gradient.at(point);
  }

  /** One traversal forward in one direction. */
  @Benchmark
  public double[] jvp() {
    return along.at(point, direction);
  }

  /** One traversal forward in eight directions. */
  @Benchmark
  public double[][] jvpInEightDirections() {
    return along.at(point, directions);
  }

  /** Forward over reverse. */
  @Benchmark
  public double[] hessianVectorProduct() {
    return hvp.at(point, direction);
  }

  /** Forward over reverse, eight columns at once. */
  @Benchmark
  public double[][] hessianByColumns() {
    return hessian.at(point);
  }

  /** Reverse over reverse. */
  @Benchmark
  public double[][] hessianByRows() {
    return hessian.reverse().at(point);
  }

  /** 64 rows, 4 columns. */
  @Benchmark
  public double[][] tallJacobianByColumns() {
    return tall.forward().at(few);
  }

  /** 64 rows, 4 columns. */
  @Benchmark
  public double[][] tallJacobianByRows() {
    return tall.reverse().at(few);
  }

  /** 4 rows, 64 columns. */
  @Benchmark
  public double[][] wideJacobianByColumns() {
    return wide.forward().at(many);
  }

  /** 4 rows, 64 columns. */
  @Benchmark
  public double[][] wideJacobianByRows() {
    return wide.reverse().at(many);
  }
}
