package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.sweep.SweepChecks;
import io.autodiff.sweep.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A drawing of a {@link Program}: a box for each input, tensor constant and operation, an arrow for
 * each use; if asked, with the values and adjoints at some inputs. Immutable.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="program-drawing"}
 */
public final class ProgramDrawing {
  private static final double CHARACTER = 7.3;
  private static final double LINE = 16;
  private static final int SHOWN_ELEMENTS = 4;

  /** An input in the text of a program. */
  private static final Pattern INPUT = Pattern.compile("\\bx(\\d+)\\b");

  private final Program program;
  private final @Nullable Replay replay;
  private final boolean withAdjoints;
  private final List<String> names;

  ProgramDrawing(Program program) {
    this(program, null, false, List.of());
  }

  private ProgramDrawing(
      Program program, @Nullable Replay replay, boolean withAdjoints, List<String> names) {
    this.program = program;
    this.replay = replay;
    this.withAdjoints = withAdjoints;
    this.names = names;
  }

  /**
   * Returns the drawing with other names of the inputs than x0, x1 and so on.
   *
   * @throws AutodiffException if there is not one for each
   */
  public ProgramDrawing names(List<String> inputs) {
    if (inputs.size() != program.inputs().size()) {
      throw new AutodiffException(
          "drawing: names do not fit the inputs",
          inputs.size() + " names, " + program.inputs().size() + " inputs",
          "a name for each input",
          null);
    }
    return new ProgramDrawing(program, replay, withAdjoints, List.copyOf(inputs));
  }

  /** Returns the drawing with every result's value at these inputs. */
  public ProgramDrawing values(double... inputs) {
    return values(Transform.values(Scalar.of(inputs)));
  }

  /** Returns the drawing with every result's value at these inputs. */
  public ProgramDrawing values(List<? extends Value<?>> inputs) {
    Replay at = program.replay().guards(Replay.Guards.OFF);
    at.run(inputs);
    return new ProgramDrawing(program, at, false, names);
  }

  /** Returns the drawing with values and the derivatives of the program's result by them. */
  public ProgramDrawing adjoints(double... inputs) {
    return adjoints(Transform.values(Scalar.of(inputs)));
  }

  /**
   * Returns the drawing with values and the derivatives of the program's result by them.
   *
   * @throws AutodiffException if the program does not have one result of one element
   */
  public ProgramDrawing adjoints(List<? extends Value<?>> inputs) {
    Replay at = program.replay().guards(Replay.Guards.OFF);
    List<Value<?>> results = at.run(inputs);
    program.requireSingleResult("drawing of adjoints");
    at.reverse(List.of(SweepChecks.one(results.get(0))));
    return new ProgramDrawing(program, at, true, names);
  }

  /** Returns the drawing in the language of Graphviz. */
  public String dot() {
    StringBuilder text = new StringBuilder("digraph program {\n  node [shape=box];\n");
    for (int i : boxes()) {
      String label = String.join("\\n", lines(i)).replace("\"", "\\\"");
      text.append("  n").append(i).append(" [label=\"").append(label).append("\"");
      text.append(", style=filled, fillcolor=\"").append(color(i)).append("\"];\n");
    }
    for (int[] edge : edges()) {
      text.append("  n").append(edge[0]).append(" -> n").append(edge[1]).append(";\n");
    }
    return text.append("}\n").toString();
  }

  /** Returns the drawing as an SVG document. */
  public String svg() {
    List<Integer> boxes = boxes();
    List<int[]> edges = new ArrayList<>();
    for (int[] edge : edges()) {
      edges.add(new int[] {boxes.indexOf(edge[0]), boxes.indexOf(edge[1])});
    }
    List<List<String>> texts = boxes.stream().map(this::lines).toList();
    double[] widths = new double[texts.size()];
    double[] heights = new double[texts.size()];
    for (int k = 0; k < widths.length; k++) {
      int longest = texts.get(k).stream().mapToInt(String::length).max().orElse(0);
      widths[k] = longest * CHARACTER + 16;
      heights[k] = texts.get(k).size() * LINE + 10;
    }
    LayeredGraph graph = new LayeredGraph(widths, heights, edges);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\""
                + " viewBox=\"0 0 %1$.0f %2$.0f\""
                + " font-family=\"monospace\" font-size=\"12\">%n",
            graph.width(),
            graph.height()));
    svg.append(HEAD);
    for (int k = 0; k < edges.size(); k++) {
      svg.append(arrow(graph.arrow(k)));
    }
    for (int k = 0; k < texts.size(); k++) {
      String color = color(boxes.get(k));
      svg.append(box(graph.left(k), graph.top(k), widths[k], heights[k], color, texts.get(k)));
    }
    return svg.append("</svg>\n").toString();
  }

  private static final String HEAD =
      """
      <defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">
      <path d="M0,1 L7,4 L0,7 z" fill="#777"/></marker></defs>
      <rect width="100%" height="100%" fill="white"/>
      """;

  private static String arrow(double[] p) {
    StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "M%.1f,%.1f", p[0], p[1]));
    for (int i = 2; i < p.length; i += 2) {
      double middle = (p[i - 1] + p[i + 1]) / 2;
      path.append(
          String.format(
              Locale.ROOT,
              " C%.1f,%.1f %.1f,%.1f %.1f,%.1f",
              p[i - 2],
              middle,
              p[i],
              middle,
              p[i],
              p[i + 1]));
    }
    return "<path d=\"" + path + "\" fill=\"none\" stroke=\"#777\" marker-end=\"url(#tip)\"/>\n";
  }

  private static String box(
      double x, double y, double width, double height, String color, List<String> lines) {
    StringBuilder box = new StringBuilder();
    box.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"4\" fill=\"%s\""
                + " stroke=\"#555\"/>%n",
            x,
            y,
            width,
            height,
            color));
    for (int k = 0; k < lines.size(); k++) {
      String text = lines.get(k).replace("&", "&amp;").replace("<", "&lt;");
      box.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n",
              x + 8,
              y + LINE * (k + 1),
              text));
    }
    return box.toString();
  }

  private List<Integer> boxes() {
    List<Integer> boxes = new ArrayList<>();
    for (int i = 0; i < program.instructions().size(); i++) {
      if (isDrawn(i)) {
        boxes.add(i);
      }
    }
    return boxes;
  }

  /** Returns whether an instruction has a box; a constant number stands in those of its users. */
  private boolean isDrawn(int i) {
    boolean isNumber =
        program.instructions().get(i) instanceof Program.Constant c && ProgramText.isNumber(c);
    return !isNumber || program.outputs().contains(i);
  }

  private List<int[]> edges() {
    List<int[]> edges = new ArrayList<>();
    for (int i = 0; i < program.instructions().size(); i++) {
      if (program.instructions().get(i) instanceof Program.Step step) {
        for (int operand : step.operands().stream().distinct().toList()) {
          if (isDrawn(operand)) {
            edges.add(new int[] {operand, i});
          }
        }
      }
    }
    return edges;
  }

  private String color(int i) {
    if (program.outputs().contains(i)) {
      return "#ffe0a3";
    }
    return switch (program.instructions().get(i)) {
      case Program.Input _ -> "#cfe5ff";
      case Program.Constant _ -> "#eeeeee";
      case Program.Step _ -> "#ffffff";
    };
  }

  private List<String> lines(int i) {
    List<String> lines = new ArrayList<>();
    Program.Instruction instruction = program.instructions().get(i);
    String name = ProgramText.name(program, i);
    String text =
        instruction instanceof Program.Step step
            ? name + " = " + ProgramText.call(program, step)
            : name;
    lines.add(named(text));
    if (!instruction.type().isScalar()) {
      lines.add(instruction.type().toString());
    }
    if (replay != null) {
      lines.add("value   " + text(replay.valueOf(i)));
      if (withAdjoints && !(instruction instanceof Program.Constant)) {
        lines.add("adjoint " + text(replay.adjointOf(i)));
      }
    }
    return lines;
  }

  private String named(String text) {
    return names.isEmpty()
        ? text
        : INPUT
            .matcher(text)
            .replaceAll(
                input -> {
                  int at = program.inputs().indexOf(Integer.parseInt(input.group(1)));
                  return Matcher.quoteReplacement(names.get(at));
                });
  }

  private static String text(Value<?> value) {
    return switch (value) {
      case Scalar s -> number(s.number());
      case Tensor t when t.size() <= SHOWN_ELEMENTS ->
          Arrays.stream(t.values())
              .mapToObj(ProgramDrawing::number)
              .collect(Collectors.joining(", "));
      case Tensor t -> "|.| = " + number(norm(t.values()));
    };
  }

  private static double norm(double[] elements) {
    return Math.sqrt(Arrays.stream(elements).map(e -> e * e).sum());
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.5g", x);
  }
}
