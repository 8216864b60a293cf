package io.autodiff.nn.io;

import io.autodiff.DType;
import io.autodiff.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads IDX files, the form in which MNIST is distributed, plain or compressed by gzip: a type, the
 * sizes, the numbers, big-endian.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">the format, at the end of the page</a>
 */
public final class Idx {
  private Idx() {}

  /**
   * Reads an array of any element type as numbers of {@code dtype}.
   *
   * @throws FormatException if the file is not whole and sound
   */
  public static Tensor read(Path file, DType dtype) throws IOException {
    try (InputStream in = Gzip.open(file)) {
      Tensor tensor = read(in, dtype, file);
      if (in.read() >= 0) {
        throw new FormatException(file, "goes on after the last number");
      }
      return tensor;
    } catch (EOFException | ZipException e) {
      throw new FormatException(file, "cut short or damaged: " + e.getMessage(), e);
    }
  }

  private static Tensor read(InputStream in, DType dtype, Path file) throws IOException {
    byte[] magic = in.readNBytes(Integer.BYTES);
    if (magic.length < Integer.BYTES || magic[0] != 0 || magic[1] != 0) {
      throw new FormatException(file, "not an IDX file");
    }
    NumberFormat format = format(magic[2], file);
    int rank = Byte.toUnsignedInt(magic[3]);
    byte[] sizes = in.readNBytes(rank * Integer.BYTES);
    if (sizes.length < rank * Integer.BYTES) {
      throw new FormatException(file, "cut short in its header");
    }
    long[] dims = new long[rank];
    ByteBuffer buffer = ByteBuffer.wrap(sizes);
    for (int i = 0; i < rank; i++) {
      dims[i] = Integer.toUnsignedLong(buffer.getInt());
    }
    var shape = Shapes.checked(dims, file);
    return Tensor.wrap(shape, format.read(in, ByteOrder.BIG_ENDIAN, shape.size(), dtype, file));
  }

  private static NumberFormat format(byte code, Path file) throws FormatException {
    return switch (code) {
      case 0x08 -> NumberFormat.U8;
      case 0x09 -> NumberFormat.I8;
      case 0x0b -> NumberFormat.I16;
      case 0x0c -> NumberFormat.I32;
      case 0x0d -> NumberFormat.F32;
      case 0x0e -> NumberFormat.F64;
      default ->
          throw new FormatException(
              file, "not an IDX file: unknown element type " + Byte.toUnsignedInt(code));
    };
  }
}
