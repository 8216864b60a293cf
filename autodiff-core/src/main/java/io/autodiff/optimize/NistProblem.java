package io.autodiff.optimize;

import io.autodiff.AutodiffException;
import io.autodiff.expression.Expression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A problem of nonlinear regression of the Statistical Reference Datasets of the National Institute
 * of Standards and Technology, read from its file as it stands.
 *
 * <p>Source: <a href="https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml">NIST StRD, nonlinear
 * regression</a>.
 *
 * @param model the formula with its left side
 * @param columns the data by name
 * @param names of the parameters
 * @param starts the two starting points
 * @param certified the certified parameters
 * @param certifiedErrors their certified standard deviations
 * @param certifiedSumOfSquares the certified residual sum of squares
 */
@SuppressWarnings("ArrayRecordComponent") // data that the caller owns
public record NistProblem(
    Expression model,
    Map<String, double[]> columns,
    List<String> names,
    double[][] starts,
    double[] certified,
    double[] certifiedErrors,
    double certifiedSumOfSquares) {

  private static final Pattern DATA =
      Pattern.compile("Data\\s+\\(lines\\s+(\\d+)\\s+to\\s+(\\d+)\\)");
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*(\\w+)\\s*=\\s*(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s*");

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws AutodiffException if it is not of that kind
   */
  public static NistProblem read(Path file) throws IOException {
    return parse(file.toString(), Files.readAllLines(file, StandardCharsets.ISO_8859_1));
  }

  /** Returns whether a file's first lines are those of such a file. */
  public static boolean isOne(List<String> lines) {
    return lines.stream().limit(3).anyMatch(line -> line.contains("NIST/ITL StRD"));
  }

  private static NistProblem parse(String file, List<String> lines) {
    int model = find(file, lines, 0, "Model:");
    int parameters = find(file, lines, model, "Parameter");
    int starting = find(file, lines, parameters + 1, "Starting");
    String formula = String.join("\n", lines.subList(parameters + 1, starting));
    List<String> names = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (String line : lines.subList(starting, lines.size())) {
      Matcher m = PARAMETER.matcher(line);
      if (m.matches()) {
        names.add(m.group(1));
        values.add(numbers(file, m.group(2), m.group(3), m.group(4), m.group(5)));
      }
    }
    int sum = find(file, lines, starting, "Residual Sum of Squares:");
    String squares = lines.get(sum).substring(lines.get(sum).indexOf(':') + 1).strip();
    return new NistProblem(
        Expression.parseModel(formula),
        data(file, lines),
        List.copyOf(names),
        new double[][] {column(values, 0), column(values, 1)},
        column(values, 2),
        column(values, 3),
        numbers(file, squares)[0]);
  }

  private static int find(String file, List<String> lines, int from, String word) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).contains(word)) {
        return i;
      }
    }
    throw wrong(file, "no line with " + word);
  }

  private static Map<String, double[]> data(String file, List<String> lines) {
    Matcher range = DATA.matcher(String.join("\n", lines.subList(0, Math.min(10, lines.size()))));
    if (!range.find()) {
      throw wrong(file, "no line that says where the data are");
    }
    int first = Integer.parseInt(range.group(1)) - 1;
    int last = Math.min(Integer.parseInt(range.group(2)), lines.size());
    if (first < 1 || first >= last) {
      throw wrong(file, "no data in its lines " + range.group(1) + " to " + range.group(2));
    }
    String[] names = lines.get(first - 1).replace("Data:", "").strip().split("\\s+", -1);
    Map<String, double[]> columns = new LinkedHashMap<>();
    double[][] values = new double[names.length][last - first];
    for (int i = first; i < last; i++) {
      double[] row = numbers(file, lines.get(i).strip().split("\\s+", -1));
      if (row.length != names.length) {
        throw wrong(file, "line " + (i + 1) + " has " + row.length + " numbers");
      }
      for (int j = 0; j < row.length; j++) {
        values[j][i - first] = row[j];
      }
    }
    for (int j = 0; j < names.length; j++) {
      columns.put(names[j], values[j]);
    }
    return columns;
  }

  private static double[] numbers(String file, String... words) {
    try {
      return Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw wrong(file, String.join(" ", words) + " where numbers are expected");
    }
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  private static AutodiffException wrong(String file, String given) {
    return new AutodiffException(
        "NIST: " + file + " is no file of nonlinear regression",
        given,
        "a model, starting values, certified values and data",
        null);
  }

  /** Returns the residuals: the model less its left side, row by row. */
  public Residuals residuals() {
    double[] observed =
        model
            .response()
            .orElseThrow(() -> wrong(model.toString(), "a model without a left side"))
            .over(columns)
            .at();
    return Residuals.of(model.over(columns), observed);
  }

  /** Returns values of the parameters in the order in which the residuals take them. */
  public double[] inOrder(double[] values) {
    return model.over(columns).parameters().stream()
        .mapToDouble(name -> values[names.indexOf(name)])
        .toArray();
  }
}
