package io.autodiff.nn.io;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes NumPy's NPY files: one array of numbers.
 *
 * <p>Element types other than float32 and float64 are read as the smaller of the two that holds
 * them exactly.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /** The longest header that NumPy accepts from a file it does not trust. */
  private static final int MAX_HEADER = 10_000;

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<>|=])([a-zA-Z])(\\d+)',"
              + "\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*}\\s*");

  private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

  /** The content of a header. */
  private record Header(NumberFormat format, ByteOrder order, boolean fortran, Shape shape) {}

  private Npy() {}

  /**
   * Reads an array.
   *
   * @throws FormatException if the file is not whole and sound
   */
  public static Tensor read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Tensor tensor = read(in, file);
      if (in.read() >= 0) {
        throw new FormatException(file, "goes on after the last number");
      }
      return tensor;
    }
  }

  static Tensor read(InputStream in, Object source) throws IOException {
    Header header = header(in, source);
    NumberFormat format = header.format;
    Object array = format.read(in, header.order, header.shape.size(), format.dtype(), source);
    return header.fortran ? reversed(header.shape, array) : Tensor.wrap(header.shape, array);
  }

  /** Returns the array of that shape whose elements lie with the first axis moving fastest. */
  private static Tensor reversed(Shape shape, Object array) {
    int rank = shape.rank();
    int[] dims = new int[rank];
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = rank - 1 - i;
      dims[i] = shape.dim(order[i]);
    }
    return Tensor.wrap(Shape.of(dims), array).permute(order);
  }

  private static Header header(InputStream in, Object source) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (!Arrays.equals(start, 0, Math.min(start.length, MAGIC.length), MAGIC, 0, MAGIC.length)
        || start.length < MAGIC.length + 2) {
      throw new FormatException(source, "not an NPY file");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new FormatException(source, "NPY version " + version + ", known are 1 to 3");
    }
    byte[] bytes = in.readNBytes(version == 1 ? Short.BYTES : Integer.BYTES);
    ByteBuffer length =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).put(bytes).clear();
    int claimed = length.getInt();
    if (claimed < 0 || claimed > MAX_HEADER) {
      throw new FormatException(
          source,
          "header of " + Integer.toUnsignedString(claimed) + " bytes, more than " + MAX_HEADER);
    }
    return parse(new String(in.readNBytes(claimed), StandardCharsets.UTF_8), source);
  }

  private static Header parse(String text, Object source) throws FormatException {
    Matcher header = HEADER.matcher(text);
    if (!header.matches()) {
      throw new FormatException(source, "header not understood: " + text.strip());
    }
    ByteOrder order = header.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    NumberFormat format = format(header.group(2) + header.group(3), source);
    Matcher sizes = SIZE.matcher(header.group(5));
    long[] dims = sizes.results().mapToLong(size -> Long.parseLong(size.group())).toArray();
    return new Header(format, order, header.group(4).equals("True"), Shapes.checked(dims, source));
  }

  private static NumberFormat format(String type, Object source) throws FormatException {
    return switch (type) {
      case "f8" -> NumberFormat.F64;
      case "f4" -> NumberFormat.F32;
      case "f2" -> NumberFormat.F16;
      case "i8" -> NumberFormat.I64;
      case "i4" -> NumberFormat.I32;
      case "i2" -> NumberFormat.I16;
      case "i1" -> NumberFormat.I8;
      case "u8" -> NumberFormat.U64;
      case "u4" -> NumberFormat.U32;
      case "u2" -> NumberFormat.U16;
      case "u1" -> NumberFormat.U8;
      case "b1" -> NumberFormat.BOOL;
      default ->
          throw new FormatException(
              source, "element type " + type + ", known are f2 to f8, i1 to i8, u1 to u8, b1");
    };
  }

  /** Writes a file, or replaces it, as a whole or not at all. */
  public static void write(Path file, Tensor tensor) throws IOException {
    AtomicFile.write(file, out -> write(tensor, out));
  }

  static void write(Tensor tensor, OutputStream out) throws IOException {
    StringBuilder sizes = new StringBuilder();
    for (int dim : tensor.shape().dims()) {
      sizes.append(dim).append(", ");
    }
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '<f%d', 'fortran_order': False, 'shape': (%s), }",
            NumberFormat.of(tensor.dtype()).bytes(),
            sizes.toString().stripTrailing());
    int used = MAGIC.length + 2 + Short.BYTES + header.length() + 1;
    String padded = header + " ".repeat(-used & (ALIGNMENT - 1)) + "\n";
    out.write(MAGIC);
    out.write(new byte[] {1, 0, (byte) padded.length(), (byte) (padded.length() >> Byte.SIZE)});
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
    NumberFormat.write(tensor, ByteOrder.LITTLE_ENDIAN, out);
  }
}
