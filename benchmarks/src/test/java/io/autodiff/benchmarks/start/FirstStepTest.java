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
}
