package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Examples and their targets in memory; immutable. */
public final class Dataset implements BatchSource {
  private final Tensor inputs;
  private final Tensor targets;
  private final @Nullable Tensor weights;

  private Dataset(Batch all) {
    this.inputs = all.inputs();
    this.targets = all.targets();
    this.weights = all.weights();
  }

  /**
   * Returns a data set.
   *
   * @param inputs {@code (examples, …)}
   * @param targets {@code (examples)} class numbers or numbers, or {@code (examples, …)}
   * @throws AutodiffException if their numbers differ or there are none
   */
  public static Dataset of(Tensor inputs, Tensor targets) {
    return of(new Batch(inputs.detach(), targets.detach()));
  }

  /**
   * Returns a data set whose examples count as much as their weights in the loss.
   *
   * @param weights {@code (examples)}, not negative
   * @throws AutodiffException if the numbers of examples differ, there are none, or a weight is
   *     negative or not finite
   */
  public static Dataset of(Tensor inputs, Tensor targets, Tensor weights) {
    for (double weight : weights.values()) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new AutodiffException(
            "data: not a weight", Double.toString(weight), "a finite number from 0 on", null);
      }
    }
    return of(new Batch(inputs.detach(), targets.detach(), weights.detach()));
  }

  /** Returns the data set of one batch. */
  static Dataset of(Batch all) {
    if (all.size() == 0) {
      throw new AutodiffException(
          "data: no examples",
          "inputs " + all.inputs().shape() + ", targets " + all.targets().shape(),
          "at least one example",
          null);
    }
    return new Dataset(all);
  }

  /** Returns a data set of classes, numbered from 0. */
  public static Dataset of(Tensor inputs, int... labels) {
    return of(inputs, Tensor.of(Arrays.stream(labels).asDoubleStream().toArray()));
  }

  /** Returns all examples, {@code (examples, …)}. */
  public Tensor inputs() {
    return inputs;
  }

  /** Returns all targets, {@code (examples)} or {@code (examples, …)}. */
  public Tensor targets() {
    return targets;
  }

  /** Returns how much each example counts, {@code (examples)}; nothing if all the same. */
  public Optional<Tensor> weights() {
    return Optional.ofNullable(weights);
  }

  /** Returns all examples as one batch. */
  Batch all() {
    return new Batch(inputs, targets, weights);
  }

  @Override
  public Shape inputShape() {
    return Rows.shape(inputs);
  }

  @Override
  public long size() {
    return inputs.dim(0);
  }

  /** Returns some examples by their positions, in this order. */
  public Dataset rows(int... positions) {
    return of(take(positions));
  }

  private Batch take(int... positions) {
    return new Batch(
        Rows.take(inputs, positions),
        Rows.take(targets, positions),
        weights == null ? null : Rows.take(weights, positions));
  }

  /** Two parts of a data set. */
  public record Split(Dataset train, Dataset test) {}

  /**
   * Returns a random part for training and the rest for testing.
   *
   * @param testFraction the part held out, rounded to whole examples, at least one
   * @throws AutodiffException if nothing would be left on one side
   */
  public Split split(double testFraction, RandomGenerator random) {
    int n = inputs.dim(0);
    int held = (int) Rows.held(testFraction, n);
    int[] order = Rows.shuffle(n, random);
    return new Split(
        rows(Arrays.copyOfRange(order, held, n)), rows(Arrays.copyOfRange(order, 0, held)));
  }

  @Override
  public Iterable<Batch> batches(int batchSize) {
    int[] order = new int[inputs.dim(0)];
    Arrays.setAll(order, i -> i);
    return inOrder(order, batchSize);
  }

  @Override
  public Iterable<Batch> shuffled(int batchSize, RandomGenerator random) {
    return inOrder(Rows.shuffle(inputs.dim(0), random), batchSize);
  }

  private Iterable<Batch> inOrder(int[] order, int batchSize) {
    if (batchSize < 1) {
      throw new AutodiffException(
          "data: batch size is not positive", String.valueOf(batchSize), "at least 1", null);
    }
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < order.length;
          }

          @Override
          public Batch next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            int end = Math.min(order.length, next + batchSize);
            int[] rows = Arrays.copyOfRange(order, next, end);
            next = end;
            return take(rows);
          }
        };
  }

  @Override
  public Dataset to(DType dtype) {
    return new Dataset(all().to(dtype));
  }
}
