package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static io.autodiff.fixture.Messages.assertTapeError;
import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.autodiff.tape.Recording;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A named array that tapes borrow and that changes between steps. */
class ParameterTest {
  private static final String STALE =
      """
      gradients: parameter w was updated since it was used
        given     version 1, recorded with version 0
        expected  a traversal before the update, or a new recording after it\
      """;

  private final Tape tape = new Tape();
  private final Parameter w = new Parameter("w", Tensor.of(1, 2));

  @AfterEach
  void close() {
    tape.close();
  }

  private void update() {
    w.update(array -> ((double[]) array)[0] += 10);
  }

  @Test
  void usingItTwiceIsOneVariable() {
    assertSame(tape.use(w), tape.use(w));
    Gradients grads = tape.gradients(tape.use(w).mul(tape.use(w)).sum());
    assertClose(new double[] {2, 4}, grads.of(w).values(), 0, "by w");
    assertClose(new double[] {2, 4}, grads.of(tape.use(w)).values(), 0, "by its value");
  }

  @Test
  void updateChangesItInPlaceAndMakesANewVersion() {
    Tensor before = tape.use(w);
    Tensor kept = w.value();
    update();
    assertEquals(1, w.version());
    assertClose(new double[] {11, 2}, w.value().values(), 0, "updated");
    assertClose(new double[] {1, 2}, kept.values(), 0, "a copy is a copy");
    assertNotSame(before, tape.use(w));
    assertClose(new double[] {11, 2}, tape.use(w).values(), 0, "used again");
  }

  @Test
  void anOutdatedValueFailsAlsoOnceANewerOneWasReadAndForgotten() {
    Scalar old = tape.use(w).square().sum();
    update();
    Tape.Mark mark = tape.mark();
    Scalar renewed = tape.use(w).square().sum();
    assertTapeError(STALE, () -> tape.gradients(old));
    assertClose(new double[] {22, 4}, tape.gradients(renewed).of(w).values(), 0, "the newer one");
    tape.rewind(mark);
    assertTapeError(STALE, () -> tape.gradients(old));
  }

  @Test
  void aTraversalThatMeetsAnOutdatedValueFails() {
    Tensor value = tape.use(w);
    Scalar loss = value.square().sum();
    update();
    assertTapeError(STALE, () -> tape.gradients(loss));
    assertTapeError(STALE, () -> tape.differentiate(loss, value));
  }

  @Test
  void anOutdatedFactorIsMetEvenIfItsOwnDerivativeIsNotAskedFor() {
    Tensor x = tape.variable(Tensor.of(3, 4));
    Scalar product = x.mul(tape.use(w)).sum();
    Scalar reshaped = x.reshape(1, 2).matmul(Recording.alias(tape.use(w)).reshape(2, 1)).scalar();
    update();
    assertTapeError(STALE, () -> tape.gradients(product, x));
    assertTapeError(STALE, () -> tape.gradients(reshaped, x));
    assertTapeError(STALE, () -> tape.differentiate(product, x));
    assertTapeError(STALE, () -> tape.differentiate(reshaped, x));
  }

  @Test
  void whatDoesNotMeetTheOldValueGoesOn() {
    Tensor x = tape.variable(Tensor.of(3, 4));
    x.mul(tape.use(w));
    update();
    Gradients grads = tape.gradients(x.mul(tape.use(w)).sum());
    assertClose(new double[] {11, 2}, grads.of(x).values(), 0, "by x");
    assertClose(new double[] {3, 4}, grads.of(w).values(), 0, "by w");
  }

  @Test
  void aParameterThatWasNeverUsedHasDerivativeZero() {
    Gradients grads = tape.gradients(tape.variable(1).exp());
    assertClose(new double[] {0, 0}, grads.of(w).values(), 0, "by w");
  }

  @Test
  void namesInTheCallHoldForParametersToo() {
    Scalar x = tape.variable(3);
    Scalar z = tape.use(w).mul(x).sum();
    assertClose(new double[] {3, 3}, tape.gradients(z, tape.use(w)).of(w).values(), 0, "named");
    assertTapeError(
        """
        gradients: this derivative was not kept
          given     parameter w that the call did not name
          expected  a value named in the call
          hint      gradients(output, value) keeps the derivative by value\
        """,
        () -> tape.gradients(z, x).of(w));
    Gradients none = tape.allowConstant().gradients(x, tape.use(w));
    assertClose(new double[] {0, 0}, none.of(w).values(), 0, "named, without influence");
  }

  @Test
  void rewindForgetsWhichVariableItWas() {
    Tape.Mark mark = tape.mark();
    Tensor first = tape.use(w);
    tape.rewind(mark);
    Tensor second = tape.use(w);
    assertNotSame(first, second);
    Gradients grads = tape.gradients(second.sum());
    assertClose(new double[] {1, 1}, grads.of(w).values(), 0, "by w");
  }

  @Test
  void tapesShareAParameter() {
    try (Tape other = new Tape()) {
      assertClose(
          new double[] {2, 4}, tape.gradients(tape.use(w).square().sum()).of(w).values(), 0, "a");
      assertClose(new double[] {1, 1}, other.gradients(other.use(w).sum()).of(w).values(), 0, "b");
    }
  }

  @Test
  void aDerivativeOfAFunctionCapturesItsRecordedValue() {
    Tensor value = tape.use(w);
    Scalar x = tape.variable(2);
    Scalar slope = Autodiff.derivative(v -> v.square().mul(value.sum())).at(x);
    assertClose(new double[] {4, 4}, tape.gradients(slope).of(w).values(), 0, "by w");
    List<Value<?>> by = List.of(value, x);
    assertEquals(2, tape.differentiate(List.of(slope), List.of(Scalar.of(1)), by).size());
  }

  @Test
  void aValueThatDoesNotFitIsRejected() {
    assertRejected(
        """
        parameter w: value does not fit
          given     float64 of shape (3)
          expected  float64 of shape (2)\
        """,
        () -> w.set(Tensor.zeros(3)));
    w.set(Tensor.of(7, 8));
    assertClose(new double[] {7, 8}, w.value().values(), 0, "set");
    assertEquals("Parameter(w (2) float64)", w.toString());
  }
}
