package io.autodiff.internal.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatKernelClassTest {

  /** What the kernels of these tests do. */
  interface Kernel {
    void run(Object x, Object out, int n);
  }

  private static Kernel derived(Kernel template) {
    return TypedKernel.instance(
        Kernel.class,
        TypedKernel.define(FloatKernelClass.derive(TypedKernel.bytes(template.getClass()))));
  }

  private static float[] run(Kernel template, float... x) {
    float[] out = new float[x.length];
    derived(template).run(x, out, x.length);
    return out;
  }

  /** Constants, arithmetic, comparisons, conversions. */
  static final class Arithmetic implements Kernel {
    private static final double THIRD = 1.0 / 3;

    @Override
    public void run(Object x, Object out, int n) {
      double[] from = (double[]) x;
      double[] to = (double[]) out;
      for (int i = 0; i < n; i++) {
        double v = -from[i] * 2 + THIRD;
        to[i] = v > 1 ? v % 3 : v / 7 - i + (int) v + (long) v;
      }
    }
  }

  @Test
  void arithmeticIsThatOfFloats() {
    float[] x = {-3.7f, 0.1f, 0.4f, 12.3f};
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      float v = -x[i] * 2 + (float) (1.0 / 3);
      expected[i] = v > 1 ? v % 3 : v / 7 - i + (int) v + (long) v;
    }
    assertArrayEquals(expected, run(new Arithmetic(), x));
  }

  /** Compound assignments, whose two slots are an array and an index, or one double. */
  static final class Assignments implements Kernel {
    @Override
    public void run(Object x, Object out, int n) {
      double[] from = (double[]) x;
      double[] to = (double[]) out;
      double[] sum = new double[1];
      for (int i = 0; i < n; i++) {
        double a;
        double b;
        a = b = from[i];
        sum[0] += a;
        to[i] = sum[0] + b;
      }
    }
  }

  @Test
  void assignmentsOfTwoSlotsKeepTheirMeaning() {
    assertArrayEquals(new float[] {2, 5, 9}, run(new Assignments(), 1, 2, 3));
  }

  /** Calls of methods of its own class, with doubles before other parameters. */
  static final class OwnMethods implements Kernel {
    @Override
    public void run(Object x, Object out, int n) {
      double[] to = (double[]) out;
      for (int i = 0; i < n; i++) {
        to[i] = shift(2, i, 0.5, (double[]) x);
      }
    }

    private static double shift(double times, int i, double by, double[] x) {
      for (int k = 0; k < 3; k++) {
        x[i] = x[i] * times;
      }
      return x[i] + by;
    }
  }

  @Test
  void parametersAfterDoublesAreFound() {
    assertArrayEquals(new float[] {8.5f, 16.5f}, run(new OwnMethods(), 1, 2));
  }

  /** Methods that exist for floats, and methods that do not. */
  static final class OtherMethods implements Kernel {
    @Override
    public void run(Object x, Object out, int n) {
      double[] from = (double[]) x;
      double[] to = (double[]) out;
      java.util.Arrays.fill(to, 0, n, 0.25);
      DoubleBinaryOperator power = FloatKernelClassTest.POWER;
      for (int i = 0; i < n; i++) {
        double most = Math.max(from[i], to[i]);
        to[i] = power.applyAsDouble(most, Math.exp(most)) + Math.fma(most, most, most);
        to[i] = Double.isNaN(to[i]) ? Math.scalb(most, 2) : to[i];
      }
    }
  }

  static final DoubleBinaryOperator POWER = Math::pow;

  @Test
  void functionsOfDoublesAreCalledWithWidenedNumbers() {
    float[] x = {0, 1.5f, Float.NaN};
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      float most = Math.max(x[i], 0.25f);
      float exp = (float) Math.exp(most);
      expected[i] = (float) Math.pow(most, exp) + Math.fma(most, most, most);
    }
    assertArrayEquals(expected, run(new OtherMethods(), x));
  }

  /** A number that no float holds. */
  static final class Vast implements Kernel {
    @Override
    public void run(Object x, Object out, int n) {
      ((double[]) out)[0] = 1e300;
    }
  }

  @Test
  void constantsBeyondFloatAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> derived(new Vast()));
    assertEquals(
        "FloatKernelClassTest$Vast.run cannot be made a kernel for float: it has the constant"
            + " 1.0E300, beyond the range of float",
        e.getMessage());
  }

  /** A lambda. */
  static final class WithLambda implements Kernel {
    @Override
    public void run(Object x, Object out, int n) {
      DoubleBinaryOperator f = (a, b) -> a * b;
      ((double[]) out)[0] = f.applyAsDouble(1, 2);
    }
  }

  /** An assignment whose value is stored through an array. */
  static final class Chained implements Kernel {
    @Override
    public void run(Object x, Object out, int n) {
      double[] to = (double[]) out;
      to[0] = to[1] = 1;
    }
  }

  @Test
  void whatCannotBeTranslatedIsRefused() {
    var lambda = assertThrows(IllegalArgumentException.class, () -> derived(new WithLambda()));
    assertEquals(
        "FloatKernelClassTest$WithLambda.run cannot be made a kernel for float: it has a lambda or"
            + " string concatenation",
        lambda.getMessage());
    var chained = assertThrows(IllegalArgumentException.class, () -> derived(new Chained()));
    assertEquals(
        "FloatKernelClassTest$Chained.run cannot be made a kernel for float: it has an assignment"
            + " used as a value, or a result not used",
        chained.getMessage());
  }

  @Test
  void derivedClassHasTheTemplatesName() {
    String name = derived(new Arithmetic()).getClass().getName();
    assertTrue(
        name.startsWith("io.autodiff.internal.array.FloatKernelClassTest$ArithmeticFloat/"), name);
  }

  @Test
  void aDerivedKernelCanBeDumped(@TempDir Path folder) {
    System.setProperty("autodiff.dump", folder.toString());
    try {
      derived(new Arithmetic());
    } finally {
      System.clearProperty("autodiff.dump");
    }
    assertTrue(Files.exists(folder.resolve("FloatKernelClassTest$ArithmeticFloat.class")));
  }
}
