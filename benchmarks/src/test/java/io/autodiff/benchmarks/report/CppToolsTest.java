package io.autodiff.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.benchmarks.report.GradBenchRun.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CppToolsTest {
  @TempDir private Path folder;

  @Test
  void timesAreThoseOfTheFunctionNotOfItsPreparation() throws IOException {
    List<String> lines =
        List.of(
            "[1.5, 2]",
            "{\"name\": \"prepare\", \"nanoseconds\": 7}",
            "{\"name\": \"evaluate\", \"nanoseconds\": 9000}",
            "{\"name\": \"evaluate\", \"nanoseconds\": 2000}",
            "{\"name\": \"evaluate\", \"nanoseconds\": 4000}");
    assertEquals(new Times(9, 4), CppTools.times(lines));
  }

  @Test
  void toolWithoutTimesIsAnError() {
    IOException e = assertThrows(IOException.class, () -> CppTools.times(List.of("3.5")));
    assertTrue(
        String.valueOf(e.getMessage()).contains("wrote no times of its function, only [3.5]"));
  }

  @Test
  void mediansAreDividedByThoseOfTheTools() {
    assertArrayEquals(
        new String[] {
          "det::gradient", "9", "20.0 ms", "3.00 us", "2.00 us", "6.00 us", "1.50", "0.50"
        },
        CppTools.cells(
            "det::gradient", "9", new Times(20_000, 3), new Times(9, 2), new Times(9, 6)));
  }

  @Test
  void programThatWasNotBuiltIsNamed() throws IOException {
    GradBenchRun ours = new GradBenchRun(folder, 1);
    IOException e = assertThrows(IOException.class, () -> new CppTools(folder, ours));
    Path expected = folder.resolve("manual").resolve("bin").resolve("det");
    assertTrue(String.valueOf(e.getMessage()).contains("no program " + expected), e.getMessage());
  }
}
