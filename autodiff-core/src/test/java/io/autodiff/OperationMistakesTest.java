package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.batch.Pointwise;
import io.autodiff.transform.ValueTree;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Operations that are given what they cannot take name themselves, not what they are made of. */
class OperationMistakesTest {
  private static final Tensor X = Tensor.of(1.0, 2, 3);
  private static final Tensor M = Tensor.ones(3, 2);
  private static final Tensor SINGLE = Tensor.ones(DType.FLOAT32, 3);

  private static Map.Entry<String, Supplier<?>> row(String firstLine, Supplier<?> mistake) {
    return Map.entry(firstLine, mistake);
  }

  private static String message(Supplier<?> mistake) {
    return String.valueOf(assertThrows(AutodiffException.class, mistake::get).getMessage());
  }

  private static void assertFirstLines(List<Map.Entry<String, Supplier<?>>> rows) {
    assertAll(
        rows.stream()
            .map(
                row ->
                    () ->
                        assertEquals(
                            row.getKey(), message(row.getValue()).lines().findFirst().orElse(""))));
  }

  @Test
  void anAxisThatIsNotThere() {
    List<Map.Entry<String, Supplier<?>>> rows =
        List.of(
            row("sum", () -> X.sum(3)),
            row("mean", () -> X.mean(1, true)),
            row("max", () -> X.max(1)),
            row("min", () -> X.min(1, true)),
            row("prod", () -> X.prod(1)),
            row("var", () -> X.var(1, false, 1)),
            row("std", () -> X.std(1, false, 1)),
            row("norm", () -> X.norm(2, 1, true)),
            row("logSumExp", () -> X.logSumExp(1)),
            row("softmax", () -> X.softmax(2)),
            row("logSoftmax", () -> X.logSoftmax(1)),
            row("argMax", () -> X.argMax(1)),
            row("argMin", () -> X.argMin(1)),
            row("sort", () -> X.sort(1)),
            row("median", () -> M.median(2, false)),
            row("quantile", () -> X.quantile(0.5, 1, false)),
            row("cumSum", () -> X.cumSum(1)),
            row("cumProd", () -> X.cumProd(1)),
            row("cumMax", () -> X.cumMax(1)),
            row("logCumSumExp", () -> X.logCumSumExp(1)),
            row("concat", () -> Tensor.concat(1, X, X)),
            row("stack", () -> Tensor.stack(5, X, X)),
            row("unsqueeze", () -> X.unsqueeze(3)),
            row("squeeze", () -> X.squeeze(1)),
            row("unbind", () -> M.unbind(2)),
            row("split", () -> X.split(1, 1, 2)),
            row("repeat", () -> X.repeat(1, 2)),
            row("moveAxis", () -> X.moveAxis(0, 1)),
            row("transpose", () -> X.transpose(0, 1)),
            row("select", () -> X.select(1, 0)),
            row("slice", () -> X.slice(1, 0, 1)),
            row("take", () -> X.take(1, 0)),
            row("gather", () -> X.gather(1, Shape.of(1), 0)),
            row("flip", () -> M.flip(2)),
            row("pad", () -> X.pad(1, 1, 1, 0)),
            row("diagonal", () -> M.diagonal(0, 1, 2)),
            row("dim", () -> M.dim(2)),
            row("normalize", () -> X.normalize(1)),
            row("batchNorm", () -> X.batchNorm(1, 1e-5)),
            row("cosineSimilarity", () -> X.cosineSimilarity(X, 1)));
    assertFirstLines(
        rows.stream().map(r -> row(r.getKey() + ": axis out of range", r.getValue())).toList());
  }

  @Test
  void matricesThatDoNotFit() {
    Tensor singular = Tensor.ones(2, 2);
    assertFirstLines(
        List.of(
            row("inverse: matrix is singular", singular::inverse),
            row("solve: matrix is singular", () -> singular.solve(Tensor.ones(2, 1))),
            row("inverse: matrix is not square", M::inverse),
            row("det: matrix is not square", M::det),
            row("slogdet: matrix is not square", M::slogdet),
            row("cholesky: matrix is not square", M::cholesky),
            row("eigh: matrix is not square", M::eigh),
            row("expm: matrix is not square", M::expm),
            row("qr: not a matrix", X::qr),
            row("svd: not a matrix", X::svd),
            row("pinv: not a matrix", X::pinv),
            row("tril: not a matrix", () -> X.tril(0)),
            row("trace: not a matrix", X::trace),
            row("diagonal: not a matrix", X::diagonal),
            row("lstsq: shapes do not fit", () -> M.lstsq(Tensor.ones(2, 1))),
            row("dot: shapes do not fit", () -> X.dot(Tensor.ones(2))),
            row(
                "solveTriangular: shapes do not fit",
                () -> Tensor.eye(3).solveTriangular(Tensor.ones(2, 1), true))));
  }

  @Test
  void elementTypesThatDiffer() {
    assertFirstLines(
        List.of(
            row("add: element types differ", () -> X.add(SINGLE)),
            row("matmul: element types differ", () -> X.matmul(SINGLE)),
            row("where: element types differ", () -> X.gt(0).where(X, SINGLE)),
            row("stack: element types differ", () -> Tensor.stack(0, X, SINGLE)),
            row("concat: element types differ", () -> Tensor.concat(0, X, SINGLE)),
            row("squaredError: element types differ", () -> X.squaredError(SINGLE)),
            row("huber: element types differ", () -> X.huber(SINGLE, 1)),
            row("klDivergence: element types differ", () -> X.klDivergence(SINGLE))));
    assertEquals(
        """
        add: element types differ
          given     left float64 (3), right float32 (3)
          expected  operands of one element type
          hint      to(DType.FLOAT64) converts right\
        """,
        message(() -> X.add(SINGLE)));
    assertEquals(
        """
        where: element types differ
          given     operand 0 float64 (3), operand 2 float32 (3)
          expected  operands of one element type
          hint      to(DType.FLOAT64) converts operand 2\
        """,
        message(() -> X.gt(0).where(X, SINGLE)));
  }

  @Test
  void shapesThatDoNotMeet() {
    assertEquals(
        """
        where: shapes do not broadcast
          given     (3), (3, 2), (3)
          expected  equal sizes, or 1, on every axis counted from the last\
        """,
        message(() -> X.gt(0).where(M, X)));
    assertEquals(
        """
        reshape: more than one size is to be computed
          given     shape (3, 2) to [-1, -1]
          expected  -1 for one axis at most\
        """,
        message(() -> M.reshape(-1, -1)));
    assertEquals(
        """
        sub: shapes do not broadcast
          given     left (4, 3), right (4)
          expected  equal sizes, or 1, on every axis counted from the last; axis -1 has 3 and 4
          hint      right.reshape(4, 1) is a column and would fit\
        """,
        message(() -> Tensor.ones(4, 3).sub(Tensor.ones(4, 3).mean(1))));
    assertEquals(
        """
        windows: numbers do not fit
          given     size [1, 1], stride [1], dilation [1, 1] for shape (3, 2)
          expected  numbers of at least 1, in each list one for each axis that windows slide on\
        """,
        message(() -> M.windows(new int[] {1, 1}, new int[] {1}, new int[] {1, 1})));
    assertFirstLines(
        List.of(
            row("fma: shapes do not broadcast", () -> X.fma(X, M)),
            row("stack: shapes differ", () -> Tensor.stack(0, X, M)),
            row("outer: not vectors", () -> M.outer(X)),
            row("attention: shapes do not fit", () -> M.attention(X, M)),
            row("einsum: sizes of a letter differ", () -> Tensor.einsum("ij,jk->ik", M, M)),
            row("pointwise: arguments do not fit in number", () -> two().apply(X))));
  }

  private static Pointwise two() {
    return Pointwise.of(2, v -> new Scalar[] {v[0].mul(v[1])});
  }

  @Test
  void labelsAndRatesOutOfRange() {
    assertFirstLines(
        List.of(
            row("softmaxCrossEntropy: label out of range", () -> M.softmaxCrossEntropy(0, 1, 2)),
            row("nllLoss: label out of range", () -> M.nllLoss(0, -1, 1)),
            row("oneHot: label out of range", () -> Tensor.oneHot(3, 0, 3)),
            row("dropout: rate is out of range", () -> X.dropout(1.5, new Random(1))),
            row("quantile: share out of range", () -> X.quantile(1.5)),
            row("labelSmoothing: smoothing out of range", () -> M.labelSmoothing(2))));
  }

  @Test
  void argumentsThatAreNoValues() {
    assertEquals(
        """
        derivative: no structure of values
          given     an object of class double[]
          expected  a Scalar or Tensor, or an array, list, map or record of them
          hint      Scalar.of(...) and Tensor.of(...) make values of numbers\
        """,
        message(() -> Autodiff.gradient(_ -> X.sum(), new double[] {1})));
    assertEquals(
        """
        derivative: no structure of values
          given     an object of class java.lang.String
          expected  a Scalar or Tensor, or an array, list, map or record of them\
        """,
        message(() -> ValueTree.leaves("x")));
  }
}
