package io.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files among the resources were written by NumPy 2.4.6. */
class NpyTest {
  @TempDir Path folder;

  static Path resource(String name) {
    try {
      URL url = Objects.requireNonNull(NpyTest.class.getResource(name), name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void float32OfNumpyIsRead() throws IOException {
    Tensor read = Npy.read(resource("float32.npy"));
    assertEquals(Shape.of(2, 3), read.shape());
    assertArrayEquals(
        new float[] {1.5f, -2.25f, 3, 0, Float.POSITIVE_INFINITY, 1e-40f}, (float[]) read.array());
  }

  @Test
  void fortranOrderIsTurned() throws IOException {
    Tensor read = Npy.read(resource("fortran.npy"));
    assertEquals(Shape.of(2, 3, 4), read.shape());
    double[] counting = new double[24];
    java.util.Arrays.setAll(counting, i -> i);
    assertArrayEquals(counting, read.values());
  }

  @Test
  void otherElementTypesAreWidened() throws IOException {
    assertArrayEquals(new double[] {1, -2, 300000}, Npy.read(resource("big-endian.npy")).values());
    assertArrayEquals(new double[] {1L << 53, -5}, Npy.read(resource("int64.npy")).values());
    assertArrayEquals(new double[] {1, 0}, Npy.read(resource("bool.npy")).values());
    assertArrayEquals(
        new double[] {1.5, -65504, 5.960464477539063e-8}, Npy.read(resource("half.npy")).values());
    assertEquals(2.5, Npy.read(resource("scalar.npy")).item());
    assertEquals(Shape.SCALAR, Npy.read(resource("scalar.npy")).shape());
  }

  @Test
  void unsupportedElementsAreRefused() {
    assertRefused(
        "element type U2, known are f2 to f8, i1 to i8, u1 to u8, b1", resource("text.npy"));
    assertRefused(
        "the integer 9007199254740993 is not exact in a float64", resource("inexact.npy"));
  }

  @Test
  void faultsAreNamed() throws IOException {
    Path file = folder.resolve("f.npy");
    Npy.write(file, Tensor.of(1, 2));
    byte[] good = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(good, good.length - 1));
    assertRefused("cut short: 1 of 2 numbers", file);
    Files.write(file, java.util.Arrays.copyOf(good, good.length + 1));
    assertRefused("goes on after the last number", file);
    String claim = new String(good, StandardCharsets.ISO_8859_1).replace("(2,)", "(8589934592, 0)");
    Files.write(file, claim.getBytes(StandardCharsets.ISO_8859_1));
    assertThrows(FormatException.class, () -> Npy.read(file));
    Files.writeString(file, "hello");
    assertRefused("not an NPY file", file);
  }

  @Test
  void writtenFilesComeBack() throws IOException {
    for (Tensor tensor :
        new Tensor[] {
          Tensor.of(new double[][] {{1, 2, 3}, {4, 5, Double.NaN}}),
          Tensor.wrap(Shape.of(1, 2), new float[] {1e-40f, -0f}),
          Tensor.of(Shape.SCALAR, 3),
          Tensor.zeros(0, 2)
        }) {
      Path file = folder.resolve("w.npy");
      Npy.write(file, tensor);
      Tensor read = Npy.read(file);
      assertEquals(tensor.shape(), read.shape());
      assertEquals(tensor.dtype(), read.dtype());
      assertArrayEquals(tensor.values(), read.values());
      assertEquals(
          0,
          (Files.size(file) - (long) tensor.size() * (tensor.dtype() == DType.FLOAT64 ? 8 : 4))
              % 64);
    }
  }

  @Test
  void archivesOfNumpyAreRead() throws IOException {
    Map<String, Tensor> plain = Npz.read(resource("arrays.npz"));
    assertEquals(java.util.List.of("a", "b"), java.util.List.copyOf(plain.keySet()));
    assertArrayEquals(new double[] {0, 1, 2}, Objects.requireNonNull(plain.get("a")).values());
    Map<String, Tensor> compressed = Npz.read(resource("compressed.npz"));
    assertEquals(Shape.of(100, 10), Objects.requireNonNull(compressed.get("zeros")).shape());
  }

  @Test
  void writtenArchivesComeBack() throws IOException {
    Path file = folder.resolve("w.npz");
    Npz.write(file, Map.of("only", Tensor.of(1, 2, 3)));
    assertArrayEquals(
        new double[] {1, 2, 3}, Objects.requireNonNull(Npz.read(file).get("only")).values());
  }

  @Test
  void missingArchiveIsCalledMissing() {
    assertThrows(
        java.nio.file.NoSuchFileException.class, () -> Npz.read(folder.resolve("none.npz")));
  }

  private static void assertRefused(String message, Path file) {
    var e = assertThrows(FormatException.class, () -> Npy.read(file));
    assertEquals(file + ": " + message, e.getMessage());
  }
}
