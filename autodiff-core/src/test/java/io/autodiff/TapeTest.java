package io.autodiff;

import static io.autodiff.fixture.Messages.assertTapeError;
import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.tape.Recording;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traversals of one tape that yield numbers or recorded values. */
class TapeTest {
  private final Tape tape = new Tape();
  private final Scalar x = tape.variable(2);
  private final Scalar y = tape.variable(3);

  @AfterEach
  void close() {
    tape.close();
  }

  @Test
  void gradientOfAnExpression() {
    Gradients grads = tape.gradients(x.mul(y).add(x.sin()));
    assertEquals(3 + Math.cos(2), grads.of(x), 1e-15);
    assertEquals(2, grads.of(y));
    assertArrayEquals(new double[] {3 + Math.cos(2), 2}, grads.of(x, y), 1e-15);
  }

  @Test
  void scalarsAndTensorsShareTheTape() {
    Tensor w = tape.variable(Tensor.of(1, 2, 3));
    Tensor weighted = x.mul(w).add(Tensor.stack(x, y, x.mul(y)));
    Scalar z = weighted.element(0).mul(weighted.sum()).add(w.element(-1));
    Gradients grads = tape.gradients(z);
    // first = 2 + x, sum = 6x + x + y + xy; z = first * sum + 3
    double first = 2 * 1 + 2;
    double sum = 2 * 6 + 2 + 3 + 6;
    assertEquals(sum * 2 + first * (6 + 1 + 3), grads.of(x), 1e-12);
    assertEquals(first * (1 + 2), grads.of(y), 1e-12);
    assertClose(
        new double[] {2 * sum + 2 * first, 2 * first, 2 * first + 1},
        grads.of(w).values(),
        1e-12,
        "by w");
  }

  @Test
  void severalOutputsWithGivenCotangentsAreOneTraversal() {
    Tensor w = tape.variable(Tensor.of(1, 2));
    Scalar a = x.mul(y);
    Tensor b = w.mul(x);
    Gradients grads =
        tape.gradients(List.of(a, b, a), List.of(Scalar.of(10), Tensor.of(1, -1), Scalar.of(0.5)));
    assertEquals(10.5 * 3 + 1 - 2, grads.of(x), 1e-12);
    assertEquals(10.5 * 2, grads.of(y), 1e-12);
    assertClose(new double[] {2, -2}, grads.of(w).values(), 0, "by w");
  }

  @Test
  void traversalsOfOneTapeDoNotDisturbEachOther() {
    Scalar z = x.square().mul(y);
    Gradients first = tape.gradients(z);
    Gradients second = tape.gradients(x.add(y));
    Gradients third = tape.gradients(z);
    assertArrayEquals(new double[] {12, 4}, first.of(x, y));
    assertArrayEquals(new double[] {1, 1}, second.of(x, y));
    assertArrayEquals(new double[] {12, 4}, third.of(x, y));
  }

  @Test
  void gradientsOutliveRewindAndClose() {
    Tensor w = tape.variable(Tensor.of(1, 2));
    Tape.Mark mark = tape.mark();
    Gradients grads = tape.gradients(w.mul(x).sum());
    tape.rewind(mark);
    tape.variable(7).square();
    assertEquals(3, grads.of(x));
    tape.close();
    assertClose(new double[] {2, 2}, grads.of(w).values(), 0, "after close");
  }

  @Test
  void unusedVariableHasZeroGradient() {
    Tensor unused = tape.variable(Tensor.zeros(2, 2));
    Gradients grads = tape.gradients(x.exp());
    Scalar later = tape.variable(1);
    Tensor laterTensor = tape.variable(Tensor.ones(3));
    assertEquals(0, grads.of(y));
    assertEquals(0, grads.of(later));
    assertEquals(Tensor.zeros(2, 2).toString(), grads.of(unused).toString());
    assertEquals(Tensor.zeros(3).toString(), grads.of(laterTensor).toString());
    tape.allowConstant();
    assertEquals(0, tape.differentiate(x.exp(), y).value());
    assertEquals(Shape.of(2, 2), tape.differentiate(x.exp(), unused).shape());
  }

  @Test
  void variableItselfIsAnOutput() {
    assertArrayEquals(new double[] {1, 0}, tape.gradients(x).of(x, y));
    assertEquals(1, tape.differentiate(x, x).value());
    Tensor w = tape.variable(Tensor.of(5));
    assertClose(new double[] {1}, tape.gradients(w).of(w).values(), 0, "of itself");
  }

  @Test
  void intermediateResultsCanBeNamed() {
    Scalar u = x.mul(y);
    Tensor t = Tensor.stack(u, x);
    Scalar z = t.square().sum().mul(u);
    Gradients grads = tape.gradients(z, u, t);
    // z = (u^2 + x^2) u
    assertEquals(3 * 36 + 4, grads.of(u), 1e-12);
    assertClose(new double[] {2 * 6 * 6, 2 * 2 * 6}, grads.of(t).values(), 1e-12, "by t");
    assertEquals(3 * 36 + 4, tape.differentiate(z, u).value(), 1e-12);
    assertClose(new double[] {72, 24}, tape.differentiate(z, t).values(), 1e-12, "recorded, by t");
    assertArrayEquals(
        new double[] {0, 1}, tape.gradients(y, x, y).of(x, y), "a name before and one after");
    tape.allowConstant();
    assertEquals(0, tape.gradients(x, z).of(z), "a name after the output");
    assertEquals(0, tape.differentiate(x, z).value(), "recorded, a name after the output");
  }

  @Test
  void derivativesThatWereNotKeptAreAnError() {
    Scalar u = x.mul(y);
    Tensor t = Tensor.stack(u, x);
    Gradients all = tape.gradients(t.sum());
    String kept = "\n  hint      gradients(output, value) keeps the derivative by value";
    assertTapeError(
        """
        gradients: this derivative was not kept
          given     a scalar that is not a variable
          expected  a variable, or a value named in the call\
        """
            + kept,
        () -> all.of(u));
    assertTapeError(
        """
        gradients: this derivative was not kept
          given     a tensor of shape (2) that is not a variable
          expected  a variable, or a value named in the call\
        """
            + kept,
        () -> all.of(t));
    Gradients one = tape.gradients(t.sum(), x);
    assertTapeError(
        """
        gradients: this derivative was not kept
          given     a scalar that the call did not name
          expected  a value named in the call\
        """
            + kept,
        () -> one.of(y));
  }

  @Test
  void constantsAndForeignValuesAreErrors() {
    Gradients grads = tape.gradients(x.mul(y));
    assertTapeError(
        """
        gradients: asked for the derivative by a constant
          given     a scalar constant
          expected  a value recorded on the tape that was traversed
          hint      tape.variable(...) makes a variable of a constant\
        """,
        () -> grads.of(Scalar.of(1)));
    assertTapeError(
        """
        gradients: asked for the derivative by a constant
          given     a constant tensor of shape (2, 1)
          expected  a value recorded on the tape that was traversed
          hint      tape.variable(...) makes a variable of a constant\
        """,
        () -> grads.of(Tensor.zeros(2, 1)));
    try (Tape other = new Tape()) {
      Scalar foreign = other.variable(1);
      assertTapeError(
          """
          gradients: asked for the derivative by a value of another record
            given     a value recorded on another tape, or after a later rewind
            expected  a value recorded on the tape that was traversed\
          """,
          () -> grads.of(foreign));
      assertTapeError(
          """
          gradients: output belongs to another tape
            given     a scalar recorded elsewhere
            expected  a value recorded on this tape\
          """,
          () -> tape.gradients(foreign));
      assertTapeError(
          """
          gradients: value to differentiate by belongs to another tape
            given     a scalar recorded elsewhere
            expected  a value recorded on this tape\
          """,
          () -> tape.gradients(x, foreign));
      assertTapeError(
          """
          differentiate: value to differentiate by belongs to another tape
            given     a scalar recorded elsewhere
            expected  a value recorded on this tape\
          """,
          () -> tape.differentiate(x, foreign));
      assertTapeError(
          """
          operands belong to two tapes
            given     tape opened at @, and tape opened at @
            expected  values of one tape, and constants
            hint      detach() makes a constant of a value\
          """,
          () -> x.add(foreign));
    }
    assertTapeError(
        """
        gradients: output is a constant
          given     a scalar that no tape recorded
          expected  a value computed from this tape's variables\
        """,
        () -> tape.gradients(Scalar.of(1)));
  }

  @Test
  void valueRecordedAfterALaterRewindIsNotMistakenForAnOlderOne() {
    Tape.Mark mark = tape.mark();
    Scalar old = tape.variable(1);
    Gradients grads = tape.gradients(old.mul(x));
    tape.rewind(mark);
    Scalar young = tape.variable(5);
    assertEquals(2, grads.of(old), "the handle is stale, its derivative is not");
    assertTapeError(
        """
        gradients: asked for the derivative by a value of another record
          given     a value recorded on another tape, or after a later rewind
          expected  a value recorded on the tape that was traversed\
        """,
        () -> grads.of(young));
  }

  @Test
  void operationsOnConstantsAreNotRecorded() {
    int size = tape.size();
    Scalar c = Scalar.of(2).mul(3).add(Scalar.of(1)).sin();
    Tensor d = Tensor.of(1, 2).matmul(Tensor.of(3, 4)).add(1).exp();
    assertEquals(true, c.isConstant() && d.isConstant() && d.scalar().isConstant());
    assertEquals(size, tape.size());
    assertSame(c, c.detach());
    assertNotSame(x, x.detach());
  }

  @Test
  void detachCutsTheDerivative() {
    assertEquals(2, tape.gradients(x.mul(x.detach())).of(x));
    Tensor w = tape.variable(Tensor.of(3, 4));
    assertClose(
        new double[] {3, 4}, tape.gradients(w.mul(w.detach()).sum()).of(w).values(), 0, "by w");
  }

  @Test
  void aliasIsAValueOfItsOwn() {
    Scalar twin = Recording.alias(x);
    Gradients grads = tape.gradients(x.mul(twin), x, twin);
    assertEquals(2, grads.of(twin));
    assertEquals(4, grads.of(x), "all that comes through the twin included");
    Tensor w = tape.variable(Tensor.of(3));
    Tensor v = Recording.alias(w);
    assertClose(new double[] {6}, tape.gradients(w.mul(v)).of(w).values(), 0, "by w");
    assertClose(new double[] {3}, tape.gradients(w.mul(v), v).of(v).values(), 0, "by v");
  }

  @Test
  void differentiateGivesWhatCanBeDifferentiatedAgain() {
    Scalar z = x.square().mul(y).add(x.mul(y).sin());
    Scalar dx = tape.differentiate(z, x);
    Scalar dxy = tape.differentiate(dx, y);
    Scalar dxyx = tape.differentiate(dxy, x);
    assertEquals(12 + 3 * Math.cos(6), dx.value(), 1e-12);
    assertEquals(4 + Math.cos(6) - 6 * Math.sin(6), dxy.value(), 1e-12);
    double third = 2 - 2 * 3 * Math.sin(6) - 6 * 3 * Math.cos(6);
    assertEquals(third, dxyx.value(), 1e-11);
    assertEquals(third, tape.gradients(dxy).of(x), 1e-11);
  }

  @Test
  void cotangentsOfDifferentiateMayBeRecorded() {
    Tensor w = tape.variable(Tensor.of(1, 2));
    Tensor c = tape.variable(Tensor.of(5, 6));
    Tensor g = tape.differentiate(List.of(w.square()), List.of(c), List.of(w)).get(0);
    assertClose(new double[] {10, 24}, g.values(), 0, "2 w c");
    assertClose(new double[] {2, 4}, tape.gradients(g.sum()).of(c).values(), 0, "by c");
    assertClose(new double[] {10, 12}, tape.gradients(g.sum()).of(w).values(), 0, "by w");
  }

  @Test
  void elementsOfATensorCollectTheirDerivatives() {
    Tensor w = tape.variable(Tensor.randn(new Random(1), 2, 3));
    Scalar[] e = w.scalars();
    Scalar z = e[0].mul(e[4]).add(e[4].square()).add(w.sum());
    double[] v = w.values();
    double[] expected = {1 + v[4], 1, 1, 1, 1 + v[0] + 2 * v[4], 1};
    assertClose(expected, tape.gradients(z).of(w).values(), 1e-14, "numbers");
    assertClose(expected, tape.differentiate(z, w).values(), 1e-14, "recorded");
  }

  @Test
  void aCotangentThatTwoOperandsShareIsNotAddedToInPlace() {
    Tensor u = tape.variable(Tensor.of(1, 2));
    Tensor v = tape.variable(Tensor.of(3, 4));
    Scalar early = u.element(0).mul(10);
    Tensor tripled = u.mul(3);
    Tensor s = u.add(v);
    Gradients elements = tape.gradients(s.element(0).add(early));
    assertClose(new double[] {11, 0}, elements.of(u).values(), 0, "by u, elements");
    assertClose(new double[] {1, 0}, elements.of(v).values(), 0, "by v, elements");
    Gradients sums = tape.gradients(s.mul(2).add(s.mul(5)).add(tripled).sum());
    assertClose(new double[] {10, 10}, sums.of(u).values(), 0, "by u, sums");
    assertClose(new double[] {7, 7}, sums.of(v).values(), 0, "by v, sums");
    Tensor twin = Recording.alias(u);
    Scalar both = twin.mul(2).add(twin.mul(5)).add(tripled).sum();
    Gradients named = tape.gradients(both, twin, u);
    assertClose(new double[] {7, 7}, named.of(twin).values(), 0, "by the twin");
    assertClose(new double[] {10, 10}, named.of(u).values(), 0, "by u");
  }

  @Test
  void derivativesByAListOfTensorsAreTensors() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(Tensor.of(1, 2));
      Tensor b = tape.variable(Tensor.of(3, 4));
      Scalar loss = a.square().mul(b).sum();
      List<Tensor> slopes = tape.differentiate(loss, List.of(a, b));
      assertClose(new double[] {6, 16}, slopes.get(0).values(), 0, "by a");
      assertClose(new double[] {1, 4}, slopes.get(1).values(), 0, "by b");
      Tensor bend = tape.differentiate(slopes.get(0).sum(), a);
      assertClose(new double[] {6, 8}, bend.values(), 0, "twice by a");
      assertThrows(
          AutodiffException.class, () -> tape.differentiate(a.sum(), List.of(b)), "not of b");
    }
  }

  @Test
  void aConstantHandleKeepsItsBitsOnEitherSide() {
    for (double c : new double[] {Double.MIN_VALUE, -1e300, Double.NEGATIVE_INFINITY}) {
      try (Tape tape = new Tape()) {
        Scalar x = tape.variable(1.0);
        assertEquals(c, tape.gradients(Scalar.of(c).mul(x)).of(x));
        assertEquals(c, tape.gradients(x.mul(Scalar.of(c))).of(x));
        assertEquals(c, tape.gradients(x.mul(Scalar.of(c).add(Scalar.of(-0.0)))).of(x));
      }
    }
  }
}
