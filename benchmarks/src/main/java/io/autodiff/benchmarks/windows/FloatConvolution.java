package io.autodiff.benchmarks.windows;

import java.util.Arrays;

/** A convolution's value and derivatives in plain loops, the innermost along a row, float32. */
final class FloatConvolution {
  private final Layer layer;
  private final float[] x;
  private final float[] w;
  private final float[] g;
  private final float[] y;
  private final float[] byInput;
  private final float[] byWeights;

  /**
   * Takes an input, weights and a cotangent of the result.
   *
   * @param layer their sizes
   */
  FloatConvolution(Layer layer, float[] x, float[] w, float[] g) {
    this.layer = layer;
    this.x = x;
    this.w = w;
    this.g = g;
    this.y = new float[g.length];
    this.byInput = new float[x.length];
    this.byWeights = new float[w.length];
  }

  float[] y() {
    return y;
  }

  float[] byInput() {
    return byInput;
  }

  float[] byWeights() {
    return byWeights;
  }

  /** Computes the value, then the cotangents of input and weights. */
  float[] run() {
    Arrays.fill(y, 0);
    Arrays.fill(byInput, 0);
    Arrays.fill(byWeights, 0);
    taps(false);
    taps(true);
    return y;
  }

  private void taps(boolean back) {
    int results = layer.groups * layer.out;
    int taps = layer.down * layer.across;
    for (int i = 0; i < layer.batch * results * layer.in; i++) {
      int result = i / layer.in;
      int channel = result / layer.out * layer.in + i % layer.in;
      int kernel = result % results * layer.in + i % layer.in;
      for (int tap = 0; tap < taps; tap++) {
        int row = tap / layer.across - layer.top();
        int column = tap % layer.across - layer.padding;
        if (back) {
          back(result, channel, row, column, kernel * taps + tap);
        } else {
          forward(result, channel, row, column, kernel * taps + tap);
        }
      }
    }
  }

  private void forward(int result, int channel, int row, int column, int weight) {
    float factor = w[weight];
    int from = Math.max(0, -column);
    int to = Math.min(layer.columns(), layer.width - column);
    for (int r = Math.max(0, -row); r < Math.min(layer.rows(), layer.height - row); r++) {
      int at = (result * layer.rows() + r) * layer.columns();
      int source = (channel * layer.height + r + row) * layer.width + column;
      for (int k = from; k < to; k++) {
        y[at + k] += factor * x[source + k];
      }
    }
  }

  private void back(int result, int channel, int row, int column, int weight) {
    float factor = w[weight];
    float sum = 0;
    int from = Math.max(0, -column);
    int to = Math.min(layer.columns(), layer.width - column);
    for (int r = Math.max(0, -row); r < Math.min(layer.rows(), layer.height - row); r++) {
      int at = (result * layer.rows() + r) * layer.columns();
      int source = (channel * layer.height + r + row) * layer.width + column;
      for (int k = from; k < to; k++) {
        byInput[source + k] += factor * g[at + k];
      }
      for (int k = from; k < to; k++) {
        sum += x[source + k] * g[at + k];
      }
    }
    byWeights[weight] += sum;
  }
}
