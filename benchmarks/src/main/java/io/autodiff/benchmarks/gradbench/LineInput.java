package io.autodiff.benchmarks.gradbench;

import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a stream, each read as a stream of its own, so that a line may be of any length and
 * a reader that gives up in the middle of one loses nothing but its rest.
 */
final class LineInput extends InputStream {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;
  private boolean inLine;

  LineInput(InputStream in) {
    this.in = in;
  }

  /** Goes to the start of the next line; returns whether there is one. */
  boolean nextLine() throws IOException {
    skipToEndOfLine();
    inLine = available(1);
    return inLine;
  }

  private void skipToEndOfLine() throws IOException {
    byte[] ignored = new byte[1 << 12];
    int n = 0;
    while (n >= 0) {
      n = read(ignored, 0, ignored.length);
    }
  }

  /** Fills the buffer if it is empty; returns whether {@code least} bytes are in it. */
  private boolean available(int least) throws IOException {
    if (next == end) {
      end = Math.max(0, in.read(buffer, 0, buffer.length));
      next = 0;
    }
    return end - next >= least;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Reads bytes of the present line; returns -1 at its end. */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!inLine || !available(1)) {
      inLine = false;
      return -1;
    }
    int n = 0;
    while (n < length && next + n < end && buffer[next + n] != '\n') {
      n++;
    }
    System.arraycopy(buffer, next, into, offset, n);
    next += n;
    if (next < end && buffer[next] == '\n') {
      next++;
      inLine = false;
      return n == 0 ? -1 : n;
    }
    return n;
  }
}
