package io.autodiff.nn.data;

import io.autodiff.DType;
import io.autodiff.Shape;
import java.util.random.RandomGenerator;

/**
 * Examples that come in batches: a {@link Dataset} in memory, or a stream too large for it. Every
 * traversal starts anew.
 */
public interface BatchSource {

  /** Returns the shape of one example. */
  Shape inputShape();

  /** Returns the number of examples. */
  long size();

  /** Returns the examples in their own order; the last batch may be smaller. */
  Iterable<Batch> batches(int batchSize);

  /**
   * Returns the examples in an order drawn from {@code random}: a generator in the same state gives
   * the same order. A stream may shuffle within a window.
   */
  Iterable<Batch> shuffled(int batchSize, RandomGenerator random);

  /** Returns the same examples, inputs and targets in another element type. */
  BatchSource to(DType dtype);
}
