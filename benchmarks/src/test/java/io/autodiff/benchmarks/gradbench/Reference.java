package io.autodiff.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Values and derivatives that hand-derived code computed for instances of {@link AdBench}. */
final class Reference {
  private final List<String> lines;

  private Reference(List<String> lines) {
    this.lines = lines;
  }

  static Reference of(String name) {
    InputStream in =
        Objects.requireNonNull(Reference.class.getResourceAsStream(name + ".grad.txt"));
    try (in) {
      return new Reference(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double objective() {
    String mark = "# objective=";
    String line = lines.stream().filter(each -> each.startsWith(mark)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(mark.length()));
  }

  double[] values() {
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** Asserts agreement to a tolerance relative to the largest of the expected numbers. */
  static void assertClose(double[] expected, double[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * scale, "element " + i);
    }
  }
}
