package io.autodiff.benchmarks.scalar;

import io.autodiff.Scalar;
import java.util.Random;

/**
 * Small functions of many numbers, written for {@link Scalar} and, with a gradient derived by hand,
 * for {@code double}.
 */
public enum Micro {
  /** The product of 1000 numbers. */
  SPEELPENNING {
    @Override
    public double[] point() {
      double[] x = new double[1000];
      for (int i = 0; i < x.length; i++) {
        x[i] = 1 + 0.5 * Math.sin(0.37 * i) / (1 + 0.001 * i);
      }
      return x;
    }

    @Override
    public double value(double[] x) {
      double product = x[0];
      for (int i = 1; i < x.length; i++) {
        product *= x[i];
      }
      return product;
    }

    @Override
    public Scalar value(Scalar[] x) {
      Scalar product = x[0];
      for (int i = 1; i < x.length; i++) {
        product = product.mul(x[i]);
      }
      return product;
    }

    // Each derivative is what is before it times what is after it.
    @Override
    public double[] gradientByHand(double[] x) {
      double[] gradient = new double[x.length];
      double before = 1;
      for (int i = 0; i < x.length; i++) {
        gradient[i] = before;
        before *= x[i];
      }
      double after = 1;
      for (int i = x.length - 1; i >= 0; i--) {
        gradient[i] *= after;
        after *= x[i];
      }
      return gradient;
    }
  },

  /** Rosenbrock's function of 1000 numbers. */
  ROSENBROCK {
    @Override
    public double[] point() {
      double[] x = new double[1000];
      for (int i = 0; i < x.length; i++) {
        x[i] = 0.9 + 0.3 * Math.sin(0.11 * i + 0.5);
      }
      return x;
    }

    @Override
    public double value(double[] x) {
      double sum = 0;
      for (int i = 0; i + 1 < x.length; i++) {
        double bend = x[i + 1] - x[i] * x[i];
        double rest = x[i] - 1;
        sum += 100 * (bend * bend) + rest * rest;
      }
      return sum;
    }

    @Override
    public Scalar value(Scalar[] x) {
      Scalar sum = Scalar.of(0);
      for (int i = 0; i + 1 < x.length; i++) {
        Scalar bend = x[i + 1].sub(x[i].square()).square().mul(100);
        sum = sum.add(bend).add(x[i].sub(1).square());
      }
      return sum;
    }

    @Override
    public double[] gradientByHand(double[] x) {
      double[] gradient = new double[x.length];
      for (int i = 0; i + 1 < x.length; i++) {
        double bend = 200 * (x[i + 1] - x[i] * x[i]);
        gradient[i + 1] += bend;
        gradient[i] += 2 * (x[i] - 1) - 2 * x[i] * bend;
      }
      return gradient;
    }
  },

  /**
   * The price of a call on the mean of a path, over 1000 paths of 50 steps: a function of spot,
   * rate and volatility.
   */
  ASIAN {
    @Override
    public double[] point() {
      return new double[] {100, 0.05, 0.2};
    }

    @Override
    public double value(double[] x) {
      double[] z = Draws.NORMALS;
      double drift = (x[1] - 0.5 * x[2] * x[2]) * STEP;
      double wide = x[2] * ROOT_STEP;
      double sum = 0;
      for (int path = 0; path < PATHS; path++) {
        double spot = x[0];
        double total = 0;
        for (int i = 0; i < STEPS; i++) {
          spot *= Math.exp(drift + wide * z[path * STEPS + i]);
          total += spot;
        }
        sum += Math.max(total / STEPS - STRIKE, 0);
      }
      return sum * Math.exp(-x[1]) / PATHS;
    }

    @Override
    public Scalar value(Scalar[] x) {
      Scalar drift = x[2].square().mul(-0.5).add(x[1]).mul(STEP);
      Scalar wide = x[2].mul(ROOT_STEP);
      Scalar sum = Scalar.of(0);
      for (int path = 0; path < PATHS; path++) {
        sum = sum.add(payoff(x[0], drift, wide, path));
      }
      return sum.mul(x[1].neg().exp()).div(PATHS);
    }

    // A path's value is linear in the spot; its other slopes follow from those of its exponents.
    @Override
    public double[] gradientByHand(double[] x) {
      double[] z = Draws.NORMALS;
      double drift = (x[1] - 0.5 * x[2] * x[2]) * STEP;
      double wide = x[2] * ROOT_STEP;
      double discount = Math.exp(-x[1]) / PATHS;
      double[] gradient = new double[3];
      for (int path = 0; path < PATHS; path++) {
        double spot = x[0];
        double total = 0;
        double byDrift = 0;
        double byWide = 0;
        double drawn = 0;
        for (int i = 0; i < STEPS; i++) {
          drawn += z[path * STEPS + i];
          spot *= Math.exp(drift + wide * z[path * STEPS + i]);
          total += spot;
          byDrift += spot * (i + 1);
          byWide += spot * drawn;
        }
        if (total / STEPS > STRIKE) {
          gradient[0] += discount * total / STEPS / x[0];
          gradient[1] += discount * (byDrift * STEP / STEPS - (total / STEPS - STRIKE));
          gradient[2] += discount * (byWide * ROOT_STEP - byDrift * x[2] * STEP) / STEPS;
        }
      }
      return gradient;
    }
  };

  /** The number of paths of {@link #ASIAN}. */
  public static final int PATHS = 1000;

  static final int STEPS = 50;
  static final double STEP = 1.0 / STEPS;
  static final double ROOT_STEP = Math.sqrt(STEP);
  static final double STRIKE = 100;

  /** Random numbers, the same in every run. */
  private static final class Draws {
    static final double[] NORMALS = draw();

    private static double[] draw() {
      Random random = new Random(12345);
      double[] normals = new double[PATHS * STEPS];
      for (int i = 0; i < normals.length; i++) {
        normals[i] = random.nextGaussian();
      }
      return normals;
    }
  }

  /** Returns where the function is evaluated. */
  public abstract double[] point();

  /** Returns the value in plain Java. */
  public abstract double value(double[] x);

  /** Returns the value, recorded if {@code x} is. */
  public abstract Scalar value(Scalar[] x);

  /** Returns the gradient from formulas derived by hand. */
  public abstract double[] gradientByHand(double[] x);

  /** Returns what chance gives a step of a path of {@link #ASIAN}. */
  static double normal(int path, int step) {
    return Draws.NORMALS[path * STEPS + step];
  }

  /** Returns what one path of {@link #ASIAN} pays at its end. */
  static Scalar payoff(Scalar spot, Scalar drift, Scalar wide, int path) {
    double[] z = Draws.NORMALS;
    Scalar price = spot;
    Scalar total = Scalar.of(0);
    for (int i = 0; i < STEPS; i++) {
      price = price.mul(drift.add(wide.mul(z[path * STEPS + i])).exp());
      total = total.add(price);
    }
    return total.div(STEPS).sub(STRIKE).maximum(0);
  }
}
