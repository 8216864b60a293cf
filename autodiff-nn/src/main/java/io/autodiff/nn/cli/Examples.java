package io.autodiff.nn.cli;

import io.autodiff.Shape;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.CsvSource;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Table;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Examples, in memory or as a stream, and what their numbers mean.
 *
 * @param classes none if the targets are numbers
 * @param target the name of the target's column; empty if it has none
 */
record Examples(
    BatchSource data,
    List<String> features,
    List<String> classes,
    Optional<Shape> image,
    String target) {

  static Examples of(Table table) {
    return of(table, "");
  }

  static Examples of(Table table, String target) {
    return new Examples(table.data(), table.features(), table.classes(), table.image(), target);
  }

  static Examples of(CsvSource stream) {
    return new Examples(
        stream, stream.features(), stream.classes(), Optional.empty(), stream.target());
  }

  boolean areClasses() {
    return !classes.isEmpty();
  }

  /** Two parts of some examples. */
  record Split(BatchSource train, BatchSource held) {}

  /** Divides examples at random into a part to train on and one to hold out. */
  static Split split(BatchSource data, double fraction, SplittableRandom random) {
    return switch (data) {
      case Dataset inMemory -> {
        Dataset.Split split = inMemory.split(fraction, random);
        yield new Split(split.train(), split.test());
      }
      case CsvSource stream -> {
        CsvSource.Split split = stream.split(fraction, random.nextLong());
        yield new Split(split.train(), split.test());
      }
      default -> throw new IllegalArgumentException("cannot divide " + data.getClass());
    };
  }
}
