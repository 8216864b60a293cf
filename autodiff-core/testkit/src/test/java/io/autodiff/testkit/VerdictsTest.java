package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.GradientReport;
import io.autodiff.check.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The check calls no gradient of a random graph wrong; {@code
 * -Dautodiff.vm.args=-Dautodiff.graphs=20000} draws more of them.
 */
class VerdictsTest {
  private static final int SMOOTH = Integer.getInteger("autodiff.graphs", 1000);
  private static final int ROUGH = SMOOTH / 10;
  private static final int SINGLE = SMOOTH / 10;

  @Test
  void aThousandSmoothGraphsAreRight(TestReporter reporter) {
    Map<Verdict, Integer> counts = counts(ExpressionGraphs.upTo(200), SMOOTH);
    reporter.publishEntry("verdicts on " + SMOOTH + " smooth graphs", counts.toString());
    assertEquals(Map.of(Verdict.RIGHT, SMOOTH), counts);
  }

  @Test
  void graphsOnTiesAndKinksAreNeverWrong(TestReporter reporter) {
    Map<Verdict, Integer> counts = counts(ExpressionGraphs.upTo(100).recordable().rough(), ROUGH);
    reporter.publishEntry("verdicts on " + ROUGH + " rough graphs", counts.toString());
    assertEquals(Set.of(Verdict.RIGHT, Verdict.KINK), counts.keySet());
    assertTrue(counts.getOrDefault(Verdict.KINK, 0) > ROUGH / 4, counts.toString());
  }

  @Test
  void graphsOfSinglePrecisionAreNeverWrong(TestReporter reporter) {
    Map<Verdict, Integer> counts = counts(ExpressionGraphs.upTo(50).dtype(DType.FLOAT32), SINGLE);
    reporter.publishEntry("verdicts on " + SINGLE + " float32 graphs", counts.toString());
    assertEquals(0, counts.getOrDefault(Verdict.WRONG, 0), counts.toString());
  }

  private static Map<Verdict, Integer> counts(ExpressionGraphs graphs, int number) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (long seed = 0; seed < number; seed++) {
      ExpressionGraph graph = graphs.draw(seed);
      GradientReport report = report(graph);
      counts.merge(report.verdict(), 1, Integer::sum);
      if (report.verdict() == Verdict.WRONG) {
        ExpressionGraph small = graph.simplest(g -> report(g).verdict() == Verdict.WRONG);
        throw new AssertionError("graph " + seed + "\n" + small + "\n" + report(small));
      }
    }
    return counts;
  }

  private static GradientReport report(ExpressionGraph graph) {
    return GradientCheck.ofValues(graph::apply).directional(1).at(graph.point());
  }
}
