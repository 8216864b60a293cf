package io.autodiff.spark;

import io.autodiff.optimize.PartitionedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The part of one member of a group, as that member sees all parts: it works on its own, and the
 * sum is that of all.
 */
record GroupRows(Group group, Block block) implements PartitionedRows<Block> {
  @Override
  public <R> List<R> map(Work<Block, R> work, double[]... at) {
    throw new UnsupportedOperationException("a member of a group knows the other parts' sum alone");
  }

  @Override
  public double[] sum(Work<Block, double[]> work, double[]... at) {
    try {
      return group.sum(work.on(List.of(block), at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
