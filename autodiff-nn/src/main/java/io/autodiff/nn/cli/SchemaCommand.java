package io.autodiff.nn.cli;

import io.autodiff.nn.data.CsvSchema;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what is in a CSV file. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = {
      "Prints how a CSV file is written and what its columns hold, and how sure that is.",
      "With --json it is a file that may be changed and given to train --schema."
    })
final class SchemaCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "DATA", description = "a CSV file, or - for standard input")
  String data = "";

  @Mixin DataOptions reading = new DataOptions();

  @Option(names = "--json", description = "print it in JSON, for --schema")
  boolean json;

  SchemaCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    CsvSchema schema = reading.schema(data);
    console.out().println(json ? schema.json() : schema.toString());
    return 0;
  }
}
