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
 * belong to the trained network. Elements whose spread or its reciprocal is out of the range of a
 * double are first multiplied by a power of two, their unit. Targets that are numbers are prepared
 * in the same way, and {@link #undo} turns predictions back.
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="preprocessing"}
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

  /** Powers of two, nearly always 1; {@code shift} is given in this unit. */
  private final double[] unit;

  private Preprocessing(double[] fill, double[] shift, double[] factor, double[] unit) {
    this.fill = fill;
    this.shift = shift;
    this.factor = factor;
    this.unit = unit;
  }

  /** Returns the preprocessing that changes nothing, for examples of this length. */
  public static Preprocessing none(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    double[] fill = new double[length];
    Arrays.fill(fill, Double.NaN);
    return new Preprocessing(fill, new double[length], ones, ones.clone());
  }

  /**
   * Fits to training data, going through it once, or twice if numbers are extreme. Every example
   * counts the same, whatever its weight in the loss is: what is prepared is the range of the
   * numbers, which is that of rare examples, too.
   *
   * @throws AutodiffException if an element is missing that may not be, or in all examples
   */
  public static Preprocessing fit(BatchSource train, Scaling scaling, Filling filling) {
    return fit(train, train.inputShape().size(), scaling, filling);
  }

  /**
   * Fits to the targets of training data, which are numbers.
   *
   * @throws AutodiffException if a target is missing
   */
  public static Preprocessing fitTargets(BatchSource train, Scaling scaling) {
    Batch first = train.batches(1).iterator().next();
    BatchSource columns = new MappedSource(train, b -> b.withInputs(column(b)));
    return fit(columns, column(first).dim(1), scaling, Filling.REFUSE);
  }

  private static Tensor column(Batch batch) {
    Tensor targets = batch.targets();
    return targets.reshape(batch.size(), targets.size() / batch.size());
  }

  private static Preprocessing fit(
      BatchSource train, int length, Scaling scaling, Filling filling) {
    Preprocessing result = none(length);
    if (scaling == Scaling.BYTES) {
      Arrays.fill(result.factor, 1 / BYTE_MAX);
    }
    if (filling == Filling.REFUSE && (scaling == Scaling.NONE || scaling == Scaling.BYTES)) {
      return result;
    }
    boolean keeping = filling == Filling.MEDIAN;
    List<ElementStatistics> all = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      all.add(new ElementStatistics(keeping, 1));
    }
    gather(train, all, filling);
    if (all.stream().anyMatch(element -> element.unit() != 1)) {
      all.replaceAll(element -> new ElementStatistics(keeping, element.unit()));
      gather(train, all, filling);
    }
    for (int i = 0; i < length; i++) {
      result.set(i, all.get(i), scaling, filling);
    }
    return result;
  }

  private void set(int i, ElementStatistics element, Scaling scaling, Filling filling) {
    switch (filling) {
      case REFUSE -> {}
      case MEAN -> fill[i] = element.mean(i);
      case MEDIAN -> fill[i] = element.median(i);
    }
    switch (scaling) {
      case NONE, BYTES -> {}
      case STANDARDISE -> {
        shift[i] = element.mean(i);
        factor[i] = 1 / element.deviation(fill[i]);
        unit[i] = element.unit();
      }
      case MIN_MAX -> {
        shift[i] = element.min();
        factor[i] = 1 / element.range();
        unit[i] = element.unit();
      }
    }
    fill[i] /= element.unit();
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
    int length = checkLength(examples);
    double[] values = examples.values();
    for (int i = 0; i < values.length; i++) {
      int k = i % length;
      double x = Double.isNaN(values[i]) ? fill[k] : values[i];
      if (Double.isNaN(x)) {
        throw missing(i / length, k);
      }
      values[i] = (x * unit[k] - shift[k]) * factor[k];
    }
    return Tensor.wrap(examples.shape(), values).to(examples.dtype());
  }

  private int checkLength(Tensor examples) {
    int length = examples.rank() == 0 ? 0 : Rows.shape(examples).size();
    if (length != fill.length) {
      throw new AutodiffException(
          "preprocessing: examples do not fit",
          "examples " + examples.shape(),
          "examples of " + fill.length + " elements",
          null);
    }
    return length;
  }

  /** Returns a data set with prepared examples. */
  public Dataset apply(Dataset data) {
    return Dataset.of(data.all().withInputs(apply(data.inputs())));
  }

  /** Returns a source with prepared examples. */
  public BatchSource apply(BatchSource data) {
    return data instanceof Dataset inMemory
        ? apply(inMemory)
        : new MappedSource(data, b -> b.withInputs(apply(b.inputs())));
  }

  /** Returns a source whose targets, which are numbers, are prepared. */
  public BatchSource applyToTargets(BatchSource data) {
    if (data instanceof Dataset inMemory) {
      return Dataset.of(inMemory.all().withTargets(prepared(inMemory.all())));
    }
    return new MappedSource(data, b -> b.withTargets(prepared(b)));
  }

  private Tensor prepared(Batch batch) {
    return apply(column(batch)).reshape(batch.targets().shape());
  }

  /**
   * Returns what {@link #apply} would turn into these numbers, in float64.
   *
   * @param prepared {@code (batch, …)}
   * @throws AutodiffException if the length differs
   */
  public Tensor undo(Tensor prepared) {
    double[] values = prepared.values();
    checkLength(prepared);
    for (int i = 0; i < values.length; i++) {
      int k = i % fill.length;
      values[i] = (values[i] / factor[k] + shift[k]) / unit[k];
    }
    return Tensor.wrap(prepared.shape(), values);
  }

  /** Returns what a distance between two prepared numbers is multiplied by in {@link #undo}. */
  public double spread(int element) {
    return 1 / factor[element] / unit[element];
  }

  /** Returns whether examples are left as they are. */
  public boolean isNone() {
    return !fills()
        && Arrays.stream(shift).allMatch(x -> x == 0)
        && Arrays.stream(factor).allMatch(x -> x == 1);
  }

  /** Returns whether a missing element can be filled. */
  public boolean fills() {
    return Arrays.stream(fill).anyMatch(x -> !Double.isNaN(x));
  }

  /** Returns the length of the examples. */
  public int length() {
    return fill.length;
  }

  /**
   * Returns the numbers, to be stored: {@code fill}, {@code shift} and {@code factor}, and {@code
   * unit} if one is not 1.
   */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("fill", Tensor.of(fill));
    tensors.put("shift", Tensor.of(shift));
    tensors.put("factor", Tensor.of(factor));
    if (Arrays.stream(unit).anyMatch(x -> x != 1)) {
      tensors.put("unit", Tensor.of(unit));
    }
    return tensors;
  }

  /**
   * Returns what {@link #tensors} describe.
   *
   * @throws AutodiffException if one lacks or their shapes don't fit together
   */
  public static Preprocessing of(Map<String, Tensor> tensors) {
    Tensor fill = tensors.get("fill");
    Tensor shift = tensors.get("shift");
    Tensor factor = tensors.get("factor");
    if (fill == null || shift == null || factor == null || fill.rank() != 1) {
      throw unfit(tensors);
    }
    Tensor unit = tensors.getOrDefault("unit", Tensor.ones(fill.size()));
    for (Tensor other : List.of(shift, factor, unit)) {
      if (!fill.shape().equals(other.shape())) {
        throw unfit(tensors);
      }
    }
    return new Preprocessing(fill.values(), shift.values(), factor.values(), unit.values());
  }

  private static AutodiffException unfit(Map<String, Tensor> tensors) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return new AutodiffException(
        "preprocessing: numbers do not fit",
        shapes.toString(),
        "fill, shift and factor, three vectors of equal length",
        null);
  }
}
