package io.autodiff.nn.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The commands by name. Each takes time to look at, so that only the one that is named is made. */
final class Commands {
  private static final String COMPLETION = "completion";

  private static final List<String> NAMES =
      List.of(
          "train",
          "predict",
          "evaluate",
          "describe",
          "schema",
          "gradient",
          "fit",
          "minimize",
          "shell",
          COMPLETION);

  private Commands() {}

  /** Adds the command that the arguments name, or all where they name none or speak of all. */
  static void add(CommandLine line, Console console, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    boolean one = NAMES.contains(first) && !first.equals(COMPLETION);
    for (String name : one ? List.of(first) : NAMES) {
      line.addSubcommand(name, command(name, console));
    }
  }

  private static Callable<Integer> command(String name, Console console) {
    return switch (name) {
      case "train" -> new TrainCommand(console);
      case "predict" -> new PredictCommand(console);
      case "evaluate" -> new EvaluateCommand(console);
      case "describe" -> new DescribeCommand(console);
      case "schema" -> new SchemaCommand(console);
      case "gradient" -> new GradientCommand(console);
      case "fit" -> new FitCommand(console);
      case "minimize" -> new MinimizeCommand(console);
      case "shell" -> new ShellCommand(console);
      case COMPLETION -> new CompletionCommand(console);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
