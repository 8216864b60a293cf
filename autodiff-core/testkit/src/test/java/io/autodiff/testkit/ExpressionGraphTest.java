package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.Verdict;
import io.autodiff.transform.CustomGradient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A graph is data: the same for the same seed, cut to the smallest that fails, printed as Java. */
class ExpressionGraphTest {
  private static final Function<Tensor, Tensor> FAULTY =
      CustomGradient.of(x -> x.sin(), (x, _, g) -> g.mul(x.cos().neg()));

  /** An operation with a planted fault: the sign of its derivative. */
  public static final class Faulty {
    private Faulty() {}

    public static Tensor sine(Tensor x) {
      return FAULTY.apply(x);
    }
  }

  private static boolean isWrong(ExpressionGraph graph) {
    return GradientCheck.ofValues(graph::apply).directional(1).at(graph.point()).verdict()
        == Verdict.WRONG;
  }

  @Test
  void aFailingGraphIsCutToTheOperationThatMakesItFail() {
    ExpressionGraphs graphs = ExpressionGraphs.upTo(200).with(Faulty.class);
    int found = 0;
    for (long seed = 0; found < 3; seed++) {
      ExpressionGraph graph = graphs.draw(seed);
      if (graph.size() > 20 && isWrong(graph)) {
        ExpressionGraph small = graph.simplest(ExpressionGraphTest::isWrong);
        assertEquals(List.of("Faulty.sine(Tensor)"), small.operations(), small.toString());
        assertEquals(1, small.point().length);
        found++;
      }
    }
  }

  @Test
  void aGraphOfASeedIsAlwaysTheSame() {
    ExpressionGraphs graphs = ExpressionGraphs.upTo(50);
    assertEquals(graphs.draw(3).toString(), graphs.draw(3).toString());
    assertTrue(graphs.draw(3).size() <= 50);
    assertEquals(0, ExpressionGraphs.upTo(0).draw(1).size());
  }

  @Test
  void operationsThatAreLeftOutAreNotDrawn() {
    ExpressionGraphs all = ExpressionGraphs.upTo(200);
    assertTrue(drawn(all).stream().anyMatch(o -> o.contains(".sin(")));
    Set<String> others = drawn(all.without("sin", "cos"));
    assertTrue(others.stream().noneMatch(o -> o.contains(".sin(") || o.contains(".cos(")));
    assertTrue(others.stream().anyMatch(o -> o.contains(".sinh(")));
  }

  private static Set<String> drawn(ExpressionGraphs graphs) {
    Set<String> names = new TreeSet<>();
    for (long seed = 0; seed < 20; seed++) {
      names.addAll(graphs.draw(seed).operations());
    }
    return names;
  }

  @Test
  void simplerGraphsAreSmallerAndCompute() {
    ExpressionGraph graph = ExpressionGraphs.upTo(60).draw(8);
    List<ExpressionGraph> simpler = graph.simpler().toList();
    assertTrue(simpler.size() > 10, simpler.size() + " of " + graph.size());
    for (ExpressionGraph each : simpler) {
      assertTrue(each.weight() < graph.weight());
      assertTrue(each.apply(List.of(each.point())).size() >= 1);
    }
  }

  @Test
  void theCodeOfAGraphComputesWhatTheGraphDoes(@TempDir Path folder) throws Exception {
    StringBuilder code = new StringBuilder("import io.autodiff.*;\nimport java.util.List;\n");
    code.append("import io.autodiff.check.GradientCheck;\n");
    int count = 20;
    for (int i = 0; i < count; i++) {
      String text = ExpressionGraphs.upTo(80).draw(i).toString();
      String check = text.substring(text.lastIndexOf('\n') + 1);
      code.append("class G").append(i).append(" {\n");
      code.append(text, 0, text.length() - check.length());
      code.append("static Object check() { return ").append(check).append("; }\n}\n");
    }
    URL[] compiled = {compile(folder, code.toString()).toUri().toURL()};
    try (URLClassLoader loader =
        new URLClassLoader(compiled, ExpressionGraph.class.getClassLoader())) {
      for (int i = 0; i < count; i++) {
        ExpressionGraph graph = ExpressionGraphs.upTo(80).draw(i);
        Method method = loader.loadClass("G" + i).getDeclaredMethod("graph", List.class);
        method.setAccessible(true);
        List<Value<?>> x = List.of(graph.point());
        List<?> results = (List<?>) method.invoke(null, x);
        assertArrayEquals(
            graph.apply(x).stream().flatMapToDouble(ExpressionGraphTest::numbers).toArray(),
            results.stream().flatMapToDouble(ExpressionGraphTest::numbers).toArray());
      }
    }
  }

  private static DoubleStream numbers(Object value) {
    return value instanceof Tensor t
        ? Arrays.stream(t.values())
        : DoubleStream.of(((Scalar) value).value());
  }

  private static Path compile(Path folder, String code) throws IOException, URISyntaxException {
    Path source = folder.resolve("Graphs.java");
    Files.writeString(source, code);
    Path library =
        Path.of(Scalar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter errors = new StringWriter();
    PrintWriter out = new PrintWriter(errors);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                "-nowarn",
                "-proc:none",
                "-cp",
                library.toString(),
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, result, errors + code);
    return folder;
  }

  @Test
  void whatMakesNoGraphsIsRefused() {
    AutodiffException negative =
        assertThrows(AutodiffException.class, () -> ExpressionGraphs.upTo(-1));
    assertEquals(
        """
        random graphs: number of operations out of range
          given     -1
          expected  a number that is not negative\
        """,
        negative.getMessage());
    ExpressionGraphs graphs = ExpressionGraphs.upTo(5);
    AutodiffException none = assertThrows(AutodiffException.class, () -> graphs.with(String.class));
    assertEquals(
        """
        random graphs: no operation found
          given     java.lang.String
          expected  public static methods whose operands and results are scalars and tensors\
        """,
        none.getMessage());
    AutodiffException left =
        assertThrows(AutodiffException.class, () -> graphs.without("sin", "Tensor.cos()"));
    assertEquals(
        """
        random graphs: no operation to leave out
          given     Tensor.cos()
          expected  the name of an operation of these graphs, without its class and its parameters\
        """,
        left.getMessage());
  }
}
