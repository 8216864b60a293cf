package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgramDrawingTest {
  private static final Program PROGRAM = Program.of(v -> v[0].mul(v[1]).add(v[0].sin()), 2, 3);

  @Test
  void dotNamesEveryBoxAndArrow() {
    assertEquals(
        """
        digraph program {
          node [shape=box];
          n0 [label="x0", style=filled, fillcolor="#cfe5ff"];
          n1 [label="x1", style=filled, fillcolor="#cfe5ff"];
          n2 [label="v2 = mul(x0, x1)", style=filled, fillcolor="#ffffff"];
          n3 [label="v3 = sin(x0)", style=filled, fillcolor="#ffffff"];
          n4 [label="v4 = add(v2, v3)", style=filled, fillcolor="#ffe0a3"];
          n0 -> n2;
          n1 -> n2;
          n0 -> n3;
          n2 -> n4;
          n3 -> n4;
        }
        """,
        PROGRAM.draw().dot());
  }

  @Test
  void valuesAndAdjointsAreShownWhenAskedFor() {
    String plain = PROGRAM.draw().svg();
    String values = PROGRAM.draw().values(0, 4).svg();
    String both = PROGRAM.draw().adjoints(0, 4).svg();
    assertTrue(!plain.contains("value") && !plain.contains("adjoint"));
    assertTrue(values.contains("value   4.0000") && !values.contains("adjoint"));
    assertTrue(both.contains("adjoint 5.0000"), both);
  }

  @Test
  void adjointsOfSeveralResultsAreRefused() {
    Program two = Program.ofVector(v -> new Scalar[] {v[0], v[0].exp()}, 1);
    AutodiffException e = assertThrows(AutodiffException.class, () -> two.draw().adjoints(1));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("drawing of adjoints: not a single result"));
  }

  @Test
  void boxesOfAnSvgDoNotOverlap() {
    Random random = new Random(1);
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.randn(random, 4, 2));
      Tensor w = tape.variable(Tensor.randn(random, 2, 3));
      Scalar y = x.matmul(w).tanh().add(w.sum(0)).square().mean().mul(w.element(0, 1));
      Program p = Program.between(List.of(x, w), List.of(y)).valueAndGradient();
      List<double[]> boxes =
          BOX.matcher(p.draw().svg()).results().map(ProgramDrawingTest::box).toList();
      assertTrue(boxes.size() > 10);
      for (int i = 0; i < boxes.size(); i++) {
        for (int j = 0; j < i; j++) {
          double[] a = boxes.get(i);
          double[] b = boxes.get(j);
          boolean apart =
              a[0] + a[2] <= b[0] + 0.2
                  || b[0] + b[2] <= a[0] + 0.2
                  || a[1] + a[3] <= b[1] + 0.2
                  || b[1] + b[3] <= a[1] + 0.2;
          assertTrue(apart, i + " and " + j);
        }
      }
    }
  }

  private static final Pattern BOX =
      Pattern.compile("<rect x=\"(.*?)\" y=\"(.*?)\" width=\"(.*?)\" height=\"(.*?)\"");

  /** Returns left, top, width and height. */
  private static double[] box(MatchResult found) {
    return IntStream.rangeClosed(1, 4)
        .mapToDouble(g -> Double.parseDouble(found.group(g)))
        .toArray();
  }

  @Test
  void inputsHaveTheNamesThatAreGiven() {
    Program program = Program.of(x -> x[0].mul(2).add(x[1].exp()), 1, 2);
    String dot = program.draw().names(List.of("mass", "σ$1")).adjoints(1, 2).dot();
    assertTrue(dot.contains("mul(mass, 2.0)"), dot);
    assertTrue(dot.contains("exp(σ$1)"), dot);
    assertFalse(dot.contains("x0"), dot);
    assertThrows(AutodiffException.class, () -> program.draw().names(List.of("one")));
  }
}
