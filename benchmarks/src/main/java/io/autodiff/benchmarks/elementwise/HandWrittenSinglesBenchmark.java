package io.autodiff.benchmarks.elementwise;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The loops of {@link HandWrittenBenchmark} in float32. */
public class HandWrittenSinglesBenchmark extends MicroBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** The number of elements, a multiple of a vector's. */
  @Param({"16", "1024", "65536", "4194304"})
  public int elements;

  private float[] x = {};
  private float[] y = {};
  private float[] g = {};

  /** Draws the operands. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    x = uniform(random, 0.1, 0.9);
    y = uniform(random, 0.1, 0.9);
    g = uniform(random, -1, 1);
  }

  /** Computes {@code x * y}; auto-vectorised. */
  @Benchmark
  public float[] mulPlain() {
    float[] out = new float[elements];
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] * y[i];
    }
    return out;
  }

  /** Computes {@code x * y}. */
  @Benchmark
  public float[] mulVector() {
    float[] out = new float[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).mul(lanes(y, i)).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code max(x, 0)}; auto-vectorised. */
  @Benchmark
  public float[] reluPlain() {
    float[] out = new float[elements];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(x[i], 0);
    }
    return out;
  }

  /** Computes {@code e^x}. */
  @Benchmark
  public float[] expVector() {
    float[] out = new float[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.EXP).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code log x}. */
  @Benchmark
  public float[] logVector() {
    float[] out = new float[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.LOG).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code tanh x}. */
  @Benchmark
  public float[] tanhVector() {
    float[] out = new float[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.TANH).intoArray(out, i);
    }
    return out;
  }

  /** Computes {@code sin x}. */
  @Benchmark
  public float[] sinVector() {
    float[] out = new float[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(x, i).lanewise(VectorOperators.SIN).intoArray(out, i);
    }
    return out;
  }

  /** Computes the derivative {@code g (1 - y^2)} of tanh; auto-vectorised. */
  @Benchmark
  public float[] tanhBackwardPlain() {
    float[] out = new float[elements];
    for (int i = 0; i < out.length; i++) {
      out[i] = g[i] * (1 - y[i] * y[i]);
    }
    return out;
  }

  /** Computes the derivative {@code g cos x} of the sine. */
  @Benchmark
  public float[] sinBackwardVector() {
    float[] out = new float[elements];
    for (int i = 0; i < SPECIES.loopBound(out.length); i += SPECIES.length()) {
      lanes(g, i).mul(lanes(x, i).lanewise(VectorOperators.COS)).intoArray(out, i);
    }
    return out;
  }

  private float[] uniform(Random random, double low, double high) {
    return Tensor.uniform(random, low, high, elements).to(DType.FLOAT32).floats();
  }

  private static FloatVector lanes(float[] array, int i) {
    return FloatVector.fromArray(SPECIES, array, i);
  }
}
