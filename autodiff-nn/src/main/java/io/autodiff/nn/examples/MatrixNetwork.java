package io.autodiff.nn.examples;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.List;

/**
 * A 2-3-1 network written with matrices, sigmoid hidden and linear output, in both layouts, and how
 * shapes meet in it.
 */
public final class MatrixNetwork {
  private MatrixNetwork() {}

  /**
   * The parameters in the layout of rows: hidden (3, 2), hidden bias (3), output (1, 3), bias (1).
   */
  static List<Tensor> parameters() {
    Tensor hidden =
        single(new double[][] {{-0.0053, 0.3793}, {-0.5820, -0.5204}, {-0.2723, 0.1896}});
    Tensor hiddenBias = single(new double[][] {{-0.0140, 0.5607, -0.0628}}).reshape(3);
    Tensor output = single(new double[][] {{0.1528, -0.1745, -0.1135}});
    Tensor outputBias = single(new double[][] {{-0.5516}}).reshape(1);
    return List.of(hidden, hiddenBias, output, outputBias);
  }

  /** Reads numbers as float32, as the text does, and goes on in float64. */
  private static Tensor single(double[][] rows) {
    return Tensor.of(rows).to(DType.FLOAT32).to(DType.FLOAT64);
  }

  /** Prints prediction and loss in both layouts, a weighted sum, and what broadcasting allows. */
  public static void main(String[] arguments) {
    Tensor x = Tensor.ones(1, 2);
    Tensor y = rows(parameters(), x);
    System.out.println("examples in rows:    " + y.item() + ", loss " + loss(y));
    Tensor column = columns(parameters(), x.transpose());
    System.out.println("examples in columns: " + column.item() + ", loss " + loss(column));
    System.out.println("weighted sigmoids:   " + weightedSigmoids());
    System.out.println("(3, 3) + (3):        " + Tensor.ones(3, 3).add(Tensor.ones(3)).shape());
    System.out.println("(3, 1) + (3):        " + Tensor.ones(3, 1).add(Tensor.ones(3)).shape());
    System.out.println(refusal());
  }

  /** Returns {@code σ(x Wᵀ + b) Vᵀ + c} for examples in rows. */
  static Tensor rows(List<Tensor> p, Tensor x) {
    Tensor hidden = x.matmul(p.get(0).transpose()).add(p.get(1)).sigmoid();
    return hidden.matmul(p.get(2).transpose()).add(p.get(3));
  }

  /** Returns {@code V σ(W x + b) + c} for examples in columns. */
  static Tensor columns(List<Tensor> p, Tensor x) {
    Tensor hidden = p.get(0).matmul(x).add(p.get(1).reshape(3, 1)).sigmoid();
    return p.get(2).matmul(hidden).add(p.get(3).reshape(1, 1));
  }

  /** Returns the mean squared error against 0. */
  static Scalar loss(Tensor prediction) {
    return prediction.squaredError(prediction.zerosLike()).mean();
  }

  /** Returns {@code 0.3 σ(1) + 0.5 σ(1.3) + 0.9 σ(0.8)}; a text prints 1.235. */
  static double weightedSigmoids() {
    return Tensor.of(1.0, 1.3, 0.8).sigmoid().mul(Tensor.of(0.3, 0.5, 0.9)).sum().value();
  }

  /** Returns what adding (2, 2) to (3, 3) is answered with. */
  static String refusal() {
    try {
      return "no refusal: " + Tensor.ones(3, 3).add(Tensor.ones(2, 2));
    } catch (AutodiffException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
