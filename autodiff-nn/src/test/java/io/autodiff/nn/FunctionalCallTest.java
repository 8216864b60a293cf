package io.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.transform.Differentiable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A network as a function of its parameters. */
class FunctionalCallTest {
  private static final Tensor X = Tensor.randn(new Random(1), 5, 3);

  private final Mlp model =
      Mlp.builder(3).dense(4, Activation.TANH).batchNorm().dense(2).build(new SplittableRandom(3));

  @Test
  void gradientByTheStateIsTheTapes() {
    model.buffers().get(1).set(Tensor.of(2.0, 0.5, 3, 1));
    Differentiable<Map<String, Tensor>, Scalar> loss =
        Differentiable.of(state -> model.apply(state, X).square().mean());
    Map<String, Tensor> state = model.state();
    Map<String, Tensor> gradient = loss.gradient(state);
    assertEquals(List.copyOf(state.keySet()), List.copyOf(gradient.keySet()));
    try (Tape tape = new Tape()) {
      Scalar value = model.forward(X, Pass.evaluation(tape)).square().mean();
      Gradients expected = tape.gradients(value);
      assertEquals(value.value(), loss.apply(state).value());
      for (Parameter parameter : model.parameters()) {
        assertArrayEquals(
            expected.of(parameter).values(), at(gradient, parameter.name()).values(), 1e-15);
      }
    }
  }

  @Test
  void otherValuesTakeThePlaceOfParametersAndBuffers() {
    Mlp other =
        Mlp.builder(3)
            .dense(4, Activation.TANH)
            .batchNorm()
            .dense(2)
            .build(new SplittableRandom(9));
    other.buffers().get(0).set(Tensor.of(1.0, 2, 3, 4));
    Map<String, Tensor> before = model.state();
    assertArrayEquals(other.predict(X).values(), model.apply(other.state(), X).values());
    before.forEach(
        (name, value) -> assertArrayEquals(value.values(), at(model.state(), name).values()));
  }

  @Test
  void missingValueIsRefused() {
    Map<String, Tensor> state = model.state();
    String name = model.parameters().get(0).name();
    state.remove(name);
    AutodiffException e = assertThrows(AutodiffException.class, () -> model.apply(state, X));
    assertTrue(e.toString().contains("network: saved values do not fit"));
  }

  private static Tensor at(Map<String, Tensor> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}
