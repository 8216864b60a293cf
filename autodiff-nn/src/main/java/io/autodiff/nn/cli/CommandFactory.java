package io.autodiff.nn.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** Makes the commands, each with the console. */
final class CommandFactory {
  private static final Map<String, Function<Console, Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("train", TrainCommand::new);
    COMMANDS.put("predict", PredictCommand::new);
    COMMANDS.put("evaluate", EvaluateCommand::new);
    COMMANDS.put("describe", DescribeCommand::new);
    COMMANDS.put("schema", SchemaCommand::new);
    COMMANDS.put("gradient", GradientCommand::new);
    COMMANDS.put("fit", FitCommand::new);
    COMMANDS.put("minimize", MinimizeCommand::new);
  }

  private CommandFactory() {}

  /** Returns the program with the one command that is called, or with all if none is. */
  static CommandLine line(Object program, Console console, String... arguments) {
    CommandLine line = new CommandLine(program);
    String first = arguments.length > 0 ? arguments[0] : "";
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(first) || !COMMANDS.containsKey(first)) {
            line.addSubcommand(name, command.apply(console));
          }
        });
    return line;
  }
}
