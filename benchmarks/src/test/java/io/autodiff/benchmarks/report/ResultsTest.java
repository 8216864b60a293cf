package io.autodiff.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final String JMH =
      """
      [
        {
          "benchmark": "io.autodiff.benchmarks.mlp.MlpStepBenchmark.graph",
          "threads": 1,
          "params": {"mlp": "A", "workers": "1"},
          "primaryMetric": {"score": 3.5, "scoreError": 0.25, "scorePercentiles": {"50.0": 3.0}, "scoreUnit": "us/op"},
          "secondaryMetrics": {
            "gc.alloc.rate.norm": {"score": 1234.0},
            "operations": {"score": 60.0, "rawData": [[20.0, 20.0, 20.0]]}
          }
        },
        {
          "benchmark": "io.autodiff.benchmarks.mlp.MlpStepBenchmark.hand",
          "threads": 1,
          "params": {"mlp": "A", "workers": "1"},
          "primaryMetric": {"score": 750, "scoreError": "NaN", "scoreUnit": "ns/op"}
        },
        {
          "benchmark": "io.autodiff.benchmarks.mlp.MlpStepBenchmark.floor",
          "threads": 1,
          "params": {"mlp": "A", "workers": "1"},
          "primaryMetric": {"score": 600, "scoreError": "NaN", "scoreUnit": "ns/op"}
        },
        {
          "benchmark": "io.autodiff.benchmarks.peers.PeerStepBenchmark.libtorch",
          "threads": 1,
          "params": {"mlp": "A", "workers": "1"},
          "primaryMetric": {"score": 30, "scoreError": "NaN", "scoreUnit": "us/op"}
        },
        {
          "benchmark": "io.autodiff.benchmarks.growth.TapeGrowthBenchmark.recordAndReverse",
          "threads": 1,
          "params": {"operations": "1000"},
          "primaryMetric": {"score": 4, "scoreError": "NaN", "scoreUnit": "us/op"}
        },
        {
          "benchmark": "io.autodiff.benchmarks.growth.TapeGrowthBenchmark.recordAndReverse",
          "threads": 1,
          "params": {"operations": "10000"},
          "primaryMetric": {"score": 50, "scoreError": "NaN", "scoreUnit": "us/op"}
        },
        {
          "benchmark": "io.autodiff.benchmarks.scalar.ScalarBenchmark.recordAndReverse",
          "threads": 1,
          "params": {"function": "ASIAN"},
          "primaryMetric": {"score": 4, "scoreError": 1, "scoreUnit": "us/op"},
          "secondaryMetrics": {"operations": {"score": 6000.0, "rawData": [[2000.0, 2000.0, 2000.0]]}}
        }
      ]
      """;

  @TempDir private Path folder;

  private Results results() throws IOException {
    Path file = folder.resolve("jmh.json");
    Files.writeString(file, JMH);
    return new Results(Measurement.read(file));
  }

  @Test
  void stepIsDividedByTheOneByHand() throws IOException {
    List<String> lines = new StepTables(results()).steps("1").toString().lines().toList();
    assertEquals(3, lines.size());
    assertEquals(
        "| A | 3.00 us | 600 ns | 5.00 | 750 ns | 4.00 | 30.0 us | – | 10.0 | 20.0 | 1234 |",
        lines.get(2));
  }

  @Test
  void marksThatWereMeasuredAreJudged() throws IOException {
    String goals = Goals.table(results(), new Pairs(List.of())).toString();
    assertTrue(
        goals.contains("| A, step / hand-derived plain Java | 4.00 | ≤ 5.00 | reached |"), goals);
    assertTrue(
        goals.contains("| fastest peer / A, step on 1 thread | 10.0 | ≥ 15.0 | **missed** |"),
        goals);
    assertTrue(goals.contains("| A, bytes allocated by a step | 1234 | ≤ 3000 | reached |"), goals);
    assertTrue(
        goals.contains("| ASIAN, record and reverse, ns an operation | 2.00 | ≤ 6.00 | reached |"),
        goals);
    assertEquals(6, goals.lines().count(), goals);
  }

  @Test
  void everydayMarksAreRatiosOfTheSameRun() throws IOException {
    String row =
        """
        {
          "benchmark": "io.autodiff.benchmarks.%s",
          "threads": 1,
          "params": {"routine": "SOLVE", "size": "1000"},
          "primaryMetric": {"score": %d, "scoreError": "NaN", "scoreUnit": "us/op"}
        }
        """;
    String[] rows = {
      row.formatted("products.FactorisationBenchmark.bare", 10),
      row.formatted("products.FactorisationBenchmark.tensors", 12),
      row.formatted("elementwise.ScanBenchmark.cumSum", 2),
      row.formatted("elementwise.ScanBenchmark.logCumSumExp", 14),
      row.formatted("scalar.CompiledBenchmark.byHand", 10)
          .replace("\"routine\": \"SOLVE\"", "\"function\": \"ASIAN\""),
      row.formatted("scalar.CompiledBenchmark.compiled", 14)
          .replace("\"routine\": \"SOLVE\"", "\"function\": \"ASIAN\"")
    };
    Path file = folder.resolve("corners.json");
    Files.writeString(file, "[" + String.join(",", rows) + "]");
    String goals =
        Goals.table(new Results(Measurement.read(file)), new Pairs(List.of())).toString();
    assertTrue(
        goals.contains("| SOLVE of 1000x1000 / LAPACK called bare | 1.20 | ≤ 1.50 | reached |"),
        goals);
    assertTrue(
        goals.contains("| logCumSumExp of a million / cumSum | 7.00 | ≤ 5.00 | **missed** |"),
        goals);
    assertTrue(
        goals.contains(
            "| ASIAN, compiled value and gradient / gradient by hand | 1.40 | ≤ 1.30 | **missed**"
                + " |"),
        goals);
    assertEquals(5, goals.lines().count(), goals);
  }

  @Test
  void curvesAreDrawnFromTheirPointsInOrder() throws IOException {
    Growth growth = new Growth(results());
    List<Growth.Curve> curves = growth.curves();
    assertEquals(1, curves.size());
    assertEquals(Map.of(1000, 4.0, 10_000, 50.0), curves.get(0).points());
    assertEquals(
        "| operations | 10000 | 50.0 us | 5.00 ns |",
        growth.table().toString().lines().toList().get(3));
    Path file = folder.resolve("curve.svg");
    Charts.curve(file, curves.get(0));
    assertTrue(Files.readString(file).contains("<svg"));
  }

  @Test
  void compilationIsDividedByTheLengthOfItsProgram() {
    Map<String, String> at = Map.of("shape", "REPEATED", "operations", "100");
    Map<String, String> refused = Map.of("shape", "RANDOM", "operations", "100");
    String type = "CompilationBenchmark";
    Results results =
        new Results(
            List.of(
                measured(type, "record", 500, at),
                new Measurement(type, "compile", at, 1, 2e6, Double.NaN, 3000, 0, 0),
                new Measurement(type, "keep", at, 1, 2e6, Double.NaN, Double.NaN, 0, 700),
                measured(type, "record", 600, refused),
                measured(type, "compile", 1e6, refused),
                measured(type, "keep", 1e6, refused)));
    List<String> lines = new Growth(results).compilation().toString().lines().toList();
    assertEquals(
        "| REPEATED | 100 | 5.00 | 2.00 ms | 20000 | 30.0 | 7.00 |",
        lines.get(2),
        lines.toString());
    assertEquals("| RANDOM | 100 | 6.00 | refused | – | – | – |", lines.get(3), lines.toString());
  }

  @Test
  void rowsThatAreMeasuredAgainTakeThePlaceOfTheOldOnes() throws IOException {
    Path file = folder.resolve("again.json");
    Files.writeString(file, JMH);
    String row =
        """
        [{
          "benchmark": "io.autodiff.benchmarks.growth.TapeGrowthBenchmark.recordAndReverse",
          "threads": 1,
          "params": {"operations": "%d"},
          "primaryMetric": {"score": 7, "scoreError": "NaN", "scoreUnit": "us/op"}
        }]
        """;
    int before = Measurement.read(file).size();
    JmhFile.put(file, (ArrayNode) new ObjectMapper().readTree(row.formatted(1000)));
    assertEquals(before, Measurement.read(file).size());
    JmhFile.put(file, (ArrayNode) new ObjectMapper().readTree(row.formatted(2000)));
    List<Measurement> all = Measurement.read(file);
    assertEquals(before + 1, all.size());
    Results results = new Results(all);
    assertEquals(
        List.of(7000.0, 7000.0, 50_000.0),
        List.of("1000", "2000", "10000").stream()
            .map(
                n ->
                    results.time(
                        "TapeGrowthBenchmark", "recordAndReverse", Map.of("operations", n)))
            .toList());
  }

  @Test
  void scalarTimesAreDividedByTheLengthOfTheRecord() throws IOException {
    List<String> lines = results().scalars().toString().lines().toList();
    assertTrue(
        lines.get(2).startsWith("| ASIAN | 2000 | – | – | – | – | 2.00 | – |"), lines.get(2));
  }

  @Test
  void everyRowIsListed() throws IOException {
    String table = results().everything().toString();
    assertTrue(
        table.contains("| MlpStepBenchmark.graph | A, 1 | 1 | 3.00 us | 250 ns | 1234 |"), table);
  }

  @Test
  void chartIsAnSvgWithAllSeries() throws IOException {
    Map<String, Double> graph = Map.of("A", 10.0, "B", 30.0);
    String one = chart(Map.of("graph", graph));
    String two = chart(Map.of("graph", graph, "hand", Map.of("B", 20.0)));
    assertTrue(one.contains("<svg") && two.endsWith("</svg>\n"), two.substring(two.length() - 20));
    assertTrue(two.length() > one.length());
  }

  private String chart(Map<String, Map<String, Double>> series) throws IOException {
    Path file = folder.resolve("chart.svg");
    Charts.columns(file, "steps", "ns", series);
    return Files.readString(file).strip() + "\n";
  }

  @Test
  void pairsHaveAMeanRatioAndItsInterval() {
    Pairs pairs = new Pairs(List.of("D,1,100,110", "D,1,100,90", "D,1,100,130", "C,2,100,50"));
    List<String> table = pairs.table().toString().lines().toList();
    assertEquals(
        "| network | threads | pairs | TensorFlow / planned step | mean | 95 % |", table.get(0));
    // ± 4.303 · 0.2 / √3
    assertEquals("| D | 1 | 3 | 1.10 | 1.10 | 0.60 … 1.60 |", table.get(2));
    assertEquals("| C | 2 | 1 | 0.50 | 0.50 | – … – |", table.get(3));
    assertEquals(1.1, pairs.ratio("D", "1").orElseThrow().median(), 1e-12);
    assertTrue(pairs.ratio("D", "2").isEmpty());
  }

  @Test
  void goalsBelievePairsBeforeSingleRuns() throws IOException {
    Pairs pairs = new Pairs(List.of("D,2,50,80", "D,2,50,80", "A,1,10,9"));
    String goals = Goals.table(results(), pairs).toString();
    assertTrue(goals.contains("| fastest peer / A, step on 1 thread | 10.0 | ≥ 15.0 |"), goals);
    assertTrue(
        goals.contains("| fastest peer / A, planned step on 1 thread | 0.90 (– … –) |"), goals);
    assertTrue(
        goals.contains(
            "| fastest peer / D, planned step on 2 threads | 1.60 (1.60 … 1.60) | ≥ 1.00 |"
                + " reached |"),
        goals);
  }

  @Test
  void timesHaveAUnitThatSuitsThem() {
    assertEquals("0.50 ns", MarkdownTable.time(0.5));
    assertEquals("12.3 us", MarkdownTable.time(12_345));
    assertEquals("457 ms", MarkdownTable.time(456_789_000));
    assertEquals("2.00 s", MarkdownTable.time(2e9));
    assertEquals("–", MarkdownTable.time(Double.NaN));
  }

  @Test
  void marksAreOfTheFunctionsThatTheToolHas() throws IOException {
    Map<String, Marks.Mark> marks = Marks.all();
    assertEquals(new Marks.Mark(5.15, 3.8), marks.get("det::gradient 5"));
    assertTrue(marks.size() > 70);
  }

  private static Measurement measured(
      String type, String method, double nanoseconds, Map<String, String> parameters) {
    return new Measurement(type, method, parameters, 1, nanoseconds, Double.NaN, Double.NaN, 0, 0);
  }

  @Test
  void operationsAreDividedByTheFasterLoopThatTheirSettingHas() {
    Map<String, String> at = Map.of("operation", "exp", "dtype", "FLOAT32", "elements", "16");
    Map<String, String> on = new TreeMap<>(at);
    on.put("vector", "on");
    Map<String, String> off = new TreeMap<>(at);
    off.put("vector", "off");
    Results results =
        new Results(
            List.of(
                measured("HandWrittenBenchmark", "plain", 20, at),
                measured("HandWrittenBenchmark", "vector", 10, at),
                measured("OperationBenchmark", "forward", 15, on),
                measured("OperationBenchmark", "forward", 30, off)));
    String table = new KernelTables(results).elementwise().toString();
    assertTrue(table.contains("| exp | FLOAT32 | forward | 1.50 | 1.50 |"), table);
    assertTrue(table.contains("| exp | FLOAT32 | backward | – | – |"), table);
  }

  @Test
  void convolutionsAndWindowsAreDividedByThePlainLoop() {
    Map<String, String> image = Map.of("layer", "IMAGE", "dtype", "FLOAT32", "threads", "1");
    Map<String, String> large = Map.of("elements", "1000", "dtype", "FLOAT64", "threads", "1");
    Results results =
        new Results(
            List.of(
                measured("ConvolutionBenchmark", "plain", 200, image),
                measured("ConvolutionBenchmark", "graph", 50, image),
                measured("WindowBenchmark", "plain", 20, large),
                measured("WindowBenchmark", "windows", 30, large)));
    String table = new KernelTables(results).windows().toString();
    String convolution = "| convolution IMAGE | FLOAT32 | 200 ns | 50.0 ns | 0.25 |";
    assertTrue(table.contains(convolution), table);
    assertTrue(table.contains("| windows of 1000^2 | FLOAT64 | 20.0 ns | 30.0 ns | 1.50 |"), table);
  }

  @Test
  void propertiesGivenToTheEngineAreParameters() throws IOException {
    String arguments = "\"jvmArgs\": [\"-Xmx1g\", \"-Dautodiff.natives=off\"], \"threads\": 1,";
    Path file = folder.resolve("kernels.json");
    Files.writeString(file, JMH.replaceFirst("\"threads\": 1,", arguments));
    Map<String, String> expected = Map.of("mlp", "A", "workers", "1", "natives", "off");
    assertEquals(expected, Measurement.read(file).get(0).parameters());
  }
}
