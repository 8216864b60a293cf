package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.batch.Pointwise;
import io.autodiff.batch.Recurrence;
import io.autodiff.program.Program;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.CustomGradient;
import io.autodiff.transform.UnivariateDerivative;
import io.autodiff.transform.ValueTree;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Numbers that a caller's code reads where a program or a derivative would freeze them. */
class NumberReadsTest {
  private static final List<ToDoubleFunction<Scalar>> WAYS =
      List.of(
          Scalar::value,
          x -> Scalar.values(x)[0],
          x -> x.detach().value(),
          x -> Tensor.stack(x).item(),
          x -> Tensor.stack(x).at(0),
          x -> Tensor.stack(x).values()[0],
          x -> Tensor.stack(x).floats()[0],
          x -> ((double[]) Tensor.stack(x).array())[0],
          x -> Tensor.stack(x).detach().item(),
          x -> Tensor.stack(x.neg(), x).argMax(0)[0]);

  private static Scalar branch(Scalar x, ToDoubleFunction<Scalar> read) {
    return read.applyAsDouble(x) > 0 ? x.square() : x.neg();
  }

  @Test
  void everyWayToReadIsRefusedWhileAProgramIsRecorded() {
    for (ToDoubleFunction<Scalar> read : WAYS) {
      assertThrows(AutodiffException.class, () -> Program.of(v -> branch(v[0], read), 3));
      assertThrows(
          AutodiffException.class, () -> Pointwise.of(1, v -> new Scalar[] {branch(v[0], read)}));
    }
    AutodiffException e =
        assertThrows(
            AutodiffException.class, () -> Program.of(v -> branch(v[0], Scalar::value), 3));
    assertEquals(
        """
        program: the function reads a number that is recorded
          given     value(), item(), at(), values(), floats(), array() or detach() of node 0
          expected  operations alone, for a program computes them anew and what is made of a number\
         stays
          hint      where(...) and isGreaterThan(...) choose, stopGradient() holds constant;\
         Program.frozen(...) gives the present number and says so\
        """,
        e.getMessage());
  }

  @Test
  void aRecurrenceReadsNone() {
    assertThrows(
        AutodiffException.class,
        () ->
            Recurrence.of(
                1, 1, 0, v -> new Scalar[] {branch(v[0].add(v[1]), Scalar::value), v[1]}));
  }

  @Test
  void whatRunsWithinAProgramReadsNoneEither() {
    Function<Scalar, Scalar> kept = Checkpoint.of(x -> branch(x, Scalar::value));
    assertThrows(AutodiffException.class, () -> Program.of(v -> kept.apply(v[0].sin()), 3));
    UnivariateDerivative slope = Autodiff.derivative(x -> branch(x, Scalar::value));
    assertThrows(AutodiffException.class, () -> Program.of(v -> slope.at(v[0].sin()), 3));
    assertEquals(6, slope.at(3));
  }

  @Test
  void derivativesInNumbersOfWhatAProgramRecordsAreRefused() {
    List<Function<Scalar, Number>> ways =
        List.of(
            x -> Autodiff.gradient(v -> v[0].mul(x)).at(1)[0],
            x -> Autodiff.hessian(v -> v[0].square().mul(x)).at(1)[0][0],
            x -> Autodiff.jacobian(v -> new Scalar[] {v[0].mul(x)}).reverse().at(1)[0][0],
            x -> Autodiff.jacobian((Scalar v) -> v.mul(x), Scalar.of(1))[0][0],
            x -> Autodiff.hessian((Scalar v) -> v.square().mul(x), Scalar.of(1))[0][0],
            x -> ValueTree.numbers(List.of(x.square()))[0]);
    for (Function<Scalar, Number> way : ways) {
      assertThrows(
          AutodiffException.class,
          () -> Program.of(v -> v[0].mul(way.apply(v[0]).doubleValue()), 3));
    }
  }

  @Test
  void frozenNumbersStay() {
    Program p = Program.of(v -> v[0].mul(Program.frozen(v[0]).value()), 3);
    assertEquals(12, p.replay().run(4)[0]);
    assertEquals(
        2,
        Pointwise.of(1, v -> new Scalar[] {v[0].mul(Program.frozen(v[0]))})
            .apply(Tensor.of(4.0))[0]
            .item());
  }

  @Test
  void aFunctionThatFailedLeavesItsTapesReadable() {
    try (Tape tape = new Tape()) {
      Scalar outer = tape.variable(2);
      assertThrows(
          AutodiffException.class,
          () -> Program.of(v -> branch(v[0].mul(outer), Scalar::value), 3));
      assertEquals(4, outer.square().value());
    }
  }

  @Test
  void aTapeThatIsFrozenTellsWhatWasRead() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(3);
      Scalar y = x.sin();
      Scalar z = y.value() > 0 ? y.square() : y.neg();
      assertEquals(Math.sin(3) * Math.sin(3), z.value());
      Program p = Program.between(List.of(x), List.of(z));
      assertEquals(List.of(1), p.reads());
      assertEquals(
          """
          program(x0: scalar)
            v1 = sin(x0)       scalar
            v2 = square(v1)    scalar
            v1 was read while this was recorded; what depends on that stays as it was
            return v2
          """,
          p.toString());
      assertEquals(List.of(1), p.simplified().reads());
    }
  }

  @Test
  void readsAreForgottenWithWhatWasRecorded() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(3);
      Tape.Mark mark = tape.mark();
      assertEquals(9, x.square().value());
      assertEquals(3, x.value());
      tape.rewind(mark);
      Scalar y = x.square();
      assertEquals(List.of(), Program.between(List.of(x), List.of(y)).reads());
      assertEquals(3, x.value());
      Scalar z = y.neg();
      Program p = Program.between(List.of(x), List.of(z));
      assertEquals(p.inputs(), p.reads());
    }
  }

  @Test
  void aRuleThatReadsAScalarHasNoSecondDerivative() {
    Function<Scalar, Scalar> cube =
        CustomGradient.of(x -> x.pow(3), (x, _, g) -> g.mul(3 * x.value() * x.value()));
    UnivariateFunction f = cube::apply;
    assertEquals(12, Autodiff.derivative(f).at(2));
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> Autodiff.derivative(x -> Autodiff.derivative(f).at(x)).at(2));
    assertEquals(
        """
        second derivative: customGradient has none
          given     a rule that reads the numbers of its operands
          expected  a rule written in operations of the library
          hint      stopGradient() holds a value constant and says so\
        """,
        e.getMessage());
    double[] second =
        Autodiff.hessian(
                v ->
                    CustomGradient.<Scalar, Scalar>of(
                            x -> x.pow(3), (x, _, g) -> g.mul(x.square().mul(3)))
                        .apply(v[0]))
            .reverse()
            .at(2)[0];
    assertArrayEquals(new double[] {12}, second);
  }
}
