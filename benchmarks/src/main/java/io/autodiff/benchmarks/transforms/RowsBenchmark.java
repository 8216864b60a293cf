package io.autodiff.benchmarks.transforms;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.transform.Differentiable;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * The gradient of a loop over 2000 rows of 512 numbers: the rows taken of one tensor, in three
 * ways, against an array of tensors.
 */
public class RowsBenchmark extends MicroBenchmark {
  private static final int ROWS = 2000;
  private static final int WIDTH = 512;

  private final Tensor whole = Tensor.randn(new Random(1), ROWS, WIDTH);
  private final Tensor[] rows = new Tensor[ROWS];
  private final Differentiable<Tensor[], Scalar> array = Differentiable.of(x -> loop(i -> x[i]));
  private final Differentiable<Tensor, Scalar> select =
      Differentiable.of(x -> loop(i -> x.select(0, i)));
  private final Differentiable<Tensor, Scalar> slice =
      Differentiable.of(x -> loop(i -> x.slice(0, i, i + 1).reshape(WIDTH)));
  private final Differentiable<Tensor, Scalar> take =
      Differentiable.of(x -> loop(i -> x.take(0, i).reshape(WIDTH)));

  /** Makes the rows. */
  public RowsBenchmark() {
    Arrays.setAll(rows, i -> whole.select(0, i));
  }

  private static Scalar loop(IntFunction<Tensor> row) {
    Tensor state = row.apply(0);
    for (int i = 1; i < ROWS; i++) {
      state = state.mul(0.9).add(row.apply(i)).tanh();
    }
    return state.square().sum();
  }

  /** The rows are tensors of their own. */
  @Benchmark
  public Tensor[] array() {
    return array.gradient(rows);
  }

  /** Each row is selected. */
  @Benchmark
  public Tensor select() {
    return select.gradient(whole);
  }

  /** Each row is sliced. */
  @Benchmark
  public Tensor slice() {
    return slice.gradient(whole);
  }

  /** Each row is looked up. */
  @Benchmark
  public Tensor take() {
    return take.gradient(whole);
  }
}
