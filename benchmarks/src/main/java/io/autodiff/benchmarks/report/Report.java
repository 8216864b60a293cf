package io.autodiff.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks, keeps JMH's JSON and writes {@code RESULTS.md} with tables and charts.
 *
 * <pre>
 * java -jar benchmarks/target/report.jar quick      about five minutes: a selection, few repeats
 * java -jar benchmarks/target/report.jar all        hours
 * java -jar benchmarks/target/report.jar gradbench  the tool of GradBench against C++
 * java -jar benchmarks/target/report.jar render     writes RESULTS.md again from what was measured
 * </pre>
 *
 * <p>A second argument names the folder of {@code RESULTS.md}, by default {@code benchmarks}.
 */
public final class Report {
  private static final String QUICK =
      "(ScalarTape|TapeOverhead)Benchmark|ScalarBenchmark\\.(primal|recordAndReverse|freshTape)"
          + "|MlpStepBenchmark\\.(graph|hand|floor)";

  private final Path folder;
  private final Path data;

  private Report(Path folder) {
    this.folder = folder;
    this.data = folder.resolve("results");
  }

  /** Runs the program. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, RunnerException {
    System.setProperty("java.awt.headless", "true");
    String what = arguments.length > 0 ? arguments[0] : "";
    Report report = new Report(Path.of(arguments.length > 1 ? arguments[1] : "benchmarks"));
    switch (what) {
      case "quick" -> report.measure(report.quick());
      case "all" -> report.measure(new OptionsBuilder().include(".*"));
      case "gradbench" -> report.gradBench();
      case "render" -> {}
      default -> {
        System.err.println("report: quick, all, gradbench or render, then the folder to write to");
        System.exit(2);
      }
    }
    report.render();
  }

  private ChainedOptionsBuilder quick() {
    return new OptionsBuilder()
        .include(QUICK)
        .param("mlp", "A", "B", "C")
        .forks(1)
        .warmupIterations(3)
        .warmupTime(TimeValue.milliseconds(700))
        .measurementIterations(5)
        .measurementTime(TimeValue.milliseconds(500));
  }

  private void measure(ChainedOptionsBuilder options) throws IOException, RunnerException {
    Files.createDirectories(data);
    new Runner(
            options
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(data.resolve("jmh.json").toString())
                .build())
        .run();
  }

  private void gradBench() throws IOException, InterruptedException {
    Files.createDirectories(data);
    Path jar = Path.of(System.getProperty("java.class.path")).resolveSibling("gradbench.jar");
    Files.writeString(data.resolve("gradbench.md"), new GradBenchRun(jar, 1).run().toString());
  }

  private void render() throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add("# Results\n");
    parts.add(
        "Written by `java -jar benchmarks/target/report.jar` on "
            + LocalDate.now(ZoneOffset.UTC)
            + ".\n");
    parts.add(Machine.describe() + "\n");
    Path jmh = data.resolve("jmh.json");
    if (Files.exists(jmh)) {
      parts.addAll(sections(new Results(Measurement.read(jmh))));
    }
    Path gradBench = data.resolve("gradbench.md");
    if (Files.exists(gradBench)) {
      parts.add("## GradBench\n");
      parts.add(
          "Medians of the tool's own timings; the last two columns are our gradient over the C++"
              + " tools' on the machine of `marks.csv`.\n");
      parts.add(Files.readString(gradBench));
    }
    Optional<String> learnt = learnt();
    learnt.ifPresent(parts::add);
    Files.writeString(folder.resolve("RESULTS.md"), String.join("\n", parts));
  }

  /** Returns what a person wrote about the figures, which is kept beside them. */
  private Optional<String> learnt() throws IOException {
    Path notes = data.resolve("notes.md");
    return Files.exists(notes) ? Optional.of(Files.readString(notes)) : Optional.empty();
  }

  private List<String> sections(Results results) throws IOException {
    List<String> parts = new ArrayList<>();
    add(parts, "A training step", results.steps());
    if (!results.contenders().isEmpty()) {
      Charts.columns(data.resolve("steps.svg"), "a training step", "ns", results.contenders());
      parts.add("![A training step](results/steps.svg)\n");
    }
    add(parts, "Scalar functions", results.scalars());
    add(parts, "Everything measured", results.everything());
    return parts;
  }

  private static void add(List<String> parts, String title, Table table) {
    if (!table.isEmpty()) {
      parts.add("## " + title + "\n");
      parts.add(table.toString());
    }
  }
}
