package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on formulas: gradient, fit and minimize. */
class FormulaCommandsTest {
  private static final List<String> LINE =
      List.of("x,y,w", "1,2.1,1", "2,3.9,1", "3,6.2,1", "4,7.8,9");

  @TempDir Path folder;

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private String data(List<String> lines) throws IOException {
    Path file = folder.resolve("data.csv");
    Files.write(file, lines);
    return file.toString();
  }

  @Test
  void aGradientIsPrinted() {
    Run run = Run.succeed("gradient", "x*y + sin(x)", "x=2", "y=3", "--check");
    assertTrue(run.out().contains("value  6.909297426825682"), run.out());
    assertTrue(run.out().contains("d/dx"), run.out());
    assertTrue(run.out().contains("2.5838531634528574"), run.out());
    assertTrue(run.out().contains("gradient check"), run.out());
  }

  @Test
  void derivativesAreGivenAsJson() throws IOException {
    Run run =
        Run.succeed(
            "gradient", "sum(i, 1, n, x^i)", "x=pi/2", "n=2", "--hessian", "--check", "--json");
    assertTrue(String.valueOf(run.json().get("check")).contains("is right"), run.out());
    assertEquals(Map.of("x", 1 + Math.PI), run.json().get("gradient"));
    assertEquals(Map.of("x", Map.of("x", 2.0)), run.json().get("hessian"));
  }

  @Test
  void aTaylorSeriesHasItsCoefficients() {
    Run run = Run.succeed("gradient", "exp(x)", "x=0", "--taylor", "3");
    assertTrue(run.out().contains("order 3  0.16666666666666666"), run.out());
  }

  @Test
  void aTableAndPicturesAreWritten() throws IOException {
    Run run =
        Run.succeed("gradient", "sin(a*x)", "a=2", "--table", "x=0:1:0.25", "--plot", at("p.svg"));
    assertEquals(7, run.out().lines().count(), run.out());
    String picture = Files.readString(folder.resolve("p.svg"));
    assertTrue(picture.contains("<svg") && picture.contains("height=\"840\""));
    Run.succeed("gradient", "sin(x)", "--table", "x=0:1:0.5", "--plot", at("p.png"));
    assertTrue(Files.size(folder.resolve("p.png")) > 1000);
    Run.succeed("gradient", "x*y", "x=2", "y=3", "--graph", at("g.svg"));
    assertTrue(Files.readString(folder.resolve("g.svg")).contains("mul(x, y)"));
  }

  @Test
  void badFormulasAndValuesAreRefused() {
    assertRefused("^^^^", "gradient", "sine(x)", "x=2");
    assertRefused("are of one point", "gradient", "x", "--table", "x=0:1:1", "--check");
    assertRefused("y has no value: write y=…", "gradient", "x*y", "x=2");
    assertRefused("z is given, and the formula has no z", "gradient", "x", "x=2", "z=3");
    assertRefused("not of the form name=value", "gradient", "x", "x");
    assertRefused("not defined for x = -1.0", "gradient", "log(x)", "x=-1");
    assertRefused(
        "pictures are .svg or .png", "gradient", "x", "--table", "x=0:1:1", "--plot", "a.pdf");
  }

  private void assertRefused(String part, String... arguments) {
    Run run = Run.of(arguments);
    assertEquals(2, run.status(), run.err());
    assertTrue(run.err().contains(part), run.err());
  }

  @Test
  void axesEndAtRoundNumbers() {
    assertArrayEquals(new double[] {0, 260}, Chart.around(1, 250), 1e-12);
    assertArrayEquals(new double[] {0, 2}, Chart.around(0.01, 2), 1e-12);
    assertArrayEquals(new double[] {-0.3, 0.1}, Chart.around(-0.3, 0.1), 1e-12);
    assertArrayEquals(new double[] {-2e9, 9e9}, Chart.around(-1.2e9, 8.1e9), 1);
  }

  @Test
  void marksOfAxesAreWrittenAlike() {
    List<String> marks =
        DoubleStream.of(-0.05, 0, 0.05, 0.1, 100, 1e7).mapToObj(Chart::mark).toList();
    assertEquals(List.of("-0.05", "0", "0.05", "0.1", "100", "1E+7"), marks);
  }

  @Test
  void aLineIsFitted() throws IOException {
    String file = data(LINE);
    Run run = Run.succeed("fit", "y = a + b*x", file, "--json", "--plot", at("fit.svg"));
    Object parameters = Objects.requireNonNull(run.json().get("parameters"));
    assertTrue(parameters instanceof Map<?, ?> map && map.containsKey("a"), run.out());
    assertEquals(1.94, number(parameters, "b", "value"), 1e-9);
    assertTrue(number(parameters, "b", "standardError") > 0);
    assertTrue(Files.readString(folder.resolve("fit.svg")).contains("<svg"));
    Run text = Run.succeed("fit", "y = a + b*x", file, "--weights", "w", "--bounds", "b=:1.9");
    assertTrue(text.out().contains("residual standard deviation"), text.out());
    assertTrue(Run.succeed("fit", "y = a + b*x", file, "--robust", "cauchy").status() == 0);
  }

  @Test
  void usageNamesAnArgumentOnce() {
    String usage =
        Run.succeed("fit", "--help")
            .out()
            .lines()
            .takeWhile(l -> !l.startsWith("Fits"))
            .reduce("", String::concat);
    assertEquals(usage.indexOf("[MODEL] DATA"), usage.lastIndexOf("[MODEL] DATA"), usage);
  }

  private static double number(Object parameters, String name, String key) {
    return parameters instanceof Map<?, ?> all
            && all.get(name) instanceof Map<?, ?> one
            && one.get(key) instanceof Number n
        ? n.doubleValue()
        : Double.NaN;
  }

  @Test
  void badDataAreRefused() throws IOException {
    String file = data(List.of("x,y", "1,2", "2,oops"));
    assertRefused("line 3, column 2 (\"y\"): \"oops\" is no number", "fit", "y = a*x", file);
    assertRefused("does not say what it models", "fit", "a*x", data(LINE));
    assertRefused("no column z", "fit", "z = a*x", data(LINE));
    assertRefused("give the model before the data", "fit", data(LINE));
    assertRefused("c is none of a", "fit", "y = a*x", data(LINE), "--start", "c=1");
  }

  @Test
  void aMinimumIsFound() throws IOException {
    for (String method : List.of("lbfgs", "newton", "truncated-newton")) {
      Run run =
          Run.succeed(
              "minimize",
              "100*(y - x^2)^2 + (1 - x)^2",
              "x=-1.2",
              "y=1",
              "--method",
              method,
              "--json");
      assertEquals(1, number(run.json(), "point", "x"), 1e-6, run.out());
    }
    Run bounded = Run.succeed("minimize", "(x - 3)^2", "x=0", "--bounds", "x=:2");
    assertTrue(bounded.out().contains("x      2.0"), bounded.out());
    assertEquals(3, Run.of("minimize", "(x - 3)^4", "x=0", "--iterations", "1").status());
    assertRefused("is no method", "minimize", "x^2", "x=1", "--method", "simplex");
  }
}
