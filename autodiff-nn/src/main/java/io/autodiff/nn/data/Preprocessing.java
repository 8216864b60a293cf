package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The preparation of examples for a network: fills missing elements, then computes {@code (x -
 * shift) * factor} with numbers for each element. The numbers come from the training data alone and
 * belong to the trained network.
 *
 * <pre>{@code
 * Preprocessing prepared = Preprocessing.fit(train, Scaling.STANDARDISE, Filling.MEAN);
 * trainer.fit(prepared.apply(train), prepared.apply(test));
 * }</pre>
 */
public final class Preprocessing {
  /** How elements are brought to a common size. */
  public enum Scaling {
    /** As they are. */
    NONE,
    /** To mean 0 and standard deviation 1; an element that never varies becomes 0. */
    STANDARDISE,
    /** To the range from 0 to 1; an element that never varies becomes 0. */
    MIN_MAX,
    /** From the range of pixels, 0 to 255, to the range from 0 to 1; the data are not looked at. */
    BYTES;

    /** Returns the name as it is typed: {@code min-max}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What a missing element, a NaN, becomes. */
  public enum Filling {
    /** An error. */
    REFUSE,
    /** The mean of those that are not missing. */
    MEAN,
    /** The median of those that are not missing; holds all numbers in memory to find it. */
    MEDIAN;

    /** Returns the name as it is typed: {@code mean}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int BATCH = 1024;
  private static final double BYTE_MAX = 255;

  private final double[] fill;
  private final double[] shift;
  private final double[] factor;

  private Preprocessing(double[] fill, double[] shift, double[] factor) {
    this.fill = fill;
    this.shift = shift;
    this.factor = factor;
  }

  /** Returns the preprocessing that changes nothing, for examples of this length. */
  public static Preprocessing none(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    double[] fill = new double[length];
    Arrays.fill(fill, Double.NaN);
    return new Preprocessing(fill, new double[length], ones);
  }

  /**
   * Fits to training data, going through it once.
   *
   * @throws AutodiffException if an element is missing that may not be, or in all examples
   */
  public static Preprocessing fit(BatchSource train, Scaling scaling, Filling filling) {
    int length = train.inputShape().size();
    Preprocessing result = none(length);
    if (scaling == Scaling.BYTES) {
      Arrays.fill(result.factor, 1 / BYTE_MAX);
    }
    if (filling == Filling.REFUSE && (scaling == Scaling.NONE || scaling == Scaling.BYTES)) {
      return result;
    }
    List<ElementStatistics> all = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      all.add(new ElementStatistics(filling == Filling.MEDIAN));
    }
    gather(train, all, filling);
    for (int i = 0; i < length; i++) {
      ElementStatistics element = all.get(i);
      switch (filling) {
        case REFUSE -> {}
        case MEAN -> result.fill[i] = element.mean(i);
        case MEDIAN -> result.fill[i] = element.median(i);
      }
      switch (scaling) {
        case NONE, BYTES -> {}
        case STANDARDISE -> {
          result.shift[i] = element.mean(i);
          result.factor[i] = 1 / element.deviation(result.fill[i]);
        }
        case MIN_MAX -> {
          result.shift[i] = element.min();
          result.factor[i] = 1 / element.range();
        }
      }
    }
    return result;
  }

  private static void gather(BatchSource train, List<ElementStatistics> all, Filling filling) {
    long example = 0;
    for (Batch batch : train.batches(BATCH)) {
      double[] values = batch.inputs().values();
      for (int i = 0; i < values.length; i++) {
        if (Double.isNaN(values[i]) && filling == Filling.REFUSE) {
          throw missing(example + i / all.size(), i % all.size());
        }
        all.get(i % all.size()).add(values[i]);
      }
      example += batch.size();
    }
  }

  private static AutodiffException missing(long example, int element) {
    return new AutodiffException(
        "data: missing value",
        "NaN in example " + example + " at element " + element,
        "a number, or a Preprocessing that fills",
        null);
  }

  /**
   * Returns prepared examples.
   *
   * @param examples {@code (batch, …)}
   * @throws AutodiffException if an element is missing and can't be filled, or the length differs
   */
  public Tensor apply(Tensor examples) {
    int length = examples.rank() == 0 ? 0 : Rows.shape(examples).size();
    if (length != fill.length) {
      throw new AutodiffException(
          "preprocessing: examples do not fit",
          "examples " + examples.shape(),
          "examples of " + fill.length + " elements",
          null);
    }
    double[] values = examples.values();
    for (int i = 0; i < values.length; i++) {
      int k = i % length;
      double x = Double.isNaN(values[i]) ? fill[k] : values[i];
      if (Double.isNaN(x)) {
        throw missing(i / length, k);
      }
      values[i] = (x - shift[k]) * factor[k];
    }
    return Tensor.wrap(examples.shape(), values).to(examples.dtype());
  }

  /** Returns a data set with prepared examples. */
  public Dataset apply(Dataset data) {
    return Dataset.of(apply(data.inputs()), data.targets());
  }

  /** Returns a source with prepared examples. */
  public BatchSource apply(BatchSource data) {
    return data instanceof Dataset inMemory
        ? apply(inMemory)
        : new MappedSource(data, b -> new Batch(apply(b.inputs()), b.targets()));
  }

  /** Returns the length of the examples. */
  public int length() {
    return fill.length;
  }

  /** Returns the numbers, to be stored: {@code fill}, {@code shift} and {@code factor}. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("fill", Tensor.of(fill));
    tensors.put("shift", Tensor.of(shift));
    tensors.put("factor", Tensor.of(factor));
    return tensors;
  }

  /**
   * Returns what {@link #tensors} describe.
   *
   * @throws AutodiffException if their shapes don't fit together
   */
  public static Preprocessing of(Tensor fill, Tensor shift, Tensor factor) {
    Shape shape = fill.shape();
    if (shape.rank() != 1 || !shape.equals(shift.shape()) || !shape.equals(factor.shape())) {
      throw new AutodiffException(
          "preprocessing: lengths differ",
          "fill " + shape + ", shift " + shift.shape() + ", factor " + factor.shape(),
          "three vectors of equal length",
          null);
    }
    return new Preprocessing(fill.values(), shift.values(), factor.values());
  }
}
