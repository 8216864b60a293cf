package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.op.OpFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The file of a program: 8 bytes {@code autodiff}, the version as an int, the number of bytes that
 * follow as a long, their CRC-32 as an int, then what {@link ProgramWriter} writes. Numbers are big
 * endian.
 */
final class ProgramFile {
  static final long MAGIC = 0x6175746F64696666L; // "autodiff"
  static final int VERSION = 1;
  static final int HEADER = 24;

  private ProgramFile() {}

  static void write(Program program, OutputStream to) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    new ProgramWriter(program, new DataOutputStream(body)).write();
    byte[] bytes = body.toByteArray();
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putLong(MAGIC).putInt(VERSION).putLong(bytes.length).putInt(sum(bytes));
    to.write(header.array());
    to.write(bytes);
  }

  /** Writes a file beside the one that is meant and then puts it there: all of it or nothing. */
  static void save(Program program, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + "-" + UUID.randomUUID() + ".part");
    try {
      try (OutputStream to = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
        write(program, to);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static int sum(byte... bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  static Program load(Path file, CustomOp... operations) throws IOException {
    try (InputStream from = Files.newInputStream(file)) {
      Program program = read(from, file.toString(), operations);
      if (from.read() >= 0) {
        throw damaged(file.toString(), "bytes after its end", null);
      }
      return program;
    }
  }

  /**
   * Reads a program.
   *
   * @param name what to call the source in errors
   */
  static Program read(InputStream from, String name, CustomOp... operations) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(from.readNBytes(HEADER));
    if (header.remaining() < Long.BYTES || header.getLong() != MAGIC) {
      throw new AutodiffException(
          "program: not the file of a program",
          name + ", which begins otherwise",
          "what save wrote",
          null);
    }
    if (header.limit() < HEADER) {
      throw damaged(name, "ends after " + header.limit() + " of " + HEADER + " bytes", null);
    }
    int version = header.getInt();
    if (version != VERSION) {
      throw new AutodiffException(
          "program: the file is of another version",
          name + " of version " + version,
          "version " + VERSION,
          null);
    }
    long length = header.getLong();
    if (length < 0 || length > Integer.MAX_VALUE - Long.BYTES) {
      throw damaged(name, "a length of " + length + " bytes", null);
    }
    byte[] body = from.readNBytes((int) length); // which takes memory as bytes come
    if (body.length < length) {
      throw damaged(name, "ends after " + body.length + " of " + length + " bytes", null);
    }
    if (sum(body) != header.getInt()) {
      throw damaged(name, "another check sum", null);
    }
    return read(body, name, operations);
  }

  private static Program read(byte[] body, String name, CustomOp... operations) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
    try {
      Program program = new ProgramReader(in, operations).read();
      if (in.available() > 0) {
        throw new OpFormat.Unreadable("bytes after its last part");
      }
      return program;
    } catch (AutodiffException e) {
      throw e; // an operation that was not given
    } catch (EOFException | UTFDataFormatException e) {
      throw damaged(name, "a part that goes on beyond its end", e);
    } catch (OpFormat.Unreadable | ClassCastException e) {
      int at = HEADER + body.length - in.available();
      throw damaged(name, "before byte " + at + " " + e.getMessage(), e);
    }
  }

  private static AutodiffException damaged(String name, String what, @Nullable Exception cause) {
    AutodiffException e =
        new AutodiffException(
            "program: the file is damaged", name + ": " + what, "what save wrote", null);
    e.initCause(cause);
    return e;
  }
}
