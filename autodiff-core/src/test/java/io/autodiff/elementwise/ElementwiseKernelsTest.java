package io.autodiff.elementwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.fixture.Numbers;
import io.autodiff.internal.array.Elements;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FormulaOp;
import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;
import io.autodiff.op.ActivationOp;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.LeakyRelu;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;
import io.autodiff.tape.TapeWorkspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loops of every elementwise operation against the formulas that they are made from. */
class ElementwiseKernelsTest {
  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    Double.MIN_VALUE,
    -1e-310,
    1e200,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  /** More than two vectors and a remainder, in either type. */
  private static final int LENGTH = 37;

  static List<Elementwise> operations() {
    return OpSamples.elementwise().stream().map(Samples.Case::op).toList();
  }

  private static boolean[] ways() {
    boolean simd = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return simd ? new boolean[] {false, true} : new boolean[] {false};
  }

  private static List<LoopKernel> kernels(Elementwise op) {
    List<LoopKernel> all = new ArrayList<>(List.of(ElementwiseKernels.of(op).value()));
    for (int k = 0; k < op.arity(); k++) {
      all.add(ElementwiseKernels.of(op).derivative(k));
    }
    return all;
  }

  @Test
  void derivativeOfReluReadsItsResultAlone() {
    LoopKernel kernel = ElementwiseKernels.of(ActivationOp.RELU).derivative(0);
    assertTrue(kernel.uses(2));
    assertFalse(kernel.uses(1));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyLoopIsItsFormulaBitForBit(Elementwise op) {
    Random random = new Random(7);
    for (LoopKernel kernel : kernels(op)) {
      for (boolean single : new boolean[] {false, true}) {
        for (boolean simd : ways()) {
          for (int stepped : new int[] {15, random.nextInt(15), random.nextInt(15)}) {
            check(kernel, single, simd, stepped, random); // the first call runs in vectors
            check(kernel, single, simd, stepped, random); // the second runs element by element
          }
        }
      }
    }
  }

  private static void check(
      LoopKernel kernel, boolean single, boolean simd, int stepped, Random random) {
    DType dtype = single ? DType.FLOAT32 : DType.FLOAT64;
    Object[] in = new Object[4];
    Arrays.setAll(in, _ -> numbers(dtype, random));
    Object out = dtype.newArray(LENGTH + 3);
    kernel.loop(single, simd, stepped).run(in[0], 1, in[1], 2, in[2], 0, in[3], 3, out, 3, LENGTH);
    int[] offsets = {1, 2, 0, 3};
    Formula formula = kernel.formula(single, simd);
    for (int i = 0; i < LENGTH; i++) {
      double[] x = new double[formula.inputs()];
      for (int k = 0; k < x.length; k++) {
        x[k] = Elements.get(in[k], offsets[k] + ((stepped >> k & 1) != 0 ? i : 0));
      }
      double expected = formula.evaluate(single, x);
      double actual = Elements.get(out, 3 + i);
      boolean same = expected == actual || (Double.isNaN(expected) && Double.isNaN(actual));
      assertTrue(
          same,
          () -> kernel + dtype.toString() + " of " + Arrays.toString(x) + ": " + expected + actual);
    }
  }

  private static Object numbers(DType dtype, Random random) {
    Object array = dtype.newArray(LENGTH + 3);
    for (int i = 0; i < LENGTH + 3; i++) {
      boolean special = random.nextInt(3) == 0;
      double x = special ? SPECIAL[random.nextInt(SPECIAL.length)] : 3 * random.nextGaussian();
      Elements.set(array, i, x);
    }
    return array;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theDefinitionIsTheOperation(Elementwise op) {
    Formula formula = ElementwiseKernels.of(op).value().formula();
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      double[] x = new double[op.arity()];
      Arrays.setAll(
          x,
          _ ->
              random.nextInt(4) == 0
                  ? SPECIAL[random.nextInt(SPECIAL.length)]
                  : 10 * random.nextGaussian());
      double expected =
          switch (op) {
            case Unary u -> u.applyAsDouble(x[0]);
            case Binary b -> b.applyAsDouble(x[0], x[1]);
            case Ternary t -> t.applyAsDouble(x[0], x[1], x[2]);
          };
      double actual = formula.evaluate(false, x);
      Numbers.assertClose(expected, actual, 1e-14, () -> op.label() + " of " + Arrays.toString(x));
    }
  }

  @Test
  void aRuleIsOneLoopOverCotangentAndOperands() {
    Formula rule = ElementwiseKernels.of(UnaryOp.SIN).derivative(0).formula();
    assertEquals("%3 = cos %1\n%4 = scale %0 %3\nreturn %4\n", rule.toString());
  }

  @Test
  void aRuleThatHandsTheCotangentOnHasNoLoop() {
    assertTrue(ElementwiseKernels.of(BinaryOp.ADD).derivative(1).formula().isInput(0));
    Tensor g = Tensor.of(1, 2);
    Tensor x = Tensor.of(3, 4);
    assertSame(
        g, ElementwiseKernels.of(BinaryOp.ADD).propagate(TapeWorkspace.CONSTANTS, 0, g, x, x, x));
  }

  @Test
  void whatSimdHasIsNotCalledForEachElement() {
    for (Elementwise op : List.of(UnaryOp.SIGMOID, ActivationOp.SOFTPLUS, ActivationOp.RELU)) {
      for (LoopKernel kernel : kernels(op)) {
        assertFalse(
            kernel.formula().operations().stream().anyMatch(s -> s.op() == FormulaOp.CALL),
            kernel::toString);
      }
    }
  }

  @Test
  void operationsWithEqualParametersShareTheirLoops() {
    assertSame(
        ElementwiseKernels.of(new LeakyRelu(0.1)), ElementwiseKernels.of(new LeakyRelu(0.1)));
  }

  @Test
  void operationsThatDifferInAParameterShareTheirClasses() {
    LoopKernel gentle = ElementwiseKernels.of(new LeakyRelu(0.1)).value();
    LoopKernel steep = ElementwiseKernels.of(new LeakyRelu(0.7)).value();
    for (boolean simd : ways()) {
      Loop first = gentle.loop(false, simd);
      Loop second = steep.loop(false, simd);
      assertSame(first.written(), second.written());
      double[] x = {-1, 2};
      double[] out = new double[2];
      first.run(x, 0, null, 0, null, 0, null, 0, out, 0, 2);
      assertArrayEquals(new double[] {-0.1, 2}, out);
      second.run(x, 0, null, 0, null, 0, null, 0, out, 0, 2);
      assertArrayEquals(new double[] {-0.7, 2}, out);
    }
  }

  @Test
  void narrowRowsAreWhatSingleElementsAre() {
    Random random = new Random(5);
    for (int rows : new int[] {1, 2, 51, 700, 9000}) {
      for (int columns : new int[] {1, 3, 7, 8, 10, 63, 64}) {
        Tensor x = Tensor.randn(random, rows, columns);
        Tensor row = Tensor.randn(random, columns);
        Tensor column = Tensor.randn(random, rows, 1);
        Tensor both = column.sub(row);
        Tensor all = x.gt(row).where(x, column);
        for (int i = 0; i < rows; i += 1 + rows / 60) {
          for (int k = 0; k < columns; k++) {
            assertEquals(column.at(i, 0) - row.at(k), both.at(i, k));
            assertEquals(x.at(i, k) > row.at(k) ? x.at(i, k) : column.at(i, 0), all.at(i, k));
          }
        }
      }
    }
  }

  @Test
  void aLongRowServesEveryRow() {
    Random random = new Random(6);
    Shape all = Shape.of(5, 3, 64);
    Tensor x = Tensor.randn(random, 5, 3, 64);
    int[][] parts = {{64}, {1, 64}, {1, 1, 64}, {3, 64}, {1, 3, 64}, {3, 1}, {5, 1, 64}, {1}};
    for (int[] part : parts) {
      Tensor y = Tensor.randn(random, part);
      Tensor stretched = y.broadcastTo(all);
      assertArrayEquals(x.sub(stretched).values(), x.sub(y).values());
      assertArrayEquals(stretched.sub(x).values(), y.sub(x).values());
      for (int[] other : parts) {
        Tensor z = Tensor.randn(random, other);
        assertArrayEquals(
            x.gt(0).where(stretched, z.broadcastTo(all)).values(), x.gt(0).where(y, z).values());
      }
    }
  }

  @Test
  void stretchedOperandsWithoutElementsMakeAResultWithoutElements() {
    Tensor empty = Tensor.zeros(2, 0);
    for (Tensor part : List.of(Tensor.zeros(0), Tensor.zeros(1, 0), Tensor.zeros(2, 1))) {
      assertEquals(Shape.of(2, 0), empty.add(part).shape());
      assertEquals(Shape.of(2, 0), part.gt(empty).where(part, empty).shape());
    }
  }

  @Test
  void shapesOfTheLastAxesAreRows() {
    Shape all = Shape.of(5, 3, 64);
    for (int[] part : new int[][] {{}, {1}, {64}, {1, 64}, {3, 64}, {5, 3, 64}, {1, 1, 5, 3, 64}}) {
      assertTrue(BroadcastStrides.areOfRows(Shape.of(part), all), () -> "" + Shape.of(part));
    }
    for (int[] part : new int[][] {{3}, {3, 1}, {5, 1, 64}, {5, 3}, {2, 5, 3, 64}}) {
      assertFalse(BroadcastStrides.areOfRows(Shape.of(part), all), () -> "" + Shape.of(part));
    }
  }

  @Test
  void threadsDoNotChangeBroadcastRows() {
    Random random = new Random(3);
    Tensor x = Tensor.randn(random, 300, 2, 70);
    Tensor y = Tensor.randn(random, 300, 1, 70);
    Tensor sum = x.mul(y);
    for (int i = 0; i < 300; i += 37) {
      for (int k = 0; k < 70; k++) {
        assertEquals(x.at(i, 1, k) * y.at(i, 0, k), sum.at(i, 1, k));
      }
    }
  }

  @Test
  void aSingleNumberMeetsEveryElementOfManyPieces() {
    Random random = new Random(11);
    Tensor many = Tensor.uniform(random, -1, 1, 5, 10_000);
    Tensor one = Tensor.uniform(random, -1, 1, 1, 1);
    Tensor repeated = Tensor.full(one.at(0, 0), 5, 10_000);
    for (int threads : new int[] {1, 2}) {
      try (Tape tape = new Tape(Engine.standard().withThreads(threads))) {
        Tensor x = tape.variable(many);
        assertArrayEquals(doubles(x.div(repeated)), doubles(x.div(one)));
        assertArrayEquals(doubles(repeated.div(x)), doubles(one.div(x)));
        assertEquals(x.shape(), one.reshape().div(x).shape());
        assertEquals(Shape.of(1, 1, 1), one.reshape().div(one.reshape(1, 1, 1)).shape());
      }
    }
  }

  private static double[] doubles(Tensor x) {
    return (double[]) x.array();
  }
}
