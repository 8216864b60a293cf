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

  GradBenchRun(Path jar, double seconds) {
    this.jar = jar;
    this.seconds = seconds;
  }

  /** The first and the median time of a function, in microseconds. */
  record Times(double first, double median) {
    static Times of(JsonNode timings) {
      double[] all = new double[timings.size()];
      Arrays.setAll(all, i -> timings.path(i).path("nanoseconds").asDouble() / 1e3);
      double first = all[0];
      Arrays.sort(all);
      return new Times(first, all[all.length / 2]);
    }
  }

  /** Runs all sample inputs and returns a table against the marks. */
  Table run() throws IOException, InterruptedException {
    Table table =
        new Table(
            "eval",
            "size",
            "primal",
            "gradient, first call",
            "gradient",
            "gradient / primal",
            "/ by hand (C++)",
            "/ CoDiPack");
    Map<String, Marks.Mark> marks = Marks.all();
    for (Map.Entry<String, List<SampleInputs.Sample>> module : SampleInputs.all().entrySet()) {
      for (Row row : play(module.getKey(), module.getValue())) {
        Marks.Mark mark = marks.get(row.function + " " + row.size);
        double gradient = row.gradient.median;
        table.add(
            row.function,
            row.size,
            Table.time(row.primal.median * 1e3),
            Table.time(row.gradient.first * 1e3),
            Table.time(gradient * 1e3),
            Table.number(gradient / row.primal.median),
            Table.number(mark == null ? Double.NaN : gradient / mark.byHand()),
            Table.number(mark == null ? Double.NaN : gradient / mark.coDiPack()));
      }
    }
    return table;
  }

  private record Row(String function, String size, Times primal, Times gradient) {}

  private List<Row> play(String module, List<SampleInputs.Sample> samples)
      throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder("java", "-jar", jar.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Row> rows = new ArrayList<>();
    try (BufferedWriter out = tool.outputWriter();
        BufferedReader in = tool.inputReader()) {
      for (SampleInputs.Sample sample : samples) {
        Times primal = evaluate(out, in, module, sample.primal(), sample.input());
        Times gradient = evaluate(out, in, module, sample.gradient(), sample.input());
        String function = module + "::" + sample.gradient();
        rows.add(new Row(function, sample.size(), primal, gradient));
      }
    }
    int status = tool.waitFor();
    if (status != 0) {
      throw new IOException(jar + " ended with status " + status);
    }
    return rows;
  }

  private Times evaluate(
      BufferedWriter out, BufferedReader in, String module, String function, Object input)
      throws IOException {
    ObjectNode message = JSON.createObjectNode().put("id", 0).put("kind", "evaluate");
    message.put("module", module).put("function", function);
    ObjectNode sent = JSON.valueToTree(input);
    message.set("input", sent.put("min_runs", 1).put("min_seconds", seconds));
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
