package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.autodiff.Scalar;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The mean loss of a recurrent network of long short-term memory cells that predicts the bits of
 * the next character of a text. All its weight matrices are diagonal, so each bit has a chain of
 * cells of its own.
 */
final class Lstm {
  private final double[] parameters;
  private final double[][] state;
  private final double[][] text;
  private final int layers;
  private final int bits;
  private final TapeLoop loop = new TapeLoop();

  /**
   * Parameters and data.
   *
   * @param main for each layer a row of weights and one of biases, each for the forget, input and
   *     output gates and the change
   * @param extra input weights, output weights, output biases
   * @param state for each layer a row of hidden values and one of cells
   * @param sequence the characters' bits
   */
  record Input(
      @JsonProperty("main_params") double[][] main,
      @JsonProperty("extra_params") double[][] extra,
      double[][] state,
      double[][] sequence) {
    Input {
      if (main.length == 0 || main.length != state.length || extra.length != 3) {
        throw new IllegalArgumentException("parameters and state do not fit each other");
      }
    }
  }

  Lstm(Input input) {
    this.parameters =
        Stream.of(input.main(), input.extra())
            .flatMap(Stream::of)
            .flatMapToDouble(Arrays::stream)
            .toArray();
    this.state = input.state();
    this.text = input.sequence();
    this.layers = state.length / 2;
    this.bits = state[0].length;
    if (parameters.length != (8 * layers + 3) * bits) {
      throw new IllegalArgumentException(
          parameters.length + " parameters for " + layers + " layers of " + bits);
    }
  }

  /** Returns the loss. */
  double objective() {
    return loss(Scalar.of(parameters)).value();
  }

  /** Returns the derivative of the loss by each parameter, row after row, main before extra. */
  double[] jacobian() {
    return loop.run(
        tape -> {
          Scalar[] p = tape.variables(parameters);
          return tape.gradients(loss(p)).of(p);
        });
  }

  /** Returns the loss, recorded if the parameters are. */
  Scalar loss(Scalar[] p) {
    Scalar[][] hidden = new Scalar[layers][];
    Scalar[][] cell = new Scalar[layers][];
    for (int layer = 0; layer < layers; layer++) {
      hidden[layer] = Scalar.of(state[2 * layer]);
      cell[layer] = Scalar.of(state[2 * layer + 1]);
    }
    Scalar total = Scalar.of(0);
    for (int t = 0; t + 1 < text.length; t++) {
      Scalar[] predicted = predict(p, hidden, cell, text[t]);
      total = total.add(surprise(predicted, text[t + 1]));
    }
    return total.mul(-1.0 / (bits * (text.length - 1)));
  }

  /** Returns the output for a character; moves the state on. */
  private Scalar[] predict(Scalar[] p, Scalar[][] hidden, Scalar[][] cell, double[] character) {
    int extra = 8 * layers * bits;
    Scalar[] output = new Scalar[bits];
    for (int i = 0; i < bits; i++) {
      Scalar x = p[extra + i].mul(character[i]);
      for (int layer = 0; layer < layers; layer++) {
        Scalar h = hidden[layer][i];
        int at = 8 * layer * bits + i;
        Scalar forget = gate(p, at, x).sigmoid();
        Scalar in = gate(p, at + bits, h).sigmoid();
        Scalar out = gate(p, at + 2 * bits, x).sigmoid();
        Scalar change = gate(p, at + 3 * bits, h).tanh();
        cell[layer][i] = cell[layer][i].mul(forget).add(in.mul(change));
        hidden[layer][i] = out.mul(cell[layer][i].tanh());
        x = hidden[layer][i];
      }
      output[i] = x.mul(p[extra + bits + i]).add(p[extra + 2 * bits + i]);
    }
    return output;
  }

  /** Returns weight times input plus bias. */
  private Scalar gate(Scalar[] p, int at, Scalar input) {
    return input.mul(p[at]).add(p[at + 4 * bits]);
  }

  /** Returns the sum of the log probabilities of the bits that are set. */
  private Scalar surprise(Scalar[] predicted, double[] character) {
    Scalar sum = Scalar.of(2);
    for (Scalar y : predicted) {
      sum = sum.add(y.exp());
    }
    Scalar norm = sum.log();
    Scalar total = Scalar.of(0);
    for (int i = 0; i < bits; i++) {
      total = total.add(predicted[i].sub(norm).mul(character[i]));
    }
    return total;
  }
}
