package io.autodiff.nn.io;

import io.autodiff.AutodiffException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a training run: numbered {@link Safetensors} files in a folder, of which the
 * store keeps the last ones. A checkpoint takes its name when it is whole and on the disk, so
 * ending the process at any moment leaves the last complete one.
 */
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{9})\\.safetensors");

  private static final int LARGEST = 999_999_999;

  private final Path folder;
  private final int keep;

  private CheckpointStore(Path folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /** Returns the store of a folder, which need not exist yet; it keeps the last two checkpoints. */
  public static CheckpointStore in(Path folder) {
    return new CheckpointStore(folder, 2);
  }

  /**
   * Returns a store of the same folder that keeps the last {@code count} checkpoints.
   *
   * @throws AutodiffException if {@code count} is less than 1
   */
  public CheckpointStore keeping(int count) {
    if (count < 1) {
      throw new AutodiffException(
          "checkpoints: number to keep is not positive", String.valueOf(count), "at least 1", null);
    }
    return new CheckpointStore(folder, count);
  }

  /**
   * Stores a checkpoint, then deletes those that are no longer kept: of lower number, as a store
   * counts up.
   *
   * @param number counts up: the epoch or the step, from 0 to 999,999,999
   * @throws AutodiffException if the number is out of this range, or the folder holds a checkpoint
   *     of a higher number, which another training left
   */
  public void save(int number, TensorFile state) throws IOException {
    if (number < 0 || number > LARGEST) {
      throw new AutodiffException(
          "checkpoints: number out of range",
          String.valueOf(number),
          "a number from 0 to " + LARGEST,
          null);
    }
    int last = latestNumber().orElse(-1);
    if (last > number) {
      throw new AutodiffException(
          "checkpoints: the folder holds another training",
          "checkpoint " + number + " after " + last + " in " + folder,
          "numbers that count up, or an empty folder",
          "clear() deletes those that are there");
    }
    Safetensors.write(file(number), state);
    List<Path> all = files();
    for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
      Files.deleteIfExists(old);
    }
    deleteLeftovers();
  }

  /** Deletes all checkpoints. */
  public void clear() throws IOException {
    for (Path file : files()) {
      Files.deleteIfExists(file);
    }
  }

  /** Returns the last checkpoint's content, if there is one. */
  public Optional<TensorFile> latest() throws IOException {
    List<Path> all = files();
    return all.isEmpty() ? Optional.empty() : Optional.of(Safetensors.read(all.getLast()));
  }

  /** Returns the last checkpoint's number, if there is one. */
  public Optional<Integer> latestNumber() throws IOException {
    List<Path> all = files();
    return all.isEmpty() ? Optional.empty() : Optional.of(number(all.getLast()));
  }

  private Path file(int number) {
    return folder.resolve(String.format(Locale.ROOT, "checkpoint-%09d.safetensors", number));
  }

  /** Returns a checkpoint's number, -1 for another file. */
  private static int number(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Integer.parseInt(name.group(1)) : -1;
  }

  /** Returns the checkpoints, the oldest first. */
  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> number(path) >= 0)
          .sorted(Comparator.comparingInt(CheckpointStore::number))
          .toList();
    }
  }

  /** Removes the temporary files of a process that was killed while it wrote. */
  private void deleteLeftovers() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path path : entries.toList()) {
        String name = path.getFileName().toString();
        if (name.startsWith(".checkpoint-") && name.endsWith(AtomicFile.TEMPORARY)) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
