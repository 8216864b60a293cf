package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.internal.array.ArrayKernels;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EngineTest {

  @Test
  void descriptionSaysWhatComputesAndWhyTheRestDoesNot() {
    Engine plain = Engine.standard().withNatives(false).withVector(false).withThreads(1);
    String natives = ArrayKernels.nativesProblem();
    String vector = ArrayKernels.vectorProblem();
    assertEquals(
        "products: plain Java (OpenBLAS "
            + (natives == null ? "switched off" : "missing: " + natives)
            + "); loops: plain Java (Vector API "
            + (vector == null ? "switched off" : "missing: " + vector)
            + "); 1 thread",
        plain.describe());
    assertEquals("Engine(" + plain.describe() + ")", plain.toString());
    assertTrue(plain.withThreads(3).describe().endsWith("; 3 threads"));
  }

  @Test
  void whatIsThereCanBeAskedFor() {
    Engine plain = Engine.standard().withNatives(false).withVector(false);
    if (ArrayKernels.nativesProblem() == null) {
      String text = plain.withNatives(true).describe();
      assertTrue(text.startsWith("products: OpenBLAS "), text);
    } else {
      var e = assertThrows(AutodiffException.class, () -> plain.withNatives(true));
      assertTrue(
          String.valueOf(e.getMessage()).contains(String.valueOf(ArrayKernels.nativesProblem())));
    }
    if (ArrayKernels.vectorProblem() == null) {
      String text = plain.withVector(true).describe();
      assertTrue(text.contains("loops: Vector API, "), text);
    } else {
      var e = assertThrows(AutodiffException.class, () -> plain.withVector(true));
      assertTrue(String.valueOf(e.getMessage()).contains("--add-modules jdk.incubator.vector"));
    }
  }

  @Test
  void engineNeedsAThread() {
    var e = assertThrows(AutodiffException.class, () -> Engine.standard().withThreads(0));
    assertEquals(
        """
        engine: no thread to work on
          given     0 threads
          expected  at least 1\
        """,
        e.getMessage());
  }

  @Test
  void standardEngineIsOne() {
    assertSame(Engine.standard(), Engine.standard());
  }

  @Test
  void stepGivesTheSameBitsForAnyNumberOfThreads() {
    float[] expected = step(Engine.standard().withThreads(1));
    assertArrayEquals(expected, step(Engine.standard().withThreads(2)));
    assertArrayEquals(expected, step(Engine.standard().withThreads(7)));
  }

  private static float[] step(Engine engine) {
    Random random = new Random(9);
    Tensor x = Tensor.randn(DType.FLOAT32, random, 256, 300);
    int[] labels = random.ints(256, 0, 10).toArray();
    try (Tape tape = new Tape(engine)) {
      Tensor w = tape.variable(Tensor.randn(DType.FLOAT32, random, 300, 400));
      Tensor b = tape.variable(Tensor.randn(DType.FLOAT32, random, 400));
      Tensor v = tape.variable(Tensor.randn(DType.FLOAT32, random, 400, 10));
      Tensor h = x.matmul(w).mul(0.05).add(b).tanh();
      Scalar loss = h.matmul(v).softmaxCrossEntropy(labels).mean();
      Gradients grads = tape.gradients(loss);
      float[] all = new float[300 * 400 + 400 + 4000];
      System.arraycopy(grads.of(w).floats(), 0, all, 0, 300 * 400);
      System.arraycopy(grads.of(b).floats(), 0, all, 300 * 400, 400);
      System.arraycopy(grads.of(v).floats(), 0, all, 300 * 400 + 400, 4000);
      return all;
    }
  }
}
