package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.nn.data.CsvSource;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The options of a command that runs a trained network on data. */
final class ModelInput {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "a file that train wrote, or its folder")
  Path model = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "as for train, or - for standard input")
  String data = "";

  @Mixin DataOptions reading = new DataOptions();
  @Mixin EngineOptions computing = new EngineOptions();

  TrainedModel model() throws IOException {
    Path file = Files.isDirectory(model) ? model.resolve(OutputFolder.MODEL) : model;
    return TrainedModel.load(file);
  }

  /** Returns the engine that runs the network. */
  Engine engine() {
    return computing.engine();
  }

  /** Reads the data for a model, with the targets or without. */
  Examples examples(TrainedModel trained, boolean withTarget) throws IOException {
    return reading.read(data, Examples.Meaning.of(trained), withTarget);
  }

  /** Opens the data if they are a CSV file. */
  Optional<CsvSource> csv(TrainedModel trained) throws IOException {
    return reading.openCsv(data, Examples.Meaning.of(trained));
  }

  /** Returns whether a model was trained on these data and no part of them was held out. */
  boolean isTrainingData(TrainedModel trained) throws IOException {
    return reading.hash(data).equals(trained.origin().facts().get(TrainingFacts.DATA));
  }
}
