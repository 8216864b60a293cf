package io.autodiff.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.benchmarks.mlp.GraphStep;
import io.autodiff.benchmarks.mlp.MlpCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeersTest {
  private static final double RATE = 0.05;

  @ParameterizedTest
  @EnumSource(MlpCase.class)
  void tenStepsOfPeersLeadToTheSameLosses(MlpCase mlp) {
    double tolerance = mlp == MlpCase.A ? 1e-12 : 1e-5;
    try (GraphStep graph = new GraphStep(mlp, RATE);
        PeerStep libtorch = new LibtorchStep(mlp, RATE, 1);
        PeerStep tensorFlow = TensorFlowStep.of(mlp, RATE, 1)) {
      for (int i = 0; i < 10; i++) {
        double loss = graph.step();
        assertEquals(loss, libtorch.step(), tolerance * loss);
        assertEquals(loss, tensorFlow.step(), tolerance * loss);
      }
    }
  }

  @Test
  void smallGradientsAreTheSame() {
    SmallGradientBenchmark all = new SmallGradientBenchmark();
    assertArrayEquals(all.graph(), all.derivativeStructure(), 1e-12);
    assertArrayEquals(all.graph(), all.gradient(), 1e-12);
  }
}
