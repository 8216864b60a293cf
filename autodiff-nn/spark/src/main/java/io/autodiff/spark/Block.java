package io.autodiff.spark;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Preprocessing;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The examples of one part, those for training first. No record: Spark's Kryo writes none. */
@SuppressWarnings("serial") // the arrays, whose type depends on the precision
final class Block implements Serializable {
  private static final long serialVersionUID = 1L;

  final int number;
  final int train;
  final int held;

  /** Of the examples as they were read, which training checks each time it uses a block. */
  final long checksum;

  private final int width;

  /** A {@code double[]} or {@code float[]}, row-major. */
  private final Object inputs;

  private final Object targets;
  private final @Nullable Object weights;

  private Block(
      int number,
      int train,
      int held,
      long checksum,
      int width,
      Object inputs,
      Object targets,
      @Nullable Object weights) {
    this.number = number;
    this.train = train;
    this.held = held;
    this.checksum = checksum;
    this.width = width;
    this.inputs = inputs;
    this.targets = targets;
    this.weights = weights;
  }

  /**
   * Gathers examples, those for training first.
   *
   * @param number of the part
   * @throws AutodiffException if their lengths differ
   */
  static Block of(int number, Iterator<Example> examples, boolean weighted) {
    List<Example> all = new ArrayList<>();
    examples.forEachRemaining(all::add);
    int width = all.isEmpty() ? 0 : all.getFirst().features.length;
    double[] inputs = new double[Math.multiplyExact(all.size(), width)];
    double[] targets = new double[all.size()];
    double[] weights = new double[all.size()];
    int at = 0;
    for (Example example : all) {
      checkWidth(width, example.features.length);
      System.arraycopy(example.features, 0, inputs, at * width, width);
      targets[at] = example.label;
      weights[at] = example.weight;
      at++;
    }
    int held = (int) all.stream().filter(example -> example.held).count();
    long sum = checksum(inputs, targets, weights);
    return new Block(
        number, all.size() - held, held, sum, width, inputs, targets, weighted ? weights : null);
  }

  /** Refuses rows of another number of features. */
  static void checkWidth(int width, int other) {
    if (other != width) {
      throw new AutodiffException(
          "spark: rows do not have the same number of features",
          width + " and " + other,
          "vectors or arrays of one length",
          null);
    }
  }

  private static long checksum(double[]... arrays) {
    CRC32C sum = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 13);
    for (double[] array : arrays) {
      for (double x : array) {
        if (!bytes.hasRemaining()) {
          sum.update(bytes.flip());
          bytes.clear();
        }
        bytes.putDouble(x);
      }
    }
    sum.update(bytes.flip());
    return sum.getValue();
  }

  int width() {
    return width;
  }

  int size() {
    return train + held;
  }

  /** Returns this block if it is the one that training began with. */
  Block checked(long[] checksums) {
    if (checksums[number] != checksum) {
      throw new AutodiffException(
          "spark: the rows of part " + number + " are not those that the fit began with",
          "checksum " + Long.toHexString(checksum),
          Long.toHexString(checksums[number]) + ": a data set that gives the same rows each time",
          "cache() or checkpoint() of the data before the fit keeps its rows");
    }
    return this;
  }

  Statistics statistics() {
    if (size() == 0) {
      return Statistics.of(new double[0], new double[0], 0, 0);
    }
    Dataset all = examples();
    return Statistics.of(all.inputs().values(), all.targets().values(), train, width);
  }

  /** Returns the block as a network sees it. */
  Block prepared(Scales features, Scales labels, DType dtype) {
    if (size() == 0) {
      return this;
    }
    Dataset all = examples();
    Preprocessing ofInputs = features.preprocessing();
    Tensor x = ofInputs.apply(all.inputs()).to(dtype);
    Tensor y = labels.preprocessing().apply(all.targets().reshape(size(), 1)).to(dtype);
    Object w = all.weights().map(tensor -> tensor.to(dtype).array()).orElse(null);
    return new Block(number, train, held, checksum, width, x.array(), y.array(), w);
  }

  /** Returns all examples. */
  Dataset examples() {
    Tensor x = Tensor.wrap(Shape.of(size(), width), inputs);
    Tensor y = Tensor.wrap(Shape.of(size()), targets);
    return weights == null
        ? Dataset.of(x, y)
        : Dataset.of(x, y, Tensor.wrap(Shape.of(size()), weights));
  }
}
