package io.autodiff.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@link GradientCheck#certificate} found at one point: how many digits of each derivative are
 * right; immutable.
 *
 * <p>The oracle is a second evaluation of the function's values, in 60 digits, of which differences
 * are taken: no rule has a part in it. It is exact for the function of the numbers that the point
 * and the function's constants are; so a digit is lost by rounding within the calculation alone.
 *
 * <pre>
 * certificate: 1 of 1 derivative lost more than half of the digits
 *   worst     order 1, argument 0
 *   given     4.410804467624985E-5
 *   exact     -8.333333327777778E-6
 *   digits    0.0 of 16.0
 *   condition 0.0 digits would be lost by rounding the arguments
 *   cancels   sub, instruction 3: 8.6 digits
 *   hint      the calculation loses the digits, not the arguments: another formula may keep them
 * </pre>
 *
 * @param value the number whose derivatives are certified, {@code <f(x), c>} as {@link
 *     GradientCheck} has it
 * @param exactValue that number as the oracle says, rounded; NaN if nothing is certified
 * @param available how many digits the element type has: 16.0, for float32 7.2
 * @param entries one for each derivative
 * @param notCertified the operations that have no extended form, or why a call cannot be written
 *     out in operations: if there is one, nothing is certified and there are no entries
 * @param cancellation the sum in the function's value that cancels most, as the report names it, or
 *     null
 * @param reads the arguments and operations whose numbers the function read: what it made of them
 *     counts as constant, here as in the gradient
 * @param culprit the operation whose rule is wrong, or null
 */
public record Certificate(
    double value,
    double exactValue,
    double available,
    List<Entry> entries,
    List<String> notCertified,
    @Nullable String cancellation,
    List<String> reads,
    @Nullable Culprit culprit) {
  /** How many reads a report names. */
  private static final int SHOWN = 3;

  public Certificate {
    entries = List.copyOf(entries);
    notCertified = List.copyOf(notCertified);
    reads = List.copyOf(reads);
  }

  /**
   * One derivative.
   *
   * @param order its order; 2 is that of the gradient along a random direction
   * @param name by which argument, or along which direction
   * @param given the derivative by the rules
   * @param exact the derivative by the oracle, rounded; NaN where there is none
   * @param digits how many decimal digits of {@code given} are right for certain: {@code -log₁₀} of
   *     its error, relative to {@code exact} or, if that is larger, to what 10⁻⁸ of the largest
   *     derivative amounts to here. Derivatives are compared by what a relative change of their
   *     argument makes of the value
   * @param condition the relative change of the derivative over that of the arguments, where all
   *     change by the same small part, by random signs: {@code |Σⱼ sⱼ xⱼ ∂g/∂xⱼ| / |g|}. A rounding
   *     of the arguments costs {@code log₁₀} of it in digits, whatever the calculation. NaN of
   *     order 2; infinite where the derivative is 0
   * @param valueCondition the relative change of the value over that of the argument, {@code |x g /
   *     F|}
   * @param verdict right, or wrong if a rule is; a kink where the derivative follows a convention;
   *     noise where not even the oracle can tell
   * @param hint why it is not right, or null
   */
  public record Entry(
      int order,
      String name,
      double given,
      double exact,
      double digits,
      double condition,
      double valueCondition,
      Verdict verdict,
      @Nullable String hint) {

    Entry with(Verdict other) {
      return new Entry(order, name, given, exact, digits, condition, valueCondition, other, hint);
    }
  }

  /** Returns whether the function was evaluated, all of it. */
  public boolean isCertified() {
    return notCertified.isEmpty();
  }

  /** Returns whether a derivative lost more than half of the digits that its type has. */
  public boolean isLost(Entry entry) {
    return entry.verdict == Verdict.RIGHT && entry.digits < available / 2;
  }

  /**
   * Returns the fewest digits that a derivative has; kinks and what cannot be told do not count,
   * and of nothing it is all that there are.
   *
   * @throws IllegalStateException if nothing is certified
   */
  public double digits() {
    if (!isCertified()) {
      throw new IllegalStateException(toString());
    }
    return judged().stream().mapToDouble(Entry::digits).min().orElse(available);
  }

  private List<Entry> judged() {
    return entries.stream()
        .filter(e -> e.verdict == Verdict.RIGHT || e.verdict == Verdict.WRONG)
        .toList();
  }

  /** Returns the entry that a report shows: of the worst verdict the one with fewest digits. */
  public @Nullable Entry worst() {
    return entries.stream()
        .max(
            Comparator.comparing(Entry::verdict)
                .thenComparing(Comparator.comparingDouble(Entry::digits).reversed()))
        .orElse(null);
  }

  /**
   * Does nothing if every operation has an extended form and every derivative has so many digits.
   *
   * @throws AssertionError with this report as its message if not
   */
  public void assertDigits(double digits) {
    boolean enough =
        isCertified()
            && entries.stream().allMatch(e -> e.verdict == Verdict.RIGHT && e.digits >= digits);
    if (!enough) {
      throw new AssertionError(toString());
    }
  }

  /** Returns the verdict, the derivative with fewest digits and what took them. */
  @Override
  public String toString() {
    if (!isCertified()) {
      return "certificate: not certified, for lack of an extended form: "
          + String.join(", ", notCertified);
    }
    Entry worst = worst();
    if (worst == null) {
      return "certificate: nothing to certify, the function has no arguments";
    }
    List<String> lines = new ArrayList<>(List.of("certificate: " + summary()));
    line(lines, "worst", "order " + worst.order + ", " + worst.name);
    line(lines, "given", String.valueOf(worst.given));
    if (!Double.isNaN(worst.exact)) {
      line(lines, "exact", String.valueOf(worst.exact));
      line(lines, "digits", digits(worst.digits) + " of " + digits(available));
    }
    if (worst.condition >= 0) {
      line(
          lines,
          "condition",
          "%s digits would be lost by rounding the arguments"
              .formatted(digits(Math.log10(Math.max(1, worst.condition)))));
    }
    String hint = hint(worst);
    if (isLost(worst) && cancellation != null) {
      line(lines, "cancels", cancellation);
    }
    if (hint != null) {
      line(lines, "hint", hint);
    }
    if (!reads.isEmpty()) {
      line(lines, "reads", readsText());
    }
    blame(lines);
    return String.join("\n", lines);
  }

  private static void line(List<String> lines, String name, String content) {
    lines.add("  " + name + " ".repeat(10 - name.length()) + content);
  }

  private static String digits(double digits) {
    return Double.isInfinite(digits) ? "all" : String.format(Locale.ROOT, "%.1f", digits);
  }

  private String summary() {
    Verdict verdict =
        entries.stream().map(Entry::verdict).max(Comparator.naturalOrder()).orElse(Verdict.RIGHT);
    long count = entries.stream().filter(e -> e.verdict == verdict).count();
    long lost = entries.stream().filter(this::isLost).count();
    String of = " of " + entries.size() + (entries.size() == 1 ? " derivative" : " derivatives");
    return switch (verdict) {
      case WRONG -> count + of + (count == 1 ? " is" : " are") + " wrong";
      case KINK -> count + of + " by a convention, there is a kink or an edge of the domain";
      case NOISE -> count + of + " too rough to tell";
      case RIGHT ->
          lost > 0
              ? lost + of + " lost more than half of the digits"
              : (entries.size() == 1
                      ? "the derivative has "
                      : "all " + entries.size() + " derivatives have at least ")
                  + digits(digits())
                  + " right digits";
    };
  }

  private @Nullable String hint(Entry worst) {
    if (worst.hint != null || !isLost(worst)) {
      return worst.hint;
    }
    double cost = Math.log10(Math.max(1, worst.condition));
    return cost < (available - worst.digits) / 2
        ? "the calculation loses the digits, not the arguments: another formula may keep them"
        : "the derivative depends on digits that the arguments do not have";
  }

  private String readsText() {
    return String.join("; ", reads.subList(0, Math.min(SHOWN, reads.size())))
        + (reads.size() > SHOWN ? "; and " + (reads.size() - SHOWN) + " more" : "")
        + ": what is made of a number counts as constant";
  }

  private void blame(List<String> lines) {
    if (culprit == null) {
      return;
    }
    GradientReport.Entry local = culprit.worst();
    line(
        lines,
        "blame",
        "operation %s, node %d: by its %s the derivative is %s for %s"
            .formatted(
                culprit.operation(),
                culprit.node(),
                local.name(),
                local.given(),
                local.expected()));
    line(lines, "operands", String.join(", ", culprit.operands()));
    if (culprit.reproducer() != null) {
      line(lines, "try", culprit.reproducer());
    }
  }
}
