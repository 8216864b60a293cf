package org.example.flowers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Tensor;
import io.autodiff.testkit.GradientAssertions;
import org.junit.jupiter.api.Test;

class FlowersTest {
  @Test
  void theGradientIsRight() {
    GradientAssertions.assertGradient((Tensor x) -> Flowers.f(x.scalars()), Tensor.of(2, 3));
  }

  @Test
  void theDigitsAreTold() {
    assertTrue(Flowers.accuracy() > 0.9);
  }
}
