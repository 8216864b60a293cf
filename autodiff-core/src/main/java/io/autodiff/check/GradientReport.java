package io.autodiff.check;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link GradientCheck} found at one point: derivatives beside their differences; immutable.
 *
 * <pre>
 * gradient check: 1 of 2 derivatives is not what central differences say
 *   worst     order 1, argument 1
 *   given     3.00000000
 *   expected  2.00000000 ± 1.1e-13
 *   allowed   3.0e-07
 * </pre>
 */
public final class GradientReport {
  private final List<Entry> entries;

  GradientReport(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * One derivative beside its differences.
   *
   * @param order the order of the derivative
   * @param name by which argument, or along which direction
   * @param given the derivative by the rules
   * @param expected the derivative by differences; NaN if the function is not finite there
   * @param uncertainty by how much the differences may be off
   * @param allowed by how much {@code given} may differ from {@code expected}
   * @param isCorrect whether it differs by no more, and the differences are certain enough to say
   *     so
   * @param hint what is peculiar at the point if it is not correct, or null
   */
  public record Entry(
      int order,
      String name,
      double given,
      double expected,
      double uncertainty,
      double allowed,
      boolean isCorrect,
      @Nullable String hint) {

    /** Returns by how much the derivative differs, in units of what is allowed. */
    public double badness() {
      double ratio = Math.abs(given - expected) / allowed;
      return Double.isNaN(ratio) ? (isCorrect ? 0 : Double.POSITIVE_INFINITY) : ratio;
    }
  }

  /** Returns everything that was compared. */
  public List<Entry> entries() {
    return entries;
  }

  /** Returns whether every derivative is correct. */
  public boolean isCorrect() {
    return entries.stream().allMatch(Entry::isCorrect);
  }

  /** Returns the entry that is most wrong, or nearest to it; null if nothing was compared. */
  public @Nullable Entry worst() {
    return entries.stream()
        .max(Comparator.comparing((Entry e) -> !e.isCorrect).thenComparingDouble(Entry::badness))
        .orElse(null);
  }

  /**
   * Does nothing if every derivative is correct.
   *
   * @throws AssertionError with this report as its message if one is not
   */
  public void assertCorrect() {
    if (!isCorrect()) {
      throw new AssertionError(toString());
    }
  }

  static String number(double x) {
    return String.format(Locale.ROOT, "%.9g", x);
  }

  /** Returns how many derivatives are wrong, and the worst of them. */
  @Override
  public String toString() {
    Entry worst = worst();
    if (worst == null) {
      return "gradient check: nothing to compare, the function has no arguments";
    }
    long wrong = entries.stream().filter(e -> !e.isCorrect).count();
    String verdict =
        wrong == 0
            ? "all " + entries.size() + " derivatives are what central differences say"
            : wrong
                + " of "
                + entries.size()
                + (entries.size() == 1 ? " derivative" : " derivatives")
                + (wrong == 1 ? " is" : " are")
                + " not what central differences say";
    String text =
        String.format(
            Locale.ROOT,
            "gradient check: %s%n  worst     order %d, %s%n  given     %s%n"
                + "  expected  %s ± %.1e%n  allowed   %.1e",
            verdict,
            worst.order,
            worst.name,
            number(worst.given),
            number(worst.expected),
            worst.uncertainty,
            worst.allowed);
    return (worst.hint == null ? text : text + "\n  hint      " + worst.hint)
        .replace(System.lineSeparator(), "\n");
  }
}
