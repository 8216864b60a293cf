package io.autodiff.op;

import static io.autodiff.op.Precise.div;
import static io.autodiff.op.Precise.mul;
import static io.autodiff.op.Precise.sqrt;
import static io.autodiff.op.Precise.sum;

import io.autodiff.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Matrices with equal singular values, where what is made of them is smooth nevertheless. */
final class PolarSpecialPoints {
  private PolarSpecialPoints() {}

  static List<SpecialPoint> nuclearNorms() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m :
        new double[][][] {
          {{3, 0}, {4, 5}},
          {{2, 0}, {0, 1}},
          {{1, 0}, {0, -3}},
          {{0, 2}, {1, 0}},
          {{1, 0}, {0, 1}},
          {{0, -2}, {2, 0}},
          {{3, 4}, {4, -3}},
          {{0.5, 0}, {0, -0.5}}
        }) {
      all.add(
          SpecialPoint.of(
                  "nuclearNorm",
                  Tensor::nuclearNorm,
                  x -> {
                    BigDecimal squares =
                        sum(Arrays.stream(x).map(a -> mul(a, a)).toArray(BigDecimal[]::new));
                    BigDecimal det = mul(x[0], x[3]).subtract(mul(x[1], x[2])).abs();
                    return new BigDecimal[] {sqrt(squares.add(det).add(det))};
                  },
                  m)
              .upTo(2));
    }
    return all;
  }

  /** Returns the factors of two-by-two matrices, {@code A ± cof A} over their length. */
  static List<SpecialPoint> polarFactors() {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m :
        new double[][][] {
          {{1, 0}, {0, 1}}, {{0, -2}, {2, 0}}, {{3, 4}, {4, -3}}, {{3, 0}, {4, 5}}
        }) {
      all.add(
          SpecialPoint.of(
                  "polarFactor",
                  Tensor::polarFactor,
                  x -> {
                    BigDecimal det = mul(x[0], x[3]).subtract(mul(x[1], x[2]));
                    BigDecimal sign = Precise.of(det.signum());
                    BigDecimal first = x[0].add(mul(sign, x[3]));
                    BigDecimal second = x[1].subtract(mul(sign, x[2]));
                    BigDecimal length = sqrt(mul(first, first).add(mul(second, second)));
                    BigDecimal cos = div(first, length);
                    BigDecimal sin = div(second, length);
                    return new BigDecimal[] {cos, sin, mul(sign, sin).negate(), mul(sign, cos)};
                  },
                  m)
              .upTo(1));
    }
    return all;
  }
}
