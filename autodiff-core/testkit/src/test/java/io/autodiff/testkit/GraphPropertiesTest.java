package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.check.AgreementReport;
import io.autodiff.check.Certificate;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.Verdict;
import io.autodiff.program.RecordedGradient;
import io.autodiff.transform.Differentiable;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** All ways to the derivative of a random graph lead to the same. */
class GraphPropertiesTest {

  @Provide
  Arbitrary<ExpressionGraph> graphs() {
    return ExpressionGraphs.upTo(200).recordable().arbitrary();
  }

  /** Operations that have no form in 60 digits. */
  private static final String[] NOT_CERTIFIED = {
    "conv1d",
    "conv2d",
    "maxPool1d",
    "maxPool2d",
    "avgPool1d",
    "avgPool2d",
    "fft",
    "fft2",
    "ifft",
    "ifft2",
    "rfft",
    "rfft2",
    "irfft",
    "irfft2"
  };

  @Provide
  Arbitrary<ExpressionGraph> certified() {
    return ExpressionGraphs.upTo(200).recordable().without(NOT_CERTIFIED).arbitrary();
  }

  @Provide
  Arbitrary<ExpressionGraph> small() {
    return ExpressionGraphs.upTo(40).with(OwnOperations.class).arbitrary();
  }

  /** Returns one number of all results, each with a weight of its own. */
  private static Scalar total(ExpressionGraph graph, List<? extends Value<?>> x) {
    Scalar total = Scalar.of(0);
    int weight = 1;
    for (Value<?> result : graph.apply(x)) {
      Scalar sum =
          switch (result) {
            case Scalar s -> s;
            case Tensor t -> t.sin().sum(); // of a softmax the sum alone would be a constant
          };
      total = total.add(sum.mul(1.0 / weight++));
    }
    return total;
  }

  private static double[] numbers(Object tree) {
    return ValueTree.leaves(tree).stream()
        .flatMapToDouble(
            v ->
                switch (v) {
                  case Scalar s -> DoubleStream.of(s.value());
                  case Tensor t -> Arrays.stream(t.values());
                })
        .toArray();
  }

  private static void assertNear(double[] expected, double[] actual, String what) {
    double size = 1 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertArrayEquals(expected, actual, 1e-10 * size, what);
  }

  /** Differences, forward, reverse, replay, both precisions, a recorded gradient. */
  @Property(seed = "1")
  void allDerivativesAgree(@ForAll("graphs") ExpressionGraph graph) {
    GradientCheck check = GradientCheck.ofValues(graph::apply).directional(1);
    assertEquals(Verdict.RIGHT, check.at(graph.point()).verdict());
    AgreementReport agreement = check.agreement(graph.point());
    agreement.assertHolds();
    List<String> leftOut =
        agreement.entries().stream()
            .filter(e -> e.leftOut() != null)
            .map(AgreementReport.Entry::name)
            .toList();
    // A constant tensor in a graph has one element type, and computes with no other.
    assertTrue(Set.of("float32 against float64").containsAll(leftOut), leftOut.toString());
    List<Value<?>> x = List.of(graph.point());
    Differentiable<List<Value<?>>, Scalar> f =
        Differentiable.<List<Value<?>>, Scalar>of(v -> total(graph, v)).allowConstant();
    RecordedGradient<List<Value<?>>> recorded = RecordedGradient.of(v -> total(graph, v));
    if (dependsOnAnArgument(graph)) {
      assertNear(numbers(f.gradient(x)), numbers(recorded.gradient(x)), "recorded");
    }
  }

  /** The gradient has nearly all digits of differences in 60 digits. */
  @Property(tries = 60, seed = "7")
  void digitsAreThoseOfExtendedPrecision(@ForAll("certified") ExpressionGraph graph) {
    Certificate certificate =
        GradientCheck.ofValues(graph::apply).directional(1).certificate(graph.point());
    assertEquals(List.of(), certificate.notCertified());
    assertNull(certificate.culprit(), certificate.toString());
    for (Certificate.Entry e : certificate.entries()) {
      double lost = Math.log10(Math.max(1, e.condition()));
      assertEquals(Verdict.RIGHT, e.verdict(), certificate.toString());
      assertTrue(e.digits() + lost > 13, certificate.toString());
    }
  }

  private static boolean dependsOnAnArgument(ExpressionGraph graph) {
    try (Tape tape = new Tape()) {
      return !total(graph, variables(tape, graph)).isConstant();
    }
  }

  private static List<Value<?>> variables(Tape tape, ExpressionGraph graph) {
    List<Value<?>> x = new ArrayList<>();
    for (Value<?> argument : graph.point()) {
      x.add(
          switch (argument) {
            case Scalar s -> tape.variable(s.value());
            case Tensor t -> tape.variable(t);
          });
    }
    return x;
  }

  @Property(tries = 100, seed = "6")
  void derivativesOfCallsAndOfNestedDerivativesAgree(@ForAll("small") ExpressionGraph graph) {
    GradientCheck check = GradientCheck.ofValues(graph::apply).directional(1);
    assertEquals(Verdict.RIGHT, check.at(graph.point()).verdict());
    check.agreement(graph.point()).assertHolds();
  }

  @Property(tries = 100, seed = "2")
  void secondDerivativesAreWhatDifferencesSay(@ForAll("small") ExpressionGraph graph) {
    Verdict verdict =
        GradientCheck.ofValues(graph::apply)
            .order(2)
            .directional(1)
            .tolerance(1e-5, 1e-8)
            .at(graph.point())
            .verdict();
    assertEquals(Verdict.RIGHT, verdict);
  }

  @Property(tries = 100, seed = "3")
  void derivativesByNameAndRecordedOnesAreThoseOfTheSweep(@ForAll("small") ExpressionGraph graph) {
    try (Tape tape = new Tape().allowConstant()) {
      List<Value<?>> x = variables(tape, graph);
      Scalar y = total(graph, x);
      if (y.isConstant()) {
        return;
      }
      double[] all = numbers(of(tape.gradients(y), x));
      List<Value<?>> again = tape.differentiate(List.of(y), List.of(Scalar.of(1)), x);
      assertNear(all, numbers(again), "recorded");
      for (int i = 0; i < x.size(); i++) {
        List<Value<?>> one = x.subList(i, i + 1);
        double[] named = numbers(of(tape.gradients(y, x.get(i)), one));
        assertNear(numbers(of(tape.gradients(y), one)), named, "named");
      }
    }
  }

  private static List<Value<?>> of(Gradients grads, List<Value<?>> x) {
    List<Value<?>> found = new ArrayList<>();
    for (Value<?> v : x) {
      found.add(
          switch (v) {
            case Scalar s -> Scalar.of(grads.of(s));
            case Tensor t -> grads.of(t);
          });
    }
    return found;
  }

  @Property(tries = 100, seed = "4")
  void aGraphInsideATransformIsTheSameGraph(@ForAll("small") ExpressionGraph graph) {
    Differentiable<List<Value<?>>, Scalar> f =
        Differentiable.<List<Value<?>>, Scalar>of(v -> total(graph, v)).allowConstant();
    double[] expected = numbers(f.gradient(List.of(graph.point())));
    try (Tape tape = new Tape()) {
      assertNear(expected, numbers(f.gradient(variables(tape, graph))), "on a user's tape");
    }
  }

  @Property(tries = 100, seed = "5")
  void stepsOfARewoundTapeAreThoseOfAFreshOne(
      @ForAll("small") ExpressionGraph first, @ForAll("small") ExpressionGraph second) {
    List<ExpressionGraph> steps = List.of(first, first, second, second);
    try (Tape tape = new Tape().allowConstant()) {
      Tape.Mark mark = tape.mark();
      List<List<Value<?>>> kept = new ArrayList<>();
      List<double[]> expected = new ArrayList<>();
      for (ExpressionGraph graph : steps) {
        kept.add(gradient(tape, graph));
        tape.rewind(mark);
        try (Tape fresh = new Tape().allowConstant()) {
          expected.add(numbers(gradient(fresh, graph)));
        }
        IntStream.range(0, kept.size())
            .forEach(i -> assertArrayEquals(expected.get(i), numbers(kept.get(i)), "step " + i));
      }
    }
  }

  private static List<Value<?>> gradient(Tape tape, ExpressionGraph graph) {
    List<Value<?>> x = variables(tape, graph);
    Scalar y = total(graph, x);
    return y.isConstant() ? List.of() : of(tape.gradients(y), x);
  }
}
