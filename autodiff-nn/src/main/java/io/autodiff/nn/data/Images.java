package io.autodiff.nn.data;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.Idx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Grey images and their classes from IDX files, as MNIST, Fashion-MNIST and others are distributed.
 */
public final class Images {
  /** A training part and a test part. */
  public record TrainTest(Table train, Table test) {}

  private Images() {}

  /**
   * Reads MNIST's four files as they stand, compressed or not: {@code
   * train-images-idx3-ubyte[.gz]}, {@code train-labels-idx1-ubyte[.gz]}, and the same for {@code
   * t10k}.
   *
   * @param dtype of the pixels, which are from 0 to 255
   * @throws FormatException if a file is not whole and sound, or they don't belong together
   */
  public static TrainTest mnist(Path folder, DType dtype) throws IOException {
    return new TrainTest(
        read(find(folder, "train-images", 3), find(folder, "train-labels", 1), dtype),
        read(find(folder, "t10k-images", 3), find(folder, "t10k-labels", 1), dtype));
  }

  private static Path find(Path folder, String part, int rank) throws NoSuchFileException {
    for (String separator : List.of("-", ".")) {
      for (String suffix : List.of("", ".gz")) {
        Path file = folder.resolve(part + separator + "idx" + rank + "-ubyte" + suffix);
        if (Files.exists(file)) {
          return file;
        }
      }
    }
    throw new NoSuchFileException(folder.resolve(part + "-idx" + rank + "-ubyte[.gz]").toString());
  }

  /**
   * Reads images, {@code (n, height, width)}, and their classes, {@code (n)}; an example is an
   * image's rows one after the other.
   *
   * @param dtype of the pixels
   * @throws FormatException if a file is not whole and sound, or they don't belong together
   */
  public static Table read(Path images, Path labels, DType dtype) throws IOException {
    Tensor pixels = Idx.read(images, dtype);
    Tensor classes = Idx.read(labels, dtype);
    if (pixels.rank() != 3 || pixels.size() == 0) {
      throw new FormatException(images, "no images: shape " + pixels.shape());
    }
    if (classes.rank() != 1 || classes.dim(0) != pixels.dim(0)) {
      throw new FormatException(
          labels, "labels of shape " + classes.shape() + " for images " + pixels.shape());
    }
    int width = pixels.dim(1) * pixels.dim(2);
    int count = 1;
    for (double label : classes.values()) {
      if (label != Math.rint(label) || label < 0 || label > 9999) {
        throw new FormatException(labels, label + " is no class");
      }
      count = Math.max(count, (int) label + 1);
    }
    return new Table(
        Dataset.of(Tensor.wrap(Shape.of(pixels.dim(0), width), pixels.array()), classes),
        IntStream.rangeClosed(1, width).mapToObj(i -> "pixel" + i).toList(),
        IntStream.range(0, count).mapToObj(String::valueOf).toList(),
        Optional.of(Shape.of(pixels.dim(1), pixels.dim(2))));
  }
}
