package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.transform.CustomGradient;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which operation a check blames, and how it says so. */
class BlameTest {
  /** {@code x^3} whose rule is a factor off. */
  private record Cube(double factor) implements CustomOp {
    @Override
    public String label() {
      return "cube";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      double[] x = in[0].values();
      for (int i = 0; i < x.length; i++) {
        x[i] = x[i] * x[i] * x[i];
      }
      return Tensor.wrap(in[0].shape(), x);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return g.mul(in[0].square().mul(factor));
    }
  }

  private static Culprit culprit(GradientReport report) {
    return Objects.requireNonNull(report.culprit(), report::toString);
  }

  @Test
  void anOperationWithAWrongRuleIsBlamed() {
    Cube wrong = new Cube(2);
    GradientReport report =
        GradientCheck.ofTensors(t -> wrong.on(t[0].exp()).add(t[0].sin()).tanh())
            .at(Tensor.of(Shape.of(2), 0.0, -0.5));
    assertEquals(Verdict.WRONG, report.verdict());
    assertEquals("cube", culprit(report).operation());
    assertEquals(2, culprit(report).node());
    assertEquals(2, culprit(report).worst().given() / culprit(report).worst().expected() * 3, 1e-9);
    List<String> lines = report.toString().lines().toList();
    assertEquals("gradient check: 2 of 2 derivatives are wrong", lines.get(0));
    assertEquals("  worst     order 1, argument 0 at (0)", lines.get(1));
    assertTrue(
        lines
            .get(5)
            .matches(
                "  blame     operation cube, node 2: by its argument 0 at \\(\\d\\) the"
                    + " derivative is \\S+ for \\S+"),
        lines.get(5));
    assertEquals(
        "  operands  Tensor.of(Shape.of(2), new double[] {1.0, " + Math.exp(-0.5) + "})",
        lines.get(6));
    assertEquals(7, lines.size());
    GradientCheck.ofTensors(t -> new Cube(3).on(t[0].exp())).at(Tensor.of(0.5)).assertCorrect();
  }

  @Test
  void aWrongOperationIsFoundAmongManyRightOnes() {
    Cube wrong = new Cube(2.99);
    GradientReport report =
        GradientCheck.ofTensors(
                t -> {
                  Tensor x = t[0];
                  for (int i = 0; i < 100; i++) {
                    x = x.sin().mul(t[0]).add(1);
                  }
                  return wrong.on(x).sum(0).logSumExp(-1).reshape(1);
                })
            .at(Tensor.randn(new Random(3), 3, 2));
    assertEquals("cube", culprit(report).operation());
  }

  @Test
  void anOperationThatIsWrongInItsSecondDerivativeAloneIsBlamed() {
    Function<Scalar, Scalar> frozen =
        CustomGradient.of(x -> x.sin(), (x, _, g) -> g.mul(x.cos().stopGradient()));
    ScalarFunction f = v -> frozen.apply(v[0].exp()).mul(v[0]);
    GradientCheck.of(f).at(0.3).assertCorrect();
    GradientReport report = GradientCheck.of(f).order(2).at(0.3);
    assertEquals(Verdict.WRONG, report.verdict());
    assertEquals("customGradient", culprit(report).operation());
    assertEquals(2, culprit(report).worst().order());
  }

  @Test
  void aKinkIsNamedWithTheOperationThatHasIt() {
    GradientReport report = GradientCheck.of(v -> v[0].exp().mul(v[1].sub(2).relu())).at(1.0, 2.0);
    assertEquals(Verdict.KINK, report.verdict());
    assertEquals("relu", culprit(report).operation());
    List<String> lines = report.toString().lines().toList();
    assertEquals(
        "gradient check: 1 of 2 derivatives is by a convention, there is a kink or an edge of the"
            + " domain",
        lines.get(0));
    assertEquals(
        "  blame     operation relu, node 4: by its argument 0 the derivative is 0.00000000",
        lines.get(6));
    assertEquals("  operands  Scalar.of(0.0)", lines.get(7));
    assertEquals("  try       GradientCheck.of(v -> v[0].relu()).at(Scalar.of(0.0))", lines.get(8));
    GradientReport again = GradientCheck.of(v -> v[0].relu()).at(Scalar.of(0.0));
    assertEquals(Verdict.KINK, again.verdict(), "the reproducer");
  }

  @Test
  void everyKinkOnTheWayIsListedWithItsConvention() {
    GradientCheck check = GradientCheck.ofTensors(t -> t[0].abs().sqrt().add(t[0].sub(2).relu()));
    List<Culprit> kinks = check.kinks(Tensor.of(1, 0, 2));
    assertEquals(
        List.of("abs at [Scalar.of(0.0)]", "sqrt at [Scalar.of(0.0)]", "relu at [Scalar.of(0.0)]"),
        kinks.stream().map(k -> k.operation() + " at " + k.operands()).toList());
    assertEquals(0, kinks.get(0).worst().given());
    assertEquals(List.of(), check.kinks(Tensor.of(1, -1, 3)));
    Culprit tie =
        GradientCheck.of(v -> v[0].maximum(v[1].square()).mul(v[1])).kinks(4, 2).getFirst();
    assertEquals("maximum", tie.operation());
    assertEquals(0.5, tie.worst().given());
  }

  @Test
  void theEdgeOfADomainIsNamed() {
    GradientReport report = GradientCheck.of(v -> v[0].mul(2).sqrt()).at(0.0);
    assertEquals(Verdict.KINK, report.verdict());
    assertEquals("sqrt", culprit(report).operation());
  }

  @Test
  void aFunctionThatReadsNumbersIsBlamedItself() {
    GradientReport report = GradientCheck.of(v -> v[0].sin().mul(v[1].value())).at(1.0, 2.0);
    assertEquals(Verdict.WRONG, report.verdict());
    assertNull(report.culprit());
    String last = report.toString().lines().toList().getLast();
    assertEquals(
        "  blame     the function itself: value(), values(), item(), at(), array() or detach()"
            + " reads argument 1, and what is made of a number has no derivative",
        last);
  }

  @Test
  void aDerivativeIsJudgedByTheScaleOnWhichTheFunctionIsSmooth() {
    GradientCheck.of(v -> v[0].mul(1e5).sin().mul(1e-3).add(v[0])).at(0.1).assertCorrect();
    GradientCheck.of(v -> v[0].mul(1e3).floor().add(v[0])).at(0.1234567).assertCorrect();
  }

  @Test
  void roughValuesAreTooRoughToTell() {
    ScalarFunction rough =
        v -> v[0].add(new Random(Double.doubleToLongBits(v[0].value())).nextDouble());
    GradientReport report = GradientCheck.of(rough).at(0.1);
    assertEquals(Verdict.NOISE, report.verdict());
    assertNull(report.culprit());
    assertTrue(
        report.toString().startsWith("gradient check: 1 of 1 derivative is too rough to tell"),
        report::toString);
  }

  @Test
  void aKinkSaysHowFarItIs() {
    GradientCheck relu = GradientCheck.ofTensors(t -> t[0].mul(2).relu());
    Culprit near = relu.kinks(Tensor.of(1, 1e-7, -3)).getFirst();
    assertEquals("relu", near.operation());
    assertEquals(List.of("Scalar.of(2.0E-7)"), near.operands());
    assertEquals(2e-7, near.worst().distance(), 1e-12);
    assertEquals(
        "slope 0.00000000 to the left and 1.00000000 to the right:"
            + " the function has a kink 2.00e-07 below",
        String.valueOf(near.worst().hint())
            .replaceFirst("slope [0-9.]+ to", "slope 0.00000000 to"));
    assertEquals(0, relu.kinks(Tensor.of(0.0)).getFirst().worst().distance());
    GradientCheck curved = GradientCheck.of(v -> v[0].exp().maximum(v[1].square()).sin());
    Culprit tie = curved.kinks(0, 1 + 1e-7).getFirst();
    assertEquals("maximum", tie.operation());
    assertEquals(2e-7, tie.worst().distance(), 1e-11);
    GradientCheck clamp = GradientCheck.of(v -> v[0].clamp(-1, 2));
    assertEquals(3e-7, clamp.kinks(2 + 3e-7).getFirst().worst().distance(), 1e-12);
    assertTrue(Double.isNaN(clamp.at(0.5).entries().get(0).distance()));
  }
}
