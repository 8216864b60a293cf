package io.autodiff.nn.io;

import io.autodiff.DType;
import io.autodiff.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The formats of numbers in files, with their conversion from and to the arrays of a tensor. */
enum NumberFormat {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1);

  private static final int CHUNK = 1 << 13;

  /** The largest number of elements that is allocated before any was read. */
  private static final int TRUSTED = 1 << 16;

  /** Integers are exact in a {@code double} up to this magnitude. */
  private static final long EXACT = 1L << 53;

  private final int bytes;

  NumberFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one number in bytes. */
  int bytes() {
    return bytes;
  }

  /** Returns the format of a tensor's own elements. */
  static NumberFormat of(DType dtype) {
    return dtype == DType.FLOAT64 ? F64 : F32;
  }

  /** Returns the smaller of the two element types that holds every number of this format. */
  DType dtype() {
    return switch (this) {
      case F32, F16, BF16, I16, I8, U16, U8, BOOL -> DType.FLOAT32;
      case F64, I64, I32, U64, U32 -> DType.FLOAT64;
    };
  }

  /**
   * Reads {@code count} numbers into a new {@code float[]} or {@code double[]}. The array grows as
   * numbers are read, so a count that is too large costs no memory.
   *
   * @throws FormatException if there are fewer, an integer is not exact in a double, or the heap is
   *     too small
   */
  Object read(InputStream in, ByteOrder order, int count, DType dtype, Object source)
      throws IOException {
    HeapLimit.require((long) count * of(dtype).bytes, source);
    Object array = dtype.newArray(Math.min(count, TRUSTED));
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * bytes).order(order);
    int done = 0;
    while (done < count) {
      int wanted = Math.min(count - done, CHUNK);
      int got = in.readNBytes(buffer.array(), 0, wanted * bytes);
      if (got < wanted * bytes) {
        throw new FormatException(
            source, "cut short: " + (done + got / bytes) + " of " + count + " numbers");
      }
      array = withRoom(array, done + wanted, count);
      decode(buffer.clear().limit(got), array, done, wanted, source);
      done += wanted;
    }
    return array;
  }

  private static Object withRoom(Object array, int needed, int count) {
    return switch (array) {
      case double[] a when a.length < needed -> Arrays.copyOf(a, grown(a.length, count));
      case float[] a when a.length < needed -> Arrays.copyOf(a, grown(a.length, count));
      default -> array;
    };
  }

  private static int grown(int length, int count) {
    return (int) Math.min(2L * length, count);
  }

  private void decode(ByteBuffer from, Object array, int at, int count, Object source)
      throws FormatException {
    switch (array) {
      case float[] a when this == F32 -> from.asFloatBuffer().get(a, at, count);
      case double[] a when this == F64 -> from.asDoubleBuffer().get(a, at, count);
      case float[] a -> {
        for (int i = 0; i < count; i++) {
          a[at + i] = (float) next(from, source);
        }
      }
      case double[] a -> {
        for (int i = 0; i < count; i++) {
          a[at + i] = next(from, source);
        }
      }
      default -> throw new IllegalArgumentException(array.getClass().getSimpleName());
    }
  }

  private double next(ByteBuffer from, Object source) throws FormatException {
    return switch (this) {
      case F64 -> from.getDouble();
      case F32 -> from.getFloat();
      case F16 -> Float.float16ToFloat(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << Short.SIZE);
      case I64 -> exact(from.getLong(), source);
      case U64 -> exact(unsigned(from.getLong()), source);
      case I32 -> from.getInt();
      case U32 -> Integer.toUnsignedLong(from.getInt());
      case I16 -> from.getShort();
      case U16 -> Short.toUnsignedInt(from.getShort());
      case I8 -> from.get();
      case U8 -> Byte.toUnsignedInt(from.get());
      case BOOL -> from.get() == 0 ? 0 : 1;
    };
  }

  /**
   * An unsigned number beyond the signed range is too large in any case, so the largest signed
   * number stands for it.
   */
  private static long unsigned(long bits) {
    return bits < 0 ? Long.MAX_VALUE : bits;
  }

  private static double exact(long value, Object source) throws FormatException {
    if (value > EXACT || value < -EXACT) {
      throw new FormatException(source, "the integer " + value + " is not exact in a float64");
    }
    return value;
  }

  /** Writes a tensor's elements, row-major, in its own element type. */
  static void write(Tensor tensor, ByteOrder order, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Double.BYTES).order(order);
    for (int done = 0; done < tensor.size(); done += CHUNK) {
      int count = Math.min(CHUNK, tensor.size() - done);
      switch (tensor.array()) {
        case float[] a -> buffer.asFloatBuffer().put(a, done, count);
        case double[] a -> buffer.asDoubleBuffer().put(a, done, count);
        default -> throw new IllegalArgumentException(tensor.dtype().toString());
      }
      out.write(buffer.array(), 0, count * of(tensor.dtype()).bytes);
    }
  }
}
