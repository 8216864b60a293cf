package io.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path folder;

  @Test
  void bytesOfImagesAreRead() throws IOException {
    Tensor read = Idx.read(write(images()), DType.FLOAT32);
    assertEquals(Shape.of(2, 1, 3), read.shape());
    assertArrayEquals(new float[] {0, 1, 2, 253, 254, 255}, (float[]) read.array());
  }

  @Test
  void gzipIsRecognised() throws IOException {
    Path file = folder.resolve("images.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(images());
    }
    assertArrayEquals(
        new double[] {0, 1, 2, 253, 254, 255}, Idx.read(file, DType.FLOAT64).values());
  }

  @Test
  void otherElementTypesAreRead() throws IOException {
    ByteBuffer ints = ByteBuffer.allocate(16).put(new byte[] {0, 0, 0x0c, 1}).putInt(2);
    assertArrayEquals(
        new double[] {-3, 100000},
        Idx.read(write(ints.putInt(-3).putInt(100000).array()), DType.FLOAT64).values());
    ByteBuffer floats = ByteBuffer.allocate(12).put(new byte[] {0, 0, 0x0d, 1}).putInt(1);
    assertEquals(0.1f, Idx.read(write(floats.putFloat(0.1f).array()), DType.FLOAT32).item());
  }

  @Test
  void faultsAreNamed() throws IOException {
    byte[] good = images();
    assertRefused("not an IDX file", new byte[] {0, 0});
    assertRefused(
        "not an IDX file", "P5 28 28".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertRefused("not an IDX file: unknown element type 7", new byte[] {0, 0, 7, 0});
    assertRefused("cut short in its header", java.util.Arrays.copyOf(good, 9));
    assertRefused("cut short: 5 of 6 numbers", java.util.Arrays.copyOf(good, good.length - 1));
    assertRefused("goes on after the last number", java.util.Arrays.copyOf(good, good.length + 1));
    assertRefused(
        "shape [4294967295, 4294967295] is no tensor's: at most 32 axes and 2147483639 elements",
        new byte[] {0, 0, 8, 2, -1, -1, -1, -1, -1, -1, -1, -1});
  }

  static byte[] images() {
    return ByteBuffer.allocate(22)
        .put(new byte[] {0, 0, 8, 3})
        .putInt(2)
        .putInt(1)
        .putInt(3)
        .put(new byte[] {0, 1, 2, -3, -2, -1})
        .array();
  }

  private void assertRefused(String message, byte[] content) throws IOException {
    Path file = write(content);
    var e = assertThrows(FormatException.class, () -> Idx.read(file, DType.FLOAT32));
    assertEquals(file + ": " + message, e.getMessage());
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("f.idx"), bytes);
  }
}
