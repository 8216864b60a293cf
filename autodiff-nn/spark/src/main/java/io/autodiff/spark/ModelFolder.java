package io.autodiff.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/** Saved models: Spark's metadata and the model's own file in one folder. */
final class ModelFolder {
  private ModelFolder() {}

  /** Writes a model. */
  static final class Writer extends MLWriter {
    private final Params model;
    private final ModelFile file;

    Writer(Params model, ModelFile file) {
      this.model = model;
      this.file = file;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sparkSession());
      try {
        file.write(path, sc().hadoopConfiguration());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Reads a model. */
  static final class Reader<M extends Params> extends MLReader<M> {
    private final BiFunction<String, ModelFile, M> make;

    /**
     * @param make makes the model of a uid and a file
     */
    Reader(BiFunction<String, ModelFile, M> make) {
      this.make = make;
    }

    @Override
    public M load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sparkSession());
      try {
        ModelFile file = ModelFile.read(path, sc().hadoopConfiguration());
        M model = make.apply(metadata.uid(), file);
        metadata.getAndSetParams(model, Option.empty());
        return model;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
