package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;

/** {@link Lstm} in single numbers: the parameters row by row, main before extra. */
final class ScalarLstm implements ScalarProblem.Function {
  private final Lstm.Input in;
  private final int layers;
  private final int bits;

  ScalarLstm(Lstm.Input in) {
    this.in = in;
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
    Scalar[] predicted = new Scalar[bits];
    Scalar total = Scalar.of(0);
    for (int t = 0; t + 1 < text.length; t++) {
      predict(p, state, text[t], predicted);
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

  private void predict(Scalar[] p, Scalar[][] state, double[] character, Scalar[] predicted) {
    int extra = 8 * layers * bits;
    for (int i = 0; i < bits; i++) {
      Scalar x = p[extra + i].mul(character[i]);
      for (int layer = 0; layer < layers; layer++) {
        Scalar[] hidden = state[2 * layer];
        Scalar[] cell = state[2 * layer + 1];
        int at = 8 * layer * bits + i;
        Scalar forget = gate(p, at, x).sigmoid();
        Scalar input = gate(p, at + bits, hidden[i]).sigmoid();
        Scalar output = gate(p, at + 2 * bits, x).sigmoid();
        Scalar change = gate(p, at + 3 * bits, hidden[i]).tanh();
        cell[i] = cell[i].mul(forget).add(input.mul(change));
        hidden[i] = output.mul(cell[i].tanh());
        x = hidden[i];
      }
      predicted[i] = x.mul(p[extra + bits + i]).add(p[extra + 2 * bits + i]);
    }
  }

  private Scalar gate(Scalar[] p, int at, Scalar input) {
    return input.mul(p[at]).add(p[at + 4 * bits]);
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
