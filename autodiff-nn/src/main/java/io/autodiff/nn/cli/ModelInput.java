package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The options of a command that runs a trained network on data. */
final class ModelInput {
  @Parameters(index = "0", paramLabel = "MODEL", description = "a file that train wrote")
  Path model = Path.of("");

  @Parameters(index = "1", paramLabel = "DATA", description = "as for train")
  String data = "";

  @Mixin DataOptions reading = new DataOptions();
  @Mixin EngineOptions computing = new EngineOptions();

  TrainedModel model() throws IOException {
    return TrainedModel.load(model);
  }

  /** Returns the engine that runs the network. */
  Engine engine() {
    return computing.engine();
  }

  /** Reads the data for a model, with the targets or without. */
  Examples examples(TrainedModel trained, boolean withTarget) throws IOException {
    return reading.read(data, trained, withTarget);
  }
}
