package org.example.bumptest;

import static io.autodiff.testkit.GradientAssertions.assertAgreement;
import static io.autodiff.testkit.GradientAssertions.assertGradient;
import static io.autodiff.testkit.GradientAssertions.assertHessian;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Tensor;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.GradientReport;
import io.autodiff.check.Verdict;
import io.autodiff.testkit.ExpressionGraph;
import io.autodiff.testkit.ExpressionGraphs;
import io.autodiff.testkit.Tensors;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.example.bump.Bump;
import org.junit.jupiter.api.Test;

/** A user's tests of a user's operation, one of them with a planted fault. */
class BumpTest {
  @Test
  void theRuleIsRight() {
    Tensor x = Tensor.of(-1, 0, 0.5, 2);
    assertGradient(Bump::bump, x);
    assertHessian(Bump::bump, x);
    assertAgreement(Bump::bump, x);
  }

  @Test
  void aPlantedFaultIsBlamed() {
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> assertGradient(x -> Bump.Faulty.bump(x.sin()).sum(), Tensor.of(0.5, 1.5)));
    System.out.println(e.getMessage());
    List<String> lines = e.getMessage().lines().toList();
    assertEquals("gradient check: 2 of 2 derivatives are wrong", lines.get(0));
    assertTrue(e.getMessage().contains("blame     operation bump, node 2: by its"), e.getMessage());
  }

  @Provide
  Arbitrary<Tensor> tensors() {
    return Tensors.any().withTies().withZeros().arbitrary();
  }

  @Property(tries = 50, seed = "1")
  void theRuleIsRightForAllTensors(@ForAll("tensors") Tensor x) {
    assertGradient(Bump::bump, x);
  }

  @Provide
  Arbitrary<ExpressionGraph> graphs() {
    return ExpressionGraphs.upTo(30).with(Bump.class).arbitrary();
  }

  @Property(tries = 50, seed = "1")
  void theRuleIsRightAmongAllOperations(@ForAll("graphs") ExpressionGraph graph) {
    check(graph).assertCorrect();
  }

  @Test
  void aGraphWithThePlantedFaultIsCutToIt() {
    ExpressionGraphs graphs = ExpressionGraphs.upTo(30).with(Bump.Faulty.class);
    ExpressionGraph wrong =
        LongStream.range(0, 1000)
            .mapToObj(graphs::draw)
            .filter(BumpTest::isWrong)
            .findFirst()
            .orElseThrow();
    ExpressionGraph smallest = wrong.simplest(BumpTest::isWrong);
    System.out.println(wrong.size() + " operations are cut to\n" + smallest);
    assertEquals(List.of("Faulty.bump(Tensor)"), smallest.operations());
  }

  private static GradientReport check(ExpressionGraph graph) {
    return GradientCheck.ofValues(graph::apply).directional(1).at(graph.point());
  }

  private static boolean isWrong(ExpressionGraph graph) {
    return check(graph).verdict() == Verdict.WRONG;
  }
}
