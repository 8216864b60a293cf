package io.autodiff.nn.cli;

import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with the console. */
record CommandFactory(Console console) implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    Map<Class<?>, Supplier<Object>> commands =
        Map.of(
            TrainCommand.class, () -> new TrainCommand(console),
            PredictCommand.class, () -> new PredictCommand(console),
            EvaluateCommand.class, () -> new EvaluateCommand(console),
            DescribeCommand.class, () -> new DescribeCommand(console),
            SchemaCommand.class, () -> new SchemaCommand(console));
    Supplier<Object> command = commands.get(type);
    return command == null ? CommandLine.defaultFactory().create(type) : type.cast(command.get());
  }
}
