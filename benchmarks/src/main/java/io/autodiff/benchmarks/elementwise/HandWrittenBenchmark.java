package io.autodiff.benchmarks.elementwise;

import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The loops one would write by hand for some of the operations of {@link OperationBenchmark}, plain
 * and in the Vector API, in float64; each makes the array of its result. The derivatives are {@code
 * g * f'(x)} from operands and result.
 */
public class HandWrittenBenchmark extends MicroBenchmark {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

  /** The number of elements, a multiple of a vector's. */
  @Param({"16", "1024", "65536", "4194304"})
  public int elements;

  private double[] x = {};
  private double[] y = {};
  private double[] g = {};

  /** Draws the operands. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    x = random.doubles(elements, 0.1, 0.9).toArray();
    y = random.doubles(elements, 0.1, 0.9).toArray();
    g = random.doubles(elements, -1, 1).toArray();
  }

  /** Computes {@code x * y}; auto-vectorised. */
  @Benchmark
  public double[] mulPlain() {
    double[] out = new double[elements];
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] * y[i];
    }
    return out;
  }

  /** Computes {@code x * y}. */
  @Benchmark
  public double[] mulVector() {
    double[] out = new double[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).mul(lanes(y, i)).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code max(x, 0)}; auto-vectorised. */
  @Benchmark
  public double[] reluPlain() {
    double[] out = new double[elements];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(x[i], 0);
    }
    return out;
  }

  /** Computes {@code e^x}. */
  @Benchmark
  public double[] expVector() {
    double[] out = new double[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.EXP).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code log x}. */
  @Benchmark
  public double[] logVector() {
    double[] out = new double[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.LOG).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code tanh x}. */
  @Benchmark
  public double[] tanhVector() {
    double[] out = new double[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.TANH).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code sin x}. */
  @Benchmark
  public double[] sinVector() {
    double[] out = new double[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.SIN).intoArray(out, i);
    }
    return out;
  }

  /** Computes the derivative {@code g (1 - y^2)} of tanh; auto-vectorised. */
  @Benchmark
  public double[] tanhBackwardPlain() {
    double[] out = new double[elements];
    for (int i = 0; i < out.length; i++) {
      out[i] = g[i] * (1 - y[i] * y[i]);
    }
    return out;
  }

  /** Computes the derivative {@code g cos x} of the sine. */
  @Benchmark
  public double[] sinBackwardVector() {
    double[] out = new double[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(g, i).mul(lanes(x, i).lanewise(VectorOperators.COS)).intoArray(out, i);
    }
    return out;
  }

  private static DoubleVector lanes(double[] array, int i) {
    return DoubleVector.fromArray(SPECIES, array, i);
  }
}
