package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.transform.Differentiable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Functions that depend on none of their arguments, as by a number that was read. */
class DependenceTest {
  private static final double[] AT = {1, 2};
  private static final double[] V = {3, 4};
  private static final String MESSAGE =
      """
      derivative: the function depends on none of its arguments
        given     1 result of other values alone
        expected  a result computed from the arguments
        hint      allowConstant() takes the function for a constant, with derivative 0; numbers that\
       value(), values() or detach() return carry no derivative\
      """;

  private static Scalar cut(Scalar... v) {
    return Scalar.of(v[0].value() * v[1].value());
  }

  private static Scalar[] cuts(Scalar... v) {
    return new Scalar[] {cut(v)};
  }

  @Test
  void everyDoorRefuses() {
    Differentiable<Scalar, Scalar> half = Differentiable.of(x -> Scalar.of(x.value() / 2));
    Map<String, Executable> doors =
        Map.ofEntries(
            Map.entry("gradient", () -> Autodiff.gradient(DependenceTest::cut).at(AT)),
            Map.entry("forward", () -> Autodiff.gradient(DependenceTest::cut).forward().at(AT)),
            Map.entry("derivative", () -> Autodiff.derivative(x -> cut(x, x)).at(1)),
            Map.entry("jacobian", () -> Autodiff.jacobian(DependenceTest::cuts).at(AT)),
            Map.entry("hessian", () -> Autodiff.hessian(DependenceTest::cut).at(AT)),
            Map.entry("diagonal", () -> Autodiff.hessianDiagonal(DependenceTest::cut).at(AT)),
            Map.entry("jvp", () -> Autodiff.jvp(DependenceTest::cuts).at(AT, V)),
            Map.entry("vjp", () -> Autodiff.vjp(DependenceTest::cuts).at(AT, new double[1])),
            Map.entry("hvp", () -> Autodiff.hessianVectorProduct(DependenceTest::cut).at(AT, V)),
            Map.entry(
                "gauss-newton",
                () -> Autodiff.gaussNewtonVectorProduct(DependenceTest::cuts, v -> v[0]).at(AT, V)),
            Map.entry("structure", () -> half.gradient(Scalar.of(1))),
            Map.entry("structure, jvp", () -> half.jvp(Scalar.of(1), Scalar.of(1))),
            Map.entry("structure, vjp", () -> half.vjp(Scalar.of(1), Scalar.of(1))),
            Map.entry("structure, linear", () -> half.linearize(Scalar.of(1))),
            Map.entry("structure, jacobian", () -> half.jacobian(Scalar.of(1))),
            Map.entry("structure, diagonal", () -> half.hessianDiagonal(Scalar.of(1))));
    doors.forEach(
        (name, door) ->
            assertEquals(
                MESSAGE, assertThrows(AutodiffException.class, door, name).getMessage(), name));
  }

  @Test
  void oneResultThatDependsIsEnough() {
    double[][] rows =
        Autodiff.jacobian(v -> new Scalar[] {Scalar.of(5), v[1].square()}).reverse().at(AT);
    assertEquals(0, rows[0][1]);
    assertEquals(4, rows[1][1]);
    assertEquals(0, Autodiff.gradient(v -> v[1].floor()).at(AT)[1], "a flat operation");
    assertEquals(0, Autodiff.gradient(v -> v[1].stopGradient()).at(AT)[1], "a stop is meant");
  }

  @Test
  void derivativesWithinAFunctionMayBeConstant() {
    UnivariateFunction linear = x -> x.mul(3);
    UnivariateFunction slope = x -> Autodiff.derivative(linear).at(x);
    assertEquals(0, Autodiff.derivative(slope).at(2));
    assertEquals(0, Autodiff.derivative(slope).forward().at(2));
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      assertEquals(0, Autodiff.derivative(y -> slope.apply(y.mul(x))).at(x).value());
    }
  }

  @Test
  void aResultOfCapturedValuesAloneIsRefused() {
    try (Tape tape = new Tape()) {
      Scalar a = tape.variable(3);
      Scalar x = tape.variable(2);
      List<Function<Scalar, Scalar>> functions = List.of(_ -> a.square(), _ -> a);
      for (Function<Scalar, Scalar> f : functions) {
        for (Scalar at : Scalar.of(1, 2)) {
          assertThrows(AutodiffException.class, () -> Autodiff.derivative(f::apply).at(at.value()));
          assertThrows(AutodiffException.class, () -> Autodiff.derivative(f::apply).at(x));
        }
      }
      assertEquals(9, Autodiff.derivative(y -> y.mul(a.square())).at(x).value());
    }
  }

  @Test
  void aTapeRefusesToDifferentiateByWhatWasNotUsed() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Tensor t = tape.variable(Tensor.of(1, 2));
      Scalar y = x.exp();
      AutodiffException e = assertThrows(AutodiffException.class, () -> tape.gradients(y, t));
      assertEquals(
          """
          gradients: no output depends on a value to differentiate by
            given     1 computed without any of 1
            expected  values that were used to compute an output
            hint      allowConstant() makes a tape return 0; numbers that value(), values() or\
           detach() return carry no derivative\
          """,
          e.getMessage());
      assertThrows(AutodiffException.class, () -> tape.differentiate(y, t));
      assertEquals(0, tape.gradients(x.floor(), x).of(x), "used, and 0");
      assertEquals(0, tape.gradients(y, x, t).of(t).at(1), "one of them was used");
    }
  }
}
