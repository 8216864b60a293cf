package io.autodiff.benchmarks.elementwise;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.benchmarks.elementwise.ByHand.Form;
import java.util.Random;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The loops one would write by hand for some of the operations of {@link OperationBenchmark}, plain
 * and in the Vector API; each makes the array of its result. A process runs the loop of one formula
 * alone, which the compiler therefore puts in line.
 */
public class HandWrittenBenchmark extends MicroBenchmark {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** The operation, by its label. */
  @Param({"mul", "relu", "exp", "log", "tanh", "sin", "cbrt", "pow"})
  public String operation = "exp";

  /** The number of elements, a multiple of a vector's. */
  @Param({"16", "1024", "65536", "4194304"})
  public int elements;

  /** The type of the elements. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT64;

  private ByHand hand = ByHand.of("exp");
  private Object g = new double[0];
  private Object x = g;
  private Object y = g;
  private Object z = g;

  /** Draws the operands. */
  @Setup
  public void draw() {
    hand = ByHand.of(operation);
    Random random = new Random(1);
    x = uniform(random, 0.1, 0.9);
    y = uniform(random, 0.1, 0.9);
    g = uniform(random, -1, 1);
    z = uniform(random, 0.1, 0.9);
  }

  private Object uniform(Random random, double low, double high) {
    return Tensor.uniform(random, low, high, elements).to(dtype).array();
  }

  /** Computes the values number by number; auto-vectorised where that is arithmetic. */
  @Benchmark
  public Object plain() {
    return plain(hand.value());
  }

  /** Computes the values in the Vector API. */
  @Benchmark
  public Object vector() {
    return vector(hand.value());
  }

  /** Computes the cotangents of the first operand number by number. */
  @Benchmark
  public Object plainBackward() {
    return plain(hand.cotangent());
  }

  /** Computes the cotangents of the first operand in the Vector API. */
  @Benchmark
  public Object vectorBackward() {
    return vector(hand.cotangent());
  }

  private Object plain(Form form) {
    return dtype == DType.FLOAT32
        ? plain(form.floats(), (float[]) g, (float[]) x, (float[]) y, (float[]) z)
        : plain(form.doubles(), (double[]) g, (double[]) x, (double[]) y, (double[]) z);
  }

  private Object vector(Form form) {
    return dtype == DType.FLOAT32
        ? vector(form.lanes(), (float[]) g, (float[]) x, (float[]) y, (float[]) z)
        : vector(form.lanes(), (double[]) g, (double[]) x, (double[]) y, (double[]) z);
  }

  private static double[] plain(ByHand.Doubles f, double[] g, double[] x, double[] y, double[] z) {
    double[] out = new double[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = f.at(g[i], x[i], y[i], z[i]);
    }
    return out;
  }

  private static float[] plain(ByHand.Floats f, float[] g, float[] x, float[] y, float[] z) {
    float[] out = new float[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = f.at(g[i], x[i], y[i], z[i]);
    }
    return out;
  }

  private static double[] vector(ByHand.Lanes f, double[] g, double[] x, double[] y, double[] z) {
    double[] out = new double[x.length];
    for (int i = 0; i < DOUBLES.loopBound(out.length); i += DOUBLES.length()) {
      Vector<?> lanes = f.at(lanes(g, i), lanes(x, i), lanes(y, i), lanes(z, i));
      ((DoubleVector) lanes).intoArray(out, i);
    }
    return out;
  }

  private static float[] vector(ByHand.Lanes f, float[] g, float[] x, float[] y, float[] z) {
    float[] out = new float[x.length];
    for (int i = 0; i < FLOATS.loopBound(out.length); i += FLOATS.length()) {
      Vector<?> lanes = f.at(lanes(g, i), lanes(x, i), lanes(y, i), lanes(z, i));
      ((FloatVector) lanes).intoArray(out, i);
    }
    return out;
  }

  @SuppressWarnings("unchecked") // formulas are the same whatever the elements are
  private static Vector<Object> lanes(double[] array, int i) {
    return (Vector<Object>) (Vector<?>) DoubleVector.fromArray(DOUBLES, array, i);
  }

  @SuppressWarnings("unchecked")
  private static Vector<Object> lanes(float[] array, int i) {
    return (Vector<Object>) (Vector<?>) FloatVector.fromArray(FLOATS, array, i);
  }
}
