package io.autodiff.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.autodiff.benchmarks.gradbench.SampleInputs;
import io.autodiff.benchmarks.report.GradBenchRun.Times;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GradBench's tools in C++ on this machine, and this library's tool beside them: a function runs in
 * each of the three in turn, on the same input and one thread.
 */
final class CppTools {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BY_HAND = "manual";
  private static final String CODIPACK = "codipack";

  /** The sizes that are compared, by module, as regular expressions. */
  private static final Map<String, String> COMPARED = new LinkedHashMap<>();

  static {
    COMPARED.put("det", "9");
    COMPARED.put("ode", "n=1000,.*");
    COMPARED.put("gmm", "2_5_.*");
    COMPARED.put("kmeans", "k=10,.*");
    COMPARED.put("ba", ".*");
  }

  private final Path folder;
  private final GradBenchRun ours;

  /**
   * Finds the tools.
   *
   * @param folder has a folder {@code manual} and one {@code codipack}, in each a folder {@code
   *     bin} with a program for each module
   * @throws IOException if a program is not there
   */
  CppTools(Path folder, GradBenchRun ours) throws IOException {
    this.folder = folder;
    this.ours = ours;
    for (String tool : List.of(BY_HAND, CODIPACK)) {
      for (String module : COMPARED.keySet()) {
        if (!Files.isExecutable(program(tool, module))) {
          throw new IOException(
              "no program " + program(tool, module) + "; benchmarks/gradbench.sh builds it");
        }
      }
    }
  }

  private Path program(String tool, String module) {
    return folder.resolve(tool).resolve("bin").resolve(module);
  }

  /** Runs all functions and returns a table of medians and ratios. */
  MarkdownTable compare() throws IOException, InterruptedException {
    MarkdownTable table =
        new MarkdownTable(
            "function",
            "size",
            "first call",
            "median",
            "by hand (C++)",
            "CoDiPack",
            "/ by hand",
            "/ CoDiPack");
    Map<String, List<SampleInputs.Sample>> samples = SampleInputs.all();
    for (Map.Entry<String, String> module : COMPARED.entrySet()) {
      Process tool = ours.start("-Dautodiff.threads=1");
      try (BufferedWriter out = tool.outputWriter();
          BufferedReader in = tool.inputReader()) {
        for (SampleInputs.Sample sample : samples.getOrDefault(module.getKey(), List.of())) {
          if (sample.size().matches(module.getValue())) {
            for (String function : List.of(sample.primal(), sample.gradient())) {
              addRow(table, out, in, module.getKey(), function, sample);
            }
          }
        }
      }
      ours.end(tool);
    }
    return table;
  }

  private void addRow(
      MarkdownTable table,
      BufferedWriter out,
      BufferedReader in,
      String module,
      String function,
      SampleInputs.Sample sample)
      throws IOException, InterruptedException {
    Times byHand = run(BY_HAND, module, function, sample.input());
    Times own = ours.evaluate(out, in, module, function, sample.input());
    Times coDiPack = run(CODIPACK, module, function, sample.input());
    table.add(cells(module + "::" + function, sample.size(), own, byHand, coDiPack));
  }

  /** Returns a row: times of this library's tool, of the others, and the ratios of medians. */
  static String[] cells(String function, String size, Times own, Times byHand, Times coDiPack) {
    return new String[] {
      function,
      size,
      MarkdownTable.time(own.first() * 1e3),
      MarkdownTable.time(own.median() * 1e3),
      MarkdownTable.time(byHand.median() * 1e3),
      MarkdownTable.time(coDiPack.median() * 1e3),
      MarkdownTable.number(own.median() / byHand.median()),
      MarkdownTable.number(own.median() / coDiPack.median())
    };
  }

  private Times run(String tool, String module, String function, Object input)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("gradbench", ".json");
    try {
      Files.writeString(file, JSON.writeValueAsString(ours.message(input)));
      String program = program(tool, module).toString();
      Process process =
          new ProcessBuilder(program, file.toString(), function)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      List<String> lines;
      try (BufferedReader reader = process.inputReader()) {
        lines = reader.lines().toList();
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(program + " " + function + " ended with status " + status);
      }
      return times(lines);
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Returns the times that a tool wrote: after the line with its output one for each timed part, of
   * which only those of the function itself count.
   *
   * @throws IOException if there is none
   */
  static Times times(List<String> lines) throws IOException {
    List<Double> all = new ArrayList<>();
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      JsonNode part = JSON.readTree(line);
      if (part.path("name").asText().equals("evaluate")) {
        all.add(part.path("nanoseconds").asDouble());
      }
    }
    if (all.isEmpty()) {
      throw new IOException("a C++ tool wrote no times of its function, only " + lines);
    }
    return Times.of(all.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
