package io.autodiff.spark;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Preprocessing;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * The numbers of a {@link Preprocessing}, which travel: a missing element becomes {@code fill},
 * then {@code (x - shift) * factor} is computed.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record Scales(double[] fill, double[] shift, double[] factor) implements Serializable {
  /** Returns the scales that change nothing. */
  static Scales none(int length) {
    double[] fill = new double[length];
    Arrays.fill(fill, Double.NaN);
    double[] factor = new double[length];
    Arrays.fill(factor, 1);
    return new Scales(fill, new double[length], factor);
  }

  /**
   * Returns the scales that suit the training examples.
   *
   * @param fills whether a missing element becomes the mean of the others
   * @throws AutodiffException if an element is missing in all examples, or its spread is out of the
   *     range of a double
   */
  static Scales of(Statistics statistics, Preprocessing.Scaling scaling, boolean fills) {
    Scales scales = none(statistics.length());
    for (int i = 0; i < scales.fill.length; i++) {
      if (fills) {
        scales.fill[i] = statistics.mean(i);
      }
      switch (scaling) {
        case NONE -> {}
        case BYTES -> scales.factor[i] = 1 / 255.0;
        case STANDARDISE -> {
          scales.shift[i] = statistics.mean(i);
          scales.factor[i] = 1 / statistics.deviation(i);
        }
        case MIN_MAX -> {
          scales.shift[i] = statistics.min(i);
          scales.factor[i] = 1 / statistics.range(i);
        }
      }
    }
    return scales;
  }

  /**
   * Returns those of a trained model.
   *
   * @throws AutodiffException if it was trained on numbers that only a unit keeps in range
   */
  static Scales of(Preprocessing given) {
    Map<String, Tensor> tensors = given.tensors();
    if (tensors.containsKey("unit")) {
      throw new AutodiffException(
          "spark: the initial model's features are out of the range of a double",
          "a unit other than 1",
          "a model of features of usual size",
          null);
    }
    return new Scales(
        numbers("fill", tensors), numbers("shift", tensors), numbers("factor", tensors));
  }

  private static double[] numbers(String name, Map<String, Tensor> tensors) {
    return Objects.requireNonNull(tensors.get(name)).values();
  }

  /** Returns what a prepared distance of 1 stands for. */
  double spread() {
    return 1 / factor[0];
  }

  Preprocessing preprocessing() {
    return Preprocessing.of(
        Map.of("fill", Tensor.of(fill), "shift", Tensor.of(shift), "factor", Tensor.of(factor)));
  }
}
