package io.autodiff.benchmarks.mlp;

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
