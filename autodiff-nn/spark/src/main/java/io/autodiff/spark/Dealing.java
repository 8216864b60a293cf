package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import scala.Tuple2;

/**
 * Deals the rows of a data set to parts as cards are dealt, one after the other: parts then differ
 * in size by one at most, also where partitions are empty or skewed, and rows that were sorted by
 * class are mixed. The parts depend on the rows and their order, not on partitions, cores or
 * executors.
 */
final class Dealing {
  private Dealing() {}

  /**
   * The dealt rows.
   *
   * @param train the number of rows for training
   * @param held the number of rows for validation
   */
  record Dealt(JavaRDD<Block> blocks, long train, long held) {
    /** Checks that the blocks have all rows that were counted. */
    void check(long found) {
      if (found != train + held) {
        throw new AutodiffException(
            "spark: the rows changed while they were read",
            found + " rows, counted before: " + (train + held),
            "a data set that gives the same rows each time",
            "cache() or checkpoint() of the data before the fit keeps its rows");
      }
    }
  }

  /**
   * Deals rows.
   *
   * @param parts how many parts at most; there are no more than rows for training
   * @throws AutodiffException if there is no row for training, or none for validation though some
   *     were to be kept
   */
  static Dealt deal(Dataset<?> data, Columns columns, int parts) {
    JavaRDD<Example> examples =
        columns.select(data).javaRDD().flatMap(row -> columns.example(row).iterator());
    List<long[]> counts =
        Jobs.run(() -> examples.mapPartitions(rows -> List.of(count(rows)).iterator()).collect());
    long train = counts.stream().mapToLong(count -> count[0]).sum();
    long held = counts.stream().mapToLong(count -> count[1]).sum();
    boolean wanted = columns.fraction() > 0 || !columns.indicator().isEmpty();
    if (train == 0 || (wanted && held == 0)) {
      throw new AutodiffException(
          "spark: no row to " + (train == 0 ? "train on" : "validate with"),
          train + " rows for training, " + held + " for validation",
          "at least one",
          null);
    }
    int count = (int) Math.min(parts, train);
    long[][] offsets = offsets(counts);
    boolean weighted = !columns.weight().isEmpty();
    JavaRDD<Block> blocks =
        examples
            .mapPartitionsWithIndex(
                (i, rows) -> numbered(rows, offsets[i][0], offsets[i][1]), false)
            .mapToPair(pair -> pair)
            .repartitionAndSortWithinPartitions(new Dealer(count))
            .mapPartitionsWithIndex(
                (i, rows) -> List.of(Block.of(i, second(rows), weighted)).iterator(), true);
    return new Dealt(blocks, train, held);
  }

  private static long[] count(Iterator<Example> rows) {
    long[] count = new long[2];
    rows.forEachRemaining(row -> count[row.held ? 1 : 0]++);
    return count;
  }

  private static long[][] offsets(List<long[]> counts) {
    long[][] offsets = new long[counts.size()][2];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i][0] = offsets[i - 1][0] + counts.get(i - 1)[0];
      offsets[i][1] = offsets[i - 1][1] + counts.get(i - 1)[1];
    }
    return offsets;
  }

  /** Numbers the rows for training from 0, and those for validation from {@link #HELD}. */
  private static Iterator<Tuple2<Long, Example>> numbered(
      Iterator<Example> rows, long train, long held) {
    return new Iterator<>() {
      private long nextTrain = train;
      private long nextHeld = HELD + held;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Tuple2<Long, Example> next() {
        Example row = rows.next();
        return new Tuple2<>(row.held ? nextHeld++ : nextTrain++, row);
      }
    };
  }

  /** Above the number of any row for training. */
  private static final long HELD = 1L << 62;

  private static Iterator<Example> second(Iterator<Tuple2<Long, Example>> pairs) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pairs.hasNext();
      }

      @Override
      public Example next() {
        return pairs.next()._2();
      }
    };
  }

  /** Gives a row to the part of its number. */
  private static final class Dealer extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int parts;

    Dealer(int parts) {
      this.parts = parts;
    }

    @Override
    public int numPartitions() {
      return parts;
    }

    @Override
    public int getPartition(Object key) {
      long number = (Long) key;
      return (int) ((number >= HELD ? number - HELD : number) % parts);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Dealer dealer && dealer.parts == parts;
    }

    @Override
    public int hashCode() {
      return parts;
    }
  }
}
