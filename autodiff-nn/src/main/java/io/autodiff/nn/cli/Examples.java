package io.autodiff.nn.cli;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.CsvSource;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Folds;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.model.TrainedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

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

  private static final int BATCH = 512;

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

  /** Returns other examples of the same features, whose targets number these classes. */
  Examples with(BatchSource others, List<String> names) {
    return new Examples(others, features, names, image, target);
  }

  /**
   * What a model, or a training to come, takes and tells.
   *
   * @param fills whether it knows numbers for missing values
   * @param decimal the decimal mark of the data of the training; empty if not known
   */
  record Meaning(
      List<String> features,
      List<String> classes,
      String target,
      boolean fills,
      DType dtype,
      String decimal) {
    static Meaning of(TrainedModel model) {
      return new Meaning(
          model.features(),
          model.classes(),
          model.origin().target(),
          model.preprocessing().fills(),
          model.network().dtype(),
          model.origin().facts().getOrDefault(TrainingFacts.DECIMAL, ""));
    }
  }

  /** Returns the meaning of these examples to a training. */
  Meaning meaning(boolean fills, DType dtype, String decimal) {
    return new Meaning(features, classes, target, fills, dtype, decimal);
  }

  /** Returns how many lines of the file are none of these examples. */
  long leftOut() {
    return data instanceof CsvSource file ? file.leftOut() : 0;
  }

  boolean areClasses() {
    return !classes.isEmpty();
  }

  /**
   * Refuses a part whose examples all weigh nothing, since it has no mean loss.
   *
   * @param part null if there is none
   * @param name what the part is: {@code the test part}
   * @param column holds the weights; null if a schema names it
   */
  static void checkWeights(@Nullable BatchSource part, String name, @Nullable String column) {
    boolean weighs = part == null;
    if (part != null) {
      for (Batch batch : part.batches(BATCH)) {
        Tensor weights = batch.weights();
        weighs |= weights == null || Arrays.stream(weights.values()).anyMatch(weight -> weight > 0);
      }
    }
    if (!weighs) {
      throw new IllegalArgumentException(
          "--weight"
              + (column == null ? "" : " " + column)
              + ": all examples of "
              + name
              + " weigh 0, so they have no mean loss; one at least has to weigh more");
    }
  }

  /**
   * Two parts of some examples.
   *
   * @param held null if all are trained on
   */
  record Split(BatchSource train, @Nullable BatchSource held) {}

  /**
   * Divides examples at random into a part to train on and one to hold out. Classes are spread
   * evenly over both.
   */
  Split split(BatchSource part, double fraction, SplittableRandom random) {
    return switch (part) {
      case Dataset inMemory -> {
        Dataset.Split split =
            areClasses()
                ? Folds.stratifiedSplit(inMemory, fraction, random)
                : inMemory.split(fraction, random);
        yield new Split(split.train(), split.test());
      }
      case CsvSource stream -> {
        long seed = random.nextLong();
        CsvSource.Split split =
            areClasses() ? stream.stratifiedSplit(fraction, seed) : stream.split(fraction, seed);
        yield new Split(split.train(), split.test());
      }
      default -> throw new IllegalArgumentException("cannot divide " + part.getClass());
    };
  }
}
