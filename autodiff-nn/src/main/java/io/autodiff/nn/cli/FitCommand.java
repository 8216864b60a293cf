package io.autodiff.nn.cli;

import io.autodiff.expression.Expression;
import io.autodiff.nn.data.NumberColumns;
import io.autodiff.optimize.LeastSquaresFit;
import io.autodiff.optimize.LevenbergMarquardt;
import io.autodiff.optimize.NistProblem;
import io.autodiff.optimize.Residuals;
import io.autodiff.optimize.RobustLoss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fits a formula to data. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = "Fits a formula to data by least squares.",
    footer = {
      "",
      "Example: autodiff fit \"y = b1*(1 - exp(-b2*x))\" data.csv --start b1=500 b2=1e-4",
      "Names that are columns of the data stand for them, all others are parameters.",
      "A file of NIST's reference data sets needs no formula: autodiff fit Misra1a.dat",
      "Exit status 3 says that the allowed iterations did not suffice."
    })
final class FitCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0..1",
      arity = "1..2",
      paramLabel = "[MODEL] DATA",
      hideParamSyntax = true,
      description = "the model, as \"y = a*x + b\", and a CSV file; or a file of NIST alone")
  List<String> modelAndData = List.of();

  @Option(
      names = "--start",
      arity = "1..*",
      paramLabel = "NAME=VALUE",
      description = "where parameters start, 1 unless given; for NIST's files 1 or 2")
  List<String> start = List.of();

  @Option(
      names = "--bounds",
      arity = "1..*",
      paramLabel = "NAME=LOW:HIGH",
      converter = Formulas.RangeConverter.class,
      description = "bounds of parameters; either may be left out")
  List<Formulas.Range> bounds = List.of();

  @Option(
      names = "--weights",
      paramLabel = "COLUMN",
      description = "a column of weights: the sum is that of weight times squared residual")
  @Nullable String weights;

  @Option(
      names = "--robust",
      paramLabel = "huber|cauchy",
      description = "a loss in which outliers count less than by their squares")
  RobustLoss robust = RobustLoss.SQUARES;

  @Option(
      names = "--robust-scale",
      paramLabel = "SIZE",
      description = "residuals beyond this are outliers; estimated unless given")
  double robustScale;

  @Option(names = "--iterations", paramLabel = "N", description = "at most so many iterations")
  int iterations = 10_000;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "draw data, curve with its 95 %% band, and residuals (.svg or .png)")
  @Nullable Path plot;

  @Option(names = "--json", description = "print one line of JSON")
  boolean json;

  FitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (plot != null) {
      Chart.requirePicture(plot);
    }
    FitProblem problem = problem();
    double[] from = problem.start(start);
    LevenbergMarquardt method =
        LevenbergMarquardt.standard()
            .budget(iterations, 20 * iterations)
            .bounds(Formulas.bounds(problem.parameters(), bounds));
    if (weights != null) {
      method = method.weights(problem.column(weights));
    }
    Residuals residuals = problem.residuals();
    LeastSquaresFit fit = method.fit(residuals, from);
    if (robust != RobustLoss.SQUARES) {
      double scale = robustScale > 0 ? robustScale : spread(fit.residuals());
      fit = method.robust(robust, scale).fit(residuals, fit.parameters());
    }
    FitReport report = new FitReport(problem, fit);
    if (json) {
      console.json(report.fields());
    } else {
      report.print(console);
    }
    if (plot != null) {
      Chart.write(plot, report.charts());
      if (!json) {
        console.print("written  %s%n", plot);
      }
    }
    return fit.convergence().isMinimum() ? 0 : Main.UNFINISHED;
  }

  /** The size of residuals that outliers do not change: 1.4826 times their median. */
  private static double spread(double[] residuals) {
    double[] sizes = Arrays.stream(residuals).map(Math::abs).sorted().toArray();
    double spread = 1.4826 * sizes[sizes.length / 2];
    return spread > 0 ? spread : Double.MIN_NORMAL;
  }

  private FitProblem problem() throws IOException {
    Path file = Path.of(modelAndData.getLast());
    boolean isNist = isNist(file);
    if (modelAndData.size() == 1 && !isNist) {
      throw new IllegalArgumentException(
          file + " is no file of NIST's reference data sets: give the model before the data");
    }
    if (isNist) {
      NistProblem nist = NistProblem.read(file);
      Expression model =
          modelAndData.size() == 1 ? nist.model() : Expression.parseModel(modelAndData.getFirst());
      return new FitProblem(model, nist.columns(), nist);
    }
    Expression model = Expression.parseModel(modelAndData.getFirst());
    Set<String> names = new HashSet<>(model.variables());
    names.addAll(FitProblem.left(model).variables());
    if (weights != null) {
      names.add(weights);
    }
    Map<String, double[]> columns = NumberColumns.read(file, names);
    if (columns.isEmpty() || columns.values().iterator().next().length == 0) {
      throw new IllegalArgumentException(
          file
              + ": none of its columns "
              + String.join(", ", NumberColumns.names(file))
              + " is in the model, or it has no rows");
    }
    return new FitProblem(model, columns, null);
  }

  private static boolean isNist(Path file) throws IOException {
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return NistProblem.isOne(lines.limit(3).toList());
    }
  }
}
