package io.autodiff.benchmarks.mlp;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** OpenBLAS and the Vector API, double64. */
final class VectorDoubles implements Loops<double[]> {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Multiplications below which a call of the library costs more than it gains. */
  private static final int SMALL = 64;

  private final PlainDoubles plain = new PlainDoubles();

  @Override
  public double[] of(double... values) {
    return plain.of(values);
  }

  @Override
  public double[] values(double[] array) {
    return plain.values(array);
  }

  @Override
  public void product(double[] a, double[] b, double[] c, int from, int to, int n, int k) {
    if ((long) (to - from) * n * k <= SMALL) {
      plain.product(a, b, c, from, to, n, k);
    } else {
      BareBlas.multiply(a, from * k, k, false, b, n, false, c, from * n, to - from, n, k);
    }
  }

  @Override
  public void productWithTransposed(
      double[] a, double[] b, double[] c, int from, int to, int n, int k) {
    if ((long) (to - from) * n * k <= SMALL) {
      plain.productWithTransposed(a, b, c, from, to, n, k);
    } else {
      BareBlas.multiply(a, from * k, k, false, b, k, true, c, from * n, to - from, n, k);
    }
  }

  @Override
  public void productOfTransposed(
      double[] a, double[] b, double[] c, int from, int to, int m, int n, int k) {
    if ((long) (to - from) * n * k <= SMALL) {
      plain.productOfTransposed(a, b, c, from, to, m, n, k);
    } else {
      BareBlas.multiply(a, from, m, true, b, n, false, c, from * n, to - from, n, k);
    }
  }

  @Override
  public void activate(Unit unit, double[] bias, double[] z, int from, int to, int n) {
    for (int i = from; i < to; i++) {
      switch (unit) {
        case LINEAR -> add(bias, z, i * n, n);
        case SIGMOID -> sigmoid(bias, z, i * n, n);
        case TANH -> tanh(bias, z, i * n, n);
        case RELU -> relu(bias, z, i * n, n);
      }
    }
  }

  private static void add(double[] bias, double[] z, int at, int n) {
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      load(z, at + j).add(load(bias, j)).intoArray(z, at + j);
    }
    if (j < n) {
      VectorMask<Double> rest = SPECIES.indexInRange(j, n);
      load(z, at + j, rest).add(load(bias, j, rest)).intoArray(z, at + j, rest);
    }
  }

  private static void relu(double[] bias, double[] z, int at, int n) {
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      load(z, at + j).add(load(bias, j)).max(0).intoArray(z, at + j);
    }
    if (j < n) {
      VectorMask<Double> rest = SPECIES.indexInRange(j, n);
      load(z, at + j, rest).add(load(bias, j, rest)).max(0).intoArray(z, at + j, rest);
    }
  }

  private static void tanh(double[] bias, double[] z, int at, int n) {
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      load(z, at + j).add(load(bias, j)).lanewise(VectorOperators.TANH).intoArray(z, at + j);
    }
    if (j < n) {
      VectorMask<Double> rest = SPECIES.indexInRange(j, n);
      DoubleVector sum = load(z, at + j, rest).add(load(bias, j, rest));
      sum.lanewise(VectorOperators.TANH).intoArray(z, at + j, rest);
    }
  }

  private static void sigmoid(double[] bias, double[] z, int at, int n) {
    for (int j = 0; j < n; j += LANES) {
      VectorMask<Double> rest = SPECIES.indexInRange(j, n);
      DoubleVector sum = load(z, at + j, rest).add(load(bias, j, rest));
      DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
      one.div(sum.neg().lanewise(VectorOperators.EXP).add(1)).intoArray(z, at + j, rest);
    }
  }

  private static DoubleVector load(double[] x, int at) {
    return DoubleVector.fromArray(SPECIES, x, at);
  }

  private static DoubleVector load(double[] x, int at, VectorMask<Double> mask) {
    return DoubleVector.fromArray(SPECIES, x, at, mask);
  }

  @Override
  public void slope(Unit unit, double[] value, double[] delta, int from, int to) {
    switch (unit) {
      case LINEAR -> {}
      case SIGMOID -> sigmoidSlope(value, delta, from, to);
      case TANH -> tanhSlope(value, delta, from, to);
      case RELU -> reluSlope(value, delta, from, to);
    }
  }

  private static void sigmoidSlope(double[] value, double[] delta, int from, int to) {
    for (int i = from; i < to; i += LANES) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, to);
      DoubleVector a = load(value, i, rest);
      load(delta, i, rest).mul(a.sub(a.mul(a))).intoArray(delta, i, rest);
    }
  }

  private static void tanhSlope(double[] value, double[] delta, int from, int to) {
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      DoubleVector a = load(value, i);
      DoubleVector d = load(delta, i);
      d.sub(d.mul(a).mul(a)).intoArray(delta, i);
    }
    for (; i < to; i++) {
      delta[i] -= delta[i] * value[i] * value[i];
    }
  }

  private static void reluSlope(double[] value, double[] delta, int from, int to) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      VectorMask<Double> on = load(value, i).compare(VectorOperators.GT, zero);
      zero.blend(load(delta, i), on).intoArray(delta, i);
    }
    for (; i < to; i++) {
      delta[i] *= value[i] > 0 ? 1 : 0;
    }
  }

  @Override
  public double squaredError(
      double[] value, double[] target, double[] delta, int from, int to, int n, int size) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += squaredError(value, target, delta, i * n, (i + 1) * n, 2.0 / size);
    }
    return loss;
  }

  private static double squaredError(
      double[] value, double[] target, double[] delta, int from, int to, double scale) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      DoubleVector difference = load(value, i).sub(load(target, i));
      sum = difference.fma(difference, sum);
      difference.mul(scale).intoArray(delta, i);
    }
    double loss = sum.reduceLanes(VectorOperators.ADD);
    for (; i < to; i++) {
      double difference = value[i] - target[i];
      loss += difference * difference;
      delta[i] = difference * scale;
    }
    return loss;
  }

  @Override
  public double crossEntropy(
      double[] value, double[] target, double[] delta, int from, int to, int n, int batch) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += crossEntropy(value, target, delta, i * n, (i + 1) * n, 1.0 / batch);
    }
    return loss;
  }

  private static double crossEntropy(
      double[] value, double[] target, double[] delta, int from, int to, double scale) {
    double max = max(value, from, to);
    double sum = powers(value, max, delta, from, to);
    double logSum = max + Math.log(sum);
    return surprise(value, target, logSum, delta, scale / sum, scale, from, to);
  }

  private static double max(double[] x, int from, int to) {
    DoubleVector largest = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      largest = largest.max(load(x, i));
    }
    if (i < to) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, to);
      largest = largest.blend(largest.max(load(x, i, rest)), rest);
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  /** Computes {@code exp(x - max)} and returns the sum. */
  private static double powers(double[] x, double max, double[] powers, int from, int to) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      DoubleVector power = load(x, i).sub(max).lanewise(VectorOperators.EXP);
      sum = sum.add(power);
      power.intoArray(powers, i);
    }
    if (i < to) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, to);
      DoubleVector power = load(x, i, rest).sub(max).lanewise(VectorOperators.EXP);
      sum = sum.add(DoubleVector.zero(SPECIES).blend(power, rest));
      power.intoArray(powers, i, rest);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  private static double surprise(
      double[] value,
      double[] target,
      double logSum,
      double[] delta,
      double part,
      double scale,
      int from,
      int to) {
    DoubleVector loss = DoubleVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      DoubleVector t = load(target, i);
      loss = t.fma(load(value, i).neg().add(logSum), loss);
      load(delta, i).mul(part).sub(t.mul(scale)).intoArray(delta, i);
    }
    if (i < to) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, to);
      DoubleVector t = load(target, i, rest);
      loss = t.fma(load(value, i, rest).neg().add(logSum), loss);
      load(delta, i, rest).mul(part).sub(t.mul(scale)).intoArray(delta, i, rest);
    }
    return loss.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void columnSums(double[] x, double[] sums, int rows, int from, int to, int n) {
    for (int j = from; j < to; j += LANES) {
      VectorMask<Double> rest = SPECIES.indexInRange(j, to);
      columnSums(x, sums, rows, j, n, rest);
    }
  }

  private static void columnSums(
      double[] x, double[] sums, int rows, int at, int n, VectorMask<Double> rest) {
    DoubleVector even = DoubleVector.zero(SPECIES);
    DoubleVector odd = even;
    int i = 0;
    for (; i + 1 < rows; i += 2) {
      even = even.add(load(x, i * n + at, rest));
      odd = odd.add(load(x, (i + 1) * n + at, rest));
    }
    if (i < rows) {
      even = even.add(load(x, i * n + at, rest));
    }
    even.add(odd).intoArray(sums, at, rest);
  }

  @Override
  public void descend(double rate, double[] gradient, double[] parameter, int from, int to) {
    double r = -rate;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      load(gradient, i)
          .fma(DoubleVector.broadcast(SPECIES, r), load(parameter, i))
          .intoArray(parameter, i);
    }
    for (; i < to; i++) {
      parameter[i] += r * gradient[i];
    }
  }
}
