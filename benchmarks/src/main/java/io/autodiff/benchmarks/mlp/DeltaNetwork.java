package io.autodiff.benchmarks.mlp;

import java.util.Arrays;

/**
 * A network of fully connected layers whose gradients come from the delta recursion written out by
 * hand, in plain Java: what the graph is held against.
 *
 * <p>With {@code a_0} the input, {@code z_l = a_{l-1} W_l + b_l} and {@code a_l = f_l(z_l)}, the
 * delta of a layer is the loss's derivative by {@code z_l}. For the last layer it is {@code 2 (a -
 * t) / size · f'(z)} with the mean squared error and {@code (softmax(z) - t) / batch} with the
 * cross-entropy of softmax; for the others {@code δ_{l-1} = (δ_l W_lᵀ) · f'(z_{l-1})}. Then {@code
 * dW_l = a_{l-1}ᵀ δ_l}, and {@code db_l} sums {@code δ_l} over the batch (Rumelhart, Hinton and
 * Williams, Nature 323, 1986). All matrices are row-major, one row an example.
 */
public final class DeltaNetwork {
  private final Layer[] layers;
  private final boolean isClassifier;
  private final int batch;

  /** A function of each layer's sums, whose slope is a function of its value. */
  public enum Unit {
    LINEAR,
    SIGMOID,
    TANH,
    RELU;

    double value(double z) {
      return switch (this) {
        case LINEAR -> z;
        case SIGMOID -> 1 / (1 + Math.exp(-z));
        case TANH -> Math.tanh(z);
        case RELU -> Math.max(z, 0);
      };
    }

    /** Returns the slope where the value is {@code a}. */
    double slope(double a) {
      return switch (this) {
        case LINEAR -> 1;
        case SIGMOID -> a * (1 - a);
        case TANH -> 1 - a * a;
        case RELU -> a > 0 ? 1 : 0;
      };
    }
  }

  /** A layer's parameters, their gradients, and what the recursion keeps. */
  private static final class Layer {
    final int inputs;
    final int outputs;
    final Unit unit;
    final double[] weight;
    final double[] bias;
    final double[] weightGradient;
    final double[] biasGradient;
    final double[] value;
    final double[] delta;

    Layer(int inputs, int outputs, int batch, Unit unit, double[] weight, double[] bias) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.unit = unit;
      this.weight = weight.clone();
      this.bias = bias.clone();
      this.weightGradient = new double[weight.length];
      this.biasGradient = new double[bias.length];
      this.value = new double[batch * outputs];
      this.delta = new double[batch * outputs];
    }
  }

  /**
   * Makes a network.
   *
   * @param widths of the input and of each layer
   * @param units of each layer
   * @param isClassifier whether the loss is the cross-entropy of softmax, else the mean squared
   *     error
   * @param parameters of each layer the weights {@code (in, out)}, then the biases
   */
  public DeltaNetwork(
      int batch, int[] widths, Unit[] units, boolean isClassifier, double[][] parameters) {
    this.batch = batch;
    this.isClassifier = isClassifier;
    this.layers = new Layer[units.length];
    for (int l = 0; l < layers.length; l++) {
      layers[l] =
          new Layer(
              widths[l], widths[l + 1], batch, units[l], parameters[2 * l], parameters[2 * l + 1]);
    }
  }

  /** Returns the present parameters, in the order in which they were given. */
  public double[][] parameters() {
    double[][] all = new double[2 * layers.length][];
    for (int l = 0; l < layers.length; l++) {
      all[2 * l] = layers[l].weight.clone();
      all[2 * l + 1] = layers[l].bias.clone();
    }
    return all;
  }

  /** Returns the derivatives by the parameters that the last call of {@link #backward} found. */
  public double[][] gradients() {
    double[][] all = new double[2 * layers.length][];
    for (int l = 0; l < layers.length; l++) {
      all[2 * l] = layers[l].weightGradient.clone();
      all[2 * l + 1] = layers[l].biasGradient.clone();
    }
    return all;
  }

  /** Computes the output for a batch; the array is reused by the next call. */
  public double[] forward(double[] x) {
    double[] in = x;
    for (Layer layer : layers) {
      int n = layer.outputs;
      for (int i = 0; i < batch; i++) {
        System.arraycopy(layer.bias, 0, layer.value, i * n, n);
        for (int k = 0; k < layer.inputs; k++) {
          axpy(in[i * layer.inputs + k], layer.weight, k * n, layer.value, i * n, n);
        }
      }
      for (int i = 0; i < layer.value.length; i++) {
        layer.value[i] = layer.unit.value(layer.value[i]);
      }
      in = layer.value;
    }
    return in;
  }

  /** Adds {@code a} times a row to another. */
  private static void axpy(double a, double[] x, int xAt, double[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += a * x[xAt + i];
    }
  }

  /**
   * Computes the gradients of the last call of {@link #forward}.
   *
   * @param x the batch
   * @param target of the output's shape; probabilities for a classifier
   * @return the loss
   */
  public double backward(double[] x, double[] target) {
    Layer last = layers[layers.length - 1];
    double loss = isClassifier ? crossEntropy(last, target) : squaredError(last, target);
    for (int l = layers.length - 1; l >= 0; l--) {
      Layer layer = layers[l];
      double[] in = l == 0 ? x : layers[l - 1].value;
      parameterGradients(layer, in);
      if (l > 0) {
        passBack(layer, layers[l - 1]);
      }
    }
    return loss;
  }

  private double squaredError(Layer last, double[] target) {
    double loss = 0;
    int size = target.length;
    for (int i = 0; i < size; i++) {
      double difference = last.value[i] - target[i];
      loss += difference * difference;
      last.delta[i] = 2 * difference / size * last.unit.slope(last.value[i]);
    }
    return loss / size;
  }

  private double crossEntropy(Layer last, double[] target) {
    double loss = 0;
    int n = last.outputs;
    for (int i = 0; i < batch; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int j = i * n; j < (i + 1) * n; j++) {
        max = Math.max(max, last.value[j]);
      }
      double sum = 0;
      for (int j = i * n; j < (i + 1) * n; j++) {
        last.delta[j] = Math.exp(last.value[j] - max);
        sum += last.delta[j];
      }
      double logSum = max + Math.log(sum);
      for (int j = i * n; j < (i + 1) * n; j++) {
        loss += target[j] * (logSum - last.value[j]);
        last.delta[j] = (last.delta[j] / sum - target[j]) / batch;
      }
    }
    return loss / batch;
  }

  private void parameterGradients(Layer layer, double[] in) {
    int n = layer.outputs;
    Arrays.fill(layer.weightGradient, 0);
    Arrays.fill(layer.biasGradient, 0);
    for (int i = 0; i < batch; i++) {
      axpy(1, layer.delta, i * n, layer.biasGradient, 0, n);
      for (int k = 0; k < layer.inputs; k++) {
        axpy(in[i * layer.inputs + k], layer.delta, i * n, layer.weightGradient, k * n, n);
      }
    }
  }

  private void passBack(Layer layer, Layer before) {
    int n = layer.outputs;
    for (int i = 0; i < batch; i++) {
      for (int k = 0; k < layer.inputs; k++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += layer.delta[i * n + j] * layer.weight[k * n + j];
        }
        int at = i * layer.inputs + k;
        before.delta[at] = sum * before.unit.slope(before.value[at]);
      }
    }
  }

  /** Moves the parameters against the gradients. */
  public void descend(double rate) {
    for (Layer layer : layers) {
      axpy(-rate, layer.weightGradient, 0, layer.weight, 0, layer.weight.length);
      axpy(-rate, layer.biasGradient, 0, layer.bias, 0, layer.bias.length);
    }
  }

  /** Does one training step and returns the loss before it. */
  public double step(double[] x, double[] target, double rate) {
    double[] output = forward(x);
    assert output.length == target.length;
    double loss = backward(x, target);
    descend(rate);
    return loss;
  }
}
