package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;

import io.autodiff.op.SumTo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Errors say what was given, what was expected and, where one is known to help, a hint. */
class BadInputTest {

  @Test
  void badShapesAndAxesAreRefused() {
    assertRejected(
        """
        shape: negative size
          given     (2, -3)
          expected  every size at least 0\
        """,
        () -> Shape.of(2, -3));
    assertRejected(
        """
        shape: too many elements
          given     (65536, 65536)
          expected  at most 2147483639 elements\
        """,
        () -> Shape.of(65536, 65536));
    assertRejected(
        """
        dim: axis out of range
          given     axis 2 of shape (3, 4)
          expected  an axis from -2 to 1\
        """,
        () -> Shape.of(3, 4).dim(2));
    assertRejected(
        """
        dim: axis out of range
          given     axis 1 of shape ()
          expected  an axis from -1 to 0\
        """,
        () -> Shape.SCALAR.dim(1));
    assertRejected(
        """
        sum: axis named twice
          given     [0, -2] of shape (3, 4)
          expected  distinct axes\
        """,
        () -> Tensor.zeros(3, 4).sum(0, -2));
  }

  @Test
  void anAxisThatIsNotThereIsRefusedByTheOperationThatWasCalled() {
    Tensor x = Tensor.zeros(2, 3);
    Map<String, Executable> calls =
        Map.ofEntries(
            Map.entry("mean", () -> x.mean(2)),
            Map.entry("var", () -> x.var(2, true, 0)),
            Map.entry("std", () -> x.std(2, true, 0)),
            Map.entry("norm", () -> x.norm(1, 2, true)),
            Map.entry("max", () -> x.max(2)),
            Map.entry("argMin", () -> x.argMin(2)),
            Map.entry("prod", () -> x.prod(2)),
            Map.entry("cumSum", () -> x.cumSum(2)),
            Map.entry("cumProd", () -> x.cumProd(2)),
            Map.entry("logCumSumExp", () -> x.logCumSumExp(2)),
            Map.entry("logSumExp", () -> x.logSumExp(2)),
            Map.entry("softmax", () -> x.softmax(2)),
            Map.entry("logSoftmax", () -> x.logSoftmax(2)),
            Map.entry("take", () -> x.take(2, 0)),
            Map.entry("gather", () -> x.gather(2, Shape.of(1, 1), 0)),
            Map.entry("flip", () -> x.flip(2)),
            Map.entry("roll", () -> x.roll(1, 2)),
            Map.entry("transpose", () -> x.transpose(0, 2)),
            Map.entry("permute", () -> x.permute(0, 2)),
            Map.entry("squeeze", () -> x.squeeze(2)),
            Map.entry("moveAxis", () -> x.moveAxis(0, 2)),
            Map.entry("slice", () -> x.slice(2, 0, 1)),
            Map.entry("sort", () -> x.sort(2)),
            Map.entry("cumMax", () -> x.cumMax(2)),
            Map.entry("unbind", () -> x.unbind(2)),
            Map.entry("concat", () -> Tensor.concat(2, x, x)));
    calls.forEach(
        (name, call) ->
            assertRejected(
                name
                    + """
                    : axis out of range
                      given     axis 2 of shape (2, 3)
                      expected  an axis from -2 to 1\
                    """,
                call));
  }

  @Test
  void whatCannotBeStackedIsRefusedByStack() {
    assertRejected(
        """
        stack: shapes differ
          given     tensor 0 (2), tensor 1 (3)
          expected  tensors of one shape\
        """,
        () -> Tensor.stack(0, Tensor.zeros(2), Tensor.zeros(3)));
    assertRejected(
        """
        stack: axis out of range
          given     axis 2 for shape (2)
          expected  an axis from -2 to 1, where the new one stands\
        """,
        () -> Tensor.stack(2, Tensor.zeros(2), Tensor.zeros(2)));
    assertRejected(
        """
        stack: nothing given
          given     0 tensors
          expected  at least one\
        """,
        () -> Tensor.stack(0, new Tensor[0]));
  }

  @Test
  void elementsThatDoNotFitAShapeAreRefused() {
    assertRejected(
        """
        tensor: number of elements does not fit the shape
          given     3 elements, shape (2, 2)
          expected  4 elements\
        """,
        () -> Tensor.of(Shape.of(2, 2), 1, 2, 3));
    assertRejected(
        """
        tensor: rows differ in length
          given     row 0 has 2 elements, row 1 has 1
          expected  rows of equal length\
        """,
        () -> Tensor.of(new double[][] {{1, 2}, {3}}));
    assertRejected(
        """
        array: unsupported element type
          given     int[]
          expected  double[] or float[]\
        """,
        () -> Tensor.wrap(Shape.of(2), new int[2]));
  }

  @Test
  void shapesThatDoNotBroadcastAreRefused() {
    assertRejected(
        """
        add: shapes do not broadcast
          given     left (2, 3), right (2)
          expected  equal sizes, or 1, on every axis counted from the last; axis -1 has 3 and 2
          hint      right.reshape(2, 1) is a column and would fit\
        """,
        () -> Tensor.zeros(2, 3).add(Tensor.zeros(2)));
    assertRejected(
        """
        mul: shapes do not broadcast
          given     left (2, 3), right (3, 2)
          expected  equal sizes, or 1, on every axis counted from the last; axis -1 has 3 and 2
          hint      right.transpose() is (2, 3) and would fit\
        """,
        () -> Tensor.zeros(2, 3).mul(Tensor.zeros(3, 2)));
    assertRejected(
        """
        maximum: shapes do not broadcast
          given     left (4, 1), right (3, 5)
          expected  equal sizes, or 1, on every axis counted from the last; axis -2 has 4 and 3\
        """,
        () -> Tensor.zeros(4, 1).maximum(Tensor.zeros(3, 5)));
    assertRejected(
        """
        broadcastTo: shape cannot be stretched
          given     shape (3) to (3, 2)
          expected  every axis counted from the last of equal size, or 1\
        """,
        () -> Tensor.zeros(3).broadcastTo(3, 2));
    assertRejected(
        """
        sumTo: shape is not what broadcasting made
          given     shape (3, 2) to (3)
          expected  a shape that broadcasts to (3, 2)\
        """,
        () -> SumTo.of(Tensor.zeros(3, 2), Shape.of(3)));
  }

  @Test
  void matricesWhoseInnerDimensionsDifferAreRefused() {
    assertRejected(
        """
        matmul: inner dimensions differ
          given     left (32, 128), right (10, 128)
          expected  last of left (128) = first of right (10)
          hint      right.transpose() is (128, 10) and would fit\
        """,
        () -> Tensor.zeros(32, 128).matmul(Tensor.zeros(10, 128)));
    assertRejected(
        """
        matmul: inner dimensions differ
          given     left (3, 2), right (3, 4)
          expected  last of left (2) = first of right (3)
          hint      left.transpose() is (2, 3) and would fit\
        """,
        () -> Tensor.zeros(3, 2).matmul(Tensor.zeros(3, 4)));
    assertRejected(
        """
        matmul: inner dimensions differ
          given     left (2, 3), right (4, 5)
          expected  last of left (3) = first of right (4)\
        """,
        () -> Tensor.zeros(2, 3).matmul(Tensor.zeros(4, 5)));
    assertRejected(
        """
        matmul: inner dimensions differ
          given     left (3, 2) transposed, right (2, 4)
          expected  first of left (3) = first of right (2)
          hint      left.transpose() is (2, 3) and would fit\
        """,
        () -> Tensor.zeros(3, 2).matmul(Tensor.zeros(2, 4), true, false));
  }

  @Test
  void stacksOfMatricesOfDifferentNumbersAreRefusedWhereNothingBroadcasts() {
    String message =
        """
        matmul: axes before the last two differ
          given     left %s, right %s
          expected  the same sizes before the last two axes\
        """;
    assertRejected(
        message.formatted("(2, 2)", "(3, 2, 2)"),
        () -> Tensor.zeros(2, 2).matmul(Tensor.zeros(3, 2, 2), false, false));
    assertRejected(
        message.formatted("(3, 2, 2)", "(1, 2, 2)"),
        () -> Tensor.zeros(3, 2, 2).matmul(Tensor.zeros(1, 2, 2), true, false));
  }

  @Test
  void vectorsAndScalarsThatDoNotFitAProductAreRefused() {
    assertRejected(
        """
        matmul: inner dimensions differ
          given     left (3), right (1, 4)
          expected  last of left (3) = first of right (1)\
        """,
        () -> Tensor.zeros(3).matmul(Tensor.zeros(1, 4)));
    assertRejected(
        """
        matmul: rank not supported
          given     left (), right (3)
          expected  operands of rank 1 or more
          hint      mul multiplies by a number\
        """,
        () -> Tensor.full(2).matmul(Tensor.zeros(3)));
  }

  @Test
  void positionsThatNameNoElementAreRefused() {
    assertRejected(
        """
        scalar: not a single element
          given     shape (2, 1)
          expected  a tensor of one element
          hint      sum() and mean() reduce to a scalar, element(...) takes one out\
        """,
        () -> Tensor.zeros(2, 1).scalar());
    assertRejected(
        """
        item: not a single element
          given     shape (0)
          expected  a tensor of one element\
        """,
        () -> Tensor.zeros(0).item());
    assertRejected(
        """
        element: wrong number of positions
          given     [1] in shape (2, 3)
          expected  2 positions, one for each axis\
        """,
        () -> Tensor.zeros(2, 3).at(1));
    assertRejected(
        """
        element: position out of range
          given     [1, 3] in shape (2, 3)
          expected  on axis 1 a position from -3 to 2\
        """,
        () -> Tensor.zeros(2, 3).element(1, 3));
  }

  @Test
  void arrangementsThatDoNotFitTheShapeAreRefused() {
    Tensor x = Tensor.zeros(2, 3);
    assertRejected(
        """
        permute: not an order of the axes
          given     [0, 0] of shape (2, 3)
          expected  every axis from 0 to 1 once\
        """,
        () -> x.permute(0, 0));
    assertRejected(
        """
        reshape: number of elements differs
          given     shape (2, 3) with 6 elements to (4)
          expected  a shape of 6 elements\
        """,
        () -> x.reshape(4));
    String noSize =
        """
        reshape: no size fits for -1
          given     shape (2, 3) to %s
          expected  known sizes whose product divides 6\
        """;
    assertRejected(noSize.formatted("[4, -1]"), () -> x.reshape(4, -1));
    assertRejected(noSize.formatted("[0, -1]"), () -> x.reshape(0, -1));
    assertRejected(noSize.formatted("[-2, -1]"), () -> x.reshape(-2, -1));
    assertRejected(
        """
        unsqueeze: axis out of range
          given     axis 3 for shape (2, 3)
          expected  an axis from -3 to 2, where the new one stands\
        """,
        () -> x.unsqueeze(3));
    assertRejected(
        """
        slice: bounds out of range
          given     [1, 4) with step 1 on axis -1 of (2, 3)
          expected  0 <= from <= to <= 3 and a step other than 0\
        """,
        () -> x.slice(-1, 1, 4));
    assertRejected(
        """
        slice: bounds out of range
          given     [0, 2) with step 0 on axis 0 of (2, 3)
          expected  0 <= from <= to <= 2 and a step other than 0\
        """,
        () -> x.slice(0, 0, 2, 0));
    assertRejected(
        """
        pad: more is cut off than there is
          given     -1 before and -2 after axis 0 of (2, 3)
          expected  at most the 2 elements of the axis cut off\
        """,
        () -> x.pad(0, -1, -2, 0));
    assertRejected(
        """
        select: position out of range
          given     position 2 on axis 0 of (2, 3)
          expected  a position from -2 to 1\
        """,
        () -> x.select(0, 2));
    assertRejected(
        """
        concat: shapes differ beside axis 0
          given     (2, 3), (2)
          expected  equal sizes on every axis but 0\
        """,
        () -> Tensor.concat(0, x, Tensor.zeros(2)));
    assertRejected(
        """
        concat: nothing given
          given     0 tensors
          expected  at least one\
        """,
        () -> Tensor.concat(0));
  }

  @Test
  void extremesOfNoElementsAreRefused() {
    assertRejected(
        """
        max: no element to choose from
          given     shape (2, 0), axis 1
          expected  at least one element along every reduced axis\
        """,
        () -> Tensor.zeros(2, 0).max(1));
    assertRejected(
        """
        min: no element to choose from
          given     shape (0), axis 0
          expected  at least one element along every reduced axis\
        """,
        () -> Tensor.zeros(0).min());
  }

  @Test
  void targetsThatDoNotFitThePredictionAreRefused() {
    Tensor x = Tensor.zeros(3, 1);
    String differ =
        """
        %s: shapes of prediction and target differ
          given     prediction (3, 1), target (3)
          expected  equal shapes; a loss never broadcasts
          hint      target.reshape(3, 1) would fit\
        """;
    Tensor t = Tensor.zeros(3);
    assertRejected(differ.formatted("squaredError"), () -> x.squaredError(t));
    assertRejected(differ.formatted("absoluteError"), () -> x.absoluteError(t));
    assertRejected(differ.formatted("binaryCrossEntropy"), () -> x.binaryCrossEntropy(t));
    assertRejected(
        differ.formatted("binaryCrossEntropyOnLogits"), () -> x.binaryCrossEntropyOnLogits(t));
    assertRejected(differ.formatted("softmaxCrossEntropy"), () -> x.softmaxCrossEntropy(t));
    assertRejected(differ.formatted("categoricalCrossEntropy"), () -> x.categoricalCrossEntropy(t));
    assertRejected(
        """
        squaredError: shapes of prediction and target differ
          given     prediction (3, 1), target (2)
          expected  equal shapes; a loss never broadcasts\
        """,
        () -> x.squaredError(Tensor.zeros(2)));
    assertRejected(
        """
        softmaxCrossEntropy: one label for each row is needed
          given     2 labels for shape (3, 4)
          expected  3 labels\
        """,
        () -> Tensor.zeros(3, 4).softmaxCrossEntropy(0, 1));
    assertRejected(
        """
        softmaxCrossEntropy: label out of range
          given     label 4 of row 1
          expected  a class from 0 to 3\
        """,
        () -> Tensor.zeros(2, 4).softmaxCrossEntropy(0, 4));
  }

  @Test
  void outputsAndCotangentsThatDoNotFitAreRefused() {
    try (Tape tape = new Tape()) {
      Tensor w = tape.variable(Tensor.zeros(2, 3));
      assertRejected(
          """
          gradients: the output is not a single number
            given     shape (2, 3)
            expected  a scalar, or a tensor of one element
            hint      sum() or mean() makes a scalar; gradients(outputs, cotangents) takes any shape\
          """,
          () -> tape.gradients(w.exp()));
      assertRejected(
          """
          gradients: cotangents do not fit in number
            given     0 for 1 outputs
            expected  1, one for each\
          """,
          () -> tape.gradients(List.of(w), List.of()));
      assertRejected(
          """
          gradients: a cotangent does not fit its output
            given     output a float64 tensor of shape (2, 3), given a scalar
            expected  a float64 tensor of shape (2, 3)\
          """,
          () -> tape.gradients(List.of(w), List.of(Scalar.of(1))));
      assertRejected(
          """
          gradients: a cotangent does not fit its output
            given     output a scalar, given a float64 tensor of shape ()
            expected  a scalar\
          """,
          () -> tape.gradients(List.of(w.sum()), List.of(Tensor.of(Shape.SCALAR, 1))));
    }
  }
}
