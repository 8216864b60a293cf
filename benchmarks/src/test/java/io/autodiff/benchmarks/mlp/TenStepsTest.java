package io.autodiff.benchmarks.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TenStepsTest {
  /** Large enough that ten steps change each loss by more than what rounding does. */
  private static final double RATE = 0.05;

  @ParameterizedTest
  @EnumSource(MlpCase.class)
  void graphHandAndFloorHaveTheSameLosses(MlpCase mlp) {
    boolean isHuge = mlp == MlpCase.D; // takes a second or two a step in plain Java
    try (GraphStep graph = new GraphStep(mlp, RATE);
        Gang one = new Gang(1);
        Gang two = new Gang(2)) {
      double[] losses = losses(graph::step, 10);
      double moved = Math.abs(losses[9] - losses[0]) / losses[0];
      assertTrue(moved > 1e-3, () -> "ten steps moved the loss by " + moved);
      assertArrayEquals(losses, losses(new PlannedStep(mlp, RATE)::step, 10), "planned");
      double tolerance = mlp == MlpCase.A ? 1e-13 : 1e-5;
      assertClose(losses, losses(DeltaStep.floor(mlp, one, RATE)::step, 10), tolerance);
      assertClose(losses, losses(DeltaStep.floor(mlp, two, RATE)::step, 10), tolerance);
      assertClose(
          losses, losses(DeltaStep.plain(mlp, two, RATE)::step, isHuge ? 1 : 10), tolerance);
    }
  }

  private static double[] losses(DoubleSupplier step, int steps) {
    double[] losses = new double[steps];
    Arrays.setAll(losses, _ -> step.getAsDouble());
    return losses;
  }

  private static void assertClose(double[] expected, double[] actual, double tolerance) {
    for (int i = 0; i < actual.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * expected[i]);
    }
  }
}
