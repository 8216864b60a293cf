package io.autodiff.spark;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The checkpoints of a training in a folder of any file system that Hadoop knows. */
final class Checkpoints {
  static final String MODEL = "model/";
  static final String OPTIMIZER = "optimizer/";
  static final String BEST = "best/";
  static final String EPOCHS = "epochs";
  static final String SETTINGS = "settings";

  private static final Pattern NAME = Pattern.compile("checkpoint-\\d{9}\\.safetensors");
  private static final int COLUMNS = 6;

  private final Path folder;
  private final Configuration hadoop;
  private final int every;

  /**
   * @param every the number of epochs between two checkpoints
   */
  Checkpoints(String folder, Configuration hadoop, int every) {
    this.folder = new Path(folder);
    this.hadoop = hadoop;
    this.every = every;
  }

  /** Returns the next epoch whose turn it is. */
  int nextAfter(int epoch) {
    return epoch + every - epoch % every;
  }

  /** Stores a checkpoint if it is its turn, then deletes all but the last two. */
  void save(int epoch, boolean last, Supplier<TensorFile> content) {
    if (!last && epoch % every != 0) {
      return;
    }
    try {
      String name = String.format(Locale.ROOT, "checkpoint-%09d.safetensors", epoch);
      RemoteFiles.write(new Path(folder, name), content.get(), hadoop);
      List<Path> all = files();
      FileSystem system = folder.getFileSystem(hadoop);
      for (Path old : all.subList(0, Math.max(0, all.size() - 2))) {
        system.delete(old, false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the last checkpoint, if there is one. */
  Optional<TensorFile> latest() {
    try {
      List<Path> all = files();
      return all.isEmpty()
          ? Optional.empty()
          : Optional.of(RemoteFiles.read(all.getLast(), hadoop));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files() throws IOException {
    FileSystem system = folder.getFileSystem(hadoop);
    if (!system.exists(folder)) {
      return List.of();
    }
    return Arrays.stream(system.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> NAME.matcher(path.getName()).matches())
        .sorted(Comparator.comparing(Path::getName))
        .toList();
  }

  /** Returns the tensors whose names begin with a prefix, without it. */
  static Map<String, Tensor> part(String prefix, TensorFile file) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
              }
            });
    return part;
  }

  /** Returns the figures of epochs, a row for each. */
  static Tensor table(List<Epoch> epochs, boolean classes) {
    String score = classes ? Tally.ACCURACY : Tally.RMSE;
    double[] numbers = new double[epochs.size() * COLUMNS];
    for (int i = 0; i < epochs.size(); i++) {
      Epoch epoch = epochs.get(i);
      Evaluation held = epoch.validation();
      double[] row = {
        epoch.train().loss(),
        epoch.train().metrics().getOrDefault(score, Double.NaN),
        held == null ? Double.NaN : held.loss(),
        held == null ? Double.NaN : held.metrics().getOrDefault(score, Double.NaN),
        epoch.learningRate(),
        epoch.seconds()
      };
      System.arraycopy(row, 0, numbers, i * COLUMNS, COLUMNS);
    }
    return Tensor.of(Shape.of(epochs.size(), COLUMNS), numbers);
  }

  /** Returns the epochs of a table. */
  static List<Epoch> epochs(Tensor table, boolean classes) {
    String score = classes ? Tally.ACCURACY : Tally.RMSE;
    double[] n = table.values();
    List<Epoch> epochs = new ArrayList<>();
    for (int at = 0; at < n.length; at += COLUMNS) {
      Evaluation train = new Evaluation(n[at], Map.of(score, n[at + 1]));
      Evaluation held =
          Double.isNaN(n[at + 2]) ? null : new Evaluation(n[at + 2], Map.of(score, n[at + 3]));
      epochs.add(new Epoch(at / COLUMNS + 1, train, held, n[at + 4], n[at + 5], List.of()));
    }
    return epochs;
  }
}
