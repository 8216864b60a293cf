package io.autodiff.nn.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete this program's commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints the script by which bash and zsh complete commands and options.",
    footer = {
      "",
      "The script completes a command of the name autodiff:",
      "",
      "  alias autodiff='java -jar PATH/autodiff.jar'",
      "  source <(autodiff completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  @Spec CommandLine.Model.@Nullable CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      console.print("%s", AutoComplete.bash("autodiff", spec.root().commandLine()));
    }
    return 0;
  }
}
