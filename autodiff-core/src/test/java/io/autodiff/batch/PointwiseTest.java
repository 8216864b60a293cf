package io.autodiff.batch;

import static io.autodiff.Cotangents.scale;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.VectorFunction;
import io.autodiff.check.GradientCheck;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Functions of scalars applied element by element. */
class PointwiseTest {
  private static final List<Engine> ENGINES =
      List.of(Engine.standard(), Engine.standard().withVector(false));

  private static Scalar[] mixture(Scalar... v) {
    Scalar gate = v[0].mul(v[1]).add(v[2]).sigmoid();
    Scalar change = v[3].mul(v[1]).sub(v[0].square()).tanh();
    Scalar cell = gate.mul(v[2]).add(scale(change.mul(gate), v[3]));
    return new Scalar[] {cell.add(2), v[1], gate.mul(cell.sin()).div(v[4].exp()), Scalar.of(3)};
  }

  private static Tensor[] arguments(DType dtype, int... dims) {
    Random random = new Random(17);
    Tensor[] x = new Tensor[5];
    for (int k = 0; k < x.length; k++) {
      x[k] = Tensor.randn(dtype, random, dims);
    }
    return x;
  }

  /** The sine of a large number is computed from its argument once more, after the others. */
  @Test
  void aResultNeverTakesThePlaceOfAnOperandThatIsReadAgain() {
    double[] x = new Random(6).doubles(200, -3, 3).toArray();
    x[120] = 1e14;
    Pointwise f =
        Pointwise.of(
            1,
            v -> {
              Scalar t = v[0].mul(3).add(1);
              Scalar cos = t.cos();
              Scalar sin = t.sin();
              return new Scalar[] {cos.mul(cos).add(cos).mul(sin).add(sin)};
            });
    double[] found = (double[]) f.apply(Tensor.of(x))[0].array();
    for (int i = 0; i < x.length; i++) {
      double cos = Math.cos(x[i] * 3 + 1);
      double sin = Math.sin(x[i] * 3 + 1);
      assertEquals((cos * cos + cos) * sin + sin, found[i], 1e-14);
    }
  }

  @Test
  void everyElementIsWhatTheFunctionSays() {
    Pointwise f = Pointwise.of(5, PointwiseTest::mixture);
    for (Engine engine : ENGINES) {
      for (DType dtype : DType.values()) {
        for (int[] dims : new int[][] {{}, {1}, {14}, {3, 1700}, {0}}) {
          try (Tape tape = new Tape(engine)) {
            Tensor[] x = arguments(dtype, dims);
            x[0] = tape.variable(x[0]);
            Tensor[] y = f.apply(x);
            for (int i = 0; i < x[0].size(); i += dims.length > 1 ? 97 : 1) {
              Scalar[] at = new Scalar[x.length];
              for (int k = 0; k < x.length; k++) {
                at[k] = Scalar.of(x[k].values()[i]);
              }
              Scalar[] expected = mixture(at);
              for (int k = 0; k < y.length; k++) {
                double tolerance = dtype == DType.FLOAT32 ? 2e-5 : 1e-13;
                assertEquals(expected[k].value(), y[k].values()[i], tolerance);
                assertEquals(x[0].shape(), y[k].shape());
              }
            }
          }
        }
      }
    }
  }

  @Test
  void derivativesOfFirstAndSecondOrderAreRight() {
    Pointwise f = Pointwise.of(5, PointwiseTest::mixture);
    GradientCheck.ofTensors(x -> f.apply(x)[0].add(f.apply(x)[2]))
        .order(2)
        .at(arguments(DType.FLOAT64, 2, 3))
        .assertCorrect();
  }

  @Test
  void derivativesAreThoseOfTheOperationsOneByOne() {
    Pointwise f = Pointwise.of(5, PointwiseTest::mixture);
    Tensor[] x = arguments(DType.FLOAT64, 7);
    try (Tape tape = new Tape()) {
      Tensor[] v = new Tensor[x.length];
      Scalar[][] s = new Scalar[x.length][];
      for (int k = 0; k < v.length; k++) {
        v[k] = tape.variable(x[k]);
        s[k] = tape.variables(x[k].values());
      }
      Scalar sum = Scalar.of(0);
      for (int i = 0; i < 7; i++) {
        Scalar[] y = mixture(s[0][i], s[1][i], s[2][i], s[3][i], s[4][i]);
        sum = sum.add(y[0].mul(y[2]));
      }
      Tensor[] y = f.apply(v);
      Gradients one = tape.gradients(y[0].mul(y[2]).sum());
      Gradients other = tape.gradients(sum);
      for (int k = 0; k < v.length; k++) {
        assertArrayEquals(other.of(s[k]), one.of(v[k]).values(), 1e-13);
      }
    }
  }

  @Test
  void valueThatIsTwoArgumentsReceivesTheCotangentsOfBoth() {
    Pointwise f = Pointwise.of(2, v -> new Scalar[] {v[0].square().mul(v[1])});
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(1, 2));
      Tensor y = f.apply(x, x)[0].mul(x);
      assertArrayEquals(new double[] {4, 32}, tape.gradients(y.sum()).of(x).values());
    }
  }

  @Test
  void oneElementServesAllAndReceivesTheSum() {
    Pointwise f = Pointwise.of(2, v -> new Scalar[] {v[0].mul(v[1]).exp()});
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(Tensor.of(0.5));
      Tensor b = tape.variable(Tensor.of(new double[][] {{1, 2}, {3, 4}}));
      Tensor row = tape.variable(Tensor.of(0.1, -0.2));
      Tensor y = f.apply(a, b)[0];
      Tensor z = f.apply(row, b)[0];
      Tensor plain = a.mul(b).exp().sum().add(row.mul(b).exp().sum()).toTensor(DType.FLOAT64);
      Gradients one = tape.gradients(y.sum().add(z.sum()));
      Gradients other = tape.gradients(plain);
      for (Tensor x : List.of(a, b, row)) {
        assertArrayEquals(other.of(x).values(), one.of(x).values(), 1e-12);
      }
    }
  }

  @Test
  void rowsAreTheArguments() {
    Pointwise f = Pointwise.of(5, PointwiseTest::mixture);
    Tensor[] x = arguments(DType.FLOAT64, 6);
    Tensor first = Tensor.stack(0, x[0], x[1]);
    Tensor rest = Tensor.stack(0, x[2], x[3], x[4]);
    assertArrayEquals(Tensor.stack(0, f.apply(x)).values(), f.applyRows(first, rest).values());
    GradientCheck.ofTensors(f::applyRows).at(first, rest).assertCorrect();
  }

  @Test
  void derivativesGoForwardToo() {
    Pointwise f = Pointwise.of(2, v -> new Scalar[] {v[0].mul(v[1].sin()), v[1].exp()});
    VectorFunction g =
        v -> {
          Tensor[] y = f.apply(Tensor.stack(v[0], v[1]), Tensor.stack(v[2], v[3]));
          return new Scalar[] {y[0].sum(), y[1].element(1)};
        };
    double[] at = {1, 2, 0.3, 0.4};
    double[][] forward = Autodiff.jacobian(g).forward().at(at);
    double[][] reverse = Autodiff.jacobian(g).reverse().at(at);
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(reverse[i], forward[i], 1e-14);
    }
    assertEquals(Math.sin(0.4), forward[0][1], 1e-14);
    assertEquals(Math.exp(0.4), forward[1][3], 1e-14);
  }

  @Test
  void derivativesOfManySmallFunctionsAreComputedAtOnce() {
    ScalarFunction rosenbrock =
        v -> v[1].sub(v[0].square()).square().mul(100).add(v[0].sub(1).square());
    Pointwise slope = Pointwise.of(2, v -> Autodiff.gradient(rosenbrock).at(v));
    Tensor points = Tensor.randn(new Random(3), 2, 1300);
    double[] found = slope.applyRows(points).values();
    for (int i = 0; i < 1300; i += 57) {
      double[] expected = Autodiff.gradient(rosenbrock).at(points.at(0, i), points.at(1, i));
      assertEquals(expected[0], found[i], 1e-12 * Math.abs(expected[0]));
      assertEquals(expected[1], found[1300 + i], 1e-12 * Math.abs(expected[1]));
    }
  }

  @Test
  void bitsDoNotDependOnThreads() {
    Pointwise f = Pointwise.of(5, PointwiseTest::mixture);
    Tensor[] x = arguments(DType.FLOAT64, 100_003);
    double[][] found = new double[2][];
    for (int threads = 1; threads <= 2; threads++) {
      try (Tape tape = new Tape(Engine.standard().withThreads(threads))) {
        Tensor[] own = x.clone();
        own[0] = tape.variable(x[0]);
        found[threads - 1] = f.apply(own)[2].values();
      }
    }
    assertArrayEquals(found[0], found[1]);
  }

  @Test
  void branchIsRefused() {
    var e =
        assertThrows(
            AutodiffException.class,
            () -> Pointwise.of(1, v -> v[0].isGreaterThan(0) ? v : new Scalar[] {v[0].neg()}));
    assertEquals(
        """
        pointwise: the function branches on its arguments
          given     1 comparisons that decide what is computed
          expected  the same operations for every element
          hint      where(...) chooses between two values element by element\
        """,
        e.getMessage());
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Pointwise f = Pointwise.of(2, v -> new Scalar[] {v[0].mul(v[1])});
    Tensor x = Tensor.ones(3);
    var number = assertThrows(AutodiffException.class, () -> f.apply(x));
    assertTrue(String.valueOf(number.getMessage()).contains("given     1 for 2 arguments"));
    var shape = assertThrows(AutodiffException.class, () -> f.apply(x, Tensor.ones(4)));
    assertTrue(String.valueOf(shape.getMessage()).startsWith("pointwise: "));
    var type =
        assertThrows(AutodiffException.class, () -> f.apply(x, Tensor.ones(DType.FLOAT32, 3)));
    assertTrue(String.valueOf(type.getMessage()).contains("float64 (3), right float32 (3)"));
    var rows =
        assertThrows(
            AutodiffException.class, () -> f.applyRows(Tensor.ones(1, 3), Tensor.ones(1, 4)));
    assertTrue(String.valueOf(rows.getMessage()).contains("(1, 3) and (1, 4)"));
  }
}
