package io.autodiff.internal.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopKernelTest {
  private static LoopKernel kernel(FormulaOp instruction) {
    Formula.Builder b = new Formula.Builder(instruction.arity());
    int[] operands = new int[instruction.arity()];
    Arrays.setAll(operands, k -> k);
    return new LoopKernel(
        instruction.name().toLowerCase(java.util.Locale.ROOT),
        b.build(b.apply(instruction, operands)));
  }

  private static void requireVectors() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "no Vector API");
  }

  private static double[] run(Loop loop, int from, int to, double[] x) {
    double[] out = new double[x.length];
    loop.run(x, from, null, 0, null, 0, null, 0, out, from, to - from);
    return out;
  }

  @Test
  void bitsDoNotDependOnWhetherALoopWasCompiled() {
    requireVectors();
    double[] x = new Random(2).doubles(40, -20, 20).toArray();
    Loop loop = kernel(FormulaOp.EXP).loop(false, true);
    double[] first = run(loop, 0, x.length, x);
    for (int i = 0; i < 20_000; i++) {
      run(loop, 0, x.length, x);
    }
    assertArrayEquals(first, run(loop, 0, x.length, x));
  }

  @Test
  void everyElementIsComputedWhileALoopWarms() {
    requireVectors();
    LoopKernel scale = kernel(FormulaOp.SCALE);
    double[] x = new Random(4).doubles(1000, -2, 2).toArray();
    double[] y = new Random(5).doubles(1000, -2, 2).toArray();
    for (int stepped = 1; stepped < 4; stepped++) {
      for (int n : new int[] {1, 40, 1000}) {
        double[] expected = new double[1000];
        scale.loop(false, false, stepped).run(x, 0, y, 0, null, 0, null, 0, expected, 0, n);
        for (int turn = 0; turn < 300; turn++) {
          double[] out = new double[1000];
          scale.loop(false, true, stepped).run(x, 0, y, 0, null, 0, null, 0, out, 0, n);
          assertArrayEquals(expected, out);
        }
      }
    }
  }

  @Test
  void bitsDoNotDependOnWhereAnElementStands() {
    requireVectors();
    double[] x = new Random(3).doubles(50, -20, 20).toArray();
    x[17] = 1e12; // far beyond what SIMD reduces
    Loop loop = kernel(FormulaOp.SIN).loop(false, true);
    double[] whole = run(loop, 0, x.length, x);
    for (int from = 0; from < x.length; from += 7) {
      int to = Math.min(from + 11, x.length);
      double[] part = run(loop, from, to, x);
      assertArrayEquals(Arrays.copyOfRange(whole, from, to), Arrays.copyOfRange(part, from, to));
    }
    assertEquals(Math.sin(1e12), whole[17]);
  }

  /** Some lengths end in a vector that is not full, and some arrays have no rare element. */
  @Test
  void rareElementsAreAlikeInVectorsAndOneByOneAndLeaveTheirNeighboursAlone() {
    requireVectors();
    double[] rare = {
      0, -0.0, -2, 1e-310, 1e-42, Double.NaN, Double.POSITIVE_INFINITY, 1e300, -1e300
    };
    for (FormulaOp function : List.of(FormulaOp.POW, FormulaOp.CBRT, FormulaOp.LOG)) {
      Formula formula = kernel(function).formula(false, true);
      double[] y = new Random(7).doubles(100, -3, 3).map(Math::rint).toArray();
      double[] x = new Random(8).doubles(100, 0.1, 30).toArray();
      for (int i = 0; i < rare.length; i++) {
        x[10 * i + 3] = rare[i];
      }
      VectorLoop loop =
          (VectorLoop)
              LoopClassWriter.of("rare", formula, false, true, formula.used()).loop(new double[0]);
      for (int n : new int[] {3, 16, 61, 100}) {
        double[] vectors = new double[100];
        double[] single = new double[100];
        loop.run(x, 0, y, 0, null, 0, null, 0, vectors, 0, n);
        loop.runElementwise(x, 0, y, 0, null, 0, null, 0, single, 0, n);
        assertArrayEquals(single, vectors);
        for (int i = 0; i < n; i++) {
          assertEquals(formula.evaluate(false, x[i], y[i]), vectors[i], function + " of " + x[i]);
        }
      }
    }
  }

  @Test
  void aScaledZeroIsTheSameZeroInVectorsAndOneByOne() {
    requireVectors();
    Formula formula = kernel(FormulaOp.SCALE).formula();
    double[] x = {0, -0.0, 1, -1, 1e-300, 0, 2, Double.NaN, 0};
    double[] y = {-1, 1, -0.0, 0, -1e-300, Double.NaN, Double.NEGATIVE_INFINITY, 0, -3};
    VectorLoop loop =
        (VectorLoop)
            LoopClassWriter.of("scaled", formula, false, true, formula.used()).loop(new double[0]);
    double[] vectors = new double[x.length];
    double[] single = new double[x.length];
    loop.run(x, 0, y, 0, null, 0, null, 0, vectors, 0, x.length);
    loop.runElementwise(x, 0, y, 0, null, 0, null, 0, single, 0, x.length);
    assertArrayEquals(single, vectors);
    for (int i = 0; i < x.length; i++) {
      assertEquals(formula.evaluate(false, x[i], y[i]), single[i]);
    }
  }

  /** Some blocks have no such element, and operands begin at equal and at different offsets. */
  @Test
  void aCotangentOfZeroMeetsAnInfinitePartialInAnyPlainLoop() {
    Formula.Builder b = new Formula.Builder(2);
    int partial = b.apply(FormulaOp.DIV, b.constant(1), b.apply(FormulaOp.SQRT, 1));
    Formula formula = b.build(b.apply(FormulaOp.SCALE, 0, partial));
    Random random = new Random(9);
    float[] g = new float[5000];
    float[] x = new float[5000];
    for (int i = 0; i < g.length; i++) {
      g[i] = i % 3 == 0 ? 0 : random.nextFloat() - 0.5f;
      x[i] = i < 2500 && i % 5 == 0 ? 0 : random.nextFloat();
    }
    LoopKernel kernel = new LoopKernel("slope", formula);
    for (int stepped : new int[] {1, 2, 3}) {
      for (int at : new int[] {0, 7}) {
        float[] out = new float[5000];
        kernel.loop(true, false, stepped).run(g, 7, x, at, null, 0, null, 0, out, at, 4900);
        for (int i = 0; i < 4900; i++) {
          float left = g[7 + ((stepped & 1) != 0 ? i : 0)];
          float right = x[at + ((stepped & 2) != 0 ? i : 0)];
          assertEquals(formula.evaluate(true, left, right), out[at + i]);
        }
      }
    }
  }

  @Test
  void comparisonsMultipliedAreOneMask() {
    requireVectors();
    Formula.Builder b = new Formula.Builder(1);
    int above = b.apply(FormulaOp.GT, 0, b.constant(-1));
    int inside = b.apply(FormulaOp.MUL, above, b.apply(FormulaOp.LT, 0, b.constant(1)));
    int sum = b.apply(FormulaOp.ADD, inside, b.apply(FormulaOp.WHERE, inside, 0, above));
    Formula formula = b.build(sum);
    double[] x = {-2, -1, -0.5, 0, 0.5, 1, 2, Double.NaN, 0.25};
    double[] out = run(new LoopKernel("inside", formula).loop(false, true), 0, x.length, x);
    for (int i = 0; i < x.length; i++) {
      assertEquals(formula.evaluate(false, x[i]), out[i]);
    }
  }

  @Test
  void nothingIsReadOrWrittenOutsideTheRun() {
    requireVectors();
    for (boolean simd : new boolean[] {false, true}) {
      float[] x = new float[20];
      Arrays.fill(x, 4);
      float[] out = new float[20];
      kernel(FormulaOp.SQRT).loop(true, simd).run(x, 0, null, 0, null, 0, null, 0, out, 3, 5);
      for (int i = 0; i < 20; i++) {
        assertEquals(i >= 3 && i < 8 ? 2 : 0, out[i]);
      }
    }
  }

  @Test
  void aStretchedOperandIsReadOnce() {
    double[] x = {1, 2, 3};
    double[] y = {10, 20, 30};
    double[] out = new double[3];
    kernel(FormulaOp.ADD).loop(false, false, 1).run(x, 0, y, 1, null, 0, null, 0, out, 0, 3);
    assertArrayEquals(new double[] {21, 22, 23}, out);
  }

  @Test
  void aLoopIsStampedOnceAndNamedAfterWhatItDoes() {
    LoopKernel kernel = kernel(FormulaOp.COS);
    Loop loop = kernel.loop(true, false);
    assertSame(loop, kernel.loop(true, false));
    assertTrue(
        loop.getClass().getName().startsWith("io.autodiff.internal.loop.Loop$cos_f32_plain"),
        loop.getClass().getName());
  }

  @Test
  void equalStepsAreOne() {
    Formula.Builder b = new Formula.Builder(1);
    int twice = b.apply(FormulaOp.ADD, 0, 0);
    assertEquals(twice, b.apply(FormulaOp.ADD, 0, 0));
    assertEquals(1, b.build(twice).operations().size());
  }

  @Test
  void aLoopCanBeDumped(@TempDir Path folder) {
    System.setProperty("autodiff.dump", folder.toString());
    try {
      kernel(FormulaOp.NEG).loop(false, false);
    } finally {
      System.clearProperty("autodiff.dump");
    }
    assertTrue(Files.exists(folder.resolve("Loop$neg_f64_plain.class")));
  }
}
