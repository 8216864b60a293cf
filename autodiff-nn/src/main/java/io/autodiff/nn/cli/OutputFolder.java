package io.autodiff.nn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.nn.io.AtomicFile;
import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one training: its model, report and checkpoints, and in {@code training.json} the
 * facts that say which training it is, so that no other is mixed with it.
 */
record OutputFolder(Path path) {
  static final String MODEL = "model.safetensors";
  static final String REPORT = "report.html";
  private static final String FACTS = "training.json";
  private static final String CHECKPOINTS = "checkpoints";

  Path model() {
    return path.resolve(MODEL);
  }

  Path report() {
    return path.resolve(REPORT);
  }

  CheckpointStore checkpoints() {
    return CheckpointStore.in(path.resolve(CHECKPOINTS));
  }

  private boolean isUsed() {
    return Stream.of(MODEL, REPORT, FACTS, CHECKPOINTS)
        .anyMatch(name -> Files.exists(path.resolve(name)));
  }

  /**
   * Takes the folder for a new training.
   *
   * @param overwrite whether an earlier training there is deleted
   * @throws IllegalArgumentException if there is one and it is to be kept
   */
  void begin(Map<String, String> facts, boolean overwrite) throws IOException {
    if (isUsed() && !overwrite) {
      throw new IllegalArgumentException(
          path
              + " holds a training already: --resume goes on with it, --overwrite deletes it,"
              + " another --output keeps both");
    }
    create();
    for (String name : List.of(MODEL, REPORT, FACTS)) {
      Files.deleteIfExists(path.resolve(name));
    }
    checkpoints().clear();
    write(facts);
  }

  private void create() throws IOException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException("--output " + path + ": a file, no folder", e);
    } catch (FileSystemException e) {
      throw new IllegalArgumentException("--output " + path + ": no folder can be made there", e);
    }
  }

  /**
   * A training that goes on.
   *
   * @param last its last checkpoint, if there is one
   * @param epochs the number of epochs that it was begun with
   */
  record Resumed(Optional<TensorFile> last, int epochs) {}

  /**
   * Returns the training that is to go on; a folder without one begins it.
   *
   * @param epochs the number of epochs at most
   * @throws IllegalArgumentException if the folder holds another training, or more epochs
   */
  Resumed resume(Map<String, String> facts, int epochs) throws IOException {
    if (!isUsed()) {
      begin(facts, false);
      return new Resumed(Optional.empty(), epochs);
    }
    Map<String, String> stored = read();
    List<String> differences = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(stored);
    all.putAll(facts);
    for (String name : all.keySet()) {
      String is = facts.getOrDefault(name, "not given");
      String unknown = name.equals(TrainingFacts.FEATURES) ? is : "not given";
      String was = stored.getOrDefault(name, unknown);
      if (!was.equals(is) && !TrainingFacts.mayChange(name)) {
        differences.add(name + " was " + was + ", is " + is);
      }
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "--resume: " + path + " holds another training: " + String.join("; ", differences));
    }
    int done = checkpoints().latestNumber().orElse(0);
    if (done > epochs) {
      throw new IllegalArgumentException(
          "--resume: " + path + " holds " + done + " epochs already, more than --epochs " + epochs);
    }
    write(facts);
    String before = stored.getOrDefault(TrainingFacts.EPOCHS, "");
    return new Resumed(
        checkpoints().latest(), before.matches("\\d{1,9}") ? Integer.parseInt(before) : epochs);
  }

  private Map<String, String> read() throws IOException {
    Path file = path.resolve(FACTS);
    if (!Files.exists(file)) {
      throw new FormatException(
          path, "no " + FACTS + ", which says what the checkpoints there were trained on");
    }
    Map<String, String> facts = new LinkedHashMap<>();
    try {
      JSON.std
          .mapFrom(Files.readString(file))
          .forEach((name, value) -> facts.put(name, String.valueOf(value)));
    } catch (IOException e) {
      throw new FormatException(file, "not JSON: " + e.getMessage(), e);
    }
    return facts;
  }

  private void write(Map<String, String> facts) throws IOException {
    byte[] text = Objects.requireNonNull(JSON.std.asString(facts)).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(path.resolve(FACTS), out -> out.write(text));
  }
}
