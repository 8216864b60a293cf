package io.autodiff.benchmarks.mlp;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** OpenBLAS and the Vector API, float32. */
final class VectorFloats implements Loops<float[]> {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Multiplications below which a call of the library costs more than it gains. */
  private static final int SMALL = 64;

  private final PlainFloats plain = new PlainFloats();

  @Override
  public float[] of(double... values) {
    return plain.of(values);
  }

  @Override
  public double[] values(float[] array) {
    return plain.values(array);
  }

  @Override
  public void product(float[] a, float[] b, float[] c, int from, int to, int n, int k) {
    if ((long) (to - from) * n * k <= SMALL) {
      plain.product(a, b, c, from, to, n, k);
    } else {
      BareBlas.multiply(a, from * k, k, false, b, n, false, c, from * n, to - from, n, k);
    }
  }

  @Override
  public void productWithTransposed(
      float[] a, float[] b, float[] c, int from, int to, int n, int k) {
    if ((long) (to - from) * n * k <= SMALL) {
      plain.productWithTransposed(a, b, c, from, to, n, k);
    } else {
      BareBlas.multiply(a, from * k, k, false, b, k, true, c, from * n, to - from, n, k);
    }
  }

  @Override
  public void productOfTransposed(
      float[] a, float[] b, float[] c, int from, int to, int m, int n, int k) {
    if ((long) (to - from) * n * k <= SMALL) {
      plain.productOfTransposed(a, b, c, from, to, m, n, k);
    } else {
      BareBlas.multiply(a, from, m, true, b, n, false, c, from * n, to - from, n, k);
    }
  }

  @Override
  public void activate(Unit unit, float[] bias, float[] z, int from, int to, int n) {
    for (int i = from; i < to; i++) {
      switch (unit) {
        case LINEAR -> add(bias, z, i * n, n);
        case SIGMOID -> sigmoid(bias, z, i * n, n);
        case TANH -> tanh(bias, z, i * n, n);
        case RELU -> relu(bias, z, i * n, n);
      }
    }
  }

  private static void add(float[] bias, float[] z, int at, int n) {
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      load(z, at + j).add(load(bias, j)).intoArray(z, at + j);
    }
    if (j < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(j, n);
      load(z, at + j, rest).add(load(bias, j, rest)).intoArray(z, at + j, rest);
    }
  }

  private static void relu(float[] bias, float[] z, int at, int n) {
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      load(z, at + j).add(load(bias, j)).max(0).intoArray(z, at + j);
    }
    if (j < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(j, n);
      load(z, at + j, rest).add(load(bias, j, rest)).max(0).intoArray(z, at + j, rest);
    }
  }

  private static void tanh(float[] bias, float[] z, int at, int n) {
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      load(z, at + j).add(load(bias, j)).lanewise(VectorOperators.TANH).intoArray(z, at + j);
    }
    if (j < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(j, n);
      FloatVector sum = load(z, at + j, rest).add(load(bias, j, rest));
      sum.lanewise(VectorOperators.TANH).intoArray(z, at + j, rest);
    }
  }

  private static void sigmoid(float[] bias, float[] z, int at, int n) {
    for (int j = 0; j < n; j += LANES) {
      VectorMask<Float> rest = SPECIES.indexInRange(j, n);
      FloatVector sum = load(z, at + j, rest).add(load(bias, j, rest));
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      one.div(sum.neg().lanewise(VectorOperators.EXP).add(1)).intoArray(z, at + j, rest);
    }
  }

  private static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(SPECIES, x, at);
  }

  private static FloatVector load(float[] x, int at, VectorMask<Float> mask) {
    return FloatVector.fromArray(SPECIES, x, at, mask);
  }

  @Override
  public void slope(Unit unit, float[] value, float[] delta, int from, int to) {
    switch (unit) {
      case LINEAR -> {}
      case SIGMOID -> sigmoidSlope(value, delta, from, to);
      case TANH -> tanhSlope(value, delta, from, to);
      case RELU -> reluSlope(value, delta, from, to);
    }
  }

  private static void sigmoidSlope(float[] value, float[] delta, int from, int to) {
    for (int i = from; i < to; i += LANES) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, to);
      FloatVector a = load(value, i, rest);
      load(delta, i, rest).mul(a.sub(a.mul(a))).intoArray(delta, i, rest);
    }
  }

  private static void tanhSlope(float[] value, float[] delta, int from, int to) {
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      FloatVector a = load(value, i);
      FloatVector d = load(delta, i);
      d.sub(d.mul(a).mul(a)).intoArray(delta, i);
    }
    for (; i < to; i++) {
      delta[i] -= delta[i] * value[i] * value[i];
    }
  }

  private static void reluSlope(float[] value, float[] delta, int from, int to) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      VectorMask<Float> on = load(value, i).compare(VectorOperators.GT, zero);
      zero.blend(load(delta, i), on).intoArray(delta, i);
    }
    for (; i < to; i++) {
      delta[i] *= value[i] > 0 ? 1 : 0;
    }
  }

  @Override
  public double squaredError(
      float[] value, float[] target, float[] delta, int from, int to, int n, int size) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += squaredError(value, target, delta, i * n, (i + 1) * n, 2f / size);
    }
    return loss;
  }

  private static float squaredError(
      float[] value, float[] target, float[] delta, int from, int to, float scale) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      FloatVector difference = load(value, i).sub(load(target, i));
      sum = difference.fma(difference, sum);
      difference.mul(scale).intoArray(delta, i);
    }
    float loss = sum.reduceLanes(VectorOperators.ADD);
    for (; i < to; i++) {
      float difference = value[i] - target[i];
      loss += difference * difference;
      delta[i] = difference * scale;
    }
    return loss;
  }

  @Override
  public double crossEntropy(
      float[] value, float[] target, float[] delta, int from, int to, int n, int batch) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += crossEntropy(value, target, delta, i * n, (i + 1) * n, 1f / batch);
    }
    return loss;
  }

  private static double crossEntropy(
      float[] value, float[] target, float[] delta, int from, int to, float scale) {
    float max = max(value, from, to);
    float sum = powers(value, max, delta, from, to);
    float logSum = max + (float) Math.log(sum);
    return surprise(value, target, logSum, delta, scale / sum, scale, from, to);
  }

  private static float max(float[] x, int from, int to) {
    FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      largest = largest.max(load(x, i));
    }
    if (i < to) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, to);
      largest = largest.blend(largest.max(load(x, i, rest)), rest);
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  /** Computes {@code exp(x - max)} and returns the sum. */
  private static float powers(float[] x, float max, float[] powers, int from, int to) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      FloatVector power = load(x, i).sub(max).lanewise(VectorOperators.EXP);
      sum = sum.add(power);
      power.intoArray(powers, i);
    }
    if (i < to) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, to);
      FloatVector power = load(x, i, rest).sub(max).lanewise(VectorOperators.EXP);
      sum = sum.add(FloatVector.zero(SPECIES).blend(power, rest));
      power.intoArray(powers, i, rest);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  private static float surprise(
      float[] value,
      float[] target,
      float logSum,
      float[] delta,
      float part,
      float scale,
      int from,
      int to) {
    FloatVector loss = FloatVector.zero(SPECIES);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      FloatVector t = load(target, i);
      loss = t.fma(load(value, i).neg().add(logSum), loss);
      load(delta, i).mul(part).sub(t.mul(scale)).intoArray(delta, i);
    }
    if (i < to) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, to);
      FloatVector t = load(target, i, rest);
      loss = t.fma(load(value, i, rest).neg().add(logSum), loss);
      load(delta, i, rest).mul(part).sub(t.mul(scale)).intoArray(delta, i, rest);
    }
    return loss.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void columnSums(float[] x, float[] sums, int rows, int from, int to, int n) {
    for (int j = from; j < to; j += LANES) {
      VectorMask<Float> rest = SPECIES.indexInRange(j, to);
      columnSums(x, sums, rows, j, n, rest);
    }
  }

  private static void columnSums(
      float[] x, float[] sums, int rows, int at, int n, VectorMask<Float> rest) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = even;
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
  public void descend(double rate, float[] gradient, float[] parameter, int from, int to) {
    float r = (float) -rate;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      load(gradient, i)
          .fma(FloatVector.broadcast(SPECIES, r), load(parameter, i))
          .intoArray(parameter, i);
    }
    for (; i < to; i++) {
      parameter[i] += r * gradient[i];
    }
  }
}
