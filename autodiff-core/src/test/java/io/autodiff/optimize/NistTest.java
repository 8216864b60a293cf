package io.autodiff.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fits to NIST's reference data sets from both starting points: certified parameters to at least 8
 * digits, standard errors to 6, the sum of squares to 8. The table is written to {@code
 * target/nist.md}.
 */
class NistTest {
  private static final Set<String> ROWS = new TreeSet<>();

  static Stream<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(NistTest.class.getResource("/nist")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theCertifiedValuesAreFoundFromBothStarts(Path file) throws IOException {
    NistProblem problem = NistProblem.read(file);
    double[] certified = problem.inOrder(problem.certified());
    double[] errors = problem.inOrder(problem.certifiedErrors());
    for (int start = 0; start < 2; start++) {
      LeastSquaresFit fit =
          LevenbergMarquardt.standard()
              .fit(problem.residuals(), problem.inOrder(problem.starts()[start]));
      double parameters = digits(fit.parameters(), certified);
      double standardErrors = digits(fit.standardErrors(), errors);
      double squares = digits(fit.sumOfSquares(), problem.certifiedSumOfSquares());
      ROWS.add(row(file, start, fit, parameters, standardErrors, squares));
      assertTrue(fit.convergence().isMinimum(), fit.toString());
      assertTrue(parameters >= 8, "start " + (start + 1) + ": " + parameters + " digits " + fit);
      assertTrue(standardErrors >= 6, "start " + (start + 1) + ": " + standardErrors + " digits");
      assertTrue(squares >= 8, "start " + (start + 1) + ": " + squares + " digits");
    }
  }

  private static String row(
      Path file, int start, LeastSquaresFit fit, double parameters, double errors, double squares) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.1f | %.1f | %.1f | %d | %d | %.0e | %s |",
        file.getFileName().toString().replace(".dat", ""),
        start + 1,
        parameters,
        errors,
        squares,
        fit.iterations(),
        fit.evaluations(),
        fit.condition(),
        fit.convergence());
  }

  @AfterAll
  static void writeTheTable() throws IOException {
    String head =
        "| set | start | digits of parameters | of standard errors | of the sum of squares |"
            + " iterations | evaluations | condition | stopped since |\n"
            + "|---|---|---|---|---|---|---|---|---|\n";
    Path table = Path.of("target", "nist.md");
    Files.createDirectories(table.toAbsolutePath().getParent());
    Files.writeString(table, head + String.join("\n", ROWS) + "\n");
  }

  /** The number of digits that agree, at most 11, as many as are certified. */
  private static double digits(double found, double certified) {
    double error = Math.abs(found - certified) / Math.abs(certified);
    return error == 0 ? 11 : Math.min(11, -Math.log10(error));
  }

  private static double digits(double[] found, double[] certified) {
    double fewest = 11;
    for (int i = 0; i < found.length; i++) {
      fewest = Math.min(fewest, digits(found[i], certified[i]));
    }
    return fewest;
  }

  @Test
  void anotherFileIsRefusedByName() throws IOException {
    Path file = Files.createTempFile("no-nist", ".dat");
    Files.write(file, List.of("a,b", "1,2"));
    AutodiffException e = assertThrows(AutodiffException.class, () -> NistProblem.read(file));
    assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e.getMessage());
    assertEquals(false, NistProblem.isOne(Files.readAllLines(file)));
    Files.delete(file);
  }
}
