package io.autodiff;

import static io.autodiff.fixture.Messages.assertTapeError;
import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.transform.Derivative;
import io.autodiff.transform.Differentiable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Derivatives inside derivatives and inside a user's tape, scalars and tensors mixed. The classic
 * cases are those of Siskind and Pearlmutter, <i>Nesting forward-mode AD in a functional
 * framework</i>, Higher-Order and Symbolic Computation 21, 2008.
 */
class PerturbationTest {

  private static double d(UnivariateFunction f, double at) {
    return Autodiff.derivative(f).at(at);
  }

  private static Scalar d(UnivariateFunction f, Scalar at) {
    return Autodiff.derivative(f).at(at);
  }

  @Test
  void theClassicCasesAreNotConfused() {
    assertEquals(1, d(x -> x.mul(d(y -> x.add(y), Scalar.of(1))), 1));
    assertEquals(0, d(x -> d(y -> x.mul(3).add(y), Scalar.of(1)), 1));
    assertEquals(1, d(x -> d(y -> x.mul(y), Scalar.of(2)), 1));
    assertEquals(2, d(x -> x.mul(d(y -> x.mul(y), Scalar.of(2))), 1));
    assertEquals(2 * 3, d(x -> d(y -> x.square().mul(y), x), 3));
    assertEquals(8, d(x -> x.mul(d(y -> y.square(), x)), 2));
  }

  @Test
  void everyOrderOfApowerIsRight() {
    UnivariateFunction f = x -> x.pow(6);
    double[] expected = {64, 192, 480, 960, 1440, 1440, 720, 0};
    for (int order = 1; order < expected.length; order++) {
      assertEquals(expected[order], d(f, 2), 1e-9, "order " + order);
      UnivariateFunction g = f;
      f = x -> d(g, x);
    }
  }

  @Test
  void differentiateGoesToAnyOrderOnOneTape() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(0.7);
      Scalar y = x.sin().mul(x.exp());
      // The k-th derivative of e^x sin x is 2^(k/2) e^x sin(x + k π/4).
      for (int k = 1; k <= 6; k++) {
        y = tape.differentiate(y, x);
        double expected = Math.pow(2, k / 2.0) * Math.exp(0.7) * Math.sin(0.7 + k * Math.PI / 4);
        assertEquals(expected, y.value(), 1e-10, "order " + k);
      }
    }
  }

  @Test
  void tensorsGoToTheFourthOrder() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(0.5, -1, 2));
      Tensor y = x.square().square().mul(x);
      for (int k = 0; k < 4; k++) {
        y = tape.differentiate(y.sum(), x);
      }
      assertClose(new double[] {60, -120, 240}, y.values(), 1e-12, "120 x");
      assertClose(new double[] {120, 120, 120}, tape.gradients(y.sum()).of(x).values(), 1e-12, "");
    }
  }

  @Test
  void aFunctionCapturesWhatIsRecordedOutside() {
    try (Tape tape = new Tape()) {
      Scalar a = tape.variable(3);
      Tensor w = tape.variable(Tensor.of(1, 2));
      Scalar slope = d(x -> x.square().mul(a).add(x.mul(w).square().sum()), Scalar.of(2));
      // 2 x a + 2 x |w|^2
      assertEquals(2 * 2 * 3 + 2 * 2 * 5, slope.value());
      assertFalse(slope.isConstant());
      Gradients grads = tape.gradients(slope);
      assertEquals(4, grads.of(a));
      assertClose(new double[] {8, 16}, grads.of(w).values(), 0, "by w");
      assertEquals(2, tape.gradients(a.square().mul(0.5).sub(a)).of(a), "the tape goes on");
    }
  }

  @Test
  void anInnerTransformCapturesBothTheOuterOnesAndTheUsersValues() {
    try (Tape tape = new Tape()) {
      Scalar a = tape.variable(5);
      // outer(x) = d/dy (a x y^2) at y = x is 2 a x^2; its derivative is 4 a x.
      Scalar result = d(x -> d(y -> a.mul(x).mul(y.square()), x), Scalar.of(3));
      assertEquals(60, result.value());
      assertEquals(12, tape.gradients(result).of(a));
      assertEquals(0, tape.gradients(tape.differentiate(result, a)).of(a));
    }
  }

  @Test
  void argumentsMayBeTheUsersOrConstantsOrBoth() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Derivative g = Autodiff.gradient(v -> v[0].square().mul(v[1]).mul(v[1]));
      Scalar[] both = g.at(x, Scalar.of(3));
      assertArrayEquals(new double[] {36, 24}, Scalar.values(both));
      assertEquals(18, tape.gradients(both[0]).of(x));
      assertEquals(24, tape.gradients(both[1]).of(x));
      Scalar[] twice = g.at(x, x);
      assertArrayEquals(new double[] {16, 16}, Scalar.values(twice), "each argument on its own");
      assertEquals(24, tape.gradients(twice[0]).of(x), "d/dx 2 x^3");
    }
  }

  @Test
  void tensorAndScalarTransformsNestInEachOther() {
    Tensor at = Tensor.of(1, 2, 3);
    // f(w) = |∇ sum(w^3)|^2 = 9 sum w^4; its gradient 36 w^3.
    Differentiable<Tensor, Scalar> outer =
        Differentiable.of(
            w ->
                Differentiable.<Tensor, Scalar>of(u -> u.square().mul(u).sum())
                    .gradient(w)
                    .square()
                    .sum());
    assertClose(
        new double[] {36, 288, 972}, outer.gradient(at).values(), 1e-12, "tensor in tensor");
    // s ↦ d/ds (s^2 sum w) inside a function of w
    Differentiable<Tensor, Scalar> mixed =
        Differentiable.of(w -> d(s -> s.square().mul(w.square().sum()), w.element(0)));
    // 2 w0 |w|^2: by w0 2|w|^2 + 4 w0^2, by the others 4 w0 wi
    assertClose(new double[] {32, 8, 12}, mixed.gradient(at).values(), 1e-12, "scalar in tensor");
    double inScalar =
        d(
            s -> Differentiable.<Tensor, Scalar>of(w -> w.mul(s).square().sum()).gradient(at).sum(),
            2);
    assertEquals(4 * 2 * 6, inScalar, 1e-12);
  }

  @Test
  void gradientDescentInsideAGradient() {
    // Differentiates the result of three steps of descent on (w - t)^2 by the step size.
    UnivariateFunction after =
        rate -> {
          Scalar w = Scalar.of(5);
          for (int i = 0; i < 3; i++) {
            w = w.sub(rate.mul(d(v -> v.sub(1).square(), w)));
          }
          return w;
        };
    // w = 1 + 4 (1 - 2r)^3
    assertEquals(-24 * 0.8 * 0.8, d(after, 0.1), 1e-12);
  }

  @Test
  void constantResultsAndUnusedArgumentsHaveDerivativeZero() {
    assertEquals(0, Autodiff.derivative(_ -> Scalar.of(3)).allowConstant().at(1));
    assertArrayEquals(new double[] {0, 4}, Autodiff.gradient(v -> v[1].square()).at(7, 2));
    try (Tape tape = new Tape()) {
      Scalar a = tape.variable(3);
      Scalar zero = Autodiff.derivative(_ -> a.square()).allowConstant().at(Scalar.of(1));
      assertEquals(0, zero.value(), "depends on the tape but not on the argument");
    }
  }

  @Test
  void twoTapesOfTheUserNeverMeetInAFunction() {
    try (Tape first = new Tape();
        Tape second = new Tape()) {
      Scalar a = first.variable(1);
      Scalar b = second.variable(2);
      String message =
          """
          operands belong to two tapes
            given     tape opened at @, and tape opened at @
            expected  values of one tape, and constants
            hint      detach() makes a constant of a value\
          """;
      assertTapeError(message, () -> d(x -> x.mul(a).mul(b), Scalar.of(1)));
      assertTapeError(message, () -> d(x -> x.mul(a), b));
      assertEquals(1, first.gradients(d(x -> x.mul(a), Scalar.of(4))).of(a), "both go on");
      assertEquals(1, second.gradients(d(x -> x.mul(b), Scalar.of(4))).of(b));
    }
  }

  @Test
  void aFunctionThatThrowsLeavesTheTapeUsable() {
    try (Tape tape = new Tape()) {
      Scalar a = tape.variable(3);
      for (int i = 0; i < 2; i++) {
        try {
          d(
              x -> {
                x.mul(a);
                throw new IllegalStateException("no");
              },
              Scalar.of(1));
        } catch (IllegalStateException e) {
          assertEquals("no", e.getMessage());
        }
      }
      Tape.Mark mark = tape.mark();
      assertEquals(6, tape.gradients(a.square()).of(a));
      tape.rewind(mark);
    }
  }

  /** The inner tape is the longer one, so that the outer one joins it. */
  @Test
  void theTapeOfAFinishedTransformStaysOpenForTheOneAroundIt() {
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
  void whatEscapesFromAFinishedTransformSaysThatItsTapeIsClosed() {
    List<Scalar> escaped = new ArrayList<>();
    d(
        x -> {
          escaped.add(x);
          return x.square();
        },
        2);
    assertTapeError(
        """
        value used after its tape was closed
          given     the private tape of a derivative
          expected  a value of an open tape
          hint      value(), values() and detach() before closing keep the numbers\
        """,
        () -> escaped.get(0).add(1));
  }

  @Test
  void manyThreadsNestAtOnce() throws Exception {
    UnivariateFunction f = x -> x.sin().mul(d(y -> x.mul(y).exp(), x));
    Differentiable<Tensor, Scalar> g =
        Differentiable.of(w -> w.square().sum().mul(d(s -> w.mul(s).square().sum(), w.element(1))));
    Tensor at = Tensor.of(0.5, 1.5);
    double expected = d(x -> d(f, x), 0.3);
    double[] tensors = g.gradient(at).values();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(
            threads.submit(
                () -> d(x -> d(f, x), 0.3) == expected && g.gradient(at).at(0) == tensors[0]));
      }
      for (Future<Boolean> one : all) {
        assertTrue(one.get());
      }
    }
  }
}
