package io.autodiff.spark;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;

/** A trained model that travels as the bytes of its file. */
final class ModelFile implements Serializable {
  /** The file's name in the folder of a saved model. */
  static final String NAME = "model.safetensors";

  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private transient volatile @Nullable TrainedModel model;

  private ModelFile(byte[] bytes) {
    this.bytes = bytes;
  }

  static ModelFile of(TrainedModel model) {
    try {
      ModelFile file = new ModelFile(RemoteFiles.bytes(model.toFile()));
      file.model = model;
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the file of a folder that Spark saved a model in, or of the command line. */
  static ModelFile read(String path, Configuration hadoop) throws IOException {
    Path given = new Path(path);
    boolean isFolder = given.getFileSystem(hadoop).getFileStatus(given).isDirectory();
    Path file = isFolder ? new Path(given, NAME) : given;
    ModelFile read = new ModelFile(RemoteFiles.readBytes(file, hadoop));
    read.model(); // an error shows now
    return read;
  }

  void write(String folder, Configuration hadoop) throws IOException {
    RemoteFiles.write(new Path(folder, NAME), bytes, hadoop);
  }

  TrainedModel model() {
    TrainedModel known = model;
    if (known == null) {
      try {
        known = TrainedModel.of(RemoteFiles.read(bytes), NAME);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      model = known;
    }
    return known;
  }

  /**
   * Returns the outputs for one row.
   *
   * @throws AutodiffException if it has another number of features, or lacks one that cannot be
   *     filled
   */
  double[] outputs(@Nullable Vector row) {
    if (row == null) {
      throw new AutodiffException(
          "spark: a row has no features", "null", "a vector or an array", null);
    }
    double[] features = row.toArray();
    TrainedModel known = model();
    int width = known.features().size();
    if (features.length != width) {
      throw new AutodiffException(
          "spark: a row does not fit the model",
          features.length + " features",
          width + " features",
          null);
    }
    return known.predict(Tensor.of(Shape.of(1, width), features), Engines.SINGLE).values();
  }

  /** Holds an engine of one thread, as tasks share a machine's cores. */
  private static final class Engines {
    static final Engine SINGLE = Engine.standard().withThreads(1);
  }
}
