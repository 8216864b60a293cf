package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.transform.CustomGradient;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives by a convention are told from wrong ones, however small or hidden the kink is. */
class ConventionsTest {

  private static void assertKink(String operation, GradientReport report) {
    assertEquals(Verdict.KINK, report.verdict(), report.toString());
    assertEquals(operation, Objects.requireNonNull(report.culprit()).operation());
  }

  @Test
  void aPoleAtTheEdgeOfADomainIsNotConfirmedBySteps() {
    assertKink("acosh", GradientCheck.of(v -> v[0].acosh()).at(1.0));
    assertKink("acos", GradientCheck.of(v -> v[0].acos()).at(1.0));
    assertKink("asin", GradientCheck.of(v -> v[0].asin()).at(-1.0));
    assertKink("entropy", GradientCheck.of(v -> v[0].entropy()).at(0.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-4, 1e-5, 1e-6})
  void aKinkBesideALargeSlopeIsAKink(double size) {
    GradientCheck check = GradientCheck.of(v -> v[0].sin().add(v[0].relu().mul(size)));
    assertKink("relu", check.at(0.0));
    assertEquals(Verdict.RIGHT, check.at(0.3).verdict());
    assertEquals(Verdict.RIGHT, check.at(-0.3).verdict());
  }

  @Test
  void anErrorBesideASmallerKinkIsWrong() {
    GradientReport wrong =
        GradientCheck.of(v -> v[0].cos().mul(v[0].detach().add(2)).add(v[0].relu().mul(1e-5)))
            .at(0.0);
    assertEquals(Verdict.WRONG, wrong.verdict(), wrong.toString());
  }

  @Test
  void kinksThatCancelMakeADerivativeOfConventions() {
    GradientReport report = GradientCheck.of(v -> v[0].relu().sub(v[0].neg().relu())).at(0.0);
    assertKink("relu", report);
    assertEquals(
        "an operation has a kink here, and the derivative is made of its convention",
        Objects.requireNonNull(report.worst()).hint());
    GradientReport power = GradientCheck.of(v -> v[0].sub(v[0].add(0.0)).pow(0.5)).at(1.0);
    assertEquals(Verdict.KINK, power.verdict(), power.toString());
  }

  @Test
  void aDerivativeIsWrongWhereNoOperationHasAKink() {
    GradientReport report = GradientCheck.of(v -> v[0].mul(v[0].detach())).at(3.0);
    assertEquals(Verdict.WRONG, report.verdict());
    assertNull(report.culprit());
  }

  @Test
  void aFunctionThatChangesFasterThanItsArgumentCanIsNoise() {
    List<ScalarFunction> fast =
        List.of(
            v -> v[0].sin(),
            v -> v[0].mul(0.5).cos().square(),
            v -> v[0].sin().mul(v[0]).add(v[0].atan()));
    for (ScalarFunction f : fast) {
      GradientReport report = GradientCheck.of(f).at(7e15);
      assertEquals(Verdict.NOISE, report.verdict(), report.toString());
      assertNull(report.culprit());
      assertTrue(report.toString().contains("in 60 digits"), report.toString());
    }
    GradientReport inner = GradientCheck.of(v -> v[0].mul(1e16).sin()).at(0.7);
    assertEquals(Verdict.NOISE, inner.verdict(), inner.toString());
  }

  @Test
  void aRuleThatIsWrongThereIsFoundThere() {
    Function<Scalar[], Scalar> sine =
        CustomGradient.of(x -> x[0].sin(), (x, y, g) -> new Scalar[] {g.mul(x[0].cos()).mul(-1)});
    GradientReport report = GradientCheck.of(sine::apply).at(7e15);
    assertEquals(Verdict.WRONG, report.verdict(), report.toString());
    assertNotNull(report.culprit());
  }

  @Test
  void aFunctionThatThrowsBesideThePointIsOutsideOfItsDomainThere() {
    Tensor one = Tensor.of(Shape.of(1, 1), 1.0 / 1024);
    GradientReport report = GradientCheck.ofTensors(t -> t[0].cholesky()).at(one);
    assertEquals(Verdict.RIGHT, report.verdict(), report.toString());
    assertTrue(Objects.requireNonNull(report.worst()).given() > 1);
  }
}
