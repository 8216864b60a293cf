package io.autodiff.op;

import static io.autodiff.op.Precise.div;
import static io.autodiff.op.Precise.exp;
import static io.autodiff.op.Precise.log;
import static io.autodiff.op.Precise.mul;
import static io.autodiff.op.Precise.pow;
import static io.autodiff.op.Precise.sqrt;
import static io.autodiff.op.Precise.sum;

import io.autodiff.CustomOp;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The points that operations on tensors single out, by a guard in a rule or a branch in a kernel,
 * where they are smooth nevertheless. Kinks are in {@link KinksTest}.
 *
 * <p>The switch over operations has no default: a new one does not compile before it has points, or
 * says that it branches on no number.
 */
final class TensorSpecialPoints {
  private static final double TINY = 0x1p-1000;
  private static final double LARGE = 0x1p900;

  private TensorSpecialPoints() {}

  static List<SpecialPoint> of(TensorOp kind) {
    return switch (kind) {
      case Norm _ -> norms();
      case Softmax _ -> softmax();
      case LogSoftmax _ -> logSoftmax();
      case LogSumExp _ -> logSumExp();
      case Deviation _ -> deviations();
      case Prod _ -> products();
      case CumProd _ -> runningProducts();
      case LogCumSumExp _ -> runningLogSums();
      case Determinant _ -> DeterminantSpecialPoints.determinants();
      case Cofactors _ -> DeterminantSpecialPoints.cofactors();
      case CofactorSlope _ -> DeterminantSpecialPoints.cofactorSlopes();
      case Extremum _ -> extrema();
      case NuclearNorm _ -> PolarSpecialPoints.nuclearNorms();
      case PolarFactor _ -> PolarSpecialPoints.polarFactors();
      case Cholesky _ -> cholesky();
      case Solve _ -> solutions();
      case QrDecomposition _ -> DecompositionSpecialPoints.qr();
      case PseudoInverse _ -> DecompositionSpecialPoints.pseudoInverses();
      case MatrixExponential _ -> DecompositionSpecialPoints.exponentials();
      case CholeskyBend _,
          CholeskySlope _,
          DeterminantSign _,
          SymmetricEigen _,
          TriangularSolve _ ->
          branchesOnNoNumber();
      case FourierTransform _ -> branchesOnNoNumber();
      case BroadcastTo _, Concat _, CumSum _, Embed _, Gather _, MatMul _, Svd _ ->
          branchesOnNoNumber();
      case Pad _, Permute _, Reshape _, ScatterAdd _, ScatterSum _, Slice _, Sum _ ->
          branchesOnNoNumber();
      case SumTo _, To _, CustomOp _ -> branchesOnNoNumber();
      case Convolution _, OverlapAdd _, Windows _ -> branchesOnNoNumber();
      case MaxPool _, MaxPoolShare _ -> poolings();
    };
  }

  private static List<SpecialPoint> branchesOnNoNumber() {
    return List.of();
  }

  /** Returns the points of functions that are not operations of their own. */
  static List<SpecialPoint> functions() {
    List<SpecialPoint> all = new ArrayList<>(binaryCrossEntropy());
    UnaryOperator<BigDecimal[]> std =
        x -> {
          BigDecimal mean = div(sum(x), Precise.of(x.length));
          return one(
              sqrt(
                  div(
                      sum(map(x, a -> mul(a.subtract(mean), a.subtract(mean)))),
                      Precise.of(x.length))));
        };
    for (double[] x : new double[][] {{1, 2, 3}, {1, 2, 1.5}, {-1, 1, 0}, {2, 2, 5}}) {
      all.add(SpecialPoint.of("std", t -> t.std().toTensor(t.dtype()), std, x));
    }
    UnaryOperator<BigDecimal[]> half = x -> map(x, a -> mul(mul(a, a), Precise.of(0.5)));
    all.add(SpecialPoint.of("huber", t -> t.huber(t.zerosLike(), 1), half, 0, 0.5, -0.5));
    all.add(
        SpecialPoint.of(
            "softmaxCrossEntropy",
            t -> t.unsqueeze(0).softmaxCrossEntropy(0),
            x -> one(log(sum(map(x, Precise::exp))).subtract(x[0])),
            40,
            0,
            -3));
    all.add(
        SpecialPoint.of(
            "normalised", t -> t.div(t.norm()), x -> map(x, a -> div(a, norm(2, x))), 0, 1, 0));
    return all;
  }

  private static BigDecimal[] one(BigDecimal x) {
    return new BigDecimal[] {x};
  }

  private static BigDecimal[] map(BigDecimal[] x, UnaryOperator<BigDecimal> f) {
    return Arrays.stream(x).map(f).toArray(BigDecimal[]::new);
  }

  private static BigDecimal norm(double p, BigDecimal... x) {
    return p == 2
        ? sqrt(sum(map(x, a -> mul(a, a))))
        : pow(sum(map(x, a -> pow(a.abs(), p))), 1 / p);
  }

  private static List<SpecialPoint> norms() {
    double[][] euclidean = {
      {0, 1},
      {1, 0, 0},
      {0, 3, 4},
      {-0.0, -2, 0},
      {1, 1},
      {1, -1},
      {3, 1e-9, 0},
      {1e-300, 1},
      {LARGE, 0},
      {0, LARGE, LARGE},
      {TINY, 0},
      {-5}
    };
    List<SpecialPoint> all = new ArrayList<>();
    for (double[] x : euclidean) {
      boolean far = Arrays.stream(x).anyMatch(a -> a == LARGE || a == TINY || a == 1e-300);
      int order = far ? 1 : 3;
      all.add(
          SpecialPoint.of("norm", t -> t.norm().toTensor(t.dtype()), v -> one(norm(2, v)), x)
              .upTo(order));
    }
    for (double p : new double[] {4, 6}) {
      for (double[] x : new double[][] {{0, 3}, {0, -1, 2}, {1, -1}, {-2, 0.5, 0}}) {
        all.add(power(p, x));
      }
    }
    for (double[] x : new double[][] {{0, 3}, {0, -1, 2}, {1, -1}}) {
      all.add(power(3, x).upTo(1));
      all.add(power(2.5, x).upTo(1));
      all.add(power(1.5, x).upTo(1));
    }
    for (double p : new double[] {0.5, -1, -2, 3, 2.5, 1.5}) {
      all.add(power(p, 1, -1));
      all.add(power(p, 0.25, -3, 2));
    }
    return all;
  }

  private static SpecialPoint power(double p, double... x) {
    return SpecialPoint.of(
        "norm of " + p, t -> t.norm(p).toTensor(t.dtype()), v -> one(norm(p, v)), x);
  }

  private static final double[][] LOGITS = {
    {0, 0},
    {1, 1, 1},
    {40, 0},
    {0, 40},
    {-20, 20, 0},
    {300, 0},
    {37, 0, 0},
    {0.5, 0.5, -60},
    {5, 5, 0},
    {1e8, 1e8},
    {-1000, -1000.5},
    {3},
    {0, -0.0},
    {0x1p-60, 0}
  };

  private static BigDecimal[] softmax(BigDecimal... x) {
    BigDecimal[] e = map(x, a -> exp(a.subtract(x[0])));
    BigDecimal total = sum(e);
    return map(e, a -> div(a, total));
  }

  private static List<SpecialPoint> softmax() {
    return atLogits("softmax", t -> t.softmax(0), TensorSpecialPoints::softmax);
  }

  private static List<SpecialPoint> logSoftmax() {
    return atLogits("logSoftmax", t -> t.logSoftmax(-1), x -> map(softmax(x), Precise::log));
  }

  private static List<SpecialPoint> logSumExp() {
    List<SpecialPoint> all =
        new ArrayList<>(
            atLogits(
                "logSumExp",
                t -> t.logSumExp().toTensor(t.dtype()),
                x -> one(x[0].subtract(log(softmax(x)[0])))));
    all.add(
        new SpecialPoint(
            "logSumExp over axes apart",
            v -> v[0].logSumExp(0, 2),
            x -> one(x[0].subtract(log(softmax(x)[0]))),
            List.of(Tensor.of(Shape.of(2, 1, 2), 40, 0, 3, 0)),
            2));
    return all;
  }

  private static List<SpecialPoint> atLogits(
      String name, UnaryOperator<Tensor> f, UnaryOperator<BigDecimal[]> formula) {
    return Arrays.stream(LOGITS)
        .map(x -> SpecialPoint.of(name, f, formula, x).upTo(x.length == 2 ? 3 : 2))
        .toList();
  }

  private static List<SpecialPoint> deviations() {
    List<SpecialPoint> all = new ArrayList<>();
    double[][][] points = {
      {{1, 2, 4}, {0.75, 0.125, 0.125}},
      {{1, 0, 0}, {1, 0, 0}},
      {{0, 0, 0}, {0.5, 0.5, 0}},
      {{3, -1, 2}, {0.25, 0.25, 0.5}},
      {{-2, 5}, {0, 1}}
    };
    for (double[][] p : points) {
      int n = p[0].length;
      Tensor weights = Tensor.of(p[1]);
      all.add(
          SpecialPoint.of(
              "deviation",
              t -> Deviation.of(t, weights.to(t.dtype()), 0, false),
              x -> {
                BigDecimal mean = BigDecimal.ZERO;
                for (int i = 0; i < n; i++) {
                  mean = mean.add(mul(x[i], Precise.of(p[1][i])));
                }
                BigDecimal less = mean;
                return map(x, a -> a.subtract(less));
              },
              p[0]));
      all.add(
          SpecialPoint.of(
              "deviation turned",
              t -> Deviation.of(t, weights.to(t.dtype()), 0, true),
              x -> {
                BigDecimal total = sum(x);
                BigDecimal[] y = x.clone();
                for (int i = 0; i < n; i++) {
                  y[i] = x[i].subtract(mul(total, Precise.of(p[1][i])));
                }
                return y;
              },
              p[0]));
    }
    return all;
  }

  private static List<SpecialPoint> binaryCrossEntropy() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double x : new double[] {0, -0.0, 1, -1, 40, -40, 300, -300, 0x1p-60}) {
      for (double t : new double[] {0, 1, 0.25}) {
        all.add(
            new SpecialPoint(
                "binaryCrossEntropyOnLogits",
                v -> v[0].binaryCrossEntropyOnLogits(v[1]),
                v -> one(log(BigDecimal.ONE.add(exp(v[0]))).subtract(mul(v[0], v[1]))),
                List.of(Tensor.of(x), Tensor.of(t)),
                Math.abs(x) == 1 || x == 0 ? 3 : 2));
      }
    }
    return all;
  }

  private static final double[][] FACTORS = {
    {0, 2, 3},
    {0, 0, 3},
    {0, 0, 0},
    {1, 1, 1},
    {-1, 0, 1},
    {2, 2},
    {0},
    {1e-20, 1e19, 3},
    {-0.0, 2, 0, 5}
  };

  private static List<SpecialPoint> products() {
    return Arrays.stream(FACTORS)
        .map(
            x ->
                SpecialPoint.of(
                    "prod",
                    t -> t.prod().toTensor(t.dtype()),
                    v -> one(Arrays.stream(v).reduce(BigDecimal.ONE, Precise::mul)),
                    x))
        .toList();
  }

  /** Lines that are shifted and summed, and lines whose first elements lie too far below. */
  private static List<SpecialPoint> runningLogSums() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double first : new double[] {0, -15, -17, -300}) {
      double[] x = new double[20];
      Arrays.setAll(x, i -> i == 0 ? first : i < 8 ? first / i : Math.sin(i));
      all.add(
          SpecialPoint.of(
                  "logCumSumExp",
                  t -> t.logCumSumExp(0).slice(0, 0, 9),
                  v -> Arrays.copyOf(logCumSumExp(v), 9),
                  x)
              .upTo(1));
    }
    return all;
  }

  private static BigDecimal[] logCumSumExp(BigDecimal... x) {
    BigDecimal[] y = x.clone();
    BigDecimal all = BigDecimal.ZERO;
    for (int i = 0; i < y.length; i++) {
      all = all.add(exp(x[i]));
      y[i] = log(all);
    }
    return y;
  }

  private static List<SpecialPoint> runningProducts() {
    return Arrays.stream(FACTORS)
        .map(
            x ->
                SpecialPoint.of(
                    "cumProd",
                    t -> t.cumProd(0),
                    v -> {
                      BigDecimal[] y = v.clone();
                      for (int i = 1; i < y.length; i++) {
                        y[i] = mul(y[i - 1], v[i]);
                      }
                      return y;
                    },
                    x))
        .toList();
  }

  private static List<SpecialPoint> extrema() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[] x : new double[][] {{0, 1}, {-1, 0, -2}, {5}, {-3, -0.0, -1}, {TINY, -TINY}}) {
      all.add(
          SpecialPoint.of(
              "max",
              t -> t.max().toTensor(t.dtype()),
              v -> one(Arrays.stream(v).reduce(v[0], BigDecimal::max)),
              x));
    }
    return all;
  }

  private static List<SpecialPoint> poolings() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[] x : new double[][] {{0, 1, 0}, {-3, -0.0, -1}, {TINY, -TINY, 0}}) {
      all.add(
          SpecialPoint.of(
              "maxPool1d",
              t -> t.maxPool1d(Window.of().stride(1), 2),
              v -> new BigDecimal[] {v[0].max(v[1]), v[1].max(v[2])},
              x));
    }
    return all;
  }

  private static List<SpecialPoint> cholesky() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m :
        new double[][][] {{{1, 0}, {0, 1}}, {{4, 2}, {2, 3}}, {{1e-2, 0}, {0, 1}}}) {
      all.add(
          SpecialPoint.of(
                  "cholesky",
                  Tensor::cholesky,
                  x -> {
                    BigDecimal first = sqrt(x[0]);
                    BigDecimal below = div(mul(x[1].add(x[2]), Precise.of(0.5)), first);
                    BigDecimal last = sqrt(x[3].subtract(mul(below, below)));
                    return new BigDecimal[] {first, BigDecimal.ZERO, below, last};
                  },
                  m)
              .upTo(2));
    }
    return all;
  }

  private static List<SpecialPoint> solutions() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m : new double[][][] {{{0, 1}, {1, 0}}, {{1, 0}, {0, 1}}, {{0, 2}, {3, 1}}}) {
      all.add(
          SpecialPoint.of(
              "inverse",
              Tensor::inverse,
              x -> {
                BigDecimal det = mul(x[0], x[3]).subtract(mul(x[1], x[2]));
                return new BigDecimal[] {
                  div(x[3], det), div(x[1].negate(), det), div(x[2].negate(), det), div(x[0], det)
                };
              },
              m));
    }
    return all;
  }
}
