package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.batch.Recurrence;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The mean loss of a recurrent network of long short-term memory cells that predicts the bits of
 * the next character of a text. All its weight matrices are diagonal, so each bit has a chain of
 * cells of its own.
 */
final class Lstm {
  private final Tensor parameters;
  private final Tensor state;
  private final Tensor characters;
  private final Tensor next;
  private final int layers;
  private final Recurrence network;
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
    int bits = input.state()[0].length;
    this.layers = input.main().length / 2;
    this.parameters =
        Tensor.of(
            Stream.concat(Stream.of(input.main()), Stream.of(input.extra()))
                .flatMapToDouble(Arrays::stream)
                .toArray());
    if (parameters.size() != (8 * layers + 3) * bits) {
      throw new IllegalArgumentException(
          parameters.size() + " parameters for " + layers + " layers of " + bits);
    }
    this.state = Tensor.of(input.state());
    Tensor text = Tensor.of(input.sequence());
    this.characters = text.slice(0, 0, text.dim(0) - 1);
    this.next = text.slice(0, 1, text.dim(0));
    this.network = Recurrence.of(2 * layers, 1, 8 * layers + 3, this::step);
  }

  /** Returns the loss. */
  double objective() {
    return loss(parameters).value();
  }

  /** Returns the derivative of the loss by each parameter, row after row, main before extra. */
  double[] jacobian() {
    return loop.run(
        tape -> {
          Tensor p = tape.variable(parameters);
          return tape.gradients(loss(p)).of(p).values();
        });
  }

  private Scalar loss(Tensor p) {
    int bits = state.dim(1);
    Tensor rows = p.reshape(8 * layers + 3, bits);
    Tensor outputs = network.apply(state, characters.reshape(-1, 1, bits), rows).outputs();
    Tensor predicted = outputs.reshape(-1, bits);
    Tensor norm = predicted.exp().sum(new int[] {1}, true).add(2).log();
    return predicted.sub(norm).mul(next).mean().neg();
  }

  /**
   * Returns the hidden value and the cell of each layer, and then the output, after a character.
   *
   * @param v the same before it, the character's bit, and the bit's parameters
   */
  Scalar[] step(Scalar... v) {
    int weights = 2 * layers + 1;
    int extra = weights + 8 * layers;
    Scalar[] after = new Scalar[2 * layers + 1];
    Scalar x = v[extra].mul(v[2 * layers]);
    for (int layer = 0; layer < layers; layer++) {
      Scalar h = v[2 * layer];
      int at = weights + 8 * layer;
      Scalar forget = gate(v, at, x).sigmoid();
      Scalar in = gate(v, at + 1, h).sigmoid();
      Scalar out = gate(v, at + 2, x).sigmoid();
      Scalar change = gate(v, at + 3, h).tanh();
      Scalar cell = v[2 * layer + 1].mul(forget).add(in.mul(change));
      x = out.mul(cell.tanh());
      after[2 * layer] = x;
      after[2 * layer + 1] = cell;
    }
    after[2 * layers] = x.mul(v[extra + 1]).add(v[extra + 2]);
    return after;
  }

  /** Returns weight times input plus bias. */
  private static Scalar gate(Scalar[] v, int at, Scalar input) {
    return input.mul(v[at]).add(v[at + 4]);
  }
}
