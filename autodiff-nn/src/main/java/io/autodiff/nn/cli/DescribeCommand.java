package io.autodiff.nn.cli;

import io.autodiff.nn.io.Safetensors;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.model.Onnx;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what is in a model file. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Prints a trained network's layers, features, classes and tensors.")
final class DescribeCommand implements Callable<Integer> {
  private static final int MOST_NAMES = 32;

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "a file that train wrote, or its folder")
  Path model = Path.of("");

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      description = "also export it, preprocessing included, for other runtimes")
  @Nullable Path onnx;

  DescribeCommand(Console console) {
    this.console = console;
  }

  private static String features(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : names.size() + ", from " + names.getFirst() + " to " + names.getLast();
  }

  private static String number(TrainedModel model) {
    String target = model.origin().target();
    return target.isEmpty() ? "a number" : "a number, " + target;
  }

  @Override
  public Integer call() throws IOException {
    Path path = Files.isDirectory(model) ? model.resolve(OutputFolder.MODEL) : model;
    TensorFile file = Safetensors.read(path);
    TrainedModel trained = TrainedModel.of(file, path);
    console.out().println(trained.network().summary());
    console.out().println("features  " + features(trained.features()));
    console
        .out()
        .println(
            trained.classes().isEmpty()
                ? "predicts  " + number(trained)
                : "classes   " + String.join(", ", trained.classes()));
    file.tensors()
        .forEach(
            (name, tensor) -> console.print("%-24s %s %s%n", name, tensor.dtype(), tensor.shape()));
    trained.origin().facts().forEach((name, value) -> console.print("%-24s %s%n", name, value));
    if (onnx != null) {
      Onnx.write(onnx, trained);
      console.out().println("written   " + onnx);
    }
    return 0;
  }
}
