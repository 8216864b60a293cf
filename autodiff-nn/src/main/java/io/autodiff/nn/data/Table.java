package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Examples and what their numbers mean.
 *
 * @param data the examples, vectors
 * @param features the names of an example's elements
 * @param classes the names of the classes that the targets number; none if the targets are numbers
 * @param image the height and width of the images that the examples are, if they are images
 */
public record Table(
    Dataset data, List<String> features, List<String> classes, Optional<Shape> image) {

  /**
   * Copies the lists.
   *
   * @throws AutodiffException if there is not one name for each element of an example
   */
  public Table {
    features = List.copyOf(features);
    classes = List.copyOf(classes);
    if (data.inputShape().rank() != 1 || data.inputShape().dim(0) != features.size()) {
      throw new AutodiffException(
          "table: names do not fit the examples",
          features.size() + " names, examples of shape " + data.inputShape(),
          "one name for each element",
          null);
    }
  }

  /** Holds examples that are no images. */
  public Table(Dataset data, List<String> features, List<String> classes) {
    this(data, features, classes, Optional.empty());
  }

  /** Returns other examples of the same meaning. */
  public Table with(Dataset other) {
    return new Table(other, features, classes, image);
  }
}
