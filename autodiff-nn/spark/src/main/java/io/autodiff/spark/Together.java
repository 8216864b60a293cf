package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A barrier stage: a task for each part of an RDD, all at the same time, which form a {@link
 * Group}. Spark hands out the addresses, once. When a task fails, Spark starts all of them anew.
 *
 * @param <T> a row
 */
final class Together<T> implements Function1<Iterator<List<T>>, Iterator<byte[]>>, Serializable {
  private static final long serialVersionUID = 1L;

  /** How often a task looks whether Spark wants it to end. */
  private static final int WATCH_MILLIS = 500;

  private static final int SLOTS_MILLIS = 200;

  private final Body<T> body;
  private final byte[] secret;

  private Together(Body<T> body, byte[] secret) {
    this.body = body;
    this.secret = secret;
  }

  /**
   * What each task does.
   *
   * @param <T> a row
   */
  @FunctionalInterface
  interface Body<T> extends Serializable {
    /**
     * Returns the task's result, which is serialisable.
     *
     * @throws AutodiffException if the fit is to end with it; Spark does not repeat the tasks
     * @throws IOException if another task has ended; Spark repeats all of them
     */
    Serializable run(Group group, List<T> rows) throws IOException;
  }

  /**
   * Runs a task for each part and returns their results by rank.
   *
   * @throws AutodiffException if there are too few slots, or a task threw one
   */
  static <T> List<Object> run(JavaRDD<List<T>> parts, Body<T> body) {
    checkSlots(parts.context(), parts.getNumPartitions());
    Together<T> task = Travel.checked("the function", new Together<>(body, Handshake.secret()));
    ClassTag<byte[]> bytes = ClassTag$.MODULE$.apply(byte[].class);
    JavaRDD<byte[]> stage =
        JavaRDD.fromRDD(parts.rdd().barrier().mapPartitions(task, false, bytes), bytes);
    // Spark repeats a barrier stage that another one follows, and gives up one that ends a job.
    List<byte[]> told = Jobs.run(() -> stage.repartition(1).collect());
    Map<Integer, Object> results = new TreeMap<>();
    for (byte[] result : told) {
      Told of = (Told) read(result);
      if (of.result instanceof AutodiffException refused) {
        throw refused;
      }
      results.put(of.rank, of.result);
    }
    return List.copyOf(results.values());
  }

  /** What a member found, or the error that it ended with. */
  private record Told(int rank, Serializable result) implements Serializable {}

  /**
   * Waits for executors as long as Spark does before a first job, and not at all where none can
   * come. Spark itself would try for ten minutes.
   */
  private static void checkSlots(SparkContext spark, int needed) {
    if (!spark.isLocal() && spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new AutodiffException(
          "spark: " + Strategy.ALL_REDUCE + " needs executors that stay",
          "spark.dynamicAllocation.enabled=true",
          "spark.dynamicAllocation.enabled=false, or another strategy",
          null);
    }
    long wait =
        spark.isLocal()
            ? 0
            : spark.conf().getTimeAsMs("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s");
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
    int slots = slots(spark);
    while (slots < needed && System.nanoTime() < end) {
      try {
        Thread.sleep(SLOTS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      slots = slots(spark);
    }
    if (slots < needed) {
      throw new AutodiffException(
          "spark: "
              + Strategy.ALL_REDUCE
              + " runs all parts at the same time, for which there are too few slots",
          needed + " partitions, slots for " + slots + " tasks",
          "as many slots as partitions",
          slots == 0 ? null : "setPartitions(" + slots + ") would fit");
    }
  }

  private static int slots(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  @Override
  public Iterator<byte[]> apply(Iterator<List<T>> rows) {
    BarrierTaskContext context = BarrierTaskContext.get();
    int rank = context.partitionId();
    String host = host(context.getTaskInfos()[rank].address());
    try (ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
        Ring ring = new Ring(InetAddress.getByName(host), secret)) {
      Future<?> watching =
          watch.scheduleWithFixedDelay(
              () -> closeIfKilled(context, ring),
              WATCH_MILLIS,
              WATCH_MILLIS,
              TimeUnit.MILLISECONDS);
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (String address : context.allGather(host + ":" + ring.port())) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        addresses.add(new InetSocketAddress(host(address), port));
      }
      ring.join(rank, addresses, "attempt " + context.stageAttemptNumber());
      Serializable result = body.run(ring, rows.next());
      watching.cancel(false);
      return iterator(written(new Told(rank, result)));
    } catch (AutodiffException e) {
      return iterator(written(new Told(rank, e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeIfKilled(BarrierTaskContext context, Ring ring) {
    if (context.isInterrupted()) {
      try {
        ring.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns an address without its port. */
  private static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  private static Iterator<byte[]> iterator(byte[] bytes) {
    return CollectionConverters.asScala(List.of(bytes).iterator());
  }

  /** Returns an object's bytes, as Spark's serialiser may not know it. */
  private static byte[] written(Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
