package io.autodiff.benchmarks.mlp;

import java.util.Arrays;

/** Plain Java, float64. */
final class PlainDoubles implements Loops<double[]> {

  @Override
  public double[] of(double... values) {
    return values.clone();
  }

  @Override
  public double[] values(double[] array) {
    return array.clone();
  }

  @Override
  public void product(double[] a, double[] b, double[] c, int from, int to, int n, int k) {
    Arrays.fill(c, from * n, to * n, 0);
    for (int i = from; i < to; i++) {
      for (int p = 0; p < k; p++) {
        axpy(a[i * k + p], b, p * n, c, i * n, n);
      }
    }
  }

  @Override
  public void productWithTransposed(
      double[] a, double[] b, double[] c, int from, int to, int n, int k) {
    for (int i = from; i < to; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[i * k + p] * b[j * k + p];
        }
        c[i * n + j] = sum;
      }
    }
  }

  @Override
  public void productOfTransposed(
      double[] a, double[] b, double[] c, int from, int to, int m, int n, int k) {
    Arrays.fill(c, from * n, to * n, 0);
    for (int p = 0; p < k; p++) {
      for (int i = from; i < to; i++) {
        axpy(a[p * m + i], b, p * n, c, i * n, n);
      }
    }
  }

  /** Adds {@code a} times a row to another. */
  private static void axpy(double a, double[] x, int xAt, double[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += a * x[xAt + i];
    }
  }

  @Override
  public void activate(Unit unit, double[] bias, double[] z, int from, int to, int n) {
    for (int i = from; i < to; i++) {
      for (int j = 0; j < n; j++) {
        z[i * n + j] = unit.value(z[i * n + j] + bias[j]);
      }
    }
  }

  @Override
  public void slope(Unit unit, double[] value, double[] delta, int from, int to) {
    for (int i = from; i < to; i++) {
      delta[i] *= unit.slope(value[i]);
    }
  }

  @Override
  public double squaredError(
      double[] value, double[] target, double[] delta, int from, int to, int n, int size) {
    double loss = 0;
    for (int i = from * n; i < to * n; i++) {
      double difference = value[i] - target[i];
      loss += difference * difference;
      delta[i] = 2 * difference / size;
    }
    return loss;
  }

  @Override
  public double crossEntropy(
      double[] value, double[] target, double[] delta, int from, int to, int n, int batch) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int j = i * n; j < (i + 1) * n; j++) {
        max = Math.max(max, value[j]);
      }
      double sum = 0;
      for (int j = i * n; j < (i + 1) * n; j++) {
        delta[j] = Math.exp(value[j] - max);
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
  public void columnSums(double[] x, double[] sums, int rows, int from, int to, int n) {
    Arrays.fill(sums, from, to, 0);
    for (int i = 0; i < rows; i++) {
      axpy(1, x, i * n + from, sums, from, to - from);
    }
  }

  @Override
  public void descend(double rate, double[] gradient, double[] parameter, int from, int to) {
    axpy(-rate, gradient, from, parameter, from, to - from);
  }
}
