package io.autodiff.nn.examples;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One step of backpropagation through two inputs, two hidden neurons and one output, as a text
 * works it out by hand; the graph finds the text's slips.
 *
 * <p>{@code y3 = σ(w11 x1 + w21 x2)}, {@code y4 = σ(w12 x1 + w22 x2)}, {@code y5 = σ(w13 y3 + w23
 * y4)}, error {@code E = (t - y5)² / 2}, learning rate 1, target 0.5.
 */
public final class WorkedExample {
  private static final double X1 = 0.35;
  private static final double X2 = 0.7;
  private static final double TARGET = 0.5;
  private static final String[] WEIGHTS = {"w11", "w21", "w12", "w22", "w13", "w23"};

  private WorkedExample() {}

  /** Prints every quantity beside what the text prints for it. */
  public static void main(String[] arguments) {
    System.out.printf("%-15s %-22s %s%n", "quantity", "true", "printed in the text");
    Map<String, String> printed = printed();
    figures()
        .forEach(
            (name, value) ->
                System.out.printf(
                    Locale.ROOT, "%-15s %-22s %s%n", name, value, printed.getOrDefault(name, "")));
  }

  /** Returns the quantities of one step and of the pass after it, by name. */
  public static Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    double[] updated = {0.2, 0.2, 0.3, 0.3, 0.3, 0.9};
    try (Tape tape = new Tape()) {
      Scalar[] w = tape.variables(updated);
      Pass pass = Pass.of(w);
      figures.put("a1", pass.a1.value());
      figures.put("a2", pass.a2.value());
      figures.put("y3", pass.y3.value());
      figures.put("y4", pass.y4.value());
      figures.put("a3", pass.a3.value());
      figures.put("y5", pass.y5.value());
      Gradients deltas = tape.gradients(pass.error, pass.a1, pass.a2, pass.a3);
      figures.put("output delta", -deltas.of(pass.a3));
      figures.put("hidden delta 1", -deltas.of(pass.a1));
      figures.put("hidden delta 2", -deltas.of(pass.a2));
      double[] slopes = tape.gradients(pass.error).of(w);
      for (int i = 0; i < w.length; i++) {
        updated[i] -= slopes[i];
        figures.put("new " + WEIGHTS[i], updated[i]);
      }
    }
    Pass after = Pass.of(Scalar.of(updated));
    figures.put("y3 after", after.y3.value());
    figures.put("y4 after", after.y4.value());
    figures.put("y5 after", after.y5.value());
    return figures;
  }

  /** A run through the network. */
  private record Pass(
      Scalar a1, Scalar a2, Scalar y3, Scalar y4, Scalar a3, Scalar y5, Scalar error) {
    static Pass of(Scalar... w) {
      Scalar a1 = w[0].mul(X1).add(w[1].mul(X2));
      Scalar a2 = w[2].mul(X1).add(w[3].mul(X2));
      Scalar y3 = a1.sigmoid();
      Scalar y4 = a2.sigmoid();
      Scalar a3 = w[4].mul(y3).add(w[5].mul(y4));
      Scalar y5 = a3.sigmoid();
      return new Pass(a1, a2, y3, y4, a3, y5, y5.sub(TARGET).square().div(2));
    }
  }

  private static Map<String, String> printed() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("a1", "0.21");
    text.put("a2", "0.315");
    text.put("y3", "0.56");
    text.put("y4", "0.578 (later 0.59)");
    text.put("a3", "0.702");
    text.put("y5", "0.67");
    text.put("output delta", "-0.0376");
    text.put("hidden delta 1", "-0.0027");
    text.put("hidden delta 2", "-0.0819 (ten times too large)");
    text.put("new w11", "0.200945 (wrong sign)");
    text.put("new w21", "0.269445");
    text.put("new w12", "0.273225");
    text.put("new w22", "0.18534");
    text.put("new w13", "0.086615");
    text.put("new w23", "0.877816");
    text.put("y3 after", "0.57");
    text.put("y4 after", "0.56");
    text.put("y5 after", "0.61");
    return text;
  }
}
