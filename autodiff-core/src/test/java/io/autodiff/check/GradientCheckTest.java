package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.transform.CustomGradient;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private final Random random = new Random(11);

  /** {@code x^2 y} without its derivative by {@code y}. */
  private static final ScalarFunction WRONG = v -> v[0].square().mul(v[1].detach());

  @Test
  void aCorrectGradientPasses() {
    GradientReport report = GradientCheck.of(v -> v[0].mul(v[1]).add(v[0].sin())).at(2.0, 3.0);
    report.assertCorrect();
    assertTrue(report.isCorrect());
    assertEquals(2, report.entries().size());
    assertEquals(3 + Math.cos(2), report.entries().get(0).given(), 1e-15);
    assertEquals(3 + Math.cos(2), report.entries().get(0).expected(), 1e-9);
  }

  @Test
  void aWrongGradientFailsWithItsWorstEntry() {
    GradientReport report = GradientCheck.of(WRONG).at(3.0, 0.5);
    AssertionError e = assertThrows(AssertionError.class, report::assertCorrect);
    List<String> lines = String.valueOf(e.getMessage()).lines().toList();
    assertEquals("gradient check: 1 of 2 derivatives is wrong", lines.get(0));
    assertEquals("  worst     order 1, argument 1", lines.get(1));
    assertEquals("  given     0.00000000", lines.get(2));
    assertTrue(lines.get(3).startsWith("  expected  9.00000000 ± "), lines.get(3));
    assertEquals("  allowed   9.0e-07", lines.get(4));
    assertTrue(lines.get(5).contains("reads argument 1, and"), lines.get(5));
    assertEquals(6, lines.size());
    GradientReport.Entry worst = report.worst();
    assertFalse(worst == null || worst.isCorrect());
  }

  @Test
  void directionalDifferencesDetectTheErrorToo() {
    GradientReport report = GradientCheck.of(WRONG).directional(2).at(3.0, 0.5);
    assertFalse(report.isCorrect());
    assertTrue(report.toString().contains("order 1, random direction "), report.toString());
    GradientCheck.of(v -> v[0].square().mul(v[1])).directional(2).at(3.0, 0.5).assertCorrect();
  }

  @Test
  void anErrorOfTheSecondOrderIsSeenByOrderTwoAlone() {
    ScalarFunction f =
        v -> {
          Scalar slope = v[0].cos().detach();
          return v[0].sub(v[0].detach()).mul(slope).add(v[0].sin().detach());
        };
    GradientCheck.of(f).at(0.7).assertCorrect();
    GradientReport report = GradientCheck.of(f).order(2).at(0.7);
    assertFalse(report.isCorrect());
    assertEquals(2, worst(report).order());
    GradientCheck.of(v -> v[0].sin()).order(4).at(0.7).assertCorrect();
  }

  private static GradientReport.Entry worst(GradientReport report) {
    GradientReport.Entry worst = report.worst();
    if (worst == null) {
      throw new AssertionError("nothing compared");
    }
    return worst;
  }

  @Test
  void anElementOfATensorIsNamedByItsPlace() {
    GradientReport report =
        GradientCheck.ofTensors(t -> t[0].mul(t[1].detach()).add(t[1].sin()))
            .at(Tensor.randn(random, 2, 3), Tensor.randn(random, 2, 1));
    assertFalse(report.isCorrect());
    assertTrue(worst(report).name().matches("argument 1 at \\([01], 0\\)"), worst(report).name());
  }

  @Test
  void tensorValuedFunctionsAreCheckedThroughARandomCotangent() {
    Tensor a = Tensor.randn(random, 2, 3);
    Tensor b = Tensor.randn(random, 3, 2);
    GradientCheck.ofTensors(t -> t[0].matmul(t[1])).order(3).at(a, b).assertCorrect();
    GradientCheck.ofTensor(t -> t.softmax(1).square().sum()).order(2).at(a).assertCorrect();
    assertFalse(
        GradientCheck.ofTensors(t -> t[0].sub(t[0].detach().mul(0.5))).at(a).entries().isEmpty());
  }

  @Test
  void severalResultsAndBothKindsOfValueMix() {
    GradientCheck.ofVector(v -> new Scalar[] {v[0].mul(v[1]), v[1].exp()})
        .order(2)
        .at(0.3, -0.4)
        .assertCorrect();
    GradientCheck.ofValues(
            in -> {
              Scalar s = (Scalar) in.get(0);
              Tensor t = (Tensor) in.get(1);
              return List.of(t.mul(s).tanh(), t.sum().mul(s));
            })
        .order(2)
        .at(Scalar.of(0.3), Tensor.randn(random, 2, 2))
        .assertCorrect();
  }

  @Test
  void manyArgumentsAreCheckedAlongDirectionsUnlessAllAreAskedFor() {
    Tensor x = Tensor.randn(random, 10, 10);
    GradientCheck check = GradientCheck.ofTensor(t -> t.square().sum());
    assertEquals(5, check.at(x).entries().size());
    assertEquals(100, check.full().at(x).entries().size());
    assertEquals(3, check.directional(3).at(x).entries().size());
    check.full().at(x).assertCorrect();
  }

  @Test
  void aKinkIsReportedAsOne() {
    GradientReport report = GradientCheck.of(v -> v[0].relu()).at(0.0);
    assertFalse(report.isCorrect());
    assertEquals(
        "slope 0.00000000 to the left and 1.00000000 to the right: the function has a kink here",
        worst(report).hint());
    GradientCheck.of(v -> v[0].relu()).at(1e-3).assertCorrect();
  }

  @Test
  void aFunctionThatIsNotFiniteAroundThePointIsReportedAsSuch() {
    GradientReport report = GradientCheck.of(v -> v[0].log()).at(-1.0);
    assertFalse(report.isCorrect());
    assertEquals("the function is not finite around the point", worst(report).hint());
  }

  @Test
  void theStepStaysInsideTheDomain() {
    GradientCheck.of(v -> v[0].log()).order(2).at(1e-9).assertCorrect();
    GradientCheck.of(v -> Scalar.of(1).div(v[0])).at(1e-7).assertCorrect();
    GradientCheck.of(v -> v[0].neg().log1p().neg()).at(1 - 1e-6).assertCorrect();
    GradientCheck.of(v -> v[0].exp()).order(2).at(30).assertCorrect();
    GradientCheck.of(v -> v[0].square()).at(1e150).assertCorrect();
    GradientCheck.of(v -> v[0].add(1e6)).at(0).assertCorrect();
  }

  @Test
  void aFunctionWithTwoValuesAtOnePointIsRefused() {
    AtomicInteger calls = new AtomicInteger();
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> GradientCheck.of(v -> v[0].add(calls.getAndIncrement())).at(1));
    assertEquals(
        """
        gradient check: the function has two values at one point
          given     1.0, then 2.0
          expected  the same value whenever it is called, so no randomness of its own\
        """,
        e.getMessage());
  }

  @Test
  void aPointOfTheWrongKindIsRefused() {
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> GradientCheck.of(v -> v[0]).at(Scalar.of(1), Tensor.zeros(2)));
    assertEquals(
        """
        gradient check: the point does not fit the function
          given     a scalar, a tensor of shape (2)
          expected  scalars\
        """,
        e.getMessage());
    assertThrows(AutodiffException.class, () -> GradientCheck.ofTensors(t -> t[0]).at(1.0));
    assertThrows(
        AutodiffException.class,
        () -> GradientCheck.ofTensor(Tensor::sum).at(Tensor.zeros(2), Tensor.zeros(2)));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    GradientCheck check = GradientCheck.of(v -> v[0]);
    AutodiffException e = assertThrows(AutodiffException.class, () -> check.order(0));
    assertEquals(
        """
        gradient check: order out of range
          given     0
          expected  at least 1\
        """,
        e.getMessage());
    assertThrows(AutodiffException.class, () -> check.directional(0));
    assertThrows(AutodiffException.class, () -> check.tolerance(Double.NaN, 0));
    assertThrows(AutodiffException.class, () -> check.tolerance(0, -1));
    assertThrows(AutodiffException.class, () -> check.step(1.5));
  }

  @Test
  void toleranceSeedAndStepAreTheUsers() {
    ScalarFunction almost = v -> v[0].square().add(v[0].sub(v[0].detach()).mul(1e-5));
    assertFalse(GradientCheck.of(almost).at(2).isCorrect());
    GradientCheck.of(almost).tolerance(1e-4, 0).at(2).assertCorrect();
    Tensor x = Tensor.randn(random, 100);
    GradientCheck check = GradientCheck.ofTensor(t -> t.square().sum());
    assertEquals(given(check.seed(3), x), given(check.seed(3), x), 0.0);
    assertTrue(given(check.seed(3), x) != given(check.seed(4), x));
    GradientCheck.of(v -> v[0].sin()).step(0.25).at(1).assertCorrect();
  }

  private static double given(GradientCheck check, Value<?> x) {
    return check.at(x).entries().get(0).given();
  }

  @Test
  void aFunctionOfNothingOrThatUsesNothingIsCorrect() {
    GradientCheck.of(v -> Scalar.of(3)).order(2).at(1, 2).assertCorrect();
    GradientReport empty = GradientCheck.ofTensor(Tensor::sum).at(Tensor.of(Shape.of(0)));
    empty.assertCorrect();
    assertEquals(
        "gradient check: nothing to compare, the function has no arguments", empty.toString());
  }

  @Test
  void derivativeThatIsNotFiniteIsNeverCorrect() {
    for (double wrong :
        new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
      Function<Tensor, Tensor> f =
          CustomGradient.of(x -> x.square(), (x, _, g) -> g.mul(x.mul(2)).mul(oneIs(wrong, x)));
      GradientCheck check = GradientCheck.ofTensors(x -> f.apply(x[0]));
      for (int n : new int[] {1, 5, 1000}) {
        GradientReport report = check.at(Tensor.ones(n));
        assertFalse(report.isCorrect(), wrong + " among " + n);
        GradientReport.Entry worst = Objects.requireNonNull(report.worst());
        assertTrue(Double.isFinite(worst.allowed()), report.toString());
        assertEquals("the function is smooth here, its derivative is not", worst.hint());
      }
    }
  }

  private static Tensor oneIs(double factor, Tensor like) {
    double[] factors = new double[like.size()];
    Arrays.fill(factors, 1);
    factors[factors.length / 2] = factor;
    return Tensor.of(factors);
  }
}
