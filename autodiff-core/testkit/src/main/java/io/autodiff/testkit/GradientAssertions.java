package io.autodiff.testkit;

import io.autodiff.Value;
import io.autodiff.check.AgreementReport;
import io.autodiff.check.Culprit;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.GradientReport;
import io.autodiff.transform.ValueTree;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/**
 * Assertions that derivatives are right, for tests of any framework: of the library's operations as
 * of a custom operation or a custom gradient. What fails prints the verdict, the numbers and the
 * operation to blame.
 *
 * <pre>{@code
 * assertGradient(x -> new Cube().on(x).sum(), Tensor.of(1, 2, 3));
 * assertGradient(v -> v[0].mul(v[1].sin()), Scalar.of(2, 3));          // of several scalars
 * assertHessian(w -> loss(w, data), weights);                          // a record of tensors
 * }</pre>
 *
 * <p>Arguments and results are scalars, tensors, or arrays, lists, maps and records of them, as of
 * {@link ValueTree}.
 */
public final class GradientAssertions {
  private GradientAssertions() {}

  /**
   * Asserts that the derivative of a function at a point is what its values say, by {@link
   * GradientCheck}.
   *
   * @throws AssertionFailedError if it is wrong, if there is a kink at the point, or if the values
   *     are too rough to tell
   */
  public static <X> void assertGradient(Function<? super X, ?> f, X x) {
    assertCorrect(check(f, x).at(point(x)));
  }

  /**
   * Asserts that the first and second derivatives of a function at a point are what its values say.
   *
   * @throws AssertionFailedError as {@link #assertGradient}
   */
  public static <X> void assertHessian(Function<? super X, ?> f, X x) {
    assertCorrect(check(f, x).order(2).at(point(x)));
  }

  /**
   * Asserts that all ways to a derivative at a point lead to the same: forward and reverse, replay
   * and eager, float32 and float64; see {@link GradientCheck#agreement}. What a function does not
   * allow is left out.
   *
   * @throws AssertionFailedError if one differs
   */
  public static <X> void assertAgreement(Function<? super X, ?> f, X x) {
    AgreementReport report = check(f, x).agreement(point(x));
    if (!report.holds()) {
      throw new AssertionFailedError(report.toString());
    }
  }

  /**
   * Asserts that no operation of a function sits on a tie, a kink or the edge of its domain at a
   * point.
   *
   * @throws AssertionFailedError if one does, with the operations and what they met
   */
  public static <X> void assertSmooth(Function<? super X, ?> f, X x) {
    List<Culprit> kinks = check(f, x).kinks(point(x));
    if (!kinks.isEmpty()) {
      throw new AssertionFailedError(
          kinks.stream()
              .map(
                  k ->
                      k.operation()
                          + ", node "
                          + k.node()
                          + ", on "
                          + String.join(", ", k.operands()))
              .collect(Collectors.joining("\n  ", "operations on a kink:\n  ", "")));
    }
  }

  private static void assertCorrect(GradientReport report) {
    if (!report.isCorrect()) {
      throw new AssertionFailedError(report.toString());
    }
  }

  /** Returns the check of a function, for settings that the assertions do not have. */
  public static <X> GradientCheck check(Function<? super X, ?> f, X like) {
    return GradientCheck.ofValues(x -> ValueTree.leaves(result(f, ValueTree.like(like, x))));
  }

  private static <X> Object result(Function<? super X, ?> f, X x) {
    return f.apply(x);
  }

  private static Value<?>[] point(Object x) {
    return ValueTree.leaves(x).toArray(Value<?>[]::new);
  }
}
