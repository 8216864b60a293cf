package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.Evaluation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tests a trained network. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Tests a trained network on data.")
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin ModelInput input = new ModelInput();

  @Option(names = "--json", description = "print the result in JSON")
  boolean json;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    TrainedModel trained = input.model();
    Examples read = input.examples(trained, true);
    if (input.reading.weight != null || input.reading.schema != null) {
      Examples.checkWeights(read.data(), input.data, input.reading.weight);
    }
    Engine engine = input.engine();
    boolean classes = !trained.classes().isEmpty();
    BatchSource examples = Experiment.prepared(trained, read.data());
    Evaluation result = Evaluator.evaluate(trained, examples, engine);
    console.noteLeftOut("", read.leftOut());
    if (input.isTrainingData(trained)) {
      console.err().println("note: the network was trained on these data, so this is no test");
    }
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("examples", examples.size());
      Evaluator.put("test", result, fields);
      if (classes) {
        fields.put("classes", ClassTable.of(trained, examples, engine).fields());
      }
      console.json(fields);
      return 0;
    }
    console.print("examples %d%nloss %.5f%n", examples.size(), result.loss());
    result.metrics().forEach((name, value) -> console.print("%s %.4f%n", name, value));
    if (classes) {
      ClassTable table = ClassTable.of(trained, examples, engine);
      console.out().println(table);
      console.out().println(table.matrix().toString(trained.classes()));
    }
    return 0;
  }
}
