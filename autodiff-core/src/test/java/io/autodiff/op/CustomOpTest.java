package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Differentiable;
import io.autodiff.Program;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomOpTest {
  private static final Tensor X = Tensor.of(Shape.of(2, 2), 0.5, -1, 2, 3);

  /** The cube with a rule that reads arrays, and none for the forward direction. */
  private record RawCube() implements CustomOp {
    @Override
    public String label() {
      return "rawCube";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return Cube.cubed(in[0]);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      double[] slope = in[0].values();
      Arrays.setAll(slope, i -> 3 * slope[i] * slope[i]);
      return g.mul(Tensor.of(in[0].shape(), slope));
    }
  }

  private record WrongShape() implements CustomOp {
    @Override
    public String label() {
      return "wrong";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return in[0].neg();
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return Tensor.ones(3);
    }
  }

  private static Differentiable<Tensor, Scalar> sum(CustomOp op) {
    return Differentiable.of(x -> op.on(x.mul(2)).sum());
  }

  @Test
  void rulesInOperationsServeEveryOrderAndDirection() {
    Differentiable<Tensor, Scalar> f = sum(new Cube());
    Differentiable<Tensor, Scalar> same = Differentiable.of(x -> x.mul(2).pow(3).sum());
    Tensor v = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
    assertArrayEquals(same.gradient(X).values(), f.gradient(X).values(), 1e-12);
    assertEquals(same.jvp(X, v).value(), f.jvp(X, v).value(), 1e-11);
    assertArrayEquals(
        same.hessianVectorProduct(X, v).values(), f.hessianVectorProduct(X, v).values(), 1e-11);
  }

  @Test
  void rawRuleServesTheFirstOrder() {
    assertArrayEquals(
        sum(new Cube()).gradient(X).values(), sum(new RawCube()).gradient(X).values(), 1e-12);
  }

  @Test
  void secondDerivativeThroughARawRuleIsRefused() {
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> sum(new RawCube()).hessianVectorProduct(X, X));
    assertEquals(
        """
        second derivative: operation rawCube has none
          given     a rule that reads the numbers of its operands
          expected  a rule written in operations of the library\
        """,
        e.getMessage());
  }

  @Test
  void forwardDerivativeWithoutAForwardRuleIsRefused() {
    AutodiffException e = assertThrows(AutodiffException.class, () -> sum(new RawCube()).jvp(X, X));
    assertEquals(
        """
        jvp: operation rawCube has no forward rule
          given     a custom operation that defines vjp only
          expected  an operation that overrides jvp(argument, t, out, in)
          hint      gradient(...), hessian(...).reverse() and vjp go in reverse and need none\
        """,
        e.getMessage());
  }

  @Test
  void whatARuleReturnsMustFit() {
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> sum(new WrongShape()).gradient(X));
    assertEquals(
        """
        wrong: what vjp returned does not fit operand 0
          given     float64 of shape (3)
          expected  float64 of shape (2, 2)\
        """,
        e.getMessage());
  }

  @Test
  void capturedRecordedValueIsRefused() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(X);
      CustomOp capturing =
          new CustomOp() {
            @Override
            public String label() {
              return "capturing";
            }

            @Override
            public Tensor forward(Workspace w, Tensor... in) {
              return in[0].add(x);
            }

            @Override
            public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
              return g;
            }
          };
      TapeException e = assertThrows(TapeException.class, () -> capturing.on(x));
      assertTrue(String.valueOf(e.getMessage()).startsWith("capturing: the operation uses"));
    }
  }

  @Test
  void isAStepOfAProgram() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(X);
      Program p = tape.program(List.of(x), List.of(new Cube().on(x).add(new Cube().on(x)).sum()));
      assertEquals(4, p.simplified().size());
      assertTrue(p.toString().contains("cube(x0)"), p.toString());
      Tensor other = Tensor.ones(2, 2).mul(3);
      Tensor g = (Tensor) p.gradient().replay().run(List.of(other)).get(0);
      assertArrayEquals(new double[] {54, 54, 54, 54}, g.values(), 1e-12);
    }
  }
}
