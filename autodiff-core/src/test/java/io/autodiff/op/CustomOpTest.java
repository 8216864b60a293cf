package io.autodiff.op;

import static io.autodiff.Cotangents.scale;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.program.Program;
import io.autodiff.transform.Differentiable;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

public class CustomOpTest {
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
          expected  a rule written in operations of the library
          hint      stopGradient() holds a value constant and says so\
        """,
        e.getMessage());
  }

  /** A cube whose rule gets at its slope in a way of its own. */
  private record ReadingCube(UnaryOperator<Tensor> slope) implements CustomOp {
    @Override
    public String label() {
      return "readingCube";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return Cube.cubed(in[0]);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return scale(g, slope.apply(in[0]));
    }

    @Override
    public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
      return vjp(argument, t, out, in);
    }
  }

  private static Tensor slope(double... x) {
    Arrays.setAll(x, i -> 3 * x[i] * x[i]);
    return Tensor.of(Shape.of(2, 2), x);
  }

  @Test
  void everyWayToReadNumbersIsRefusedWhereASecondDerivativeWouldBeZero() {
    List<UnaryOperator<Tensor>> ways =
        List.of(
            x -> slope(x.values()),
            x -> slope(((double[]) x.array()).clone()),
            x -> slope(x.at(0, 0), x.at(0, 1), x.at(1, 0), x.at(1, 1)),
            x -> slope(x.detach().values()),
            x -> x.detach().square().mul(3),
            x -> slope(Tensor.of(x.floats()).values()),
            x -> x.slice(0, 0, 1).sum(-1).reshape(1).item() > 5 ? x : x.square().mul(3),
            x -> x.argMax(0)[0] == 1 ? x.square().mul(3) : x);
    for (int i = 0; i < ways.size(); i++) {
      Differentiable<Tensor, Scalar> f = sum(new ReadingCube(ways.get(i)));
      String way = "way " + i;
      Differentiable<Tensor, Tensor> byForward =
          Differentiable.of(v -> f.jvp(v, v).toTensor(DType.FLOAT64));
      assertThrows(AutodiffException.class, () -> f.hessianVectorProduct(X, X), way);
      assertThrows(AutodiffException.class, () -> f.hessianDiagonal(X), way);
      assertThrows(AutodiffException.class, () -> byForward.jvp(X, X), way);
    }
    Differentiable<Tensor, Scalar> held =
        sum(new ReadingCube(x -> x.stopGradient().square().mul(3)));
    assertArrayEquals(new double[4], held.hessianVectorProduct(X, X).values());
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
      Program p =
          Program.between(List.of(x), List.of(new Cube().on(x).add(new Cube().on(x)).sum()));
      assertEquals(4, p.simplified().size());
      assertTrue(p.toString().contains("cube(x0)"), p.toString());
      Tensor other = Tensor.ones(2, 2).mul(3);
      Tensor g = (Tensor) p.gradient().replay().run(List.of(other)).get(0);
      assertArrayEquals(new double[] {54, 54, 54, 54}, g.values(), 1e-12);
    }
  }
}
