package io.autodiff.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * Runs the benchmarks, keeps JMH's JSON and writes {@code RESULTS.md} with tables and charts.
 *
 * <pre>
 * java -jar benchmarks/target/report.jar quick      about five minutes: a selection, few repeats
 * java -jar benchmarks/target/report.jar marks      35 minutes: all that has a mark
 * java -jar benchmarks/target/report.jar PART,...   parts of it, up to a quarter of an hour each:
 *                                                   networks, scalars, growth, corners, programs, start
 * java -jar benchmarks/target/report.jar all        hours
 * java -jar benchmarks/target/report.jar kernels    operations, products, windows: a quarter of an hour
 * java -jar benchmarks/target/report.jar pairs      C and D, planned, and TensorFlow (-Ppeers) in turn: 20 minutes
 * java -jar benchmarks/target/report.jar gradbench  the tool of GradBench against C++: six minutes
 * java -jar benchmarks/target/report.jar beside     prints GradBench's functions beside C++ tools on this machine
 * java -jar benchmarks/target/report.jar render     writes RESULTS.md again from what was measured
 * </pre>
 *
 * <p>A second argument names the folder of {@code RESULTS.md}, by default {@code benchmarks}; for
 * {@code beside} the folder of the tools that {@code gradbench.sh} builds.
 */
public final class BenchmarkReport {
  private final Path folder;
  private final Path data;
  private final Path jmh;

  private BenchmarkReport(Path folder) {
    this.folder = folder;
    this.data = folder.resolve("results");
    this.jmh = data.resolve("jmh.json");
  }

  /** Runs the program. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, RunnerException {
    System.setProperty("java.awt.headless", "true");
    String what = arguments.length > 0 ? arguments[0] : "";
    if (what.equals("beside")) {
      beside(arguments);
      return;
    }
    BenchmarkReport report =
        new BenchmarkReport(Path.of(arguments.length > 1 ? arguments[1] : "benchmarks"));
    switch (what) {
      case "quick" -> report.measureAnew(Selection.quick());
      case "marks" -> report.measureAnew(flat(Selection.marks().values()));
      case "all" -> report.measureAnew(Selection.all());
      case "kernels" -> report.kernels();
      case "pairs" -> report.pairs();
      case "gradbench" -> report.gradBench();
      case "render" -> {}
      default -> report.measure(flat(parts(what)));
    }
    report.render();
  }

  private static List<ChainedOptionsBuilder> flat(
      Collection<List<ChainedOptionsBuilder>> selections) {
    return selections.stream().flatMap(List::stream).toList();
  }

  /** Returns the parts of the marks that are named, or ends with a word on what there is. */
  private static List<List<ChainedOptionsBuilder>> parts(String names) {
    Map<String, List<ChainedOptionsBuilder>> marks = Selection.marks();
    List<String> wanted = List.of(names.split(",", -1));
    if (!marks.keySet().containsAll(wanted)) {
      System.err.printf(
          "report: quick, marks, all, kernels, pairs, gradbench, render or parts of marks, one or"
              + " more of %s with commas between them; not \"%s\"; then the folder to write to;"
              + " or beside, then the folder of C++ tools%n",
          String.join(", ", marks.keySet()), names);
      System.exit(2);
    }
    return wanted.stream().map(marks::get).toList();
  }

  private void measureAnew(List<ChainedOptionsBuilder> selection)
      throws IOException, RunnerException {
    Files.deleteIfExists(jmh);
    measure(selection);
  }

  private void measure(List<ChainedOptionsBuilder> selection) throws IOException, RunnerException {
    Files.createDirectories(data);
    for (ChainedOptionsBuilder options : selection) {
      JmhFile.put(jmh, new Runner(options.addProfiler(GCProfiler.class).build()).run());
    }
  }

  private void kernels() throws IOException, InterruptedException {
    Files.createDirectories(data);
    new KernelRun(data.resolve("kernels.json")).run();
  }

  private void pairs() throws IOException, RunnerException {
    if (!Pairs.canMeasure()) {
      System.err.println(
          "report: pairs needs the peers, which are not in this build; mvn -Ppeers package"
              + " -DskipTests adds them");
      System.exit(2);
    }
    Files.createDirectories(data);
    Pairs.measure(data.resolve("pairs.csv"));
  }

  private void gradBench() throws IOException, InterruptedException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("gradbench.md"), new GradBenchRun(tool(), 3).run().toString());
  }

  private static Path tool() {
    return Path.of(System.getProperty("java.class.path")).resolveSibling("gradbench.jar");
  }

  private static void beside(String... arguments) throws IOException, InterruptedException {
    if (arguments.length != 2) {
      System.err.println("report: beside needs the folder of C++ tools that gradbench.sh builds");
      System.exit(2);
    }
    System.out.print(new CppTools(Path.of(arguments[1]), new GradBenchRun(tool(), 2)).compare());
  }

  private void render() throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add("# Results\n");
    parts.add(
        "Written by `java -jar benchmarks/target/report.jar` on "
            + LocalDate.now(ZoneOffset.UTC)
            + ".\n");
    parts.add(Machine.describe() + "\n");
    Path csv = data.resolve("pairs.csv");
    Pairs pairs = new Pairs(Files.exists(csv) ? Files.readAllLines(csv) : List.of());
    if (Files.exists(jmh)) {
      parts.addAll(sections(new Results(Measurement.read(jmh)), pairs));
    }
    Path kernels = data.resolve("kernels.json");
    if (Files.exists(kernels)) {
      parts.addAll(sections(new KernelTables(new Results(Measurement.read(kernels)))));
    }
    if (!pairs.isEmpty()) {
      parts.addAll(section(pairs, Files.getLastModifiedTime(csv)));
    }
    parts.addAll(gradBenchSection());
    Optional<String> learnt = learnt();
    learnt.ifPresent(parts::add);
    Files.writeString(folder.resolve("RESULTS.md"), String.join("\n", parts));
  }

  private static List<String> section(Pairs pairs, FileTime measured) {
    return List.of(
        "## Networks C and D, all in turn\n",
        "A pair is a fork of each, minutes apart at most; every other round runs in reverse order."
            + " The first ratio is the median; the interval is of the mean, 95 %, by Student's t."
            + " Measured until "
            + LocalDate.ofInstant(measured.toInstant(), ZoneOffset.UTC)
            + ".\n",
        pairs.table().toString());
  }

  private List<String> gradBenchSection() throws IOException {
    Path table = data.resolve("gradbench.md");
    if (!Files.exists(table)) {
      return List.of();
    }
    return List.of(
        "## GradBench\n",
        "Medians of the tool's own timings in the first three seconds of each function, and what"
            + " they are of the C++ tools' on the machine of `marks.csv`, which had one"
            + " thread.\n",
        Files.readString(table));
  }

  /** Returns what a person wrote about the figures, which is kept beside them. */
  private Optional<String> learnt() throws IOException {
    Path notes = data.resolve("notes.md");
    return Files.exists(notes) ? Optional.of(Files.readString(notes)) : Optional.empty();
  }

  private List<String> sections(Results results, Pairs pairs) throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add("Times are medians over iterations. A ratio is of two figures of the same run.\n");
    if (!pairs.isEmpty()) {
      parts.add(
          "But the ratios of C's and D's planned steps to peers in the table of marks are medians"
              + " of the pairs further down, with the 95 % interval of their mean.\n");
    }
    add(parts, "The marks", Goals.table(results, pairs));
    StepTables steps = new StepTables(results);
    for (String workers : List.of("1", "2")) {
      String title = "A training step, " + (workers.equals("1") ? "one thread" : "two threads");
      add(parts, title, steps.steps(workers));
      Map<String, Map<String, Double>> contenders = steps.contenders(workers);
      if (!contenders.isEmpty()) {
        String file = "steps-" + workers + ".svg";
        Charts.columns(data.resolve(file), title, "ns", contenders);
        parts.add("![%s](results/%s)\n".formatted(title, file));
      }
    }
    add(parts, "Forward and inference, one thread", steps.forward());
    add(parts, "Scalar functions", results.scalars());
    add(parts, "ADBench in single numbers, one tape", results.problems());
    add(parts, "A small gradient", results.smallGradients());
    add(parts, "A recorded operation on small tensors", results.overhead());
    add(parts, "A mixture of Gaussians in tensors", results.mixtures());
    add(parts, "The first training step of a process", results.firstSteps());
    parts.addAll(growth(new Growth(results)));
    add(parts, "Everything measured", results.everything());
    return parts;
  }

  private static List<String> sections(KernelTables tables) {
    List<String> parts = new ArrayList<>();
    add(parts, "Elementwise operations / loops by hand, one thread", tables.elementwise());
    parts.add(
        "By the number of elements. With the Vector API an operation is divided by the faster of a"
            + " plain loop and one of the Vector API, without it (plain) by the plain one. Loops"
            + " make the array of their result, as operations do; a backward operation is a whole"
            + " traversal of a tape.\n");
    add(parts, "Products of square matrices, one thread", tables.products());
    add(parts, "Convolutions with gradients, and windows / plain loops", tables.windows());
    return parts;
  }

  private List<String> growth(Growth growth) throws IOException {
    List<String> parts = new ArrayList<>();
    add(parts, "Compilation", growth.compilation());
    add(parts, "Growth", growth.table());
    for (Growth.Curve curve : growth.curves()) {
      String file = "growth-" + curve.name() + ".svg";
      Charts.curve(data.resolve(file), curve);
      parts.add("![%s](results/%s)\n".formatted(curve.title(), file));
    }
    return parts;
  }

  private static void add(List<String> parts, String title, MarkdownTable table) {
    if (!table.isEmpty()) {
      parts.add("## " + title + "\n");
      parts.add(table.toString());
    }
  }
}
