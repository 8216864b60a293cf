package io.autodiff.nn.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Files that may be compressed by gzip, which their first two bytes tell, not their name. */
public final class Gzip {
  private static final int BUFFER = 1 << 16;
  private static final int MAGIC = 0x1f8b;

  private Gzip() {}

  /** Opens a file and, if it is compressed, decompresses it. */
  public static InputStream open(Path file) throws IOException {
    return open(Files.newInputStream(file));
  }

  /** Decompresses a stream if it is compressed; closes it if that fails. */
  public static InputStream open(InputStream compressed) throws IOException {
    InputStream raw = new BufferedInputStream(compressed, BUFFER);
    try {
      raw.mark(Short.BYTES);
      boolean gzip = (raw.read() << Byte.SIZE | raw.read()) == MAGIC;
      raw.reset();
      return gzip ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
