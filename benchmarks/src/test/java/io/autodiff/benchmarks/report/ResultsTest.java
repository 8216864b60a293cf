package io.autodiff.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final String JMH =
      """
      [
        {
          "benchmark": "io.autodiff.benchmarks.mlp.MlpStepBenchmark.graph",
          "threads": 1,
          "params": {"mlp": "A"},
          "primaryMetric": {"score": 3.0, "scoreError": 0.25, "scoreUnit": "us/op"},
          "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 1234.0}}
        },
        {
          "benchmark": "io.autodiff.benchmarks.mlp.MlpStepBenchmark.hand",
          "threads": 1,
          "params": {"mlp": "A"},
          "primaryMetric": {"score": 750, "scoreError": "NaN", "scoreUnit": "ns/op"}
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
    List<String> lines = results().steps().toString().lines().toList();
    assertEquals(3, lines.size());
    assertEquals("| A | 3.00 us | – | – | – | 750 ns | 4.00 | – | – | 1234 |", lines.get(2));
  }

  @Test
  void scalarTimesAreDividedByTheLengthOfTheRecord() throws IOException {
    List<String> lines = results().scalars().toString().lines().toList();
    assertTrue(lines.get(2).startsWith("| ASIAN | 2000 | – | – | – | – | 2.00 |"), lines.get(2));
  }

  @Test
  void everyRowIsListed() throws IOException {
    String table = results().everything().toString();
    assertTrue(
        table.contains("| MlpStepBenchmark.graph | A | 1 | 3.00 us | 250 ns | 1234 |"), table);
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
  void timesHaveAUnitThatSuitsThem() {
    assertEquals("0.50 ns", Table.time(0.5));
    assertEquals("12.3 us", Table.time(12_345));
    assertEquals("457 ms", Table.time(456_789_000));
    assertEquals("2.00 s", Table.time(2e9));
    assertEquals("–", Table.time(Double.NaN));
  }

  @Test
  void marksAreOfTheFunctionsThatTheToolHas() throws IOException {
    Map<String, Marks.Mark> marks = Marks.all();
    assertEquals(new Marks.Mark(5.15, 3.8), marks.get("det::gradient 5"));
    assertTrue(marks.size() > 70);
  }
}
