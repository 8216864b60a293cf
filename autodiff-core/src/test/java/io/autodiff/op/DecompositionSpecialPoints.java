package io.autodiff.op;

import static io.autodiff.op.Precise.div;
import static io.autodiff.op.Precise.mul;
import static io.autodiff.op.Precise.sqrt;
import static io.autodiff.op.Precise.sum;

import io.autodiff.Tensor;
import io.autodiff.TensorDecompositions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Matrices at which a decomposition takes another way and is smooth nevertheless. */
final class DecompositionSpecialPoints {
  private DecompositionSpecialPoints() {}

  /** Returns matrices of which a column needs no reflection, and such as do. */
  static List<SpecialPoint> qr() {
    return points(
        "qr",
        t -> {
          TensorDecompositions.Qr qr = t.qr();
          return Tensor.concat(-2, qr.q(), qr.r());
        },
        DecompositionSpecialPoints::gramSchmidt,
        2,
        new double[][][] {
          {{1, 0}, {0, 1}}, {{2, 1}, {0, 3}}, {{-2, 1}, {0, 3}}, {{0, 2}, {3, 0}}, {{3, 0}, {4, -5}}
        });
  }

  private static BigDecimal[] gramSchmidt(BigDecimal... x) {
    BigDecimal det = mul(x[0], x[3]).subtract(mul(x[1], x[2]));
    BigDecimal sign = Precise.of(det.signum());
    BigDecimal length = sqrt(mul(x[0], x[0]).add(mul(x[2], x[2])));
    BigDecimal cos = div(x[0], length);
    BigDecimal sin = div(x[2], length);
    return new BigDecimal[] {
      cos,
      mul(sign, sin).negate(),
      sin,
      mul(sign, cos),
      length,
      mul(cos, x[1]).add(mul(sin, x[3])),
      BigDecimal.ZERO,
      div(mul(sign, det), length)
    };
  }

  /** Returns matrices with equal singular values, of which the pseudoinverse is the inverse. */
  static List<SpecialPoint> pseudoInverses() {
    return points(
        "pinv",
        Tensor::pinv,
        x -> {
          BigDecimal det = mul(x[0], x[3]).subtract(mul(x[1], x[2]));
          return new BigDecimal[] {
            div(x[3], det), div(x[1].negate(), det), div(x[2].negate(), det), div(x[0], det)
          };
        },
        3,
        new double[][][] {{{1, 0}, {0, 1}}, {{0, -2}, {2, 0}}, {{3, 4}, {4, -3}}});
  }

  /** Returns matrices without a norm, without eigenvectors, and such as are halved. */
  static List<SpecialPoint> exponentials() {
    return points(
        "expm",
        Tensor::expm,
        DecompositionSpecialPoints::series,
        3,
        new double[][][] {
          {{0, 0}, {0, 0}}, {{0, 1}, {0, 0}}, {{1, 2}, {0, 1}}, {{0, -7}, {7, 0}}, {{-4, 2}, {3, 1}}
        });
  }

  private static BigDecimal[] series(BigDecimal... a) {
    BigDecimal[] term = Precise.of(1, 0, 0, 1);
    BigDecimal[] all = term;
    for (int k = 1; k < 160; k++) {
      BigDecimal[] t = term;
      BigDecimal over = Precise.of(k);
      BigDecimal[] next = new BigDecimal[4];
      for (int i = 0; i < 4; i++) {
        int row = i / 2 * 2;
        next[i] = div(sum(mul(t[row], a[i % 2]), mul(t[row + 1], a[2 + i % 2])), over);
      }
      BigDecimal[] before = all;
      term = next;
      all = new BigDecimal[4];
      Arrays.setAll(all, i -> before[i].add(next[i]));
    }
    return all;
  }

  private static List<SpecialPoint> points(
      String name,
      UnaryOperator<Tensor> f,
      UnaryOperator<BigDecimal[]> formula,
      int order,
      double[][][] matrices) {
    List<SpecialPoint> all = new ArrayList<>();
    for (double[][] m : matrices) {
      all.add(SpecialPoint.of(name, f, formula, m).upTo(order));
    }
    return all;
  }
}
