package io.autodiff.op;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.TensorDecompositions;
import io.autodiff.check.GradientCheck;
import io.autodiff.fixture.Plain;
import io.autodiff.transform.Differentiable;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecompositionsTest {
  private static final int[][] SHAPES = {{3, 3}, {4, 2}, {2, 4}, {2, 3, 2}, {1, 1}, {0, 3, 2}};

  private static Tensor randn(int... dims) {
    return Tensor.randn(new Random(23), dims);
  }

  private static Tensor identity(int n) {
    return Tensor.ones(n).diag();
  }

  private static Tensor turned(Tensor x) {
    return x.transpose(-2, -1);
  }

  @Test
  void factorsMultiplyToTheMatrix() {
    for (int[] dims : SHAPES) {
      Tensor a = randn(dims);
      int k = Math.min(a.dim(-2), a.dim(-1));
      Tensor unit = identity(k).broadcastTo(a.shape().leading(2).and(k, k));
      TensorDecompositions.Qr qr = a.qr();
      assertClose(a, qr.q().matmul(qr.r()), 1e-14, "qr");
      assertClose(unit, turned(qr.q()).matmul(qr.q()), 1e-14, "q");
      assertClose(qr.r().triu(0), qr.r(), 0, "r");
      TensorDecompositions.Svd svd = a.svd();
      assertClose(a, svd.u().mul(svd.s().unsqueeze(-2)).matmul(svd.vt()), 1e-14, "svd");
      assertClose(unit, turned(svd.u()).matmul(svd.u()), 1e-14, "u");
      assertClose(unit, svd.vt().matmul(turned(svd.vt())), 1e-14, "v");
    }
    TensorDecompositions.Qr single = randn(3, 2).to(DType.FLOAT32).qr();
    assertEquals(DType.FLOAT32, single.r().dtype());
  }

  @Test
  void eigenvectorsDiagonaliseTheSymmetricPart() {
    for (int n : new int[] {0, 1, 2, 5, 20}) {
      Tensor a = randn(2, n, n);
      TensorDecompositions.Eigh e = a.eigh();
      Tensor v = e.vectors();
      Tensor symmetric = a.add(turned(a)).mul(0.5);
      assertClose(symmetric.matmul(v), v.mul(e.values().unsqueeze(-2)), 1e-13, "n " + n);
      assertClose(identity(n).broadcastTo(Shape.of(2, n, n)), turned(v).matmul(v), 1e-13, "n " + n);
      for (int i = 1; i < n; i++) {
        assertTrue(e.values().at(0, i) >= e.values().at(0, i - 1));
      }
    }
    Tensor none = Tensor.of(new double[][] {{1, Double.NaN}, {0, 1}});
    assertTrue(Double.isNaN(none.eigh().values().at(0)));
  }

  @Test
  void whatDoesNotDependOnSignsHasDerivativesToSecondOrder() {
    Tensor weights = Tensor.of(1, -2, 0.5);
    for (int[] dims : new int[][] {{3, 3}, {4, 3}, {3, 4}}) {
      Tensor a = randn(dims);
      GradientCheck.ofTensors(
              t -> {
                TensorDecompositions.Svd svd = t[0].svd();
                return svd.u().mul(svd.s().exp().mul(weights)).matmul(svd.vt());
              })
          .order(2)
          .at(a)
          .assertCorrect();
      GradientCheck.ofTensors(t -> t[0].qr().q().matmul(t[0].qr().r().sin()))
          .order(2)
          .at(a)
          .assertCorrect();
    }
    GradientCheck.ofTensors(
            t -> {
              TensorDecompositions.Eigh e = t[0].eigh();
              return e.vectors().mul(e.values().sin()).matmul(turned(e.vectors()));
            })
        .order(2)
        .at(randn(3, 3))
        .assertCorrect();
  }

  @Test
  void eigenvaluesHaveAGradientWhereTheyAreEqual() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(identity(3));
      Tensor slope = tape.gradients(a.eigh().values().square().sum()).of(a);
      assertClose(identity(3).mul(2), slope, 1e-15, "of squares");
    }
  }

  /** The rows of these operations in the table of kinks of package {@code io.autodiff.op}. */
  @Test
  void whereTheyAreNotSmoothTheTableHolds() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(identity(2));
      Tensor slope = tape.differentiate(a.eigh().values().square().sum(), a);
      assertTrue(Double.isNaN(tape.gradients(slope.sum()).of(a).at(0, 0)), "of second order");
      Tensor vectors = tape.gradients(a.eigh().vectors().mul(randn(2, 2)).sum()).of(a);
      assertTrue(!Double.isFinite(vectors.at(0, 1)), "of vectors");
      Tensor flat = tape.variable(Tensor.of(new double[][] {{2, 0}, {0, 0}}));
      Tensor inverse = tape.gradients(flat.pinv().sum()).of(flat);
      assertArrayEquals(new double[] {-0.25, 0.25, 0.25, 0}, inverse.values(), 1e-15);
      Tensor same = tape.variable(Tensor.ones(2, 2));
      Scalar sum = same.qr().q().sum();
      assertMessage("solveTriangular: matrix is singular", () -> tape.gradients(sum));
    }
  }

  @Test
  void aPseudoinverseMeetsPenrosesConditions() {
    Tensor low = randn(4, 2).matmul(randn(2, 3));
    for (Tensor a : new Tensor[] {randn(4, 3), randn(2, 3, 5), low, Tensor.zeros(3, 2)}) {
      Tensor p = a.pinv();
      assertClose(a, a.matmul(p).matmul(a), 1e-13, "A P A");
      assertClose(p, p.matmul(a).matmul(p), 1e-13, "P A P");
      assertClose(turned(a.matmul(p)), a.matmul(p), 1e-13, "A P");
      assertClose(turned(p.matmul(a)), p.matmul(a), 1e-13, "P A");
    }
    assertClose(low.to(DType.FLOAT32).pinv(), low.pinv(), 1e-4, "rank by the digits of a type");
  }

  @Test
  void aPseudoinverseHasTheDerivativeWithinItsRank() {
    Tensor left = randn(4, 2);
    Tensor right = randn(3, 2).slice(-1, 0, 2);
    GradientCheck.ofTensors(t -> t[0].matmul(t[1], false, true).pinv(1e-3))
        .order(2)
        .at(left, right)
        .assertCorrect();
  }

  @Test
  void leastSquaresLeaveARestThatIsOrthogonal() {
    Tensor a = randn(2, 5, 3);
    Tensor b = Tensor.randn(new Random(5), 5, 2);
    Tensor rest = a.matmul(a.lstsq(b)).sub(b);
    assertClose(Tensor.zeros(2, 3, 2), turned(a).matmul(rest), 1e-13, "rest");
    GradientCheck.ofTensors(t -> t[0].lstsq(t[1])).order(2).at(a, b).assertCorrect();
  }

  @Test
  void theExponentialOfAGeneratorIsARotation() {
    for (double angle : new double[] {0.3, 2, 100}) {
      Tensor turn = Tensor.of(new double[][] {{0, -angle}, {angle, 0}}).expm();
      double[] expected = {Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)};
      assertArrayEquals(expected, turn.values(), 2e-14 * Math.max(1, angle), "angle " + angle);
    }
    Tensor large = Tensor.of(-700, 0, 1, 700).diag().expm();
    for (int i = 0; i < 4; i++) {
      double expected = Math.exp(new double[] {-700, 0, 1, 700}[i]);
      assertEquals(expected, large.at(i, i), 1e-12 * expected);
    }
    assertTrue(Double.isNaN(Tensor.full(Double.NaN, 2, 2).expm().at(0, 0)));
  }

  /** A long direction must not cost the digits that a larger scaling would. */
  @Test
  void aLongDirectionKeepsTheDigitsOfADerivative() {
    Tensor a = randn(3, 3).mul(0.1);
    Tensor t = randn(3, 3);
    Differentiable<Tensor, Tensor> f = Differentiable.of((Tensor x) -> x.expm());
    Tensor unit = f.jvp(a, t);
    assertClose(unit, f.jvp(a, t.mul(1e15)).div(1e15), 1e-14, "long");
    Tensor commuting = f.jvp(a, a);
    assertClose(a.matmul(a.expm()), commuting, 1e-15, "in its own direction");
  }

  @Test
  void kroneckersProductHasEachPairOfElements() {
    Tensor a = randn(2, 3);
    Tensor b = Tensor.randn(new Random(5), 3, 2);
    Tensor expected =
        Plain.build(Shape.of(6, 6), i -> a.at(i[0] / 3, i[1] / 2) * b.at(i[0] % 3, i[1] % 2));
    assertClose(expected, a.kron(b), 0, "matrices");
    assertArrayEquals(new double[] {3, 4, 6, 8}, Tensor.of(1, 2).kron(Tensor.of(3, 4)).values());
    assertEquals(Shape.of(2, 9), Tensor.of(1, 2, 3).kron(randn(2, 3)).shape());
    GradientCheck.ofTensors(t -> t[0].kron(t[1])).order(2).at(a, b).assertCorrect();
  }

  @Test
  void aDeterminantOutOfRangeHasSignAndLogarithm() {
    Tensor a = identity(400).mul(-1e-3);
    assertEquals(0, a.det().item());
    assertEquals(1, a.slogdet().sign().item());
    assertEquals(-1, a.slice(0, 0, 399).slice(1, 0, 399).slogdet().sign().item());
    assertEquals(400 * Math.log(1e-3), a.slogdet().logAbsDet().item(), 1e-9);
    TensorDecompositions.SlogDet flat = Tensor.ones(2, 2).slogdet();
    assertEquals(0, flat.sign().item());
    assertEquals(Double.NEGATIVE_INFINITY, flat.logAbsDet().item());
  }

  @Test
  void aTriangularSystemReadsItsTriangleOnly() {
    double nan = Double.NaN;
    Tensor lower = Tensor.of(new double[][] {{2, nan}, {1, 4}});
    Tensor b = Tensor.of(new double[][] {{2}, {9}});
    assertArrayEquals(new double[] {1, 2}, lower.solveTriangular(b, false).values());
    Tensor unit = Tensor.of(new double[][] {{nan, 3}, {nan, nan}});
    assertArrayEquals(
        new double[] {2 - 27, 9}, unit.solveTriangular(b, true, false, true).values());
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(lower);
      Scalar y = a.solveTriangular(b, false).sum();
      assertEquals(0, tape.gradients(y).of(a).at(0, 1) + 0.0);
    }
  }

  @Test
  void aDerivativeOfManyResultsGoesThroughTheirRecord() {
    Differentiable<Tensor, TensorDecompositions.Eigh> f = Differentiable.of((Tensor x) -> x.eigh());
    Tensor a = Tensor.of(new double[][] {{2, 1}, {1, 3}});
    TensorDecompositions.Eigh slope = f.jvp(a, identity(2));
    assertArrayEquals(new double[] {1, 1}, slope.values().values(), 1e-14);
    assertArrayEquals(new double[4], slope.vectors().values(), 1e-14);
  }

  @Test
  void errorsNameTheOperation() {
    Tensor wide = Tensor.zeros(2, 3);
    Tensor vector = Tensor.of(1, 2);
    assertMessage("qr: not a matrix", () -> vector.qr());
    assertMessage("svd: not a matrix", () -> vector.svd());
    assertMessage("eigh: matrix is not square", () -> wide.eigh());
    assertMessage("expm: matrix is not square", () -> wide.expm());
    assertMessage("slogdet: matrix is not square", () -> wide.slogdet());
    assertMessage("right.unsqueeze(-1) is a column", () -> wide.lstsq(vector));
    assertMessage(
        "solveTriangular: matrix is singular",
        () -> Tensor.zeros(2, 2).solveTriangular(Tensor.zeros(2, 1), true));
    assertMessage(
        "solveTriangular: shapes do not fit",
        () -> identity(2).solveTriangular(Tensor.zeros(3, 1), true));
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable f) {
    String message = String.valueOf(assertThrows(AutodiffException.class, f).getMessage());
    assertTrue(message.contains(part), message);
  }
}
