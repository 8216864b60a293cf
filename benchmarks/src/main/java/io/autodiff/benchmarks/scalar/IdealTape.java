package io.autodiff.benchmarks.scalar;

import java.util.Arrays;

/**
 * How fast a tape could be: arrays that are large enough, numbers of nodes instead of handles, no
 * question about tape, life or thread, an operation with a constant for each that is needed. It
 * records the nodes that a {@link io.autodiff.Tape} records for a {@link Micro}.
 */
final class IdealTape {
  private static final byte VARIABLE = 0;
  private static final byte ADD = 1;
  private static final byte SUB = 2;
  private static final byte MUL = 3;
  private static final byte SHIFT = 4;
  private static final byte SCALE = 5;
  private static final byte SQUARE = 6;
  private static final byte EXP = 7;
  private static final byte FLOOR_AT_0 = 8;

  private final byte[] codes;
  private final int[] lefts;
  private final int[] rights;
  private final double[] values;
  private final double[] constants;
  private final double[] adjoints;
  private int size;

  IdealTape(int capacity) {
    this.codes = new byte[capacity];
    this.lefts = new int[capacity];
    this.rights = new int[capacity];
    this.values = new double[capacity];
    this.constants = new double[capacity];
    this.adjoints = new double[capacity];
  }

  /** Records a function and returns its gradient. */
  double[] gradient(Micro function, double... x) {
    size = 0;
    for (double v : x) {
      append(VARIABLE, 0, 0, v);
    }
    int output =
        switch (function) {
          case SPEELPENNING -> product(x.length);
          case ROSENBROCK -> rosenbrock(x.length);
          case ASIAN -> asian();
        };
    return reverse(output, x.length);
  }

  private int append(byte code, int left, int right, double value) {
    int at = size;
    codes[at] = code;
    lefts[at] = left;
    rights[at] = right;
    values[at] = value;
    size = at + 1;
    return at;
  }

  private int add(int a, int b) {
    return append(ADD, a, b, values[a] + values[b]);
  }

  private int sub(int a, int b) {
    return append(SUB, a, b, values[a] - values[b]);
  }

  private int mul(int a, int b) {
    return append(MUL, a, b, values[a] * values[b]);
  }

  private int shift(int a, double c) {
    return append(SHIFT, a, 0, values[a] + c);
  }

  private int scale(int a, double c) {
    constants[size] = c;
    return append(SCALE, a, 0, values[a] * c);
  }

  private int square(int a) {
    return append(SQUARE, a, 0, values[a] * values[a]);
  }

  private int exp(int a) {
    return append(EXP, a, 0, Math.exp(values[a]));
  }

  private double[] reverse(int output, int variables) {
    double[] adj = adjoints;
    Arrays.fill(adj, 0, size, 0);
    adj[output] = 1;
    for (int i = output; i >= variables; i--) {
      double g = adj[i];
      int a = lefts[i];
      int b = rights[i];
      switch (codes[i]) {
        case ADD -> {
          adj[a] += g;
          adj[b] += g;
        }
        case SUB -> {
          adj[a] += g;
          adj[b] -= g;
        }
        case MUL -> {
          adj[a] += g * values[b];
          adj[b] += g * values[a];
        }
        case SHIFT -> adj[a] += g;
        case SCALE -> adj[a] += g * constants[i];
        case SQUARE -> adj[a] += g * 2 * values[a];
        case EXP -> adj[a] += g * values[i];
        default -> adj[a] += values[i] > 0 ? g : 0;
      }
    }
    return Arrays.copyOf(adj, variables);
  }

  private int product(int n) {
    int product = 0;
    for (int i = 1; i < n; i++) {
      product = mul(product, i);
    }
    return product;
  }

  private int rosenbrock(int n) {
    int sum = -1;
    for (int i = 0; i + 1 < n; i++) {
      int bend = scale(square(sub(i + 1, square(i))), 100);
      sum = sum < 0 ? shift(bend, 0) : add(sum, bend);
      sum = add(sum, square(shift(i, -1)));
    }
    return sum;
  }

  private int asian() {
    int drift = scale(add(scale(square(2), -0.5), 1), Micro.STEP);
    int wide = scale(2, Micro.ROOT_STEP);
    int sum = -1;
    for (int path = 0; path < Micro.PATHS; path++) {
      int pays = payoff(drift, wide, path);
      sum = sum < 0 ? shift(pays, 0) : add(sum, pays);
    }
    return scale(mul(sum, exp(scale(1, -1))), 1.0 / Micro.PATHS);
  }

  private int payoff(int drift, int wide, int path) {
    int price = 0;
    int total = -1;
    for (int i = 0; i < Micro.STEPS; i++) {
      price = mul(price, exp(add(drift, scale(wide, Micro.normal(path, i)))));
      total = total < 0 ? shift(price, 0) : add(total, price);
    }
    int gain = shift(scale(total, 1.0 / Micro.STEPS), -Micro.STRIKE);
    return append(FLOOR_AT_0, gain, 0, Math.max(values[gain], 0));
  }
}
