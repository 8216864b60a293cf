package io.autodiff.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresOptimizer.Optimum;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.util.Pair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All methods on the problems of Moré, Garbow and Hillstrom. The table of evaluations, beside
 * commons-math3's Levenberg-Marquardt with the same Jacobian, is written to {@code target/mgh.md}.
 */
class MghTest {
  private static final Map<String, String> ROWS = new TreeMap<>();

  /** Problems that a method is known not to solve from the standard start, and what it finds. */
  private static final Map<String, Set<String>> UNSOLVED =
      Map.of(
          "L-BFGS", Set.of("Meyer"), // still falls after 100,000 evaluations
          "Newton", Set.of("Biggs EXP6"), // falls to 0.2427 as two variables grow for ever
          "truncated Newton", Set.of("Meyer")); // its curved valley is narrower than 1e-15

  static List<MghProblem> problems() {
    return MghProblem.all();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aKnownMinimumIsFound(MghProblem p) {
    StringBuilder row = new StringBuilder("| " + p.name() + " | " + p.start().length + " |");
    LeastSquaresFit fit = LevenbergMarquardt.standard().fit(Residuals.of(p.residuals()), p.start());
    verify(p, "Levenberg-Marquardt", fit.sumOfSquares(), fit.convergence());
    row.append(cell(fit.sumOfSquares(), fit.iterations(), fit.evaluations(), true));
    row.append(ofCommonsMath(p));
    Objective half = Objective.of(p::halfSum);
    Map<String, Minimizer<?>> methods =
        Map.of(
            "L-BFGS", LbfgsMinimizer.standard(),
            "Newton", NewtonMinimizer.standard().budget(1000, 2000),
            "truncated Newton", TruncatedNewtonMinimizer.standard());
    for (String name : List.of("L-BFGS", "Newton", "truncated Newton")) {
      Minimum found = java.util.Objects.requireNonNull(methods.get(name)).minimize(half, p.start());
      boolean isSolved = !UNSOLVED.getOrDefault(name, Set.of()).contains(p.name());
      if (isSolved) {
        verify(p, name, 2 * found.value(), found.convergence());
      }
      row.append(cell(2 * found.value(), found.iterations(), found.evaluations(), isSolved));
    }
    ROWS.put(p.name(), row.toString());
  }

  private static String cell(double squares, int iterations, int evaluations, boolean isSolved) {
    return String.format(
        Locale.ROOT, " %.3g, %d, %d%s |", squares, iterations, evaluations, isSolved ? "" : " *");
  }

  private static void verify(MghProblem p, String method, double squares, Convergence reason) {
    boolean isKnown =
        Arrays.stream(p.minima()).anyMatch(m -> Math.abs(squares - m) <= 1e-5 * m + 1e-9);
    assertTrue(isKnown, method + " finds " + squares + ": " + reason);
    assertTrue(reason.isMinimum(), method + ": " + reason);
  }

  private static String ofCommonsMath(MghProblem p) {
    var jacobian = Autodiff.jacobian(p.residuals()).allowConstant();
    try {
      Optimum optimum =
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .start(p.start())
                      .target(new double[p.residuals().apply(Scalar.of(p.start())).length])
                      .model(
                          x -> {
                            var both = jacobian.valueAndJacobian(x.toArray());
                            return new Pair<>(
                                new ArrayRealVector(both.value(), false),
                                new Array2DRowRealMatrix(both.jacobian(), false));
                          })
                      .maxEvaluations(10_000)
                      .maxIterations(10_000)
                      .build());
      double squares = optimum.getCost() * optimum.getCost();
      return cell(squares, optimum.getIterations(), optimum.getEvaluations(), true);
    } catch (MathIllegalStateException e) {
      return " fails: " + e.getClass().getSimpleName() + " |";
    }
  }

  @AfterAll
  static void writeTheTable() throws IOException {
    String head =
        "Sum of squares, iterations, evaluations; * is no known minimum.\n\n"
            + "| problem | variables | Levenberg-Marquardt | commons-math3's | L-BFGS | Newton |"
            + " truncated Newton |\n|---|---|---|---|---|---|---|\n";
    Path table = Path.of("target", "mgh.md");
    Files.createDirectories(table.toAbsolutePath().getParent());
    Files.writeString(table, head + String.join("\n", ROWS.values()) + "\n");
    assertEquals(MghProblem.all().size(), ROWS.size());
  }
}
