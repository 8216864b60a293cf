package io.autodiff.optimize;

import io.autodiff.Scalar;
import io.autodiff.VectorFunction;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The problems of Moré, Garbow and Hillstrom, "Testing unconstrained optimization software", ACM
 * Transactions on Mathematical Software 7 (1981): residuals, standard start and the known minima of
 * the sum of squares.
 *
 * @param minima the least sum of squares, and those of other minima that the paper names
 */
@SuppressWarnings("ArrayRecordComponent")
record MghProblem(String name, double[] start, double[] minima, VectorFunction residuals) {

  private static final double[] BARD = {
    0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39
  };
  private static final double[] GAUSSIAN = {
    0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540,
    0.0175, 0.0044, 0.0009
  };
  private static final double[] MEYER = {
    34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307,
    2872
  };
  private static final double[] KOWALIK_Y = {
    0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246
  };
  private static final double[] KOWALIK_U = {
    4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625
  };
  private static final double[] OSBORNE_1 = {
    0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685,
    0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448,
    0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406
  };
  private static final double[] OSBORNE_2 = {
    1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
    0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
    0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
    0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
    0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054
  };

  static List<MghProblem> all() {
    return List.of(
        of("Rosenbrock", 0, MghProblem::rosenbrock, -1.2, 1),
        many(
            "Freudenstein and Roth", new double[] {0, 48.98425}, MghProblem::freudenstein, 0.5, -2),
        of("Powell badly scaled", 0, MghProblem::powellBadlyScaled, 0, 1),
        of("Brown badly scaled", 0, MghProblem::brownBadlyScaled, 1, 1),
        of("Beale", 0, MghProblem::beale, 1, 1),
        of("Jennrich and Sampson", 124.36218, MghProblem::jennrich, 0.3, 0.4),
        of("Helical valley", 0, MghProblem::helicalValley, -1, 0, 0),
        many("Bard", new double[] {8.21487e-3, 17.42869}, MghProblem::bard, 1, 1, 1),
        of("Gaussian", 1.12793e-8, MghProblem::gaussian, 0.4, 1, 0),
        of("Meyer", 87.94586, MghProblem::meyer, 0.02, 4000, 250),
        of("Gulf research", 0, MghProblem::gulf, 5, 2.5, 0.15),
        of("Box three-dimensional", 0, MghProblem::box, 0, 10, 20),
        of("Powell singular", 0, MghProblem::powellSingular, 3, -1, 0, 1),
        of("Wood", 0, MghProblem::wood, -3, -1, -3, -1),
        many(
            "Kowalik and Osborne",
            new double[] {3.07506e-4, 1.02734e-3},
            MghProblem::kowalik,
            0.25,
            0.39,
            0.415,
            0.39),
        of("Brown and Dennis", 85822.2, MghProblem::brownDennis, 25, 5, -5, -1),
        of("Osborne 1", 5.46489e-5, MghProblem::osborne1, 0.5, 1.5, -1, 0.01, 0.02),
        many("Biggs EXP6", new double[] {0, 5.65565e-3}, MghProblem::biggs, 1, 2, 1, 1, 1, 1),
        of(
            "Osborne 2",
            4.01377e-2,
            MghProblem::osborne2,
            1.3,
            0.65,
            0.65,
            0.7,
            0.6,
            3,
            5,
            7,
            2,
            4.5,
            5.5),
        of("Watson 6", 2.28767e-3, MghProblem::watson, new double[6]),
        of("Watson 9", 1.39976e-6, MghProblem::watson, new double[9]),
        of("Extended Rosenbrock 20", 0, MghProblem::rosenbrock, repeat(20, -1.2, 1)),
        of("Extended Powell singular 20", 0, MghProblem::powellSingular, repeat(20, 3, -1, 0, 1)),
        of("Penalty I 4", 2.24997e-5, MghProblem::penalty1, 1, 2, 3, 4),
        of("Penalty II 4", 9.37629e-6, MghProblem::penalty2, 0.5, 0.5, 0.5, 0.5),
        of("Variably dimensioned 10", 0, MghProblem::variablyDimensioned, ramp(10)),
        many(
            "Trigonometric 10",
            new double[] {0, 2.79506e-5},
            MghProblem::trigonometric,
            repeat(10, 0.1)),
        many(
            "Brown almost-linear 10",
            new double[] {0, 1},
            MghProblem::brownAlmostLinear,
            repeat(10, 0.5)),
        of("Discrete boundary value 10", 0, MghProblem::boundaryValue, boundary(10)),
        of("Discrete integral equation 10", 0, MghProblem::integralEquation, boundary(10)),
        of("Broyden tridiagonal 10", 0, MghProblem::broydenTridiagonal, repeat(10, -1)),
        of("Broyden banded 10", 0, MghProblem::broydenBanded, repeat(10, -1)),
        of("Linear, full rank 5", 5, MghProblem::linearFullRank, repeat(5, 1)),
        of("Linear, rank 1 5", 10.0 * 9 / (2 * 21), MghProblem::linearRankOne, repeat(5, 1)),
        of(
            "Linear, rank 1 with zeros 5",
            (100 + 30 - 6) / (2.0 * 17),
            MghProblem::linearRankOneZeros,
            repeat(5, 1)));
  }

  private static MghProblem of(String name, double minimum, VectorFunction f, double... start) {
    return new MghProblem(name, start, new double[] {minimum}, f);
  }

  private static MghProblem many(String name, double[] minima, VectorFunction f, double... start) {
    return new MghProblem(name, start, minima, f);
  }

  /**
   * Half of the sum of squares, as a function to minimise; its minimum is half of the problem's.
   */
  Scalar halfSum(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (Scalar r : residuals.apply(x)) {
      sum = sum.add(r.square());
    }
    return sum.mul(0.5);
  }

  private static double[] repeat(int n, double... values) {
    return IntStream.range(0, n).mapToDouble(i -> values[i % values.length]).toArray();
  }

  private static double[] ramp(int n) {
    return IntStream.rangeClosed(1, n).mapToDouble(j -> 1 - j / (double) n).toArray();
  }

  private static double[] boundary(int n) {
    double h = 1.0 / (n + 1);
    return IntStream.rangeClosed(1, n).mapToDouble(j -> j * h * (j * h - 1)).toArray();
  }

  private static Scalar[] rows(int m, java.util.function.IntFunction<Scalar> row) {
    return IntStream.rangeClosed(1, m).mapToObj(row).toArray(Scalar[]::new);
  }

  private static Scalar[] rosenbrock(Scalar[] x) {
    return rows(x.length, i -> i % 2 == 1 ? x[i].sub(x[i - 1].square()).mul(10) : x[i - 2].rsub(1));
  }

  private static Scalar[] freudenstein(Scalar[] v) {
    Scalar x = v[0];
    Scalar y = v[1];
    return new Scalar[] {
      x.sub(13).add(y.rsub(5).mul(y).sub(2).mul(y)), x.sub(29).add(y.add(1).mul(y).sub(14).mul(y))
    };
  }

  private static Scalar[] powellBadlyScaled(Scalar[] x) {
    return new Scalar[] {
      x[0].mul(x[1]).mul(1e4).sub(1), x[0].neg().exp().add(x[1].neg().exp()).sub(1.0001)
    };
  }

  private static Scalar[] brownBadlyScaled(Scalar[] x) {
    return new Scalar[] {x[0].sub(1e6), x[1].sub(2e-6), x[0].mul(x[1]).sub(2)};
  }

  private static Scalar[] beale(Scalar[] x) {
    double[] y = {1.5, 2.25, 2.625};
    return rows(3, i -> x[0].mul(x[1].pow(i).rsub(1)).rsub(y[i - 1]));
  }

  private static Scalar[] jennrich(Scalar[] x) {
    return rows(10, i -> x[0].mul(i).exp().add(x[1].mul(i).exp()).rsub(2 + 2 * i));
  }

  private static Scalar[] helicalValley(Scalar[] x) {
    Scalar turn = x[1].div(x[0]).atan().div(2 * Math.PI);
    Scalar theta = x[0].gt(0).where(turn, turn.add(0.5));
    return new Scalar[] {x[2].sub(theta.mul(10)).mul(10), x[0].hypot(x[1]).sub(1).mul(10), x[2]};
  }

  private static Scalar[] bard(Scalar[] x) {
    return rows(
        15,
        i -> {
          double v = 16 - i;
          double w = Math.min(i, v);
          return x[0].add(x[1].mul(v).add(x[2].mul(w)).rdiv(i)).rsub(BARD[i - 1]);
        });
  }

  private static Scalar[] gaussian(Scalar[] x) {
    return rows(
        15,
        i -> {
          double t = (8 - i) / 2.0;
          Scalar power = x[2].rsub(t).square().mul(x[1]).div(-2);
          return x[0].mul(power.exp()).sub(GAUSSIAN[i - 1]);
        });
  }

  private static Scalar[] meyer(Scalar[] x) {
    return rows(
        16,
        i -> {
          double t = 45 + 5 * i;
          return x[0].mul(x[1].div(x[2].add(t)).exp()).sub(MEYER[i - 1]);
        });
  }

  private static Scalar[] gulf(Scalar[] x) {
    return rows(
        10,
        i -> {
          double t = i / 100.0;
          double y = 25 + Math.pow(-50 * Math.log(t), 2.0 / 3);
          return x[1].rsub(y).abs().pow(x[2]).div(x[0]).neg().exp().sub(t);
        });
  }

  private static Scalar[] box(Scalar[] x) {
    return rows(
        10,
        i -> {
          double t = 0.1 * i;
          double both = Math.exp(-t) - Math.exp(-10 * t);
          return x[0].mul(-t).exp().sub(x[1].mul(-t).exp()).sub(x[2].mul(both));
        });
  }

  private static Scalar[] powellSingular(Scalar[] x) {
    return rows(
        x.length,
        i -> {
          int k = (i - 1) / 4 * 4;
          return switch (i - k) {
            case 1 -> x[k].add(x[k + 1].mul(10));
            case 2 -> x[k + 2].sub(x[k + 3]).mul(Math.sqrt(5));
            case 3 -> x[k + 1].sub(x[k + 2].mul(2)).square();
            default -> x[k].sub(x[k + 3]).square().mul(Math.sqrt(10));
          };
        });
  }

  private static Scalar[] wood(Scalar[] x) {
    return new Scalar[] {
      x[1].sub(x[0].square()).mul(10),
      x[0].rsub(1),
      x[3].sub(x[2].square()).mul(Math.sqrt(90)),
      x[2].rsub(1),
      x[1].add(x[3]).sub(2).mul(Math.sqrt(10)),
      x[1].sub(x[3]).div(Math.sqrt(10))
    };
  }

  private static Scalar[] kowalik(Scalar[] x) {
    return rows(
        11,
        i -> {
          double u = KOWALIK_U[i - 1];
          Scalar above = x[0].mul(x[1].mul(u).add(u * u));
          return above.div(x[2].mul(u).add(u * u).add(x[3])).rsub(KOWALIK_Y[i - 1]);
        });
  }

  private static Scalar[] brownDennis(Scalar[] x) {
    return rows(
        20,
        i -> {
          double t = i / 5.0;
          Scalar left = x[0].add(x[1].mul(t)).sub(Math.exp(t)).square();
          return left.add(x[2].add(x[3].mul(Math.sin(t))).sub(Math.cos(t)).square());
        });
  }

  private static Scalar[] osborne1(Scalar[] x) {
    return rows(
        33,
        i -> {
          double t = 10 * (i - 1);
          Scalar model = x[0].add(x[1].mul(x[3].mul(-t).exp())).add(x[2].mul(x[4].mul(-t).exp()));
          return model.rsub(OSBORNE_1[i - 1]);
        });
  }

  private static Scalar[] biggs(Scalar[] x) {
    return rows(
        13,
        i -> {
          double t = 0.1 * i;
          double y = Math.exp(-t) - 5 * Math.exp(-10 * t) + 3 * Math.exp(-4 * t);
          Scalar first = x[2].mul(x[0].mul(-t).exp()).sub(x[3].mul(x[1].mul(-t).exp()));
          return first.add(x[5].mul(x[4].mul(-t).exp())).sub(y);
        });
  }

  private static Scalar[] osborne2(Scalar[] x) {
    return rows(
        65,
        i -> {
          double t = (i - 1) / 10.0;
          Scalar model = x[0].mul(x[4].mul(-t).exp());
          for (int k = 0; k < 3; k++) {
            Scalar power = x[8 + k].rsub(t).square().mul(x[5 + k]).neg();
            model = model.add(x[1 + k].mul(power.exp()));
          }
          return model.rsub(OSBORNE_2[i - 1]);
        });
  }

  private static Scalar[] watson(Scalar[] x) {
    return rows(
        31,
        i -> {
          if (i == 30) {
            return x[0];
          }
          if (i == 31) {
            return x[1].sub(x[0].square()).sub(1);
          }
          double t = i / 29.0;
          Scalar slope = Scalar.of(0);
          Scalar value = Scalar.of(0);
          for (int j = 0; j < x.length; j++) {
            value = value.add(x[j].mul(Math.pow(t, j)));
            slope = j == 0 ? slope : slope.add(x[j].mul(j * Math.pow(t, j - 1)));
          }
          return slope.sub(value.square()).sub(1);
        });
  }

  private static Scalar[] penalty1(Scalar[] x) {
    Scalar squares = Scalar.of(-0.25);
    for (Scalar each : x) {
      squares = squares.add(each.square());
    }
    Scalar last = squares;
    return rows(x.length + 1, i -> i <= x.length ? x[i - 1].sub(1).mul(Math.sqrt(1e-5)) : last);
  }

  private static Scalar[] penalty2(Scalar[] x) {
    int n = x.length;
    double a = Math.sqrt(1e-5);
    Scalar squares = Scalar.of(-1);
    for (int j = 0; j < n; j++) {
      squares = squares.add(x[j].square().mul(n - j));
    }
    Scalar last = squares;
    return rows(
        2 * n,
        i -> {
          if (i == 1) {
            return x[0].sub(0.2);
          }
          if (i <= n) {
            double y = Math.exp(i / 10.0) + Math.exp((i - 1) / 10.0);
            return x[i - 1].div(10).exp().add(x[i - 2].div(10).exp()).sub(y).mul(a);
          }
          return i < 2 * n ? x[i - n].div(10).exp().sub(Math.exp(-0.1)).mul(a) : last;
        });
  }

  private static Scalar[] variablyDimensioned(Scalar[] x) {
    Scalar weighted = Scalar.of(0);
    for (int j = 0; j < x.length; j++) {
      weighted = weighted.add(x[j].sub(1).mul(j + 1));
    }
    Scalar sum = weighted;
    int n = x.length;
    return rows(n + 2, i -> i <= n ? x[i - 1].sub(1) : i == n + 1 ? sum : sum.square());
  }

  private static Scalar[] trigonometric(Scalar[] x) {
    int n = x.length;
    Scalar cosines = Scalar.of(0);
    for (Scalar each : x) {
      cosines = cosines.add(each.cos());
    }
    Scalar sum = cosines;
    return rows(n, i -> sum.rsub(n).add(x[i - 1].cos().rsub(1).mul(i)).sub(x[i - 1].sin()));
  }

  private static Scalar[] brownAlmostLinear(Scalar[] x) {
    int n = x.length;
    Scalar sum = Scalar.sum(x);
    Scalar product = Scalar.product(x);
    return rows(n, i -> i < n ? x[i - 1].add(sum).sub(n + 1) : product.sub(1));
  }

  private static Scalar neighbour(Scalar[] x, int i) {
    return i < 0 || i >= x.length ? Scalar.of(0) : x[i];
  }

  private static Scalar[] boundaryValue(Scalar[] x) {
    double h = 1.0 / (x.length + 1);
    return rows(
        x.length,
        i -> {
          Scalar cube = x[i - 1].add(i * h + 1).pow(3).mul(h * h / 2);
          return x[i - 1].mul(2).sub(neighbour(x, i - 2)).sub(neighbour(x, i)).add(cube);
        });
  }

  private static Scalar[] integralEquation(Scalar[] x) {
    int n = x.length;
    double h = 1.0 / (n + 1);
    return rows(
        n,
        i -> {
          double t = i * h;
          Scalar sum = Scalar.of(0);
          for (int j = 1; j <= n; j++) {
            double weight = j <= i ? (1 - t) * (j * h) : t * (1 - j * h);
            sum = sum.add(x[j - 1].add(j * h + 1).pow(3).mul(weight));
          }
          return x[i - 1].add(sum.mul(h / 2));
        });
  }

  private static Scalar[] broydenTridiagonal(Scalar[] x) {
    return rows(
        x.length,
        i -> {
          Scalar own = x[i - 1].mul(2).rsub(3).mul(x[i - 1]);
          return own.sub(neighbour(x, i - 2)).sub(neighbour(x, i).mul(2)).add(1);
        });
  }

  private static Scalar[] broydenBanded(Scalar[] x) {
    return rows(
        x.length,
        i -> {
          Scalar sum = x[i - 1].mul(x[i - 1].square().mul(5).add(2)).add(1);
          for (int j = Math.max(1, i - 5); j <= Math.min(x.length, i + 1); j++) {
            sum = j == i ? sum : sum.sub(x[j - 1].mul(x[j - 1].add(1)));
          }
          return sum;
        });
  }

  private static Scalar[] linearFullRank(Scalar[] x) {
    Scalar sum = Scalar.sum(x).mul(0.2).add(1);
    return rows(10, i -> i <= x.length ? x[i - 1].sub(sum) : sum.neg());
  }

  private static Scalar[] linearRankOne(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (int j = 0; j < x.length; j++) {
      sum = sum.add(x[j].mul(j + 1));
    }
    Scalar weighted = sum;
    return rows(10, i -> weighted.mul(i).sub(1));
  }

  private static Scalar[] linearRankOneZeros(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (int j = 1; j < x.length - 1; j++) {
      sum = sum.add(x[j].mul(j + 1));
    }
    Scalar weighted = sum;
    return rows(10, i -> i == 1 || i == 10 ? weighted.mul(0).sub(1) : weighted.mul(i - 1).sub(1));
  }
}
