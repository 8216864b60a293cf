package io.autodiff.nn.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with the console. */
record CommandFactory(Console console) implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    Object command =
        type == TrainCommand.class
            ? new TrainCommand(console)
            : type == PredictCommand.class
                ? new PredictCommand(console)
                : type == EvaluateCommand.class
                    ? new EvaluateCommand(console)
                    : type == DescribeCommand.class ? new DescribeCommand(console) : null;
    return command == null ? CommandLine.defaultFactory().create(type) : type.cast(command);
  }
}
