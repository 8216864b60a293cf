package io.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void tensorsAndMetadataComeBack() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("bias", Tensor.wrap(Shape.of(3), new float[] {1.5f, -0f, Float.NaN}));
    tensors.put("weight", Tensor.of(Shape.of(2, 2), 1e-300, 2, 3, 4));
    tensors.put("none", Tensor.zeros(0, 4));
    tensors.put("größe", Tensor.of(Shape.SCALAR, 7));
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, new TensorFile(tensors, Map.of("format", "pt", "note", "a \"b\"\n")));
    TensorFile read = Safetensors.read(file);
    assertEquals(Map.of("format", "pt", "note", "a \"b\"\n"), read.metadata());
    assertEquals(tensors.keySet(), Map.copyOf(read.tensors()).keySet());
    tensors.forEach(
        (name, tensor) -> {
          assertEquals(tensor.shape(), read.tensor(name).shape());
          assertEquals(tensor.dtype(), read.tensor(name).dtype());
          assertArrayEquals(tensor.values(), read.tensor(name).values());
        });
  }

  @Test
  void numbersAreAlignedForMemoryMapping() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("narrow", Tensor.wrap(Shape.of(1), new float[1]));
    tensors.put("wide", Tensor.zeros(1));
    Path file = folder.resolve("x");
    Safetensors.write(file, new TensorFile(tensors));
    byte[] bytes = Files.readAllBytes(file);
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8);
    assertEquals(8 + header + 12, bytes.length);
    assertEquals(List.of("wide", "narrow"), List.copyOf(Safetensors.read(file).tensors().keySet()));
  }

  @Test
  void otherElementTypesAreWidened() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(-(1L << 53)).putInt(7).putShort(Float.floatToFloat16(0.5f));
    data.putShort((short) 0xbf80).put((byte) -1).put((byte) 200);
    TensorFile read =
        Safetensors.read(
            file(
                """
                {"l":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},
                "i":{"dtype":"I32","shape":[1,1],"data_offsets":[8,12]},
                "h":{"dtype":"F16","shape":[],"data_offsets":[12,14]},
                "b":{"dtype":"BF16","shape":[1],"data_offsets":[14,16]},
                "s":{"dtype":"I8","shape":[1],"data_offsets":[16,17]},
                "u":{"dtype":"U8","shape":[1],"data_offsets":[17,18]}}\
                """,
                data.array()));
    assertEquals(-9007199254740992.0, read.tensor("l").item());
    assertEquals(7, read.tensor("i").item());
    assertEquals(0.5, read.tensor("h").item());
    assertEquals(-1, read.tensor("b").item());
    assertEquals(-1, read.tensor("s").item());
    assertEquals(200, read.tensor("u").item());
    assertEquals(DType.FLOAT64, read.tensor("i").dtype());
    assertEquals(DType.FLOAT32, read.tensor("u").dtype());
  }

  @Test
  void faultsAreNamed() throws IOException {
    assertRefused("too short to be a safetensors file: 3 bytes", write(new byte[3]));
    assertRefused(
        "its header should have 18446744073709551615 bytes, the file has 10",
        write(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'}));
    assertRefused("header is not JSON", file("{\"a\":", new byte[0]));
    assertRefused("no header", file("[]", new byte[0]));
    assertRefused(
        "tensor \"a\" lacks dtype, shape or data_offsets", file("{\"a\":{}}", new byte[0]));
    assertRefused("unsupported dtype \"C64\"", entries(tensor("a", "C64", "1", 0, 8)));
    assertRefused(
        "tensor \"a\", F64 of shape (2), takes 16 bytes, its data_offsets give 8",
        entries(tensor("a", "F64", "2", 0, 8)));
    assertRefused(
        "tensor \"b\" begins at 0 where 8 was expected: tensors overlap or leave a gap",
        entries(tensor("a", "F64", "1", 0, 8) + "," + tensor("b", "F64", "1", 0, 8)));
    assertRefused(
        "tensor \"a\" begins at 8 where 0 was expected", entries(tensor("a", "F64", "1", 8, 16)));
    assertRefused("tensors take 0 bytes, the file holds 8", entries(tensor("a", "F64", "0", 0, 0)));
    assertRefused("-1 is no length", entries(tensor("a", "F64", "-1", 0, 8)));
    assertRefused("is no tensor's", entries(tensor("a", "U8", "4294967296,4294967296", 0, 8)));
    assertRefused("is no tensor's", entries(tensor("a", "U8", "0,4294967296", 0, 8)));
    assertRefused(
        "header is not JSON: Duplicate",
        entries(tensor("a", "F64", "1", 0, 8) + "," + tensor("a", "F64", "1", 0, 8)));
    assertRefused(
        "metadata \"k\" is not a string", file("{\"__metadata__\":{\"k\":1}}", new byte[0]));
    assertRefused("metadata is not an object", file("{\"__metadata__\":[]}", new byte[0]));
  }

  /** The order of a map from Map.of differs from run to run of Java. */
  @Test
  void fieldsOfATensorAreInTheOrderOfTheFormat() throws IOException {
    Path file = folder.resolve("ordered");
    Safetensors.write(file, new TensorFile(Map.of("a", Tensor.of(1.0))));
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    String expected = "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    assertEquals(expected, text.substring(Long.BYTES, Long.BYTES + expected.length()));
  }

  @Test
  void deepJsonIsRefused() throws IOException {
    assertRefused("nesting depth", file("{\"a\":" + "[".repeat(100_000), new byte[0]));
  }

  @Test
  void tensorCannotTakeTheNameOfTheMetadata() {
    var content = new TensorFile(Map.of("__metadata__", Tensor.of(1)));
    Path file = folder.resolve("m");
    assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, content));
    assertEquals(false, Files.exists(file));
  }

  private static String tensor(String name, String dtype, String shape, int begin, int end) {
    return String.format(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}",
        name, dtype, shape, begin, end);
  }

  private void assertRefused(String message, Path file) {
    var e = assertThrows(FormatException.class, () -> Safetensors.read(file));
    String given = String.valueOf(e.getMessage());
    assertTrue(given.startsWith(file + ": ") && given.contains(message), given);
  }

  private Path entries(String entries) throws IOException {
    return file("{" + entries + "}", new byte[8]);
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return write(all.putLong(text.length).put(text).put(data).array());
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("f.safetensors"), bytes);
  }
}
