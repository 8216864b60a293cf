package io.autodiff.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Initializer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.Pass;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The graph's gradients and the delta recursion, on random networks of one to six layers. */
class DeltaNetworkTest {
  private static final int BATCH = 5;

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"SIGMOID", "TANH", "RELU"})
  void graphAgreesWithDeltasOnSquaredError(Activation activation) {
    for (int layers = 1; layers <= 6; layers++) {
      compare(activation, DeltaNetwork.Criterion.SQUARED, layers);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"SIGMOID", "TANH", "RELU"})
  void graphAgreesWithDeltasOnSoftmaxCrossEntropy(Activation activation) {
    for (int layers = 1; layers <= 6; layers++) {
      compare(activation, DeltaNetwork.Criterion.SOFTMAX_CROSS_ENTROPY, layers);
    }
  }

  private static void compare(Activation activation, DeltaNetwork.Criterion criterion, int layers) {
    SplittableRandom random = new SplittableRandom(100 * layers + activation.name().length());
    int[] sizes = random.ints(layers + 1L, 2, 9).toArray();
    Mlp model = network(activation, criterion, sizes, random);
    DeltaNetwork deltas = new DeltaNetwork(activation, criterion, BATCH, sizes);
    List<Parameter> parameters = model.parameters();
    for (int l = 0; l < layers; l++) {
      copy(parameters.get(2 * l), deltas.weights(l));
      copy(parameters.get(2 * l + 1), deltas.biases(l));
    }
    Tensor inputs = Tensor.randn(random, BATCH, sizes[0]);
    Tensor targets = Tensor.randn(random, BATCH, sizes[layers]).softmax(-1);
    double value = deltas.step(inputs.values(), targets.values());
    Loss loss =
        criterion == DeltaNetwork.Criterion.SQUARED
            ? Loss.meanSquaredError()
            : Loss.softmaxCrossEntropy();
    try (Tape tape = new Tape()) {
      Scalar graph = loss.of(model.forward(inputs, Pass.evaluation(tape)), targets);
      assertEquals(value, graph.value(), 1e-12 * value);
      Gradients gradients = tape.gradients(graph);
      for (int l = 0; l < layers; l++) {
        assertClose(deltas.weightGradients(l), gradients.of(parameters.get(2 * l)));
        assertClose(deltas.biasGradients(l), gradients.of(parameters.get(2 * l + 1)));
      }
    }
  }

  private static Mlp network(
      Activation activation,
      DeltaNetwork.Criterion criterion,
      int[] sizes,
      SplittableRandom random) {
    MlpBuilder builder = Mlp.builder(sizes[0]);
    for (int l = 1; l < sizes.length; l++) {
      boolean linear = l == sizes.length - 1 && criterion != DeltaNetwork.Criterion.SQUARED;
      builder.dense(sizes[l], linear ? Activation.LINEAR : activation, Initializer.normal(0.7));
    }
    Mlp model = builder.build(random);
    for (Parameter parameter : model.parameters()) {
      Shape shape = parameter.shape();
      parameter.set(Initializer.normal(0.7).draw(shape, random));
    }
    return model;
  }

  private static void copy(Parameter from, double[] to) {
    System.arraycopy(from.value().values(), 0, to, 0, to.length);
  }

  /** Relative to the largest derivative of the layer. */
  private static void assertClose(double[] expected, Tensor actual) {
    double scale = Tensor.of(expected).abs().max().value();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual.values()[i], 1e-12 * scale);
    }
  }
}
