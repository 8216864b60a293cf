package io.autodiff.nn.cli;

import io.autodiff.Engine;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ConfusionMatrix;
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
    Engine engine = input.engine();
    boolean classes = !trained.classes().isEmpty();
    BatchSource examples = trained.preprocessing().apply(read.data()).to(trained.network().dtype());
    Evaluation result = Evaluator.evaluate(trained.network(), classes, examples, engine);
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("examples", examples.size());
      fields.put("loss", result.loss());
      fields.putAll(result.metrics());
      console.json(fields);
    } else {
      console.out().printf("examples %d%nloss %.5f%n", examples.size(), result.loss());
      result.metrics().forEach((name, value) -> console.out().printf("%s %.4f%n", name, value));
      if (classes) {
        console.out().println(ConfusionMatrix.of(trained.network(), examples, engine));
      }
    }
    return 0;
  }
}
