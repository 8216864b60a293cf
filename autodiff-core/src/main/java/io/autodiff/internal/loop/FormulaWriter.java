package io.autodiff.internal.loop;

import static io.autodiff.internal.loop.FormulaOp.*;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Writes functions as operations of a {@link Formula}, for one element type. */
abstract class FormulaWriter {
  final Formula.Builder to;
  final boolean single;

  FormulaWriter(Formula.Builder to, boolean single) {
    this.to = to;
    this.single = single;
  }

  final int c(double constant) {
    return to.constant(constant);
  }

  final int c(double ofDouble, double ofSingle) {
    return to.constant(single ? ofSingle : ofDouble);
  }

  final int add(int x, int y) {
    return to.apply(ADD, x, y);
  }

  final int sub(int x, int y) {
    return to.apply(SUB, x, y);
  }

  final int mul(int x, int y) {
    return to.apply(MUL, x, y);
  }

  final int div(int x, int y) {
    return to.apply(DIV, x, y);
  }

  final int fma(int x, int y, int z) {
    return to.apply(FMA, x, y, z);
  }

  final int neg(int x) {
    return to.apply(NEG, x);
  }

  final int abs(int x) {
    return to.apply(ABS, x);
  }

  final int ge(int x, int y) {
    return to.apply(GE, x, y);
  }

  final int lt(int x, int y) {
    return to.apply(LT, x, y);
  }

  final int gt(int x, int y) {
    return to.apply(GT, x, y);
  }

  final int eq(int x, int y) {
    return to.apply(EQ, x, y);
  }

  final int where(int condition, int yes, int no) {
    return to.apply(WHERE, condition, yes, no);
  }

  /**
   * Returns {@code value} where a condition holds that nearly always does, else {@code careful}.
   */
  final int usually(int condition, int value, int careful) {
    return to.apply(USUALLY, condition, value, careful);
  }

  /** Returns {@code magnitude}, which is not negative, with the sign of {@code x}. */
  final int signed(int magnitude, int x) {
    return to.apply(OR, magnitude, to.apply(AND, x, c(-0.0)));
  }

  /** Returns {@code p[0] + p[1] x + p[2] x^2 + …}. */
  final int polynomial(int x, double... p) {
    int sum = c(p[p.length - 1]);
    for (int i = p.length - 2; i >= 0; i--) {
      sum = fma(sum, x, c(p[i]));
    }
    return sum;
  }

  /**
   * Returns the polynomial of this element type, odd and even powers apart: as many operations,
   * half of which need not wait for the others.
   *
   * @param square {@code x^2}
   */
  final int polynomial(int x, int square, double[] ofDouble, double[] ofSingle) {
    double[] p = single ? ofSingle : ofDouble;
    return fma(x, polynomial(square, everySecond(p, 1)), polynomial(square, everySecond(p, 0)));
  }

  private static double[] everySecond(double[] p, int first) {
    return IntStream.range(0, (p.length - first + 1) / 2)
        .mapToDouble(k -> p[first + 2 * k])
        .toArray();
  }

  /** Returns the polynomial of this element type. */
  final int polynomial(int x, double[] ofDouble, double[] ofSingle) {
    return polynomial(x, single ? ofSingle : ofDouble);
  }

  /** Added to a small number and taken away again it leaves a whole number, in the low bits. */
  final int shifter() {
    return c(0x1.8p52, 0x1.8p23);
  }

  final int whole(int x) {
    return sub(add(x, shifter()), shifter());
  }

  /** Faster than minimum and maximum, which care for the sign of zero. */
  final int clamp(int x, int low, int high) {
    int above = where(lt(x, low), low, x);
    return where(gt(x, high), high, above);
  }

  /** Calls a function for the elements whose argument is beyond a limit. */
  final int repair(int value, int x, int limit, DoubleUnaryOperator f) {
    return to.repair(gt(abs(x), limit), value, x, f);
  }

  /** Rounds to the nearest whole number; beyond 2^52 (2^23) every number is whole. */
  final int round(int x) {
    int large = c(0x1p52, 0x1p23);
    int rounded = signed(sub(add(abs(x), large), large), x);
    return where(lt(abs(x), large), rounded, x);
  }

  final int floor(int x) {
    int rounded = round(x);
    int below = where(gt(rounded, x), sub(rounded, c(1)), rounded);
    return where(eq(x, c(0)), x, below);
  }
}
