package io.autodiff.check;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@link GradientCheck#agreement} found at one point: pairs of numbers that are equal where
 * everything is right; immutable.
 *
 * <pre>
 * agreement: 1 of 9 comparisons does not hold
 *   forward against reverse     2.00000000, then 3.00000000
 *   blame                       operation triple, node 1
 *   operands                    Tensor.of(Shape.of(1), new double[] {0.3})
 * </pre>
 *
 * @param entries one for each comparison
 * @param blamed the operation that by itself does not hold in a comparison in which the function
 *     does not, or the comparison whose turn a replay did not notice; null if there is none
 */
public record AgreementReport(List<Entry> entries, @Nullable Blamed blamed) {
  public AgreementReport {
    entries = List.copyOf(entries);
  }

  /**
   * One comparison.
   *
   * @param name what is compared
   * @param holds whether both are equal up to rounding; true if the comparison was left out
   * @param first one number, where it does not hold that at which they differ most
   * @param second the other
   * @param leftOut why the comparison could not be made, or null
   */
  public record Entry(
      String name, boolean holds, double first, double second, @Nullable String leftOut) {}

  /**
   * The operation to blame.
   *
   * @param operation its name
   * @param node its number among the nodes that the function recorded
   * @param operands its operands, as they print; a large tensor by shape and type
   */
  public record Blamed(String operation, int node, List<String> operands) {
    public Blamed {
      operands = List.copyOf(operands);
    }
  }

  AgreementReport with(@Nullable Blamed found) {
    return new AgreementReport(entries, found);
  }

  /** Returns whether every comparison that could be made holds. */
  public boolean holds() {
    return entries.stream().allMatch(Entry::holds);
  }

  /**
   * Does nothing if every comparison holds.
   *
   * @throws AssertionError with this report as its message if one does not
   */
  public void assertHolds() {
    if (!holds()) {
      throw new AssertionError(toString());
    }
  }

  /** Returns what does not hold and what was left out. */
  @Override
  public String toString() {
    long wrong = entries.stream().filter(e -> !e.holds).count();
    StringBuilder text = new StringBuilder("agreement: ");
    text.append(
        wrong == 0
            ? "all " + entries.size() + " comparisons hold"
            : wrong
                + " of "
                + entries.size()
                + " comparisons"
                + (wrong == 1 ? " does" : " do")
                + " not hold");
    for (Entry e : entries) {
      if (!e.holds) {
        line(
            text,
            e.name,
            GradientReport.number(e.first) + ", then " + GradientReport.number(e.second));
      } else if (e.leftOut != null) {
        line(text, e.name, "left out: " + e.leftOut);
      }
    }
    if (blamed != null) {
      line(text, "blame", "operation " + blamed.operation + ", node " + blamed.node);
      if (!blamed.operands.isEmpty()) {
        line(text, "operands", String.join(", ", blamed.operands));
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String content) {
    text.append(String.format(Locale.ROOT, "\n  %-28s%s", name, content));
  }
}
