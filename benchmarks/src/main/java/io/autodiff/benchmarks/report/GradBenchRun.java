package io.autodiff.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.autodiff.benchmarks.gradbench.SampleInputs;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Plays evals to the packaged tool, a process for each module, and reads its timings. */
final class GradBenchRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path jar;
  private final double seconds;
  private final Map<String, Marks.Mark> marks;

  GradBenchRun(Path jar, double seconds) throws IOException {
    this.jar = jar;
    this.seconds = seconds;
    this.marks = Marks.all();
  }

  /** The first and the median time of a function, in microseconds. */
  record Times(double first, double median) {
    static Times of(JsonNode timings) {
      double[] all = new double[timings.size()];
      Arrays.setAll(all, i -> timings.path(i).path("nanoseconds").asDouble());
      return of(all);
    }

    /** Summarises the nanoseconds of each run, in order. */
    static Times of(double... nanoseconds) {
      double[] sorted = nanoseconds.clone();
      Arrays.sort(sorted);
      return new Times(nanoseconds[0] / 1e3, sorted[sorted.length / 2] / 1e3);
    }
  }

  /**
   * Runs all sample inputs, with the threads that the tool takes and again with one, which is what
   * the marks had, and returns a table against the marks.
   */
  MarkdownTable run() throws IOException, InterruptedException {
    MarkdownTable table =
        new MarkdownTable(
            "eval",
            "size",
            "primal",
            "/ by hand (C++)",
            "/ CoDiPack",
            "gradient, first call",
            "gradient",
            "one thread",
            "gradient / primal",
            "/ by hand (C++)",
            "/ CoDiPack");
    for (Map.Entry<String, List<SampleInputs.Sample>> module : SampleInputs.all().entrySet()) {
      List<Row> rows = play(module.getKey(), module.getValue(), "");
      List<Row> alone = play(module.getKey(), module.getValue(), "-Dautodiff.threads=1");
      for (int i = 0; i < rows.size(); i++) {
        add(table, module.getKey(), module.getValue().get(i), rows.get(i), alone.get(i));
      }
    }
    return table;
  }

  private void add(
      MarkdownTable table, String module, SampleInputs.Sample sample, Row row, Row alone) {
    Marks.Mark primal = mark(module, sample.primal(), sample.size());
    Marks.Mark gradient = mark(module, sample.gradient(), sample.size());
    table.add(
        module + "::" + sample.gradient(),
        sample.size(),
        MarkdownTable.time(row.primal.median * 1e3),
        MarkdownTable.number(row.primal.median / primal.byHand()),
        MarkdownTable.number(row.primal.median / primal.coDiPack()),
        MarkdownTable.time(row.gradient.first * 1e3),
        MarkdownTable.time(row.gradient.median * 1e3),
        MarkdownTable.time(alone.gradient.median * 1e3),
        MarkdownTable.number(row.gradient.median / row.primal.median),
        MarkdownTable.number(row.gradient.median / gradient.byHand()),
        MarkdownTable.number(row.gradient.median / gradient.coDiPack()));
  }

  private Marks.Mark mark(String module, String function, String size) {
    return marks.getOrDefault(
        module + "::" + function + " " + size, new Marks.Mark(Double.NaN, Double.NaN));
  }

  private record Row(Times primal, Times gradient) {}

  private List<Row> play(String module, List<SampleInputs.Sample> samples, String options)
      throws IOException, InterruptedException {
    Process tool = start(options);
    List<Row> rows = new ArrayList<>();
    try (BufferedWriter out = tool.outputWriter();
        BufferedReader in = tool.inputReader()) {
      for (SampleInputs.Sample sample : samples) {
        Times primal = evaluate(out, in, module, sample.primal(), sample.input());
        Times gradient = evaluate(out, in, module, sample.gradient(), sample.input());
        rows.add(new Row(primal, gradient));
      }
    }
    end(tool);
    return rows;
  }

  /** Starts the tool with options of the virtual machine. */
  Process start(String options) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("java", "-jar", jar.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("AUTODIFF_JAVA_OPTS", options);
    return builder.start();
  }

  /** Waits for the tool, whose input has ended. */
  void end(Process tool) throws IOException, InterruptedException {
    int status = tool.waitFor();
    if (status != 0) {
      throw new IOException(jar + " ended with status " + status);
    }
  }

  /** Returns an input as the protocol sends it, with the time that its function is run for. */
  ObjectNode message(Object input) {
    ObjectNode sent = JSON.valueToTree(input);
    return sent.put("min_runs", 1).put("min_seconds", seconds);
  }

  /** Has the tool run a function and returns its times. */
  Times evaluate(
      BufferedWriter out, BufferedReader in, String module, String function, Object input)
      throws IOException {
    ObjectNode message = JSON.createObjectNode().put("id", 0).put("kind", "evaluate");
    message.put("module", module).put("function", function);
    message.set("input", message(input));
    out.write(JSON.writeValueAsString(message));
    out.newLine();
    out.flush();
    String line = in.readLine();
    JsonNode response = JSON.readTree(line == null ? "{\"error\": \"the tool ended\"}" : line);
    if (!response.path("success").asBoolean()) {
      throw new IOException(
          module + "::" + function + " failed: " + response.path("error").asText());
    }
    return Times.of(response.path("timings"));
  }
}
