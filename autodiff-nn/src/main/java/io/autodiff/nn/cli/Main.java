package io.autodiff.nn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program of {@code autodiff.jar}. */
@Command(
    name = "autodiff",
    description = "Trains neural networks, differentiates formulas, fits them to data.",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true)
public final class Main implements Runnable {
  /** The exit status after an error of use or input. */
  static final int REFUSED = 2;

  /** The exit status of a fit or a minimisation whose allowed iterations did not suffice. */
  static final int UNFINISHED = 3;

  /** The exit status after a bug of this program. */
  static final int BROKEN = 1;

  /** Commands on formulas, which multiply no matrices that natives would be faster at. */
  private static final Set<String> FORMULAS = Set.of("gradient", "fit", "minimize");

  private final PrintStream out;

  private Main(PrintStream out) {
    this.out = out;
  }

  /** Names this program and the Java it runs on. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "autodiff " + (version == null ? "(classes)" : version) + ", Java " + Runtime.version()
      };
    }
  }

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    Terminal terminal = Terminal.here();
    terminal.eraseGreeting();
    if (arguments.length > 0 && FORMULAS.contains(arguments[0])) {
      System.getProperties().putIfAbsent("autodiff.natives", "off"); // nor waits for their loading
    }
    System.exit(run(new Console(out, err, terminal), arguments));
  }

  /** Runs a command, prints its results to {@code out} and returns its exit status. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    return run(new Console(out, err, Terminal.NONE), arguments);
  }

  private static int run(Console console, String... arguments) {
    PrintStream out = console.out();
    PrintStream err = console.err();
    CommandLine line =
        CommandFactory.line(new Main(out), console, arguments)
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(
                (e, _) -> {
                  err.println(e.getMessage() + Misspellings.hint(e));
                  return REFUSED;
                })
            .setExecutionExceptionHandler((e, _, _) -> failed(e, err));
    try {
      int status = line.execute(arguments);
      console.finish();
      return status;
    } catch (IOException e) {
      return refuse(message(e), err);
    } catch (OutOfMemoryError _) {
      err.printf(
          Locale.ROOT,
          "out of memory: the heap has %d MiB, java -Xmx8g -jar ... gives it more%n",
          Runtime.getRuntime().maxMemory() >> 20);
      return REFUSED;
    }
  }

  private static int failed(Exception e, PrintStream err) {
    return switch (e) {
      case NoSuchFileException missing -> refuse("no such file: " + missing.getFile(), err);
      case AccessDeniedException denied -> refuse("no access to " + denied.getFile(), err);
      case UncheckedIOException wrapped -> failed(Objects.requireNonNull(wrapped.getCause()), err);
      case IOException io -> refuse(message(io), err);
      case IllegalArgumentException argument -> refuse(message(argument), err);
      case ArithmeticException diverged -> refuse(message(diverged), err);
      default -> {
        err.println("this is an error of autodiff's own: " + e);
        yield BROKEN;
      }
    };
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static int refuse(String message, PrintStream err) {
    err.println(message);
    return REFUSED;
  }

  /** Prints the commands that there are. */
  @Override
  public void run() {
    CommandLine line = CommandFactory.line(this, new Console(out, out, Terminal.NONE));
    out.println(new Version().getVersion()[0]);
    line.usage(out);
  }
}
