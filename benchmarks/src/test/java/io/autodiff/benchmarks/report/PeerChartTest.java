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

class PeerChartTest {
  @TempDir private Path folder;

  @Test
  void timesAreReadInNanoseconds() throws IOException {
    Map<String, Map<String, Double>> times = PeerChart.times(results());
    assertEquals(List.of("A", "B"), List.copyOf(times.keySet()));
    assertEquals(Map.of("graph", 500.0, "libtorch", 2e3, "TensorFlow", 5e3), times.get("A"));
    assertEquals(Map.of("graph", 4e6, "libtorch", 3e6, "TensorFlow", 2e6), times.get("B"));
  }

  @Test
  void chartSaysHowManyTimesAsLongPeersTake() throws IOException {
    Path from = Files.write(folder.resolve("results.md"), results());
    Path to = folder.resolve("chart.svg");
    PeerChart.main(new String[] {from.toString(), to.toString()});
    String chart = Files.readString(to);
    for (String ratio : List.of(">4.00<", ">10<", ">0.75<", ">0.50<", ">2-4-1, batch 4<")) {
      assertTrue(chart.contains(ratio), ratio);
    }
  }

  private static List<String> results() {
    return List.of(
        "## A training step, one thread",
        "",
        "| network | graph | floor | libtorch | TensorFlow |",
        "| --- | --- | --- | --- | --- |",
        "| A | 500 ns | 1 ns | 2 us | 5 us |",
        "| B | 4 ms | 1 ns | 3 ms | 2 ms |",
        "");
  }
}
