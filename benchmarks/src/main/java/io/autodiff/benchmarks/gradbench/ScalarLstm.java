package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;

/** {@link Lstm} in single numbers: the parameters row by row, main before extra. */
final class ScalarLstm implements ScalarProblem.Function {
  private final Lstm.Input in;
  private final Lstm problem;
  private final int layers;
  private final int bits;

  ScalarLstm(Lstm.Input in) {
    this.in = in;
    this.problem = new Lstm(in);
    this.layers = in.state().length / 2;
    this.bits = in.state()[0].length;
  }

  @Override
  public double[] point() {
    return ScalarProblem.flat(in.main(), in.extra());
  }

  @Override
  public Scalar value(Scalar[] p) {
    Scalar[][] state = new Scalar[2 * layers][];
    for (int i = 0; i < state.length; i++) {
      state[i] = Scalar.of(in.state()[i]);
    }
    double[][] text = in.sequence();
    Scalar total = Scalar.of(0);
    for (int t = 0; t + 1 < text.length; t++) {
      Scalar[] predicted = predict(p, state, text[t]);
      Scalar sum = Scalar.of(2);
      for (Scalar y : predicted) {
        sum = sum.add(y.exp());
      }
      Scalar norm = sum.log();
      for (int i = 0; i < bits; i++) {
        total = total.add(predicted[i].sub(norm).mul(text[t + 1][i]));
      }
    }
    return total.mul(-1.0 / (bits * (text.length - 1)));
  }

  /** Returns the outputs for a character; moves the state on. */
  private Scalar[] predict(Scalar[] p, Scalar[][] state, double[] character) {
    Scalar[] predicted = new Scalar[bits];
    Scalar[] v = new Scalar[2 * layers + 1 + 8 * layers + 3];
    for (int i = 0; i < bits; i++) {
      for (int k = 0; k < v.length; k++) {
        int row = k - 2 * layers - 1;
        v[k] = row < -1 ? state[k][i] : row < 0 ? Scalar.of(character[i]) : p[row * bits + i];
      }
      Scalar[] after = problem.step(v);
      for (int k = 0; k < state.length; k++) {
        state[k][i] = after[k];
      }
      predicted[i] = after[2 * layers];
    }
    return predicted;
  }

  @Override
  public double value(double[] p) {
    double[][] state = new double[2 * layers][];
    for (int i = 0; i < state.length; i++) {
      state[i] = in.state()[i].clone();
    }
    double[] predicted = new double[bits];
    double total = 0;
    double[][] text = in.sequence();
    for (int t = 0; t + 1 < text.length; t++) {
      predict(p, state, text[t], predicted);
      double sum = 2;
      for (double y : predicted) {
        sum += Math.exp(y);
      }
      double norm = Math.log(sum);
      for (int i = 0; i < bits; i++) {
        total += (predicted[i] - norm) * text[t + 1][i];
      }
    }
    return -total / (bits * (text.length - 1));
  }

  private void predict(double[] p, double[][] state, double[] character, double[] predicted) {
    int extra = 8 * layers * bits;
    for (int i = 0; i < bits; i++) {
      double x = p[extra + i] * character[i];
      for (int layer = 0; layer < layers; layer++) {
        double[] hidden = state[2 * layer];
        double[] cell = state[2 * layer + 1];
        int at = 8 * layer * bits + i;
        double forget = sigmoid(gate(p, at, x));
        double input = sigmoid(gate(p, at + bits, hidden[i]));
        double output = sigmoid(gate(p, at + 2 * bits, x));
        double change = Math.tanh(gate(p, at + 3 * bits, hidden[i]));
        cell[i] = cell[i] * forget + input * change;
        hidden[i] = output * Math.tanh(cell[i]);
        x = hidden[i];
      }
      predicted[i] = x * p[extra + bits + i] + p[extra + 2 * bits + i];
    }
  }

  private double gate(double[] p, int at, double input) {
    return input * p[at] + p[at + 4 * bits];
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
