package io.autodiff.benchmarks.mlp;

import java.util.Arrays;

/** Plain Java, float32. */
final class PlainFloats implements Loops<float[]> {

  @Override
  public float[] of(double... values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  @Override
  public double[] values(float[] array) {
    double[] values = new double[array.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = array[i];
    }
    return values;
  }

  @Override
  public void product(float[] a, float[] b, float[] c, int from, int to, int n, int k) {
    Arrays.fill(c, from * n, to * n, 0);
    for (int i = from; i < to; i++) {
      for (int p = 0; p < k; p++) {
        axpy(a[i * k + p], b, p * n, c, i * n, n);
      }
    }
  }

  @Override
  public void productWithTransposed(
      float[] a, float[] b, float[] c, int from, int to, int n, int k) {
    for (int i = from; i < to; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[i * k + p] * b[j * k + p];
        }
        c[i * n + j] = sum;
      }
    }
  }

  @Override
  public void productOfTransposed(
      float[] a, float[] b, float[] c, int from, int to, int m, int n, int k) {
    Arrays.fill(c, from * n, to * n, 0);
    for (int p = 0; p < k; p++) {
      for (int i = from; i < to; i++) {
        axpy(a[p * m + i], b, p * n, c, i * n, n);
      }
    }
  }

  /** Adds {@code a} times a row to another. */
  private static void axpy(float a, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += a * x[xAt + i];
    }
  }

  @Override
  public void activate(Unit unit, float[] bias, float[] z, int from, int to, int n) {
    for (int i = from; i < to; i++) {
      for (int j = 0; j < n; j++) {
        z[i * n + j] = (float) unit.value(z[i * n + j] + bias[j]);
      }
    }
  }

  @Override
  public void slope(Unit unit, float[] value, float[] delta, int from, int to) {
    for (int i = from; i < to; i++) {
      delta[i] *= (float) unit.slope(value[i]);
    }
  }

  @Override
  public double squaredError(
      float[] value, float[] target, float[] delta, int from, int to, int n, int size) {
    double loss = 0;
    for (int i = from * n; i < to * n; i++) {
      float difference = value[i] - target[i];
      loss += (double) difference * difference;
      delta[i] = 2 * difference / size;
    }
    return loss;
  }

  @Override
  public double crossEntropy(
      float[] value, float[] target, float[] delta, int from, int to, int n, int batch) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int j = i * n; j < (i + 1) * n; j++) {
        max = Math.max(max, value[j]);
      }
      float sum = 0;
      for (int j = i * n; j < (i + 1) * n; j++) {
        delta[j] = (float) Math.exp(value[j] - max);
        sum += delta[j];
      }
      double logSum = max + Math.log(sum);
      for (int j = i * n; j < (i + 1) * n; j++) {
        loss += target[j] * (logSum - value[j]);
        delta[j] = (delta[j] / sum - target[j]) / batch;
      }
    }
    return loss;
  }

  @Override
  public void columnSums(float[] x, float[] sums, int rows, int from, int to, int n) {
    Arrays.fill(sums, from, to, 0);
    for (int i = 0; i < rows; i++) {
      axpy(1, x, i * n + from, sums, from, to - from);
    }
  }

  @Override
  public void descend(double rate, float[] gradient, float[] parameter, int from, int to) {
    axpy((float) -rate, gradient, from, parameter, from, to - from);
  }
}
