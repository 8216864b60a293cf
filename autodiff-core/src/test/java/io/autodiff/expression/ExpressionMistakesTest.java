package io.autodiff.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.program.Program;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad formulas are refused by messages that mark the place. */
class ExpressionMistakesTest {
  private static final Map<String, Double> AT = Map.of("x", 2.0, "y", 3.0);

  private static ExpressionException refused(String text) {
    return assertThrows(ExpressionException.class, () -> Expression.parse(text).gradient(AT));
  }

  @Test
  void theMessageMarksThePlace() {
    assertEquals(
        """
        formula: unknown function sine
          2*sine(x)
            ^^^^
          expected  a function, or an operator after a variable
          hint      sin, sinc, sinh\
        """,
        refused("2*sine(x)").getMessage());
  }

  @Test
  void theMessageShowsTheLine() {
    assertEquals(
        """
        formula: unexpected ), in line 2
          r * (x + )
                   ^
          expected  a number, a name or an opening parenthesis\
        """,
        refused("r = x + y\nr * (x + )").getMessage());
  }

  @Test
  void aLongLineIsShownAroundThePlace() {
    String message =
        String.valueOf(refused("x + ".repeat(100) + "?" + " + x".repeat(100)).getMessage());
    assertTrue(message.lines().allMatch(line -> line.length() < 90), message);
    assertTrue(message.contains("…"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          2x               | 1  | a number that goes on
          2 x              | 2  | unexpected x
          x y              | 2  | a product is written a*b
          (x               | 2  | expected  an operator or )
          x)               | 1  | unexpected )
          [x)              | 2  | ], which closes the [ before
          ""               | 0  | it ends too early
          x +              | 3  | it ends too early
          *x               | 0  | a value before the operator
          x = 1, 2         | 5  | unexpected ,
          if(x = 1, 2, 3)  | 5  | a comparison is written ==
          1 < x < 3        | 6  | comparisons do not chain
          atan2(x)         | 0  | atan2 of 1 values
          x % 2            | 2  | rem(a, b) and mod(a, b)
          b(x + 1)         | 0  | a product is written b*(…)
          x[3]             | 0  | x has no data
          sum(1, 2, 3)     | 4  | the name of a counter
          sum(i, 1, x)     | 11 | a comma and what is to be added up
          sum(i, 1, 1.5, i)| 10 | not a whole number: 1.5
          sum(i,1,1e9,i)   | 12 | too long a sum
          1..2             | 2  | a number that goes on
          1.2.3            | 3  | a number that goes on
          polygamma(x, 2)  | 10 | x depends on a variable
          polygamma(1.5, x)| 0  | the order is not a whole number
          zeta + 1         | 0  | zeta has no value
          sqrt(x - 5) + 1  | 0  | not defined for x - 5 = -3.0
          y * log(-x)      | 4  | not defined for -x = -2.0
          (0*x)^(-1) * 0   | 0  | not defined for
          a = 1; 2*; x     | 7  | name = … before the result
          x; y             | 0  | name = … before the result
          """)
  void aMistakeIsRefusedAtItsPlace(String formula, int position, String part) {
    String text = formula.equals("\"\"") ? "" : formula;
    ExpressionException e = refused(text);
    assertTrue(String.valueOf(e.getMessage()).contains(part), String.valueOf(e.getMessage()));
    assertEquals(position, e.position(), String.valueOf(e.getMessage()));
  }

  @Test
  void barsAreNoParentheses() {
    ExpressionException e = refused("|x|");
    assertTrue(String.valueOf(e.getMessage()).contains("abs(x)"), e.getMessage());
  }

  @Test
  void aDomainErrorInASumNamesItsPart() {
    ExpressionException e = refused("sum(i, 1, 5, sqrt(3 - i) * x)");
    assertTrue(String.valueOf(e.getMessage()).contains("3 - i = -1.0"), e.getMessage());
  }

  @Test
  void anElementThatDoesNotExistIsNamed() {
    Expression f = Expression.parse("sum(i, 1, 3, d[i])").with("d", new double[] {1, 2});
    ExpressionException e = assertThrows(ExpressionException.class, () -> f.at(Map.of()));
    assertTrue(String.valueOf(e.getMessage()).contains("d[3] does not exist"), e.getMessage());
  }

  @Test
  void aGivenNaNIsNoMistake() {
    assertEquals(Double.NaN, Expression.parse("sqrt(x)").at(Map.of("x", Double.NaN)));
  }

  @Test
  void aNameWithoutAValueIsComparedWithTheGivenOnes() {
    ExpressionException e =
        assertThrows(
            ExpressionException.class,
            () -> Expression.parse("2*alpha").at(Map.of("alhpa", 1.0, "y", 2.0)));
    assertTrue(String.valueOf(e.getMessage()).contains("given is alhpa"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"(,)", "-,''", "sin(,)", "x^,''", "1-(,)"})
  void deepNestingIsRefused(String open, String close) {
    ExpressionException e = refused(open.repeat(10_000) + "x" + close.repeat(10_000));
    assertTrue(String.valueOf(e.getMessage()).contains("500 deep"), e.getMessage());
    assertEquals(
        Expression.parse("x").at(AT),
        Expression.parse("(".repeat(400) + "x" + ")".repeat(400)).at(AT));
  }

  @Test
  void aLineOfTenMegabytesIsRefused() {
    ExpressionException e = refused("x+".repeat(5_000_000) + "x");
    assertTrue(String.valueOf(e.getMessage()).contains("at most 1000000"), e.getMessage());
  }

  @Test
  void aColumnOfAnotherLengthIsRefused() {
    ExpressionException e =
        assertThrows(
            ExpressionException.class,
            () ->
                Expression.parse("a*x + b*y")
                    .over(
                        new java.util.TreeMap<>(
                            Map.of("x", new double[] {1, 2}, "y", new double[] {1}))));
    assertTrue(String.valueOf(e.getMessage()).contains("y has 1 rows"), e.getMessage());
  }

  @Test
  void aFormulaWithoutVariablesIsNoFunctionOfColumns() {
    Expression three = Expression.parse("1 + 2");
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> three.over(Map.of("x", new double[] {1})));
    assertTrue(String.valueOf(e.getMessage()).contains("depends on no variable"), e.getMessage());
  }

  @Test
  void aGradientOfAnotherLengthIsRefused() {
    Expression f = Expression.parse("x + y");
    for (int length : new int[] {1, 3}) {
      AutodiffException e =
          assertThrows(
              AutodiffException.class,
              () -> f.valueAndGradient(new double[] {1, 2}, new double[length]));
      assertTrue(String.valueOf(e.getMessage()).contains("for 2 variables"), e.getMessage());
    }
  }

  @Test
  void aProgramThatIsNoFormulaIsRefused() {
    Program two = Program.ofVector(x -> new Scalar[] {x[0], x[0].sin()}, 1);
    assertThrows(AutodiffException.class, () -> Expression.of(two));
    Program cell = Program.of(x -> x[0].isGreaterThan(0) ? x[0].sin() : x[0], 1);
    assertThrows(AutodiffException.class, () -> Expression.of(cell));
  }
}
