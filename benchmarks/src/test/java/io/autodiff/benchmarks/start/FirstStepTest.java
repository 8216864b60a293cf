package io.autodiff.benchmarks.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FirstStepTest {

  @Test
  void contendersFindTheSameLoss() {
    double loss = FirstStep.loss("graph");
    assertTrue(loss > 1);
    assertEquals(loss, FirstStep.loss("floor"), 1e-5 * loss);
  }

  @Test
  void gradientsOfTheLogisticRegressionShrink() {
    double first = FirstGradients.run(1);
    double later = FirstGradients.run(50);
    assertTrue(first > 0 && later < first / 2, first + ", then " + later);
  }
}
