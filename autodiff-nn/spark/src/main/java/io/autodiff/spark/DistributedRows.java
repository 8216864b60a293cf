package io.autodiff.spark;

import io.autodiff.optimize.PartitionedRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The rows of a data set of Spark, a part for each of its partitions. They are kept by the
 * executors, in memory or on disk, until {@link #close}.
 *
 * <p>Partial sums are added in the order of the partitions. With many partitions the executors
 * first add neighbours, so that the driver receives few vectors. Spark's own {@code treeAggregate}
 * adds in the order of arrival, which changes from run to run, and is not used.
 *
 * @param <T> a row
 */
public final class DistributedRows<T> implements PartitionedRows<T>, AutoCloseable {
  /** Up to so many partial sums go to the driver as they are. */
  private static final int DIRECT = 16;

  private final JavaSparkContext context;
  private final JavaRDD<List<T>> parts;

  private DistributedRows(JavaRDD<T> rows) {
    this.context = JavaSparkContext.fromSparkContext(rows.context());
    this.parts = rows.mapPartitions(DistributedRows::<T>gathered, true);
    parts.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Returns the rows of an RDD. */
  public static <T> DistributedRows<T> of(JavaRDD<T> rows) {
    return new DistributedRows<>(rows);
  }

  /** Returns the rows of a data set. */
  public static <T> DistributedRows<T> of(Dataset<T> rows) {
    return new DistributedRows<>(rows.javaRDD());
  }

  private static <T> Iterator<List<T>> gathered(Iterator<T> rows) {
    List<T> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    return List.of(all).iterator();
  }

  @Override
  public <R> List<R> map(Work<T, R> work, double[]... at) {
    Travel.checked("the function", work);
    Broadcast<double[][]> shared = context.broadcast(at);
    try {
      return Jobs.run(() -> parts.map(rows -> work.on(rows, shared.value())).collect());
    } finally {
      shared.destroy();
    }
  }

  @Override
  public double[] sum(Work<T, double[]> work, double[]... at) {
    int count = parts.getNumPartitions();
    if (count <= DIRECT) {
      return add(map(work, at));
    }
    Travel.checked("the function", work);
    Broadcast<double[][]> shared = context.broadcast(at);
    try {
      JavaRDD<double[]> partial = parts.map(rows -> work.on(rows, shared.value()));
      return Jobs.run(() -> addInGroups(partial, (int) Math.ceil(Math.sqrt(count))));
    } finally {
      shared.destroy();
    }
  }

  /** Adds the vectors of neighbouring partitions in tasks, and their sums here. */
  private static double[] addInGroups(JavaRDD<double[]> partial, int size) {
    int groups = (partial.getNumPartitions() + size - 1) / size;
    JavaPairRDD<Integer, Tuple2<Integer, double[]>> numbered =
        JavaPairRDD.fromJavaRDD(
            partial.mapPartitionsWithIndex(
                (number, vectors) ->
                    List.of(new Tuple2<>(number / size, new Tuple2<>(number, vectors.next())))
                        .iterator(),
                false));
    List<Tuple2<Integer, double[]>> sums =
        new ArrayList<>(
            numbered.groupByKey(groups).mapValues(DistributedRows::addInOrder).collect());
    sums.sort(Comparator.comparingInt(Tuple2::_1));
    return add(sums.stream().map(Tuple2::_2).toList());
  }

  /** Adds numbered vectors, which arrive in any order, in the order of their numbers. */
  static double[] addInOrder(Iterable<Tuple2<Integer, double[]>> arrived) {
    List<Tuple2<Integer, double[]>> all = new ArrayList<>();
    arrived.forEach(all::add);
    all.sort(Comparator.comparingInt(Tuple2::_1));
    return add(all.stream().map(Tuple2::_2).toList());
  }

  private static double[] add(List<double[]> vectors) {
    double[] sum = vectors.getFirst().clone();
    for (double[] vector : vectors.subList(1, vectors.size())) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    return sum;
  }

  /**
   * Runs a task for each part, all at the same time, and returns their results.
   *
   * @throws io.autodiff.AutodiffException if there are too few slots, or a task threw one
   */
  List<Object> together(Together.Body<T> body) {
    return Together.run(parts, body);
  }

  /** Lets the executors forget the rows. */
  @Override
  public void close() {
    parts.unpersist(false);
  }
}
