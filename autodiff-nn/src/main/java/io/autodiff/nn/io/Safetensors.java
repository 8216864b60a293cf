package io.autodiff.nn.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes safetensors files: eight bytes that give the header's length, the header in JSON
 * (name, element type, shape and place of each tensor; metadata), then the numbers, little-endian.
 *
 * <p>Formats other than float32 and float64 are read as the smaller of the two that holds them
 * exactly.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors {
  /** The longest header that the format's own implementation accepts. */
  private static final long MAX_HEADER = 100_000_000;

  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";

  /** The headers of real files nest four deep. */
  private static final JSON HEADER =
      JSON.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength((int) MAX_HEADER)
                          .build())
                  .build())
          .build();

  /** Where a tensor lies. */
  private record Entry(String name, NumberFormat format, Shape shape, long begin, long end) {}

  private Safetensors() {}

  /**
   * Reads all tensors of a file.
   *
   * @throws FormatException if the file is not whole and sound
   */
  public static TensorFile read(Path file) throws IOException {
    long size = Files.size(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int length = headerLength(in, size, file);
      Map<?, ?> header = header(in.readNBytes(length), file);
      Map<String, String> metadata = metadata(header, file);
      List<Entry> entries = entries(header, size - Long.BYTES - length, file);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Entry entry : entries) {
        tensors.put(entry.name, tensor(entry, in, file));
      }
      return new TensorFile(tensors, metadata);
    }
  }

  private static int headerLength(InputStream in, long size, Path file) throws IOException {
    byte[] bytes = in.readNBytes(Long.BYTES);
    if (bytes.length < Long.BYTES) {
      throw new FormatException(file, "too short to be a safetensors file: " + size + " bytes");
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > Math.min(size - Long.BYTES, MAX_HEADER)) {
      throw new FormatException(
          file,
          "not a safetensors file, or cut short: its header should have "
              + Long.toUnsignedString(length)
              + " bytes, the file has "
              + size);
    }
    return (int) length;
  }

  private static Map<?, ?> header(byte[] bytes, Path file) throws FormatException {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw new FormatException(file, "not a safetensors file: no header");
    }
    try {
      return HEADER.mapFrom(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new FormatException(file, "header is not JSON: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Map<String, String> metadata(Map<?, ?> header, Path file) throws FormatException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Object given = header.get(METADATA);
    if (given instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getValue() instanceof String text)) {
          throw new FormatException(file, "metadata \"" + entry.getKey() + "\" is not a string");
        }
        metadata.put(String.valueOf(entry.getKey()), text);
      }
    } else if (given != null) {
      throw new FormatException(file, "metadata is not an object");
    }
    return metadata;
  }

  /**
   * Returns the entries in the order of their places, which must fill {@code available} exactly.
   */
  private static List<Entry> entries(Map<?, ?> header, long available, Path file)
      throws FormatException {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<?, ?> entry : header.entrySet()) {
      if (!METADATA.equals(entry.getKey())) {
        entries.add(entry(String.valueOf(entry.getKey()), entry.getValue(), file));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry entry : entries) {
      if (entry.begin != at) {
        throw new FormatException(
            file,
            String.format(
                Locale.ROOT,
                "tensor \"%s\" begins at %d where %d was expected: tensors overlap or leave a gap",
                entry.name,
                entry.begin,
                at));
      }
      at = entry.end;
    }
    if (at != available) {
      throw new FormatException(file, "tensors take " + at + " bytes, the file holds " + available);
    }
    return entries;
  }

  private static Entry entry(String name, Object value, Path file) throws FormatException {
    if (!(value instanceof Map<?, ?> map
        && map.get("dtype") instanceof String dtype
        && map.get("shape") instanceof List<?> sizes
        && map.get("data_offsets") instanceof List<?> offsets
        && offsets.size() == 2)) {
      throw new FormatException(file, "tensor \"" + name + "\" lacks dtype, shape or data_offsets");
    }
    NumberFormat format = format(dtype, name, file);
    Shape shape = shape(sizes, name, file);
    long begin = number(offsets.get(0), name, file);
    long end = number(offsets.get(1), name, file);
    if (end - begin != (long) shape.size() * format.bytes()) {
      throw new FormatException(
          file,
          String.format(
              Locale.ROOT,
              "tensor \"%s\", %s of shape %s, takes %d bytes, its data_offsets give %d",
              name,
              dtype,
              shape,
              (long) shape.size() * format.bytes(),
              end - begin));
    }
    return new Entry(name, format, shape, begin, end);
  }

  private static NumberFormat format(String dtype, String name, Path file) throws FormatException {
    for (NumberFormat format : NumberFormat.values()) {
      if (format.name().equals(dtype)) {
        return format;
      }
    }
    throw new FormatException(
        file, "tensor \"" + name + "\" has the unsupported dtype \"" + dtype + "\"");
  }

  private static Shape shape(List<?> sizes, String name, Path file) throws FormatException {
    long[] dims = new long[sizes.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = number(sizes.get(i), name, file);
    }
    return Shapes.checked(dims, file + ": tensor \"" + name + "\"");
  }

  private static long number(Object value, String name, Path file) throws FormatException {
    if ((value instanceof Integer || value instanceof Long) && ((Number) value).longValue() >= 0) {
      return ((Number) value).longValue();
    }
    throw new FormatException(
        file, "tensor \"" + name + "\": " + value + " is no length, a whole number from 0");
  }

  private static Tensor tensor(Entry entry, InputStream in, Path file) throws IOException {
    DType dtype = entry.format.dtype();
    int count = entry.shape.size();
    String source = file + ": tensor \"" + entry.name + "\"";
    return Tensor.wrap(
        entry.shape, entry.format.read(in, ByteOrder.LITTLE_ENDIAN, count, dtype, source));
  }

  /**
   * Writes a file, or replaces it, as a whole or not at all.
   *
   * @throws IllegalArgumentException if a tensor has the name {@code __metadata__}
   */
  public static void write(Path file, TensorFile content) throws IOException {
    AtomicFile.write(file, out -> write(content, out));
  }

  private static void write(TensorFile content, OutputStream out) throws IOException {
    List<Map.Entry<String, Tensor>> tensors = new ArrayList<>(content.tensors().entrySet());
    // As the format's own writer: wide elements first, so that all are aligned.
    tensors.sort(Comparator.comparingInt(e -> -NumberFormat.of(e.getValue().dtype()).bytes()));
    byte[] header = header(tensors, content.metadata());
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    for (Map.Entry<String, Tensor> tensor : tensors) {
      NumberFormat.write(tensor.getValue(), ByteOrder.LITTLE_ENDIAN, out);
    }
  }

  private static byte[] header(
      List<Map.Entry<String, Tensor>> tensors, Map<String, String> metadata) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(METADATA, metadata);
    }
    long at = 0;
    for (Map.Entry<String, Tensor> entry : tensors) {
      if (entry.getKey().equals(METADATA)) {
        throw new AutodiffException(
            "safetensors: name is taken by the format", METADATA, "another name", null);
      }
      Tensor tensor = entry.getValue();
      NumberFormat format = NumberFormat.of(tensor.dtype());
      long end = at + (long) tensor.size() * format.bytes();
      Map<String, Object> place = new LinkedHashMap<>(); // ordered, so that runs write equal bytes
      place.put("dtype", format.name());
      place.put("shape", tensor.shape().dims());
      place.put("data_offsets", new long[] {at, end});
      header.put(entry.getKey(), place);
      at = end;
    }
    String json = JSON.std.asString(header);
    int used = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat(-used & (ALIGNMENT - 1))).getBytes(StandardCharsets.UTF_8);
  }
}
