package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/** Examples and their targets in memory; immutable. */
public final class Dataset implements BatchSource {
  private final Tensor inputs;
  private final Tensor targets;

  private Dataset(Batch all) {
    this.inputs = all.inputs();
    this.targets = all.targets();
  }

  /**
   * Returns a data set.
   *
   * @param inputs {@code (examples, …)}
   * @param targets {@code (examples)} class numbers or numbers, or {@code (examples, …)}
   * @throws AutodiffException if their numbers differ or there are none
   */
  public static Dataset of(Tensor inputs, Tensor targets) {
    Batch all = new Batch(inputs.detach(), targets.detach());
    if (all.size() == 0) {
      throw new AutodiffException(
          "data: no examples",
          "inputs " + inputs.shape() + ", targets " + targets.shape(),
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
    return of(Rows.take(inputs, positions), Rows.take(targets, positions));
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
    int held = Rows.held(testFraction, n);
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
            return new Batch(Rows.take(inputs, rows), Rows.take(targets, rows));
          }
        };
  }

  @Override
  public Dataset to(DType dtype) {
    return new Dataset(new Batch(inputs.to(dtype), targets.to(dtype)));
  }
}
