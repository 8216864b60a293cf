package io.autodiff.nn;

import io.autodiff.Parameter;
import io.autodiff.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The table of a network's layers. */
final class Summary {
  private Summary() {}

  static String of(Mlp model, Set<Parameter> frozen) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"layer", "what", "output", "parameters"});
    Shape shape = model.inputShape();
    for (Mlp.NamedLayer named : model.layers()) {
      shape = named.layer().outputShape(shape);
      List<Parameter> own = named.layer().parameters();
      boolean fixed = !own.isEmpty() && frozen.containsAll(own);
      rows.add(
          new String[] {
            named.name(),
            named.layer().describe() + (fixed ? ", frozen" : ""),
            shape.toString(),
            count(own)
          });
    }
    StringBuilder text = new StringBuilder();
    int[] widths = new int[4];
    for (String[] row : rows) {
      for (int i = 0; i < 4; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    String format =
        "%-" + widths[0] + "s  %-" + widths[1] + "s  %-" + widths[2] + "s  %" + widths[3] + "s%n";
    for (String[] row : rows) {
      text.append(String.format(Locale.ROOT, format.replace("%n", "\n"), (Object[]) row));
    }
    return text + count(model.parameters()) + " parameters, " + model.dtype();
  }

  private static String count(List<Parameter> parameters) {
    long count = parameters.stream().mapToLong(parameter -> parameter.shape().size()).sum();
    return String.format(Locale.ROOT, "%,d", count);
  }
}
