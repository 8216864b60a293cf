package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A run of the command line.
 *
 * @param status how it ended
 * @param out what it printed
 * @param err what it said of errors and progress
 */
record Run(int status, String out, String err) {
  Map<String, Object> json() throws IOException {
    assertEquals(1, out.lines().count(), out);
    return JSON.std.mapFrom(out);
  }

  double number(String field) throws IOException {
    return Double.parseDouble(String.valueOf(json().get(field)));
  }

  /** Returns the rows of the table of classes. */
  List<Map<?, ?>> classes() throws IOException {
    List<Map<?, ?>> rows = new ArrayList<>();
    for (Object row : Objects.requireNonNull((List<?>) json().get("classes"))) {
      rows.add((Map<?, ?>) row);
    }
    return rows;
  }

  /** Returns a figure of the first class. */
  double ofFirstClass(String field) throws IOException {
    return Double.parseDouble(String.valueOf(classes().getFirst().get(field)));
  }

  static Run of(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Run succeed(String... arguments) {
    Run run = of(arguments);
    assertEquals(0, run.status, run.err);
    return run;
  }

  static void assertRefused(String message, String... arguments) {
    Run run = of(arguments);
    assertEquals(2, run.status, run.err);
    assertEquals("", run.out);
    assertEquals(message, run.err.strip());
  }

  static String[] with(List<String> common, String... more) {
    return java.util.stream.Stream.concat(common.stream(), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }
}
