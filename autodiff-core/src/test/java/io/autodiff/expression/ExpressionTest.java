package io.autodiff.expression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.check.GradientCheck;
import io.autodiff.program.Program;
import io.autodiff.transform.Jacobian;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas are read, evaluated and differentiated. */
class ExpressionTest {
  private static final Map<String, Double> AT = Map.of("x", 2.0, "y", 3.0, "n", 4.0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -x^2                              | -4
          2^-x^2                            | 0.0625
          2^3^2                             | 512
          (2^3)^2                           | 64
          10 - 4 - 3                        | 3
          12 / 3 / 2                        | 2
          1 - -x                            | 3
          +x                                | 2
          2 - 3*x                           | -4
          --x                               | 2
          x**2                              | 4
          [x + {y*(2)}]                     | 8
          1e-3 + 1d2 + 0xFF + 1_000 + .5    | 1355.501
          1.E1 + 2.                         | 12
          x < y                             | 1
          x >= y or x == 2                  | 1
          not x < y and 1                   | 0
          not (x > y)                       | 1
          x <> 2                            | 0
          1 + x > y                         | 0
          if(x > 1, y, 1/0)                 | 3
          sum(i, 1, n, x^i)                 | 30
          sum(i, 1, n, sum(j, i, n, j))     | 30
          sum(i, 3, 2, x)                   | 0
          product(k, 1, 3, x + k)           | 60
          prod(k, 1, 0, x)                  | 1
          sum(i, 1, 2, i) + sum(i, 1, 2, i) | 6
          max(x, y, 2.5) - min(x, y)        | 1
          max(x)                            | 2
          ln(e^x)                           | 2
          tg(x) / tan(x)                    | 1
          arctan(1) * 4 / pi                | 1
          π − pi                            | 0
          x × y · 2 ÷ 3                     | 4
          mod(-7, 3)                        | 2
          clamp(x, 0, 1)                    | 1
          hypot(3, 4)                       | 5
          lg(1000)                          | 3
          Phi(0)                            | 0.5
          """)
  void aFormulaHasItsValue(String formula, double value) {
    assertEquals(value, Expression.parse(formula).at(AT), 1e-14);
  }

  @Test
  void definitionsStandBeforeTheResult() {
    Expression f =
        Expression.parse(
            """
            # the distance
            r = sqrt(x^2
                     + y^2)   # from the origin
            s = 2*r; r*s
              + 1
            """);
    assertEquals(List.of("x", "y"), f.variables());
    assertEquals(27, f.at(AT), 1e-13);
    assertEquals(8, Objects.requireNonNull(f.gradient(AT).get("x")), 1e-13);
  }

  @Test
  void aDefinitionThatNothingUsesNeedsNoValue() {
    assertEquals(2, Expression.parse("unused = z + 1\nx").at(AT));
  }

  @Test
  void gradientAndHessianAreNamed() {
    Expression f = Expression.parse("x*y + sin(x)");
    assertEquals(Map.of("x", 3 + Math.cos(2), "y", 2.0), f.gradient(AT));
    assertEquals(
        Map.of("x", Map.of("x", -Math.sin(2), "y", 1.0), "y", Map.of("x", 1.0, "y", 0.0)),
        f.hessian(AT));
  }

  @Test
  void aFormulaWithoutVariablesHasAnEmptyGradient() {
    assertEquals(Map.of(), Expression.parse("1 + 2").gradient(Map.of()));
    assertEquals(3, Expression.parse("1 + 2").function().apply(new Scalar[0]).value());
  }

  @Test
  void aConstantFormulaHasGradientZero() {
    assertEquals(Map.of("x", 0.0), Expression.parse("floor(x)").gradient(AT));
  }

  @Test
  void theBranchNotTakenHasNoPartInTheDerivative() {
    Expression f = Expression.parse("if(x > 0, sqrt(x), 0)");
    assertEquals(Map.of("x", 0.0), f.gradient(Map.of("x", 0.0)));
    assertEquals(Map.of("x", 0.0), f.gradient(Map.of("x", -1.0)));
  }

  @Test
  void whatABoundDependsOnIsACount() {
    Expression f = Expression.parse("sum(i, 1, n, x^i / n)");
    assertEquals(List.of("x"), f.variables());
    assertEquals(Set.of("n"), f.counts());
    assertEquals(Set.of("x"), f.gradient(AT).keySet());
    Expression fixed = f.with("n", 2);
    assertEquals(Set.of(), fixed.counts());
    assertEquals(3, fixed.at(AT), 1e-15);
  }

  @Test
  void elementsOfColumnsAreCountedFromOne() {
    Expression f =
        Expression.parse("sum(i, 1, 3, if(i > 1, d[i - 1], 0) * x^i)")
            .with("d", new double[] {10, 20});
    assertEquals(Set.of("d"), f.columns());
    assertEquals(10 * 4 + 20 * 8, f.at(AT), 1e-13);
    assertEquals(10 * 4 + 20 * 12, Objects.requireNonNull(f.gradient(AT).get("x")), 1e-12);
  }

  @Test
  void aModelHasALeftSideAndAnErrorTerm() {
    Expression f = Expression.parseModel("log[y] = b1 - b2*x1 * exp[-b3*x2]  +  e\n\n");
    assertEquals(List.of("b1", "b2", "x1", "b3", "x2"), f.variables());
    assertEquals(List.of("y"), f.response().orElseThrow().variables());
    assertEquals(Math.log(3), f.response().orElseThrow().at(AT));
    assertEquals(5 + Math.E, Expression.parse("z = x + y + e").at(AT));
    assertTrue(Expression.parse("x").response().isEmpty());
  }

  @Test
  void aModelGoesOnAfterAnOperatorOrBeforeOne() {
    Expression f =
        Expression.parseModel(
            "pi = 3.14E0\n y = (b1 + b2*x) /\n     (1 + b3*x)\n    + b4*cos( 2*pi*x )  + e");
    assertEquals(List.of("b1", "b2", "x", "b3", "b4"), f.variables());
    assertEquals(
        (1 + 2 * 0.5) / (1 + 3 * 0.5) + 4 * Math.cos(3.14),
        f.at(Map.of("b1", 1.0, "b2", 2.0, "b3", 3.0, "b4", 4.0, "x", 0.5)),
        1e-15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x*y + sin(x)",
        "x^y",
        "if(x > y, x*y, x - y)",
        "sum(i, 1, 5, x^i / (i + y))",
        "clamp(x, 0, 5) * polygamma(1, y)",
        "clamp(x*x, 0.5, y) * clamp(x, y, 9) + clamp(7, x, y) - clamp(x, y - 2, 2*y)",
        "max(x, y, 1) * logAddExp(x, y)",
        "r = hypot(x, y)\nr * erf(r) / besselI(2, x)"
      })
  void everyWayOfEvaluationAgrees(String text) {
    Expression f = Expression.parse(text);
    double value = f.at(AT);
    double[] x = f.variables().stream().mapToDouble(AT::get).toArray();
    assertEquals(value, f.value(x), Math.ulp(value));
    double[] gradient = new double[x.length];
    assertEquals(value, f.valueAndGradient(x, gradient), Math.ulp(value));
    double[] byName = f.gradient(AT).values().stream().mapToDouble(d -> d).toArray();
    assertArrayEquals(byName, gradient, 1e-14);
    assertArrayEquals(byName, Autodiff.gradient(f.function()).at(x), 1e-14);
    GradientCheck.of(f.function()).at(x).assertCorrect();
    Tensor elements = f.apply(Map.of("x", Tensor.of(2, 1), "y", Tensor.of(3, 1)));
    assertEquals(value, elements.values()[0], 4 * Math.ulp(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x*y + sin(x)",
        "-x^2 - (-3) * x^-1",
        "if(x > y and not y == 3, x, y/2)",
        "sum(i, 1, 4, (x - i)^2) * max(x, y)",
        "clamp(x, 0, 1) + besselI(1, x) + mod(x, 2) + atan2(y, x)"
      })
  void aProgramPrintsAsAFormulaWithItsValue(String text) {
    Expression f = Expression.parse(text);
    double[] x = f.variables().stream().mapToDouble(AT::get).toArray();
    Program program = Program.of(f.function(), x);
    assertEquals(program.replay().run(x)[0], Expression.of(program).value(x));
    Program simple = program.simplified();
    assertEquals(simple.replay().run(x)[0], Expression.of(simple).value(x));
  }

  @Test
  void clampByBoundsThatDependOnVariablesHasTheDerivativeOfMinAndMax() {
    Expression f = Expression.parse("clamp(x, low, high)");
    assertArrayEquals(new double[] {1, 0, 0}, Autodiff.gradient(f.function()).at(2, 1, 3));
    assertArrayEquals(new double[] {0, 1, 0}, Autodiff.gradient(f.function()).at(0, 1, 3));
    assertArrayEquals(new double[] {0, 0, 1}, Autodiff.gradient(f.function()).at(4, 1, 3));
    assertArrayEquals(new double[] {0.5, 0.5, 0}, Autodiff.gradient(f.function()).at(1, 1, 3));
    assertArrayEquals(new double[] {0.5, 0, 0.5}, Autodiff.gradient(f.function()).at(3, 1, 3));
    Expression byName = Expression.parse("clamp(x, 0, y)");
    assertEquals(Map.of("x", 0.0, "y", 1.0), byName.gradient(Map.of("x", 4.0, "y", 3.0)));
  }

  @Test
  void theGradientOfAProgramPrintsAsAFormula() {
    Program program = Program.of(Expression.parse("exp(-x^2) * cos(x)").function(), 0.5).gradient();
    Expression slope = Expression.of(program);
    double x = 0.7;
    double wanted = Math.exp(-x * x) * (-2 * x * Math.cos(x) - Math.sin(x));
    assertEquals(wanted, slope.at(Map.of("x0", x)), 1e-15);
  }

  @Test
  void aFormulaOverColumnsHasAResultForEachRow() {
    double[] x = {1, 2, 3};
    ColumnFunction f = Expression.parse("b1*(1 - exp(-b2*x))").over(Map.of("x", x));
    assertEquals(List.of("b1", "b2"), f.parameters());
    Jacobian.WithValue<double[]> all = f.valueAndJacobian(2, 0.5);
    for (int i = 0; i < 3; i++) {
      double decay = Math.exp(-0.5 * x[i]);
      assertEquals(2 * (1 - decay), f.at(2, 0.5)[i], 1e-15);
      assertEquals(2 * (1 - decay), all.value()[i], 1e-15);
      assertArrayEquals(new double[] {1 - decay, 2 * x[i] * decay}, all.jacobian()[i], 1e-15);
    }
  }

  @Test
  void aFormulaThatUsesNoColumnIsTheSameForEachRow() {
    ColumnFunction f = Expression.parse("b^2").over(Map.of("x", new double[] {1, 2}));
    assertArrayEquals(new double[] {9, 9}, f.at(3));
    assertArrayEquals(new double[] {6}, f.jacobian(3)[1]);
  }

  @Test
  void aSumOfHundredsOfThousandsOfTermsIsEvaluated() {
    Expression f = Expression.parse("x+".repeat(400_000) + "x");
    assertEquals(800_002, f.at(AT));
    assertEquals(Map.of("x", 400_001.0), f.gradient(AT));
  }
}
