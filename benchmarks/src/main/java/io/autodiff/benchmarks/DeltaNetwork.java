package io.autodiff.benchmarks;

import io.autodiff.nn.Activation;
import java.util.Arrays;

/**
 * A fully connected network whose derivatives are written by hand: the delta recursion, on plain
 * arrays that are allocated once. What the graph's gradients are checked against and measured by.
 *
 * <p>With {@code A_0 = X}, {@code Z_l = A_{l-1} W_l + 1 b_l} and {@code A_l = f(Z_l)}, the deltas
 * {@code D_l = ∂E/∂Z_l} follow from the last: {@code D_{l-1} = (D_l W_lᵀ) ∘ f'(Z_{l-1})}; then
 * {@code ∂E/∂W_l = A_{l-1}ᵀ D_l} and {@code ∂E/∂b_l} is the sum of {@code D_l}'s rows (Rumelhart,
 * Hinton and Williams, Nature 1986). The last delta is {@code (A - T) ∘ f'(Z) · 2 / (n k)} of the
 * mean squared error, and {@code (softmax(Z) - T) / n} of the mean softmax cross-entropy, before
 * which the last layer is linear. Every {@code f'} here is a function of {@code f}.
 */
public final class DeltaNetwork {

  /** What is made small. */
  public enum Criterion {
    /** The mean of {@code (A - T)²} over examples and outputs. */
    SQUARED,
    /** The mean over examples of {@code -Σ T log softmax(Z)}. */
    SOFTMAX_CROSS_ENTROPY
  }

  private final int[] sizes;
  private final int batch;
  private final Activation activation;
  private final Criterion criterion;
  private final double[][] weights;
  private final double[][] biases;
  private final double[][] outputs;
  private final double[][] deltas;
  private final double[][] weightGradients;
  private final double[][] biasGradients;

  /**
   * Lays out a network; weights and biases are 0.
   *
   * @param activation sigmoid, tanh or ReLU
   * @param batch the number of examples in a step
   * @param sizes of the input and each layer's output
   */
  public DeltaNetwork(Activation activation, Criterion criterion, int batch, int... sizes) {
    this.activation = activation;
    this.criterion = criterion;
    this.batch = batch;
    this.sizes = sizes.clone();
    int layers = sizes.length - 1;
    weights = new double[layers][];
    biases = new double[layers][];
    weightGradients = new double[layers][];
    biasGradients = new double[layers][];
    outputs = new double[layers + 1][];
    deltas = new double[layers + 1][];
    for (int l = 0; l < layers; l++) {
      weights[l] = new double[sizes[l] * sizes[l + 1]];
      biases[l] = new double[sizes[l + 1]];
      weightGradients[l] = new double[weights[l].length];
      biasGradients[l] = new double[biases[l].length];
      outputs[l + 1] = new double[batch * sizes[l + 1]];
      deltas[l + 1] = new double[batch * sizes[l + 1]];
    }
  }

  /** Returns the weights of a layer from 0, {@code (in, out)} row-major, to read and to change. */
  public double[] weights(int layer) {
    return weights[layer];
  }

  /** Returns the biases of a layer, to read and to change. */
  public double[] biases(int layer) {
    return biases[layer];
  }

  /** Returns the derivatives by a layer's weights that the last step found. */
  public double[] weightGradients(int layer) {
    return weightGradients[layer];
  }

  /** Returns the derivatives by a layer's biases that the last step found. */
  public double[] biasGradients(int layer) {
    return biasGradients[layer];
  }

  /**
   * Finds error and derivatives of a batch.
   *
   * @param inputs {@code (batch, in)} row-major
   * @param targets {@code (batch, out)} row-major
   * @return the error
   */
  public double step(double[] inputs, double[] targets) {
    forward(inputs);
    double value = outputError(targets);
    for (int l = weights.length - 1; l >= 0; l--) {
      gradients(l);
      if (l > 0) {
        propagate(l);
      }
    }
    return value;
  }

  private void forward(double[] inputs) {
    outputs[0] = inputs;
    for (int l = 0; l < weights.length; l++) {
      int in = sizes[l];
      int out = sizes[l + 1];
      double[] a = outputs[l];
      double[] z = outputs[l + 1];
      double[] w = weights[l];
      for (int n = 0; n < batch; n++) {
        System.arraycopy(biases[l], 0, z, n * out, out);
        for (int i = 0; i < in; i++) {
          double x = a[n * in + i];
          for (int j = 0; j < out; j++) {
            z[n * out + j] += x * w[i * out + j];
          }
        }
      }
      if (l < weights.length - 1 || criterion == Criterion.SQUARED) {
        activate(z);
      }
    }
  }

  private void activate(double[] z) {
    switch (activation) {
      case SIGMOID -> {
        for (int i = 0; i < z.length; i++) {
          z[i] = 1 / (1 + Math.exp(-z[i]));
        }
      }
      case TANH -> {
        for (int i = 0; i < z.length; i++) {
          z[i] = Math.tanh(z[i]);
        }
      }
      case RELU -> {
        for (int i = 0; i < z.length; i++) {
          z[i] = Math.max(z[i], 0);
        }
      }
      default -> throw new IllegalArgumentException("no delta for " + activation);
    }
  }

  /** Multiplies deltas by the activation's slope where its value is {@code a}. */
  private void scaleBySlope(double[] d, double[] a) {
    switch (activation) {
      case SIGMOID -> {
        for (int i = 0; i < d.length; i++) {
          d[i] *= a[i] * (1 - a[i]);
        }
      }
      case TANH -> {
        for (int i = 0; i < d.length; i++) {
          d[i] *= 1 - a[i] * a[i];
        }
      }
      case RELU -> {
        for (int i = 0; i < d.length; i++) {
          d[i] *= Math.signum(a[i]);
        }
      }
      default -> throw new IllegalArgumentException("no delta for " + activation);
    }
  }

  private double outputError(double[] targets) {
    double[] a = outputs[outputs.length - 1];
    double[] d = deltas[deltas.length - 1];
    return criterion == Criterion.SQUARED ? squared(a, d, targets) : crossEntropy(a, d, targets);
  }

  private double squared(double[] a, double[] d, double[] targets) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double miss = a[i] - targets[i];
      sum += miss * miss;
      d[i] = miss * 2 / a.length;
    }
    scaleBySlope(d, a);
    return sum / a.length;
  }

  private double crossEntropy(double[] z, double[] d, double[] targets) {
    int classes = sizes[sizes.length - 1];
    double sum = 0;
    for (int from = 0; from < z.length; from += classes) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int j = from; j < from + classes; j++) {
        largest = Math.max(largest, z[j]);
      }
      double total = 0;
      for (int j = from; j < from + classes; j++) {
        d[j] = Math.exp(z[j] - largest);
        total += d[j];
      }
      double logTotal = largest + Math.log(total);
      for (int j = from; j < from + classes; j++) {
        sum += targets[j] * (logTotal - z[j]);
        d[j] = (d[j] / total - targets[j]) / batch;
      }
    }
    return sum / batch;
  }

  private void gradients(int l) {
    int in = sizes[l];
    int out = sizes[l + 1];
    double[] a = outputs[l];
    double[] d = deltas[l + 1];
    double[] gw = weightGradients[l];
    double[] gb = biasGradients[l];
    Arrays.fill(gw, 0);
    Arrays.fill(gb, 0);
    for (int n = 0; n < batch; n++) {
      for (int j = 0; j < out; j++) {
        gb[j] += d[n * out + j];
      }
      for (int i = 0; i < in; i++) {
        double x = a[n * in + i];
        for (int j = 0; j < out; j++) {
          gw[i * out + j] += x * d[n * out + j];
        }
      }
    }
  }

  private void propagate(int l) {
    int in = sizes[l];
    int out = sizes[l + 1];
    double[] d = deltas[l + 1];
    double[] before = deltas[l];
    double[] w = weights[l];
    for (int n = 0; n < batch; n++) {
      for (int i = 0; i < in; i++) {
        double sum = 0;
        for (int j = 0; j < out; j++) {
          sum += d[n * out + j] * w[i * out + j];
        }
        before[n * in + i] = sum;
      }
    }
    scaleBySlope(before, outputs[l]);
  }
}
