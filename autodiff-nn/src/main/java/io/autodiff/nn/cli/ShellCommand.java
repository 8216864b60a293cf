package io.autodiff.nn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Opens a shell that knows the library. */
@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description = "Opens a Java shell in which the library is imported.",
    footer = {
      "",
      "Example: gradient(v -> v[0].mul(v[1]).add(v[0].sin())).at(2, 3)",
      "/help lists what the shell itself can do, /exit ends it."
    })
final class ShellCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "scripts to run first")
  List<Path> scripts = List.of();

  ShellCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
      throw new IllegalArgumentException(
          "shell: this Java has no module jdk.jshell; a full JDK has it: " + Runtime.version());
    }
    System.setOut(console.out()); // in UTF-8, for what snippets print
    boolean terminal = console.terminal().out();
    Path imports = copy("shell.jsh");
    try {
      List<String> arguments = new ArrayList<>(List.of("--execution", ShellExecution.NAME));
      arguments.addAll(List.of("--class-path", System.getProperty("java.class.path")));
      arguments.addAll(List.of("--startup", imports.toString(), "--feedback", "concise"));
      for (Path script : scripts) {
        arguments.add(script.toString());
      }
      JavaShellToolBuilder shell = JavaShellToolBuilder.builder().interactiveTerminal(terminal);
      if (terminal) {
        console.print("%s", new String(resource("greeting.txt"), StandardCharsets.UTF_8));
      } else {
        shell.persistence(new HashMap<>()); // no history of what no one typed
      }
      return shell.start(arguments.toArray(String[]::new));
    } finally {
      Files.deleteIfExists(imports);
    }
  }

  private static Path copy(String name) throws IOException {
    return Files.write(Files.createTempFile("autodiff", ".jsh"), resource(name));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(ShellCommand.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }
}
