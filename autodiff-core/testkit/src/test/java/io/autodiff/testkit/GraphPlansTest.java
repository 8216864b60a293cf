package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.program.Program;
import io.autodiff.program.TensorPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A random graph and its derivatives, planned, give the bits of their replay. */
class GraphPlansTest {

  @ParameterizedTest
  @EnumSource
  void randomGraphs(DType dtype) {
    ExpressionGraphs graphs = ExpressionGraphs.upTo(60).dtype(dtype).recordable();
    int planned = 0;
    for (int seed = 0; seed < 10; seed++) {
      ExpressionGraph graph = graphs.draw(seed);
      String where = "seed " + seed + "\n" + graph;
      try (Tape tape = new Tape()) {
        List<Value<?>> at = List.of(graph.point());
        List<Value<?>> x = new ArrayList<>();
        at.forEach(v -> x.add(variable(tape, v)));
        List<Value<?>> results = new ArrayList<>(graph.apply(x));
        Scalar sum = sum(results);
        check(Program.between(x, results), at, where);
        if (!sum.isConstant()) {
          Program whole = Program.between(x, List.of(sum));
          check(whole.valueAndGradient(), at, where + " derivatives");
          planned++;
        }
      }
    }
    assertEquals(10, planned, "graphs with derivatives");
  }

  private static Value<?> variable(Tape tape, Value<?> value) {
    return switch (value) {
      case Scalar s -> tape.variable(s.value());
      case Tensor t -> tape.variable(t);
    };
  }

  private static Scalar sum(List<Value<?>> results) {
    Scalar sum = Scalar.of(0);
    for (Value<?> y : results) {
      sum =
          switch (y) {
            case Scalar s -> sum.add(s);
            case Tensor t -> sum.add(t.sin().sum());
          };
    }
    return sum;
  }

  private static void check(Program program, List<Value<?>> at, String where) {
    List<Value<?>> expected = program.replay().run(at);
    TensorPlan plan = program.plan();
    assertSame(expected, plan.run(at), where);
    assertSame(expected, plan.runInPlace(at), where + " in place");
  }

  private static void assertSame(List<Value<?>> expected, List<Value<?>> found, String where) {
    assertEquals(expected.size(), found.size());
    for (int k = 0; k < expected.size(); k++) {
      double[] e = numbers(expected.get(k));
      double[] f = numbers(found.get(k));
      assertEquals(e.length, f.length, where);
      for (int i = 0; i < e.length; i++) {
        assertEquals(e[i], f[i], where + ", result " + k + ", element " + i);
      }
    }
  }

  private static double[] numbers(Value<?> value) {
    return value instanceof Scalar s ? new double[] {s.value()} : ((Tensor) value).values();
  }
}
