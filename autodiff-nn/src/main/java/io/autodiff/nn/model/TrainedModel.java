package io.autodiff.nn.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.LayerKinds;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Preprocessing;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.Safetensors;
import io.autodiff.nn.io.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network ready for use, with the preprocessing of its examples and the meaning of its inputs and
 * outputs.
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="trained-model"}
 *
 * @param network one output for each class, as logits, or one for each number to be predicted
 * @param preprocessing prepares examples for the network
 * @param targets what the targets that are numbers were prepared by; the network predicts prepared
 *     ones
 * @param features the names of an example's elements
 * @param classes the names of the classes; none if numbers are predicted
 * @param image the height and width of the images that the examples are, if they are images
 * @param origin what the network was trained on
 */
public record TrainedModel(
    Mlp network,
    Preprocessing preprocessing,
    Preprocessing targets,
    List<String> features,
    List<String> classes,
    Optional<Shape> image,
    Origin origin) {
  private static final String PREPROCESSING = "preprocessing.";
  private static final String TARGETS = "targets.";
  private static final String NETWORK = "autodiff.network";
  private static final String MEANING = "autodiff.meaning";
  private static final String FORMAT = "autodiff.format";

  /** The version of the format; files without one are of the first, which knew no targets. */
  private static final int VERSION = 2;

  private static final JSON BOUNDED =
      JSON.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .build();

  /**
   * Copies the lists.
   *
   * @throws AutodiffException if there is not one name for each element and output
   */
  public TrainedModel {
    features = List.copyOf(features);
    classes = List.copyOf(classes);
    int inputs = network.inputShape().size();
    int outputs = network.outputShape().size();
    if (features.size() != inputs
        || preprocessing.length() != inputs
        || targets.length() != outputs
        || (!classes.isEmpty() && classes.size() != outputs)) {
      throw new AutodiffException(
          "model: names do not fit the network",
          String.format(
              Locale.ROOT,
              "%d features, preprocessing of %d, targets of %d, %d classes; network %s to %s",
              features.size(),
              preprocessing.length(),
              targets.length(),
              classes.size(),
              network.inputShape(),
              network.outputShape()),
          "one name for each input and, for classes, each output",
          null);
    }
  }

  /** Holds a network trained on targets as they are. */
  public TrainedModel(
      Mlp network,
      Preprocessing preprocessing,
      List<String> features,
      List<String> classes,
      Optional<Shape> image) {
    this(
        network,
        preprocessing,
        Preprocessing.none(network.outputShape().size()),
        features,
        classes,
        image,
        Origin.UNKNOWN);
  }

  /** Holds a network trained on such a table, its targets as they are. */
  public TrainedModel(Mlp network, Preprocessing preprocessing, Table table) {
    this(network, preprocessing, table.features(), table.classes(), table.image());
  }

  /**
   * Returns the network's outputs for examples as they were read: logits of classes, or numbers
   * like the targets, in float64 if those were prepared.
   */
  public Tensor predict(Tensor examples) {
    return undone(network.predict(preprocessing.apply(examples)));
  }

  /** Returns what {@link #predict(Tensor)} does, computed on the given engine. */
  public Tensor predict(Tensor examples, Engine engine) {
    return undone(network.predict(preprocessing.apply(examples), engine));
  }

  private Tensor undone(Tensor outputs) {
    return targets.isNone() ? outputs : targets.undo(outputs);
  }

  /**
   * Writes the model, or replaces it, as a whole or not at all.
   *
   * @throws AutodiffException if a layer is neither the library's own nor registered
   */
  public void save(Path file) throws IOException {
    Safetensors.write(file, toFile());
  }

  /** Returns what {@link #save} writes. */
  public TensorFile toFile() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(network.state());
    preprocessing.tensors().forEach((name, value) -> tensors.put(PREPROCESSING + name, value));
    if (!targets.isNone()) {
      targets.tensors().forEach((name, value) -> tensors.put(TARGETS + name, value));
    }
    Map<String, Object> meaning = new LinkedHashMap<>();
    meaning.put("features", features);
    meaning.put("classes", classes);
    image.ifPresent(shape -> meaning.put("image", shape.dims()));
    meaning.put("target", origin.target());
    meaning.put("training", origin.facts());
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, String.valueOf(VERSION));
    metadata.put(NETWORK, JSON.std.asString(network.architecture()));
    metadata.put(MEANING, JSON.std.asString(meaning));
    return new TensorFile(tensors, metadata);
  }

  /**
   * Reads a model.
   *
   * @throws FormatException if the file is not whole and sound, or holds something else
   */
  public static TrainedModel load(Path file) throws IOException {
    return load(file, LayerKinds.none());
  }

  /**
   * Reads a model with layers that the caller wrote.
   *
   * @param kinds those that its network was built with
   * @throws FormatException if the file is not whole and sound, or holds something else
   */
  public static TrainedModel load(Path file, LayerKinds kinds) throws IOException {
    return of(Safetensors.read(file), file, kinds);
  }

  /**
   * Returns the model of a file's content.
   *
   * @param source the file's name, for messages
   * @throws FormatException if the content is not a sound model
   */
  public static TrainedModel of(TensorFile content, Object source) throws FormatException {
    return of(content, source, LayerKinds.none());
  }

  private static TrainedModel of(TensorFile content, Object source, LayerKinds kinds)
      throws FormatException {
    String layers = content.metadata().get(NETWORK);
    String names = content.metadata().get(MEANING);
    if (layers == null || names == null) {
      throw new FormatException(
          source, "no model of autodiff: its metadata lack \"" + NETWORK + "\"");
    }
    checkVersion(content.metadata().getOrDefault(FORMAT, "1"), source);
    Map<?, ?> architecture = map(layers, source);
    Map<?, ?> meaning = map(names, source);
    try {
      Mlp network = Mlp.of(architecture, content.tensors(), kinds);
      Map<String, Tensor> targets = part(TARGETS, content);
      return new TrainedModel(
          network,
          Preprocessing.of(part(PREPROCESSING, content)),
          targets.isEmpty()
              ? Preprocessing.none(network.outputShape().size())
              : Preprocessing.of(targets),
          strings(meaning.get("features"), source),
          strings(meaning.get("classes"), source),
          image(meaning.get("image")),
          Origin.of(meaning.get("target"), meaning.get("training")));
    } catch (IllegalArgumentException e) {
      throw new FormatException(source, "not a sound model: " + e.getMessage(), e);
    }
  }

  private static void checkVersion(String version, Object source) throws FormatException {
    if (!version.equals("1") && !version.equals(String.valueOf(VERSION))) {
      throw new FormatException(
          source, "written in format " + version + ", this autodiff reads 1 and " + VERSION);
    }
  }

  /** Returns the tensors whose names begin with a prefix, without it. */
  private static Map<String, Tensor> part(String prefix, TensorFile content) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
              }
            });
    return part;
  }

  private static Map<?, ?> map(String json, Object source) throws FormatException {
    try {
      return BOUNDED.mapFrom(json);
    } catch (IOException e) {
      throw new FormatException(source, "not a sound model: its description is not JSON", e);
    }
  }

  private static List<String> strings(@Nullable Object value, Object source)
      throws FormatException {
    List<String> strings = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        strings.add(String.valueOf(element));
      }
      return strings;
    }
    throw new FormatException(source, "not a sound model: no list of names");
  }

  private static Optional<Shape> image(@Nullable Object value) {
    return value instanceof List<?> list
            && list.size() == 2
            && list.get(0) instanceof Integer height
            && list.get(1) instanceof Integer width
        ? Optional.of(Shape.of(height, width))
        : Optional.empty();
  }
}
