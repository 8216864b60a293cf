package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir Path folder;

  @Test
  void filesAreReadPlainOrCompressed() throws IOException {
    Files.write(folder.resolve("train-images-idx3-ubyte"), images(3));
    Files.write(folder.resolve("train-labels.idx1-ubyte"), labels(3));
    gzip(folder.resolve("t10k-images-idx3-ubyte.gz"), images(2));
    gzip(folder.resolve("t10k-labels-idx1-ubyte.gz"), labels(2));
    Images.TrainTest both = Images.mnist(folder, DType.FLOAT32);
    assertEquals(Shape.of(3, 4), both.train().data().inputs().shape());
    assertEquals(Optional.of(Shape.of(2, 2)), both.test().image());
    assertEquals(DType.FLOAT32, both.test().data().inputs().dtype());
    assertArrayEquals(new double[] {0, 1}, both.test().data().targets().values());
    assertEquals(255, both.train().data().inputs().at(0, 0));
  }

  @Test
  void missingFileIsNamed() {
    var e = assertThrows(NoSuchFileException.class, () -> Images.mnist(folder, DType.FLOAT32));
    assertTrue(e.toString().contains("train-images-idx3-ubyte[.gz]"), e::toString);
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused() throws IOException {
    Path images = Files.write(folder.resolve("i"), images(3));
    Path labels = Files.write(folder.resolve("l"), labels(2));
    var e = assertThrows(FormatException.class, () -> Images.read(images, labels, DType.FLOAT32));
    assertEquals(labels + ": labels of shape (2) for images (3, 2, 2)", e.getMessage());
    assertThrows(FormatException.class, () -> Images.read(labels, images, DType.FLOAT32));
  }

  private static byte[] images(int n) {
    ByteBuffer file = ByteBuffer.allocate(16 + 4 * n).put(new byte[] {0, 0, 8, 3});
    file.putInt(n).putInt(2).putInt(2);
    return file.put((byte) -1).array();
  }

  private static byte[] labels(int n) {
    ByteBuffer file = ByteBuffer.allocate(8 + n).put(new byte[] {0, 0, 8, 1}).putInt(n);
    for (int i = 0; i < n; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static void gzip(Path file, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }
}
