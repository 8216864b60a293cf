package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.nn.Activation;
import io.autodiff.nn.Mlp;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkOptionsTest {

  /** He et al. 2015: variance 2 / inputs for ReLU; Glorot and Bengio 2010: 2 / (in + out). */
  @Test
  void hiddenWeightsAreDrawnAsTheActivationAsks() {
    assertEquals(2.0 / 64, varianceOfFirstWeights(Activation.RELU, false), 0.002);
    assertEquals(2.0 / 64, varianceOfFirstWeights(Activation.RELU, true), 0.002);
    assertEquals(2.0 / (64 + 128), varianceOfFirstWeights(Activation.TANH, false), 0.001);
  }

  private static double varianceOfFirstWeights(Activation activation, boolean batchNorm) {
    NetworkOptions options = new NetworkOptions();
    options.activation = activation;
    options.batchNorm = batchNorm;
    Mlp network = options.build(64, 10, new SplittableRandom(1));
    double[] weights = network.parameters().get(0).value().values();
    return Arrays.stream(weights).map(w -> w * w).average().orElse(Double.NaN);
  }
}
