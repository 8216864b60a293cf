package io.autodiff.nn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.spi.ExecutionControlProvider;

/**
 * A page of Markdown whose Java is run as a shell would, block after block. What a block prints
 * stands in a block {@code text} behind it; {@code …} there stands for anything. A block that
 * declares {@code main} is a program, and is run as one. An error that a block throws counts as
 * printed.
 */
public final class RunnablePage {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  private final List<Block> blocks = new ArrayList<>();

  /** The code of a block, the line where it begins, and what the page says it prints. */
  public record Block(int line, String code, String prints) {
    /**
     * Returns whether the page says what was printed. Numbers with a point may differ by one in
     * their last place, which another processor rounds otherwise.
     */
    public boolean prints(String text) {
      List<String> said = new ArrayList<>();
      StringBuilder form = new StringBuilder();
      int end = 0;
      Matcher numbers = NUMBER.matcher(prints);
      while (numbers.find()) {
        form.append(literal(prints.substring(end, numbers.start())));
        form.append('(').append(NUMBER.pattern().replace("(", "(?:")).append(')');
        said.add(numbers.group());
        end = numbers.end();
      }
      form.append(literal(prints.substring(end)));
      Matcher found = Pattern.compile(form.toString(), Pattern.DOTALL).matcher(text);
      if (!found.matches()) {
        return false;
      }
      for (int i = 0; i < said.size(); i++) {
        if (!isAlike(said.get(i), found.group(i + 1))) {
          return false;
        }
      }
      return true;
    }

    private static String literal(String text) {
      return Pattern.compile(" +|…|[^ …]+")
          .matcher(text)
          .replaceAll(
              part ->
                  Matcher.quoteReplacement(
                      switch (part.group().charAt(0)) {
                        case ' ' -> " +";
                        case '…' -> ".*?";
                        default -> Pattern.quote(part.group());
                      }));
    }

    private static boolean isAlike(String said, String found) {
      double number = Double.parseDouble(said);
      double allowed = Math.max(1.01 * place(said), 1e-12 * Math.abs(number));
      return Math.abs(number - Double.parseDouble(found)) <= allowed;
    }

    /** What one in the last place of a number is; 0 for a whole number. */
    private static double place(String number) {
      int exponent = number.indexOf('E');
      String digits = exponent < 0 ? number : number.substring(0, exponent);
      int point = digits.indexOf('.');
      double scale = exponent < 0 ? 1 : Double.parseDouble("1" + number.substring(exponent));
      return point < 0 ? 0 : scale * Math.pow(10, point + 1 - digits.length());
    }

    @Override
    public String toString() {
      return "line " + line + ": " + code.lines().findFirst().orElse("");
    }
  }

  public RunnablePage(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```java")) {
        int end = end(lines, i);
        int next = end + 1;
        while (next < lines.size() && lines.get(next).isBlank()) {
          next++;
        }
        boolean said = next < lines.size() && lines.get(next).equals("```text");
        blocks.add(new Block(i + 1, text(lines, i), said ? text(lines, next) : ""));
        i = end;
      }
    }
  }

  private static int end(List<String> lines, int begin) {
    int length = lines.subList(begin, lines.size()).indexOf("```");
    if (length < 0) {
      throw new IllegalArgumentException("line " + (begin + 1) + ": the block does not end");
    }
    return begin + length;
  }

  private static String text(List<String> lines, int begin) {
    return String.join("\n", lines.subList(begin + 1, end(lines, begin)));
  }

  public List<Block> blocks() {
    return List.copyOf(blocks);
  }

  /** A shell that has what the page's earlier blocks have declared. */
  public static final class Session implements AutoCloseable {
    private final JShell shell;
    private boolean main;

    public Session(ExecutionControlProvider execution) {
      List<String> options = new ArrayList<>();
      String modules = System.getProperty("jdk.module.path");
      if (modules != null) {
        options.addAll(List.of("--module-path", modules, "--add-modules", "io.autodiff.nn"));
      }
      shell =
          JShell.builder()
              .executionEngine(execution, Map.of())
              .compilerOptions(options.toArray(String[]::new))
              .build();
      shell.addToClasspath(System.getProperty("java.class.path"));
      shell.eval("import module java.base;"); // as in a source file without a class
    }

    /** Runs a block and returns what it prints, without trailing space. */
    public String run(Block block) {
      PrintStream before = System.out;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      String error;
      try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
        System.setOut(out);
        error = evaluateAll(block.code());
      } finally {
        System.setOut(before);
      }
      return (bytes.toString(StandardCharsets.UTF_8) + error).stripTrailing();
    }

    /** Evaluates snippet after snippet; returns the error that ended it, or nothing. */
    private String evaluateAll(String code) {
      main = false;
      String error = "";
      String rest = code;
      while (error.isEmpty() && !rest.isBlank()) {
        SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
        boolean last = next.source() == null;
        error = evaluate(last ? rest : next.source());
        rest = last ? "" : next.remaining();
      }
      return main && error.isEmpty() ? evaluate("main();") : error;
    }

    private String evaluate(String source) {
      for (SnippetEvent event : shell.eval(source)) {
        if (event.status() != Snippet.Status.VALID && event.causeSnippet() == null) {
          List<String> why =
              shell.diagnostics(event.snippet()).map(d -> d.getMessage(Locale.ROOT)).toList();
          throw new AssertionError(event.status() + ": " + source + "\n" + why);
        }
        main |= event.snippet() instanceof MethodSnippet method && method.name().equals("main");
        if (event.exception() != null) {
          return text(event.exception());
        }
      }
      return "";
    }

    private static String text(JShellException exception) {
      String type =
          exception instanceof EvalException thrown
              ? thrown.getExceptionClassName()
              : exception.getClass().getName();
      return type.substring(type.lastIndexOf('.') + 1) + ": " + exception.getMessage() + "\n";
    }

    @Override
    public void close() {
      shell.close();
    }
  }
}
