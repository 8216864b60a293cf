package io.autodiff.mutation;

import io.autodiff.Tensor;
import io.autodiff.Value;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What the instructions of a {@link MutantLoader}'s classes became: each does what it did, except
 * the one that is broken. A class of the loader's own, so its state is that of one engine.
 */
public final class Mutants {
  /** The numbers of the sites that ran. */
  static final BitSet TOUCHED = new BitSet();

  private static volatile boolean noting;
  private static volatile int broken = -1;
  private static volatile int kind;

  private Mutants() {}

  /** Breaks an instruction, and no other; none if below 0. */
  static void breakOne(int site, int how) {
    kind = how;
    broken = site;
  }

  static void note(boolean on) {
    noting = on;
  }

  private static boolean isBroken(int site) {
    if (noting) {
      TOUCHED.set(site);
    }
    return site == broken;
  }

  public static double add(double a, double b, int site) {
    return !isBroken(site) ? a + b : kind == 0 ? a - b : kind == 1 ? a : b;
  }

  public static double subtract(double a, double b, int site) {
    return !isBroken(site) ? a - b : kind == 0 ? a + b : kind == 1 ? a : -b;
  }

  public static double multiply(double a, double b, int site) {
    return !isBroken(site) ? a * b : kind == 0 ? a + b : kind == 1 ? a : b;
  }

  public static double divide(double a, double b, int site) {
    return !isBroken(site) ? a / b : kind == 0 ? a * b : kind == 1 ? a : 1 / b;
  }

  public static double negate(double a, int site) {
    return isBroken(site) ? a : -a;
  }

  public static double constant(double c, int site) {
    return !isBroken(site) ? c : kind == 0 ? (c == 0 ? 1 : -c) : c + 0.5;
  }

  public static int compare(int sign, int site) {
    return !isBroken(site) ? sign : kind == 0 ? -sign : kind == 1 ? 1 : -1;
  }

  public static double call(double result, int site) {
    return !isBroken(site) ? result : kind == 0 ? -result : 1.01 * result;
  }

  public static double result(double result, int site) {
    return !isBroken(site) ? result : kind == 0 ? -result : kind == 1 ? 1.0001 * result : 0;
  }

  public static double other(double x, double y, int site) {
    return isBroken(site) ? y : x;
  }

  public static int other(int a, int b, int site) {
    return isBroken(site) ? b : a;
  }

  public static int flag(int x, int site) {
    return isBroken(site) ? (x == 0 ? 1 : 0) : x;
  }

  public static boolean equal(int a, int b, int site) {
    return !isBroken(site) ? a == b : kind == 0 || a != b;
  }

  public static int integer(int x, int site) {
    return isBroken(site) ? x + 1 : x;
  }

  public static int[] axes(int[] axes, int site) {
    return isBroken(site) ? Arrays.stream(axes).map(a -> -1 - a).toArray() : axes;
  }

  public static Object value(Object result, Object receiver, Object argument, int site) {
    return !isBroken(site)
        ? result
        : kind == 0 ? ((Value<?>) result).neg() : kind == 1 ? receiver : argument;
  }

  public static Object result(Object result, int site) {
    if (!isBroken(site)) {
      return result;
    }
    Value<?> right = (Value<?>) result;
    return switch (kind) {
      case 0 -> right.neg();
      case 1 -> right.mul(1.0001);
      case 2 -> right.mul(0);
      default -> right.stopGradient();
    };
  }

  public static Object other(Object x, Object y, int site) {
    return isBroken(site) ? y : x;
  }

  public static Tensor element(Tensor[] in, int k, int site) {
    return isBroken(site) && in.length > 1 ? in[(k + 1) % in.length] : in[k];
  }
}
