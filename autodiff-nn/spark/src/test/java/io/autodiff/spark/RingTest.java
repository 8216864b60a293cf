package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rings whose members are threads of this process. */
class RingTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Ring> rings = new ArrayList<>();
  private final List<InetSocketAddress> doors = new ArrayList<>();

  private void open(byte[]... secrets) throws IOException {
    for (byte[] secret : secrets) {
      Ring ring = new Ring(InetAddress.getLoopbackAddress(), secret);
      rings.add(ring);
      doors.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), ring.port()));
    }
  }

  private void openAlike(int size) throws IOException {
    byte[][] secrets = new byte[size][];
    Arrays.fill(secrets, Handshake.secret());
    open(secrets);
  }

  @AfterEach
  void close() throws IOException {
    for (Ring ring : rings) {
      ring.close();
    }
    rings.clear();
    doors.clear();
    threads.close();
  }

  /** What each member does once it is in the ring. */
  private interface Member<R> {
    R work(Ring ring) throws IOException;
  }

  private <R> List<Future<R>> start(Member<R> member) {
    List<Future<R>> results = new ArrayList<>();
    for (int i = 0; i < rings.size(); i++) {
      int rank = i;
      Callable<R> task =
          () -> {
            rings.get(rank).join(rank, doors, "test");
            return member.work(rings.get(rank));
          };
      results.add(threads.submit(task));
    }
    return results;
  }

  private static double[] vector(int rank, int length) {
    SplittableRandom random = new SplittableRandom(rank);
    return random.doubles(length, -1e3, 1e3).toArray();
  }

  @Test
  void sumIsThatOfTheRanksInOrder() throws Exception {
    int[] lengths = {0, 1, Ring.PIECE - 1, Ring.PIECE, Ring.PIECE + 1, 5 * Ring.PIECE + 7, 3};
    for (int size = 1; size <= 5; size++) {
      openAlike(size);
      List<Future<List<double[]>>> members =
          start(
              ring -> {
                List<double[]> sums = new ArrayList<>();
                for (int length : lengths) {
                  sums.add(ring.sum(vector(ring.rank(), length)));
                }
                return sums;
              });
      for (int k = 0; k < lengths.length; k++) {
        double[] expected = vector(0, lengths[k]);
        for (int rank = 1; rank < size; rank++) {
          double[] next = vector(rank, lengths[k]);
          Arrays.setAll(expected, i -> expected[i] + next[i]);
        }
        for (Future<List<double[]>> member : members) {
          assertArrayEquals(expected, member.get().get(k), 0);
        }
      }
      for (Ring ring : rings) {
        assertEquals(size, ring.size());
        ring.close();
      }
      rings.clear();
      doors.clear();
    }
  }

  @Test
  void ownVectorStays() throws Exception {
    openAlike(3);
    List<Future<double[]>> members =
        start(
            ring -> {
              double[] own = vector(ring.rank(), 10);
              ring.sum(own);
              return own;
            });
    for (int rank = 0; rank < 3; rank++) {
      assertArrayEquals(vector(rank, 10), members.get(rank).get(), 0);
    }
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    openAlike(2);
    Handshake wrong = new Handshake(Handshake.secret());
    List<Future<?>> strangers = new ArrayList<>();
    for (InetSocketAddress door : doors) {
      strangers.add(
          threads.submit(
              () -> {
                try (Socket stranger = new Socket(door.getAddress(), door.getPort())) {
                  assertThrows(
                      IOException.class,
                      () -> wrong.connect(stranger, "test, partial sums from 0"));
                }
                return null;
              }));
    }
    for (Future<double[]> member : start(ring -> ring.sum(new double[] {1 + ring.rank()}))) {
      assertArrayEquals(new double[] {3}, member.get(), 0);
    }
    for (Future<?> stranger : strangers) {
      stranger.get();
    }
  }

  @Test
  void memberWithAnotherSecretEntersNoRing() throws Exception {
    byte[] secret = Handshake.secret();
    open(secret, Handshake.secret(), secret);
    List<Future<double[]>> members = start(ring -> ring.sum(new double[] {1}));
    for (int rank = 0; rank < 2; rank++) {
      assertIoException(members.get(rank));
    }
    rings.get(2).close(); // which waits for its neighbour until Spark ends the task
    assertIoException(members.get(2));
  }

  private static void assertIoException(Future<?> member) {
    ExecutionException e = assertThrows(ExecutionException.class, member::get);
    assertInstanceOf(IOException.class, e.getCause());
  }

  @Test
  void proofForOnePurposeIsNoneForAnother() throws Exception {
    byte[] secret = Handshake.secret();
    open(secret);
    Future<?> member =
        threads.submit(
            () -> {
              rings.getFirst().join(0, List.of(doors.getFirst(), doors.getFirst()), "test");
              return null;
            });
    Handshake known = new Handshake(secret);
    try (Socket late = new Socket(doors.getFirst().getAddress(), doors.getFirst().getPort())) {
      assertThrows(IOException.class, () -> known.connect(late, "an earlier attempt, sums from 1"));
    }
    rings.getFirst().close();
    assertThrows(ExecutionException.class, member::get);
  }

  @Test
  void memberThatEndsEndsTheOthers() throws Exception {
    openAlike(4);
    List<Future<double[]>> members =
        start(
            ring -> {
              double[] sum = ring.sum(new double[3 * Ring.PIECE]);
              if (ring.rank() == 2) {
                ring.close();
                return sum;
              }
              while (true) {
                sum = ring.sum(sum);
              }
            });
    members.get(2).get();
    for (int rank : new int[] {3, 0, 1}) {
      assertIoException(members.get(rank));
      rings.get(rank).close(); // as the end of its task does
    }
  }
}
