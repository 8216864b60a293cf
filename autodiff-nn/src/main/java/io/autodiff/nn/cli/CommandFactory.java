package io.autodiff.nn.cli;

import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with the console. */
record CommandFactory(Console console) implements IFactory {
  private static final Map<Class<?>, Function<Console, ?>> COMMANDS =
      Map.of(
          TrainCommand.class, TrainCommand::new,
          PredictCommand.class, PredictCommand::new,
          EvaluateCommand.class, EvaluateCommand::new,
          DescribeCommand.class, DescribeCommand::new,
          SchemaCommand.class, SchemaCommand::new,
          GradientCommand.class, GradientCommand::new,
          FitCommand.class, FitCommand::new,
          MinimizeCommand.class, MinimizeCommand::new,
          ShellCommand.class, ShellCommand::new,
          CompletionCommand.class, CompletionCommand::new);

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Function<Console, ?> command = COMMANDS.get(type);
    return command == null
        ? CommandLine.defaultFactory().create(type)
        : type.cast(command.apply(console));
  }
}
