package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
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
    assertNoise(GradientCheck.of(v -> v[0].floorMod(2.0)).at(1e20));
    assertNoise(GradientCheck.of(v -> v[0].mul(v[1]).cos()).at(1e20, 1e19));
    GradientReport inner = GradientCheck.of(v -> v[0].mul(1e16).sin()).at(0.7);
    assertEquals(Verdict.NOISE, inner.verdict(), inner.toString());
  }

  private static void assertNoise(GradientReport report) {
    assertEquals(Verdict.NOISE, report.verdict(), report.toString());
    assertNull(report.culprit());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e17, 1e30, 1e38, 1e60, 1e200, 1e300})
  void aSineOfALargeNumberIsNoise(double x) {
    assertNoise(GradientCheck.of(v -> v[0].sin()).at(x));
    assertNoise(GradientCheck.of(v -> v[0].sin().mul(2).exp()).at(x));
    assertNoise(GradientCheck.of(v -> v[0].tan()).at(x));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1.00006103515625, -3.3})
  void aSmoothFunctionOfCoarseValuesIsNoise(double x) {
    GradientReport report = GradientCheck.of(v -> v[0].add(1e12).sub(1e12).square()).at(x);
    assertNoise(report);
    assertTrue(report.toString().contains("values are too coarse"), report.toString());
    assertTrue(report.toString().contains("by sub, instruction 4: 1"), report.toString());
    GradientCheck logs =
        GradientCheck.of(v -> v[0].exp().add(1e10).log().sub(Math.log(1e10)).mul(1e10));
    assertNoise(logs.at(x));
  }

  @Test
  void anErrorAmidCoarseValuesIsWrong() {
    Function<Scalar, Scalar> square = CustomGradient.of(x -> x.square(), (x, y, g) -> g.mul(x));
    GradientReport report = GradientCheck.of(v -> square.apply(v[0].add(1e3).sub(1e3))).at(0.7);
    assertEquals(Verdict.WRONG, report.verdict(), report.toString());
    assertNotNull(report.culprit());
  }

  @Test
  void aJumpIsAConvention() {
    GradientReport floor = GradientCheck.of(v -> v[0].floor()).at(1.0);
    assertKink("floor", floor);
    assertEquals(
        "value 0.00000000 to the left, 1.00000000 here and 1.00000000 to the right:"
            + " the function jumps here",
        Objects.requireNonNull(floor.worst()).hint());
    assertKink("le", GradientCheck.of(v -> v[0].le(1.0).mul(v[0])).at(1.0));
    assertKink("atan2", GradientCheck.of(v -> v[0].atan2(v[1])).at(0.0, -1.0));
    assertKink("round", GradientCheck.of(v -> v[0].round().add(v[0].sin())).at(0.5));
    assertKink("floorMod", GradientCheck.of(v -> v[0].floorMod(2.0)).at(4.0));
    Tensor single = Tensor.of(1.0f, 0.5f).to(DType.FLOAT32);
    assertKink("ceil", GradientCheck.ofTensors(t -> t[0].ceil()).at(single));
    List<Culprit> jumps = GradientCheck.of(v -> v[0].floor().add(v[0].relu())).kinks(0.0);
    assertEquals(List.of("floor", "relu"), jumps.stream().map(Culprit::operation).toList());
  }

  @Test
  void aSteepFunctionDoesNotJump() {
    for (double steepness : new double[] {1e3, 1e6, 1e9}) {
      GradientReport report = GradientCheck.of(v -> v[0].mul(steepness).tanh()).at(0.0);
      assertEquals(Verdict.RIGHT, report.verdict(), report.toString());
      Function<Scalar, Scalar> wrong =
          CustomGradient.of(x -> x.tanh(), (x, y, g) -> g.mul(y.square().rsub(1.1)));
      GradientCheck check = GradientCheck.of(v -> wrong.apply(v[0].mul(steepness)));
      assertEquals(Verdict.WRONG, check.at(0.0).verdict(), "" + steepness);
    }
  }

  @Test
  void roughValuesBesideAKinkAreOfAConvention() {
    GradientReport report = GradientCheck.of(v -> v[0].clamp(-1, 1).acos().add(v[0].sin())).at(1.0);
    assertEquals(Verdict.KINK, report.verdict(), report.toString());
    assertNotNull(report.culprit());
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
