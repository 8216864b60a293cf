package io.autodiff;

import static io.autodiff.fixture.Messages.assertRejected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.check.GradientCheck;
import io.autodiff.program.Program;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Convolutions and poolings: cases that can be reckoned by hand, and what is rejected. */
class TensorConvolutionsTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static Tensor x(int seed, int... dims) {
    return Tensor.randn(new Random(seed), dims);
  }

  private static Tensor line(double... x) {
    return Tensor.of(Shape.of(1, 1, x.length), x);
  }

  @Test
  void weightsAreNotTurnedRound() {
    Tensor y = line(1, 2, 3, 5).conv1d(line(1, 10), Window.of());
    assertArrayEquals(new double[] {21, 32, 53}, y.values());
    Tensor padded = line(1, 2).conv1d(line(1, 10), Window.of().padding(1));
    assertArrayEquals(new double[] {10, 21, 2}, padded.values());
    Tensor apart = line(1, 2, 3, 5).conv1d(line(1, 10), Window.of().dilation(3));
    assertArrayEquals(new double[] {51}, apart.values());
    Tensor sparse = line(1, 2, 3, 5, 8).conv1d(line(1, 10), Window.of().stride(2));
    assertArrayEquals(new double[] {21, 53}, sparse.values());
  }

  @Test
  void theLastWindowMayReachOverTheEnd() {
    Window ceil = Window.of().stride(2).ceil();
    assertArrayEquals(
        new double[] {21, 53, 8}, line(1, 2, 3, 5, 8).conv1d(line(1, 10), ceil).values());
    assertArrayEquals(new double[] {2, 5, 8}, line(1, 2, 3, 5, 8).maxPool1d(ceil, 2).values());
    assertArrayEquals(
        new double[] {1.5, 4, 8}, line(1, 2, 3, 5, 8).avgPool1d(ceil, true, 2).values());
    assertEquals(2, line(1, 2, 3, 5).maxPool1d(ceil, 2).size(), "none begins behind the end");
  }

  @Test
  void aBiasIsAddedToItsChannel() {
    Tensor plain = x(1, 2, 3, 4, 4).conv2d(x(2, 5, 3, 2, 2), Window.of());
    Tensor bias = Tensor.of(1, 2, 3, 4, 5);
    Tensor y = x(1, 2, 3, 4, 4).conv2d(x(2, 5, 3, 2, 2), bias, Window.of());
    for (int channel = 0; channel < 5; channel++) {
      assertArrayEquals(
          plain.select(1, channel).add(channel + 1.0).values(), y.select(1, channel).values());
    }
    GradientCheck.ofTensors(v -> v[0].conv1d(v[1], v[2], Window.of().padding(1), 2).sin())
        .order(2)
        .at(x(3, 2, 4, 5), x(4, 2, 2, 3), x(5, 2))
        .assertCorrect();
  }

  @Test
  void paddingIsZerosThatTakePartInTheProducts() {
    for (int results : new int[] {1, 5}) { // by loops, by products of matrices
      Tensor w = Tensor.zeros(results, 1, 2).add(INF);
      Tensor y = line(1, 2).conv1d(w, Window.of().padding(1)).select(1, 0);
      assertArrayEquals(new double[] {NAN, INF, NAN}, y.values(), results + " results");
    }
  }

  @Test
  void aMaximumOfPaddingAloneIsThatOfNothing() {
    Window wide = Window.of().padding(2).stride(2);
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(line(-3, -5));
      Tensor y = v.maxPool1d(wide, 2);
      assertArrayEquals(new double[] {-INF, -3, -INF}, y.values());
      assertArrayEquals(new double[] {1, 0}, tape.gradients(y.sum()).of(v).values());
      assertArrayEquals(new double[] {NAN, -4, NAN}, v.avgPool1d(wide, false, 2).values());
      assertArrayEquals(new double[] {0, -4, 0}, v.avgPool1d(wide, true, 2).values());
    }
  }

  @Test
  void aNanIsTheMaximumOfItsWindowsAndSpoilsTheirDerivatives() {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(line(4, NAN, 1, 2));
      Tensor y = v.maxPool1d(2);
      assertArrayEquals(new double[] {NAN, 2}, y.values());
      Tensor same = v.reshape(2, 2).max(1);
      double[] expected = tape.gradients(same.sum()).of(v).values();
      assertArrayEquals(new double[] {NAN, NAN, 0, 1}, expected);
      assertArrayEquals(expected, tape.gradients(y.sum()).of(v).values());
      Tensor none = Tensor.of(Shape.of(1, 1, 2), 0, 1);
      assertArrayEquals(
          new double[] {0, 0, 0, 1}, tape.gradients(List.of(y), List.of(none)).of(v).values());
    }
  }

  @Test
  void smallNetworksHaveDerivativesOfSecondOrder() {
    GradientCheck.ofTensors(
            v ->
                v[0].conv2d(v[1], Window.of().padding(1).stride(2), 2)
                    .tanh()
                    .avgPool2d(Window.of().stride(1), false, 2)
                    .square())
        .order(2)
        .at(x(6, 2, 2, 5, 4), x(7, 4, 1, 3, 3))
        .assertCorrect();
  }

  @Test
  void aProgramNamesThem() {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x(1, 1, 1, 4));
      Tensor w = tape.variable(x(2, 1, 1, 2));
      Tensor y = v.conv1d(w, Window.of()).maxPool1d(3);
      String text = Program.between(List.of(v, w), List.of(y)).toString();
      assertEquals(true, text.contains("= conv1d[part=RESULT"), text);
      assertEquals(true, text.contains("= maxPool1d[window="), text);
    }
  }

  @Test
  void windowsAreRejectedThatMakeNoSense() {
    assertRejected(
        """
        window: stride is out of range
          given     [1, 0]
          expected  numbers of at least 1, one for all axes or for each\
        """,
        () -> Window.of().stride(1, 0));
    assertRejected(
        """
        window: padding is out of range
          given     [-1]
          expected  numbers of at least 0, one for all axes or for each\
        """,
        () -> Window.of().padding(-1));
    assertRejected(
        """
        window: dilation is out of range
          given     []
          expected  numbers of at least 1, one for all axes or for each\
        """,
        () -> Window.of().dilation());
    assertRejected(
        """
        conv1d: stride does not fit
          given     [1, 2]
          expected  one number\
        """,
        () -> line(1, 2).conv1d(line(1), Window.of().stride(1, 2)));
    assertRejected(
        """
        maxPool2d: size does not fit
          given     [1, 2, 3]
          expected  one number, or 2, one for each axis\
        """,
        () -> x(1, 1, 5, 5).maxPool2d(1, 2, 3));
    assertRejected(
        """
        avgPool2d: window without elements
          given     size [2, 0]
          expected  at least 1 element on each axis\
        """,
        () -> x(1, 1, 5, 5).avgPool2d(2, 0));
  }

  @Test
  void windowsAreRejectedThatDoNotFitIn() {
    assertRejected(
        """
        conv2d: no window fits
          given     size 4, padding 1, dilation 2 on axis 3 of (1, 1, 7, 4)
          expected  (size - 1) * dilation < 6, what the axis has with its padding
          hint      padding(2) would make room\
        """,
        () -> x(1, 1, 1, 7, 4).conv2d(x(2, 1, 1, 3, 4), Window.of().padding(1).dilation(2)));
    Tensor roomy = x(1, 1, 1, 7, 4).conv2d(x(2, 1, 1, 3, 4), Window.of().padding(2).dilation(2));
    assertEquals(Shape.of(1, 1, 7, 2), roomy.shape());
    assertRejected(
        """
        maxPool1d: no window fits
          given     size 3, padding 0, dilation 1 on axis 0 of (2)
          expected  (size - 1) * dilation < 2, what the axis has with its padding
          hint      padding(1) would make room\
        """,
        () -> Tensor.of(1, 2).maxPool1d(3));
    assertRejected(
        """
        maxPool2d: rank not supported
          given     shape (2)
          expected  at least 2 axes\
        """,
        () -> Tensor.of(1, 2).maxPool2d(1));
    assertRejected(
        """
        windows: numbers do not fit
          given     size [2], stride [0], dilation [1] for shape (2)
          expected  numbers of at least 1, in each list one for each axis that windows slide on\
        """,
        () -> Tensor.of(1, 2).windows(new int[] {2}, new int[1], new int[] {1}));
    assertRejected(
        """
        windows: no window fits
          given     size 2, dilation 2 on axis 0 of (2)
          expected  a window of at most 2 elements\
        """,
        () -> Tensor.of(1, 2).windows(new int[] {2}, new int[] {1}, new int[] {2}));
  }

  @Test
  void shapesAreRejectedThatDoNotFitTogether() {
    assertRejected(
        """
        conv2d: rank not supported
          given     input (3, 8, 8), weights (4, 3, 3, 3)
          expected  (n, channels, height, width) and (results, channels / groups, height, width)
          hint      unsqueeze(0) makes the input a batch of one\
        """,
        () -> x(1, 3, 8, 8).conv2d(x(2, 4, 3, 3, 3), Window.of()));
    assertRejected(
        """
        conv1d: rank not supported
          given     input (1, 3, 8), weights (3, 3)
          expected  (n, channels, length) and (results, channels / groups, size)\
        """,
        () -> x(1, 1, 3, 8).conv1d(x(2, 3, 3), Window.of()));
    assertRejected(
        """
        conv1d: channels do not fit
          given     input (1, 6, 8), weights (4, 3, 3), groups 1
          expected  6 channels = groups times 3, and groups that divide 4
          hint      2 groups would fit\
        """,
        () -> x(1, 1, 6, 8).conv1d(x(2, 4, 3, 3), Window.of()));
    assertRejected(
        """
        conv1d: channels do not fit
          given     input (1, 6, 8), weights (4, 2, 3), groups 3
          expected  6 channels = groups times 2, and groups that divide 4\
        """,
        () -> x(1, 1, 6, 8).conv1d(x(2, 4, 2, 3), Window.of(), 3));
    assertRejected(
        """
        conv1d: channels do not fit
          given     input (1, 2, 8), weights (4, 2, 3), groups 0
          expected  2 channels = groups times 2, and groups that divide 4
          hint      1 groups would fit\
        """,
        () -> x(1, 1, 2, 8).conv1d(x(2, 4, 2, 3), Window.of(), 0));
    assertRejected(
        """
        conv1d: bias does not fit
          given     bias (4, 1) for 4 channels of the result
          expected  shape (4)
          hint      flatten() has that shape\
        """,
        () -> x(1, 1, 2, 8).conv1d(x(2, 4, 2, 3), x(3, 4, 1), Window.of()));
    assertRejected(
        """
        conv1d: element types differ
          given     left float64 (1, 2, 8), right float32 (4, 2, 3)
          expected  operands of one element type
          hint      to(DType.FLOAT64) converts right\
        """,
        () -> x(1, 1, 2, 8).conv1d(x(2, 4, 2, 3).to(DType.FLOAT32), Window.of()));
  }
}
