package io.autodiff.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares this library with PyTorch's operators on samples that PyTorch computed. Run on a file of
 * samples by {@code -Dautodiff.golden=FILE}; without it on a small selection.
 *
 * <p>The selection {@code selection.jsonl.gz} was produced with PyTorch 1.13.1 (BSD 3-clause
 * licence) from the inputs of its operator tests (OpInfo).
 */
class OpInfoConformanceTest {
  private static final int SELECTED_SAMPLES = 380;
  private static final int SELECTED_OPERATORS = 200;

  @Test
  void operatorsAgreeWithGoldenSamples() throws IOException {
    Operators table = Operators.all();
    Report report = new Report();
    Map<String, List<Golden>> byOperator = new LinkedHashMap<>();
    for (Golden sample : samples()) {
      byOperator.computeIfAbsent(sample.operator(), _ -> new ArrayList<>()).add(sample);
    }
    byOperator.forEach((name, samples) -> report.add(name, table.find(name), samples));
    report.print();
    assertEquals(List.of(), report.missing, "operators that the table lacks");
    assertTrue(report.mismatches.isEmpty(), () -> String.join("\n", report.mismatches));
    assertTrue(report.samples > 0, "the file has no sample");
  }

  @Test
  void theSelectionIsWhole() throws IOException {
    List<Golden> selection = selection();
    assertEquals(SELECTED_SAMPLES, selection.size(), "samples");
    assertEquals(
        SELECTED_OPERATORS,
        selection.stream().map(Golden::operator).distinct().count(),
        "operators");
  }

  private static List<Golden> samples() throws IOException {
    String file = System.getProperty("autodiff.golden");
    if (file == null) {
      return selection();
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return Golden.read(in);
    }
  }

  private static List<Golden> selection() throws IOException {
    try (InputStream in = OpInfoConformanceTest.class.getResourceAsStream("selection.jsonl.gz")) {
      return Golden.read(Objects.requireNonNull(in));
    }
  }

  /** The results of the comparison so far. */
  private static final class Report {
    private final List<String> mismatches = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> intended = new ArrayList<>();
    private int samples;
    private int values;
    private int gradients;
    private int seconds;
    private int withSecond;
    private int operators;
    private int passedOperators;

    void add(String name, Operators.@Nullable Operator operator, List<Golden> all) {
      operators++;
      samples += all.size();
      withSecond += (int) all.stream().filter(s -> s.hvp() != null).count();
      if (operator == null) {
        missing.add(name);
        return;
      }
      int passed = 0;
      for (int i = 0; i < all.size(); i++) {
        Golden sample = all.get(i);
        Run run = Run.of(operator, sample);
        String where = name + " sample " + i;
        boolean v = agrees(name, where, IntendedDifferences.Order.VALUE, run.value(), sample);
        boolean g = agrees(name, where, IntendedDifferences.Order.GRADIENT, run.gradient(), sample);
        boolean h = agrees(name, where, IntendedDifferences.Order.SECOND, run.second(), sample);
        values += v ? 1 : 0;
        gradients += g ? 1 : 0;
        seconds += sample.hvp() != null && h ? 1 : 0;
        passed += v && g && h ? 1 : 0;
      }
      passedOperators++;
      System.out.printf("%-50s %3d of %3d%n", name, passed, all.size());
    }

    private boolean agrees(
        String name,
        String where,
        IntendedDifferences.Order order,
        @Nullable String difference,
        Golden sample) {
      if (difference == null) {
        return true;
      }
      String reason = IntendedDifferences.reason(name, order, sample);
      if (reason == null) {
        mismatches.add(where + ", " + order + ": " + difference);
      } else {
        intended.add(where + ", " + order + ": " + difference + ": " + reason);
      }
      return false;
    }

    void print() {
      mismatches.forEach(m -> System.out.println("MISMATCH " + m));
      intended.forEach(m -> System.out.println("intended " + m));
      System.out.printf(
          "conformance: %d of %d values, %d of %d gradients, %d of %d second derivatives,"
              + " %d operators of %d%n",
          values, samples, gradients, samples, seconds, withSecond, passedOperators, operators);
    }
  }
}
