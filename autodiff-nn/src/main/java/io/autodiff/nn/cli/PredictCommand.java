package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predicts with a trained network. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a trained network's prediction for each example, one a line.",
      "The data may do without the target."
    })
final class PredictCommand implements Callable<Integer> {
  private static final int BATCH = 512;

  private final Console console;

  @Mixin ModelInput input = new ModelInput();

  @Option(names = "--json", description = "print each prediction in JSON, with probabilities")
  boolean json;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    TrainedModel trained = input.model();
    Engine engine = input.engine();
    for (Batch batch : input.examples(trained, false).data().batches(BATCH)) {
      print(trained, trained.predict(batch.inputs(), engine));
    }
    return 0;
  }

  private void print(TrainedModel trained, Tensor outputs) throws IOException {
    int width = outputs.dim(1);
    if (trained.classes().isEmpty()) {
      double[] rows = outputs.values();
      for (int i = 0; i < rows.length; i += width) {
        printNumber(rows[i]);
      }
      return;
    }
    Tensor probabilities = outputs.softmax(-1);
    double[] rows = probabilities.values();
    int[] best = probabilities.argMax(1);
    for (int i = 0; i < best.length; i++) {
      printClass(trained, rows, i * width, best[i]);
    }
  }

  private void printNumber(double value) throws IOException {
    if (json) {
      console.json(Map.of("prediction", value));
    } else {
      console.out().println(value);
    }
  }

  private void printClass(TrainedModel trained, double[] rows, int from, int best)
      throws IOException {
    String name = trained.classes().get(best);
    if (!json) {
      console.out().println(name);
      return;
    }
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int j = 0; j < trained.classes().size(); j++) {
      probabilities.put(trained.classes().get(j), rows[from + j]);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("prediction", name);
    line.put("probabilities", probabilities);
    console.json(line);
  }
}
