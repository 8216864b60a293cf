package io.autodiff.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.check.Certificate;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.Verdict;
import io.autodiff.program.Program;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random formulas have the value of the same operations in Java, and random text is refused. */
class ExpressionPropertiesTest {

  /** A formula and what it means. */
  record Meant(String text, DoubleBinaryOperator value) {}

  @Provide
  Arbitrary<Meant> formulas() {
    Arbitrary<Meant> leaves =
        Arbitraries.of(
            new Meant("x", (x, _) -> x),
            new Meant("y", (_, y) -> y),
            new Meant("2", (_, _) -> 2),
            new Meant(".25", (_, _) -> 0.25),
            new Meant("pi", (_, _) -> Math.PI));
    return Arbitraries.recursive(() -> leaves, this::larger, 1, 5);
  }

  private Arbitrary<Meant> larger(Arbitrary<Meant> inner) {
    Arbitrary<Meant> pairs =
        Combinators.combine(Arbitraries.of("+", "-", "*", "/"), inner, inner)
            .as(ExpressionPropertiesTest::pair);
    Arbitrary<Meant> calls =
        Combinators.combine(Arbitraries.of("sin", "arctan", "exp", "abs", "-"), inner)
            .as(ExpressionPropertiesTest::call);
    Arbitrary<Meant> choices =
        Combinators.combine(inner, inner)
            .as(
                (a, b) ->
                    new Meant(
                        "if(" + a.text + " < " + b.text + ", " + a.text + ", [" + b.text + "])",
                        (x, y) -> {
                          double left = a.value.applyAsDouble(x, y);
                          double right = b.value.applyAsDouble(x, y);
                          return left < right ? left : right;
                        }));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(4, pairs),
        net.jqwik.api.Tuple.of(2, calls),
        net.jqwik.api.Tuple.of(1, choices));
  }

  private static Meant pair(String operator, Meant a, Meant b) {
    return new Meant(
        "(" + a.text + ")" + operator + "{" + b.text + "}",
        (x, y) -> {
          double left = a.value.applyAsDouble(x, y);
          double right = b.value.applyAsDouble(x, y);
          return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            default -> left / right;
          };
        });
  }

  private static Meant call(String function, Meant a) {
    return new Meant(
        function + "(" + a.text + ")",
        (x, y) -> {
          double v = a.value.applyAsDouble(x, y);
          return switch (function) {
            case "sin" -> Math.sin(v);
            case "arctan" -> Math.atan(v);
            case "exp" -> Math.exp(v);
            case "abs" -> Math.abs(v);
            default -> -v;
          };
        });
  }

  @Property(tries = 500, seed = "1")
  void aFormulaHasTheValueOfItsOperations(@ForAll("formulas") Meant f) {
    double wanted = f.value.applyAsDouble(0.7, -1.3);
    Expression read = Expression.parse(f.text);
    Map<String, Double> at = Map.of("x", 0.7, "y", -1.3);
    if (!Double.isNaN(wanted)) {
      assertEquals(wanted, read.at(at), Math.abs(wanted) * 1e-13, f.text);
    }
  }

  @Property(tries = 200, seed = "2")
  void theDerivativesOfAFormulaAreWrongByLostDigitsAtMost(@ForAll("formulas") Meant f) {
    Expression read = Expression.parse(f.text);
    if (!read.variables().isEmpty() && Double.isFinite(f.value.applyAsDouble(0.7, -1.3))) {
      double[] x = read.variables().stream().mapToDouble(n -> n.equals("x") ? 0.7 : -1.3).toArray();
      GradientCheck check = GradientCheck.of(read.function());
      if (check.at(x).verdict() == Verdict.WRONG) {
        assertOnlyDigitsAreLost(check.certificate(x), f.text);
      }
      Program program = Program.of(read.function(), x);
      assertEquals(program.replay().run(x)[0], Expression.of(program).value(x), f.text);
    }
  }

  /**
   * Where terms such as {@code x/s - x/s} of a tiny s cancel, a gradient keeps few digits; and of
   * the sine of 1e38 not even 60 digits can tell a slope.
   */
  private static void assertOnlyDigitsAreLost(Certificate certificate, String formula) {
    String message = formula + "\n" + certificate;
    assertTrue(certificate.isCertified(), message);
    assertNull(certificate.culprit(), message);
    assertTrue(
        certificate.entries().stream()
            .anyMatch(e -> certificate.isLost(e) || e.verdict() == Verdict.NOISE),
        message);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.of(
            "x", "y", "2", "1.5", "+", "-", "*", "/", "^", "(", ")", "[", "]", "sin", "if", "sum",
            ",", "=", "==", "<", "\n", ";", "e", "not", "and", "max", "c", "%", "#", ".", "0x")
        .list()
        .ofMaxSize(30)
        .map(words -> String.join(" ", words));
  }

  @Property(tries = 5000, seed = "3")
  void anyTextIsReadOrRefused(@ForAll("words") String text) {
    Map<String, Double> at = Map.of("x", 2.0, "y", 3.0, "c", 2.0);
    for (boolean model : List.of(true, false)) {
      try {
        Expression f = model ? Expression.parseModel(text) : Expression.parse(text);
        f.at(at);
      } catch (ExpressionException e) {
        assertEquals(Math.clamp(e.position(), 0, text.length()), e.position());
      }
    }
  }
}
