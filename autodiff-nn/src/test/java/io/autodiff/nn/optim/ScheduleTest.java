package io.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static double at(Schedule schedule, double epoch, double... losses) {
    return schedule.factor(new Schedule.Progress(epoch, 10, losses));
  }

  @Test
  void constantStaysAtOne() {
    assertEquals(1, at(Schedule.constant(), 7.5));
  }

  @Test
  void stepFallsAfterEachPeriod() {
    Schedule step = Schedule.step(3, 0.1);
    assertEquals(1, at(step, 2.9));
    assertEquals(0.1, at(step, 3), 1e-16);
    assertEquals(0.01, at(step, 8), 1e-16);
  }

  @Test
  void exponentialFallsEachEpoch() {
    assertEquals(0.25, at(Schedule.exponential(0.5), 2.7), 1e-16);
  }

  @Test
  void cosineFallsToItsFloor() {
    Schedule cosine = Schedule.cosine(0.2);
    assertEquals(1, at(cosine, 0));
    assertEquals(0.6, at(cosine, 5), 1e-15);
    assertEquals(0.2, at(cosine, 10), 1e-15);
  }

  @Test
  void warmUpRisesAndThenFollowsItsSchedule() {
    Schedule warm = Schedule.constant().warmUp(2);
    assertEquals(0.25, at(warm, 0.5));
    assertEquals(1, at(warm, 2));
    assertEquals(0.001, at(warm, 0), 1e-15);
    assertEquals(0.5, at(Schedule.cosine().warmUp(2), 5), 1e-15);
  }

  @Test
  void oneCycleRisesAndFalls() {
    Schedule cycle = Schedule.oneCycle();
    assertEquals(1.0 / 25, at(cycle, 0), 1e-15);
    assertEquals(1, at(cycle, 3), 1e-15);
    assertEquals(1 / 25e4, at(cycle, 10), 1e-12);
  }

  @Test
  void plateauReducesAfterItsPatience() {
    Schedule plateau = Schedule.reduceOnPlateau(0.5, 1);
    assertEquals(1, at(plateau, 0));
    assertEquals(1, at(plateau, 2, 3, 3));
    assertEquals(0.5, at(plateau, 3, 3, 3, 3));
    assertEquals(0.5, at(plateau, 4, 3, 3, 3, 2));
    assertEquals(0.25, at(plateau, 6, 3, 3, 3, 2, 2, 2));
  }

  @Test
  void clippingByNormKeepsTheDirection() {
    List<Tensor> clipped = Clipping.byNorm(1).apply(List.of(Tensor.of(3.0), Tensor.of(4.0)));
    assertEquals(0.6, clipped.get(0).item(), 1e-15);
    assertEquals(0.8, clipped.get(1).item(), 1e-15);
  }

  @Test
  void clippingLeavesShortDerivativesAlone() {
    List<Tensor> gradients = List.of(Tensor.of(0.3, 0.4));
    assertSame(gradients, Clipping.byNorm(1).apply(gradients));
  }

  @Test
  void clippingByValueBoundsEachElement() {
    List<Tensor> clipped = Clipping.byValue(1).apply(List.of(Tensor.of(-3, 0.5, 2)));
    assertArrayEquals(new double[] {-1, 0.5, 1}, clipped.getFirst().values());
  }

  @Test
  void penaltiesPriceMatricesAndSparesBiases() {
    try (Tape tape = new Tape()) {
      Tensor w = tape.variable(Tensor.of(new double[][] {{2, -3}}));
      Tensor b = tape.variable(Tensor.of(5.0));
      Scalar l2 = Penalty.l2(0.1).addTo(Scalar.of(1), List.of(w, b));
      assertEquals(2.3, l2.value(), 1e-15);
      assertArrayEquals(new double[] {0.4, -0.6}, tape.gradients(l2).of(w).values(), 1e-15);
      Scalar l1 = Penalty.l1(0.1).addTo(Scalar.of(1), List.of(w, b));
      assertEquals(1.5, l1.value(), 1e-15);
      assertArrayEquals(new double[] {0.1, -0.1}, tape.gradients(l1).of(w).values(), 1e-15);
    }
  }

  @Test
  void plateauTakesNaNForNoProgress() {
    Schedule plateau = Schedule.reduceOnPlateau(0.5, 1);
    double nan = Double.NaN;
    assertEquals(1, plateau.factor(new Schedule.Progress(4, 10, new double[] {nan, 3, 2, nan})));
    assertEquals(0.5, plateau.factor(new Schedule.Progress(4, 10, new double[] {2, nan, nan, 1})));
    assertEquals(0.5, plateau.factor(new Schedule.Progress(3, 10, new double[] {2, nan, 3})));
  }
}
