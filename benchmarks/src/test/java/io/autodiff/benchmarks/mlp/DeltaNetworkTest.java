package io.autodiff.benchmarks.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import io.autodiff.nn.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaNetworkTest {
  private static final Activation[] ACTIVATIONS = {
    Activation.SIGMOID, Activation.TANH, Activation.RELU, Activation.LINEAR
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void graphAndDeltaRecursionAgree(int layers) {
    for (int trial = 0; trial < 4; trial++) {
      for (boolean isClassifier : new boolean[] {true, false}) {
        compare(new Random(100L * layers + trial), layers, isClassifier);
      }
    }
  }

  private static void compare(Random random, int layers, boolean isClassifier) {
    int batch = random.nextInt(1, 7);
    int[] widths = random.ints(layers + 1, 1, 9).toArray();
    int outputs = widths[layers];
    MlpBuilder builder = Mlp.builder(widths[0]);
    Unit[] units = new Unit[layers];
    for (int l = 0; l < layers; l++) {
      boolean isLogits = isClassifier && l == layers - 1;
      Activation activation = isLogits ? Activation.LINEAR : ACTIVATIONS[random.nextInt(4)];
      builder.dense(widths[l + 1], activation);
      units[l] = Unit.valueOf(activation.name());
    }
    Mlp model = builder.build(random);
    Tensor x = Tensor.randn(random, batch, widths[0]);
    Tensor target = Tensor.uniform(random, 0, 1, batch, outputs);
    target = isClassifier ? target.softmax(1) : target;
    DeltaNetwork.Plan plan = new DeltaNetwork.Plan(batch, widths, units, isClassifier);
    Loss loss = isClassifier ? Loss.softmaxCrossEntropy() : Loss.meanSquaredError();
    try (Tape tape = new Tape()) {
      Scalar recorded = loss.of(model.forward(x, Pass.training(tape, random)), target);
      Gradients gradients = tape.gradients(recorded);
      new Recorded(model.parameters(), x, target, recorded, gradients).check(plan);
    }
  }

  /** A recorded step, which the delta recursion is compared with. */
  private record Recorded(
      List<Parameter> parameters, Tensor x, Tensor target, Scalar loss, Gradients gradients) {

    /** Checks all forms of the recursion, on one thread and on two. */
    void check(DeltaNetwork.Plan plan) {
      double[][] values =
          parameters.stream().map(Parameter::value).map(Tensor::values).toArray(double[][]::new);
      try (Gang one = new Gang(1);
          Gang two = new Gang(2)) {
        check(DeltaNetwork.plainDoubles(one, plan, values), 1e-12);
        check(DeltaNetwork.plainDoubles(two, plan, values), 1e-12);
        check(DeltaNetwork.plainFloats(two, plan, values), 1e-5);
        check(DeltaNetwork.vectorDoubles(one, plan, values), 1e-12);
        check(DeltaNetwork.vectorDoubles(two, plan, values), 1e-12);
        check(DeltaNetwork.vectorFloats(two, plan, values), 1e-5);
      }
    }

    private <A> void check(DeltaNetwork<A> byHand, double tolerance) {
      A inputs = byHand.of(x.values());
      byHand.forward(inputs);
      double value = byHand.backward(inputs, byHand.of(target.values()));
      assertEquals(value, loss.value(), tolerance * Math.abs(value));
      double[][] expected = byHand.gradients();
      for (int i = 0; i < expected.length; i++) {
        assertClose(expected[i], gradients.of(parameters.get(i)).values(), tolerance);
      }
    }
  }

  private static void assertClose(double[] expected, double[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * scale);
    }
  }

  @Test
  void stepMovesTheParametersAgainstTheGradient() {
    double[][] parameters = {{2}, {1}};
    Unit[] linear = {Unit.LINEAR};
    DeltaNetwork.Plan plan = new DeltaNetwork.Plan(1, new int[] {1, 1}, linear, false);
    try (Gang one = new Gang(1)) {
      DeltaNetwork<double[]> network = DeltaNetwork.plainDoubles(one, plan, parameters);
      // (2 * 3 + 1 - 5)² = 4 has the slopes 2 * 2 * 3 and 2 * 2.
      assertEquals(4, network.step(new double[] {3}, new double[] {5}, 0.5));
      assertEquals(2 - 6, network.parameters()[0][0]);
      assertEquals(1 - 2, network.parameters()[1][0]);
    }
  }
}
