package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TransformLifeTest {

  /** The inner tape is the longer one, so that the outer one is joined to it. */
  @Test
  void tapeOfAFinishedDerivativeStaysOpenForTheOneAroundIt() {
    double slope =
        Autodiff.derivative(
                w -> {
                  Derivative inner = Autodiff.gradient(v -> v[0].mul(v[1]).mul(w));
                  Scalar[] once = inner.at(Scalar.of(1, 2));
                  Scalar[] twice = inner.at(once);
                  return twice[0].add(twice[1]).add(w);
                })
            .at(3);
    // once = (2w, w); twice = (w * w, 2w * w); the derivative of 3w² + w is 6w + 1.
    assertEquals(19, slope, 1e-12);
  }

  @Test
  void derivativesOneAfterTheOtherShareNothing() {
    Derivative f = Autodiff.gradient(v -> v[0].square());
    double first = f.at(3)[0];
    assertEquals(first, f.at(3)[0], 0);
  }
}
