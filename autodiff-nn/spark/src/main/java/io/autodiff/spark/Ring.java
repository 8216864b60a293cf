package io.autodiff.spark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Adds vectors in a ring of sockets. Partial sums go from rank to rank, each of which adds its own,
 * and the last has the sum; from there the sum goes round to the others. Vectors travel in pieces,
 * so that all members are busy at the same time: a member sends and receives two vectors at most,
 * however many members there are. The order of additions is that of the ranks.
 *
 * <p>Partial sums and sums have connections of their own, the latter with a thread of its own, so
 * that no member ever waits for one that waits for it. Connections are authenticated, see {@link
 * Handshake}, but what is sent is in the clear, as it is between Spark's own processes unless they
 * are told otherwise.
 */
final class Ring implements Group, AutoCloseable {
  /** The numbers of a piece. */
  static final int PIECE = 8192;

  private static final String PARTIAL = "partial sums";
  private static final String TOTAL = "sums";

  /** Connections that do not know the secret and are turned away before a ring gives up. */
  private static final int STRANGERS = 1000;

  private static final int QUEUE = 50;

  private final Handshake handshake;
  private final ServerSocket server;
  private final ExecutorService second =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("autodiff ring").factory());

  /** What {@link #close} closes. */
  private final List<Socket> sockets = new ArrayList<>();

  private boolean closed;
  private int rank;
  private int size = 1;
  private Link partial = Link.none();
  private Link total = Link.none();

  /** The streams from the member before and to the next. */
  private static final class Link {
    static Link none() {
      return new Link(InputStream.nullInputStream(), OutputStream.nullOutputStream());
    }

    private final InputStream in;
    private final OutputStream out;
    private final byte[] bytes = new byte[PIECE * Double.BYTES];
    private final DoubleBuffer numbers = ByteBuffer.wrap(bytes).asDoubleBuffer();

    Link(InputStream in, OutputStream out) {
      this.in = in;
      this.out = out;
    }

    void send(double[] from, int at, int length) throws IOException {
      numbers.clear().put(from, at, length);
      out.write(bytes, 0, length * Double.BYTES);
    }

    void receive(double[] to, int at, int length) throws IOException {
      int size = length * Double.BYTES;
      if (in.readNBytes(bytes, 0, size) < size) {
        throw new EOFException("another member of the group has ended");
      }
      numbers.clear().get(to, at, length);
    }
  }

  /**
   * Opens a door for the member before.
   *
   * @param host on which it is; connections to other addresses of this machine are not accepted
   */
  Ring(InetAddress host, byte[] secret) throws IOException {
    this.handshake = new Handshake(secret);
    try {
      this.server = new ServerSocket(0, QUEUE, host);
    } catch (IOException e) {
      throw new IOException("no door can be opened on " + host + ", Spark's address of a task", e);
    }
  }

  /** Returns where the door is. */
  int port() {
    return server.getLocalPort();
  }

  /**
   * Connects this member to its neighbours.
   *
   * @param addresses of the doors, by rank
   * @param name of the ring, so that members of another are turned away
   * @throws IOException if a neighbour cannot be reached or does not know the secret
   */
  void join(int rank, List<InetSocketAddress> addresses, String name) throws IOException {
    this.rank = rank;
    this.size = addresses.size();
    if (size == 1) {
      return;
    }
    int before = (rank + size - 1) % size;
    Future<List<Socket>> accepted =
        second.submit(
            () ->
                List.of(
                    accepted(purpose(name, PARTIAL, before)),
                    accepted(purpose(name, TOTAL, before))));
    InetSocketAddress next = addresses.get((rank + 1) % size);
    Socket partialOut = connected(next, purpose(name, PARTIAL, rank));
    Socket totalOut = connected(next, purpose(name, TOTAL, rank));
    List<Socket> in = result(accepted);
    partial = new Link(in.getFirst().getInputStream(), partialOut.getOutputStream());
    total = new Link(in.getLast().getInputStream(), totalOut.getOutputStream());
  }

  private static String purpose(String ring, String what, int from) {
    return ring + ", " + what + " from " + from;
  }

  private Socket connected(InetSocketAddress address, String purpose) throws IOException {
    Socket socket = kept(new Socket());
    socket.setTcpNoDelay(true);
    socket.connect(address);
    handshake.connect(socket, purpose);
    return socket;
  }

  /** Waits for the member before, and turns others away. */
  private Socket accepted(String purpose) throws IOException {
    IOException last = new IOException();
    for (int i = 0; i < STRANGERS; i++) {
      Socket socket = kept(server.accept());
      try {
        handshake.accept(socket, purpose);
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw new IOException("too many connections that do not know the fit's secret", last);
  }

  private synchronized Socket kept(Socket socket) throws IOException {
    sockets.add(socket);
    if (closed) {
      socket.close();
    }
    return socket;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public double[] sum(double[] own) throws IOException {
    if (size == 1) {
      return own.clone();
    }
    double[] sum = new double[own.length];
    if (rank == size - 1) {
      passPartialSums(own, sum);
      return sum;
    }
    Future<double[]> received = second.submit(() -> passSums(sum));
    passPartialSums(own, new double[PIECE]);
    return result(received);
  }

  /**
   * Adds the own vector to what comes and sends it on: to the next member as a partial sum, from
   * the last member to the first as the sum.
   *
   * @param sum takes the pieces one after the other or, if it is as long as the vector, each at its
   *     place
   */
  private void passPartialSums(double[] own, double[] sum) throws IOException {
    boolean last = rank == size - 1;
    for (int from = 0; from < own.length; from += PIECE) {
      int length = Math.min(PIECE, own.length - from);
      int at = last ? from : 0;
      if (rank == 0) {
        System.arraycopy(own, from, sum, at, length);
      } else {
        partial.receive(sum, at, length);
        for (int i = 0; i < length; i++) {
          sum[at + i] += own[from + i];
        }
      }
      (last ? total : partial).send(sum, at, length);
    }
  }

  /** Takes the sum from the member before and sends it on, unless the next one was the first. */
  private double[] passSums(double[] sum) throws IOException {
    for (int from = 0; from < sum.length; from += PIECE) {
      int length = Math.min(PIECE, sum.length - from);
      total.receive(sum, from, length);
      if (rank < size - 2) {
        total.send(sum, from, length);
      }
    }
    return sum;
  }

  private static <R> R result(Future<R> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while vectors were added", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  /** Ends all connections, also those that another thread waits on. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    second.shutdownNow();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
