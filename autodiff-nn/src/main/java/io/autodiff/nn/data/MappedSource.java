package io.autodiff.nn.data;

import io.autodiff.DType;
import io.autodiff.Shape;
import java.util.Iterator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The batches of another source, each changed by a function that keeps the shape of an example. */
record MappedSource(BatchSource source, UnaryOperator<Batch> change) implements BatchSource {

  /** Returns a source's batches in another element type. */
  static BatchSource cast(BatchSource source, DType dtype) {
    return new MappedSource(source, batch -> batch.to(dtype));
  }

  @Override
  public Shape inputShape() {
    return source.inputShape();
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public Iterable<Batch> batches(int batchSize) {
    return changed(source.batches(batchSize));
  }

  @Override
  public Iterable<Batch> shuffled(int batchSize, RandomGenerator random) {
    return changed(source.shuffled(batchSize, random));
  }

  @Override
  public BatchSource to(DType dtype) {
    return cast(this, dtype);
  }

  private Iterable<Batch> changed(Iterable<Batch> batches) {
    return () -> {
      Iterator<Batch> each = batches.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public Batch next() {
          return change.apply(each.next());
        }
      };
    };
  }
}
