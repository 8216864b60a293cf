package io.autodiff.optimize;

import io.autodiff.AutodiffException;
import java.util.List;
import java.util.stream.IntStream;

/** Rows in this process; the common pool's threads work on the parts. */
final class LocalRows<T> implements PartitionedRows<T> {
  private final List<List<T>> parts;

  LocalRows(List<T> rows, int count) {
    if (count < 1) {
      throw new AutodiffException("rows: no part to be in", count + " parts", "at least 1", null);
    }
    List<T> all = List.copyOf(rows);
    parts =
        IntStream.range(0, count)
            .mapToObj(
                i -> all.subList(border(all.size(), i, count), border(all.size(), i + 1, count)))
            .toList();
  }

  private static int border(int size, int part, int count) {
    return (int) ((long) size * part / count);
  }

  @Override
  public <R> List<R> map(Work<T, R> work, double[]... at) {
    return parts.parallelStream().map(rows -> work.on(rows, at)).toList();
  }
}
