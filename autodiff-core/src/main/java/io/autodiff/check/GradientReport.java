package io.autodiff.check;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link GradientCheck} found at one point: derivatives beside their differences; immutable.
 *
 * <pre>
 * gradient check: 1 of 2 derivatives is wrong
 *   worst     order 1, argument 1
 *   given     3.00000000
 *   expected  2.00000000 ± 1.1e-13
 *   allowed   3.0e-07
 *   blame     operation cube, node 3: by its argument 0 the derivative is 3.00000000 for 2.00000000
 *   operands  Tensor.of(Shape.of(1), new double[] {0.816})
 * </pre>
 */
public final class GradientReport {
  /** Values whose relative error is larger have lost digits. */
  private static final double COARSE = 0x1p-30;

  private final List<Entry> entries;
  private final @Nullable Culprit culprit;
  private final @Nullable String reads;

  GradientReport(List<Entry> entries, @Nullable Culprit culprit, @Nullable String reads) {
    this.entries = List.copyOf(entries);
    this.culprit = culprit;
    this.reads = reads;
  }

  GradientReport with(@Nullable Culprit found, @Nullable String whatWasRead) {
    return new GradientReport(entries, found, whatWasRead);
  }

  /** Returns whether derivatives are not right and nothing is to blame. */
  boolean isUnexplained() {
    return !isCorrect() && culprit == null && reads == null;
  }

  /**
   * Returns this report of derivatives that are made of the conventions of operations, or this
   * itself if there is none.
   */
  GradientReport byConventions(List<Culprit> kinks) {
    String why = "an operation has a kink here, and the derivative is made of its convention";
    return kinks.isEmpty() ? this : instead(Verdict.KINK, why, kinks.get(0));
  }

  /** Returns this report of derivatives that are right though their differences deny it. */
  GradientReport beyondDifferences(Certificate certificate) {
    double error = Math.abs(certificate.value() - certificate.exactValue());
    boolean coarse =
        certificate.entries().stream().anyMatch(certificate::isLost)
            || error > COARSE * Math.abs(certificate.exactValue());
    String why =
        "no rule is wrong in 60 digits: the "
            + (coarse
                ? "values are too coarse for differences"
                    + (certificate.cancellation() == null
                        ? ""
                        : ", by " + certificate.cancellation())
                : "function changes faster than its arguments can, or its values are too coarse"
                    + " for differences; certificate(...) says how many digits are right");
    return instead(Verdict.NOISE, why, null);
  }

  /** Returns this report with another verdict on what has the worst one. */
  private GradientReport instead(Verdict verdict, String why, @Nullable Culprit found) {
    Comparison.Finding finding = Comparison.Finding.of(verdict, why);
    Verdict old = verdict();
    List<Entry> changed =
        entries.stream().map(e -> e.verdict == old ? e.with(finding) : e).toList();
    return new GradientReport(changed, found, null);
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
   * @param verdict whether it is right: it differs by no more, and the differences are certain
   *     enough to say so; if not, why
   * @param hint what is peculiar at the point if it is not right, or null
   * @param distance how far a kink is, by this argument or along this direction: 0 if it is at the
   *     point; NaN if there is none or its place is not known, as at the edge of a domain
   */
  public record Entry(
      int order,
      String name,
      double given,
      double expected,
      double uncertainty,
      double allowed,
      Verdict verdict,
      @Nullable String hint,
      double distance) {

    Entry with(Comparison.Finding other) {
      return new Entry(
          order,
          name,
          given,
          expected,
          uncertainty,
          allowed,
          other.verdict(),
          other.hint(),
          other.distance());
    }

    /** Returns whether the derivative is right. */
    public boolean isCorrect() {
      return verdict == Verdict.RIGHT;
    }

    /** Returns by how much the derivative differs, in units of what is allowed. */
    public double badness() {
      double ratio = Math.abs(given - expected) / allowed;
      return Double.isNaN(ratio) ? (isCorrect() ? 0 : Double.POSITIVE_INFINITY) : ratio;
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

  /** Returns the worst verdict on a derivative; right if nothing was compared. */
  public Verdict verdict() {
    return entries.stream()
        .map(Entry::verdict)
        .max(Comparator.naturalOrder())
        .orElse(Verdict.RIGHT);
  }

  /** Returns the entry that is most wrong, or nearest to it; null if nothing was compared. */
  public @Nullable Entry worst() {
    return entries.stream()
        .max(Comparator.comparing(Entry::verdict).thenComparingDouble(Entry::badness))
        .orElse(null);
  }

  /**
   * Returns the operation that has the {@link #verdict} by itself: whose rule is wrong, or that has
   * the kink. Null if the derivatives are right or too rough to tell, and if no single operation is
   * to blame, as where the function itself reads numbers or calls detach().
   */
  public @Nullable Culprit culprit() {
    return culprit;
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

  /** Returns the verdict, the worst derivative and the operation to blame. */
  @Override
  public String toString() {
    Entry worst = worst();
    if (worst == null) {
      return "gradient check: nothing to compare, the function has no arguments";
    }
    StringBuilder text = new StringBuilder("gradient check: ").append(summary());
    line(text, "worst", "order " + worst.order + ", " + worst.name);
    line(text, "given", number(worst.given));
    line(
        text,
        "expected",
        String.format(Locale.ROOT, "%s ± %.1e", number(worst.expected), worst.uncertainty));
    line(text, "allowed", String.format(Locale.ROOT, "%.1e", worst.allowed));
    if (worst.hint != null) {
      line(text, "hint", worst.hint);
    }
    if (culprit != null) {
      blame(text, culprit);
    } else if (reads != null) {
      line(text, "blame", reads);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String content) {
    text.append("\n  ").append(name).append(" ".repeat(10 - name.length())).append(content);
  }

  private String summary() {
    Verdict verdict = verdict();
    long count = entries.stream().filter(e -> e.verdict == verdict).count();
    if (verdict == Verdict.RIGHT) {
      return (count == 1 ? "the derivative is" : "all " + count + " derivatives are") + " right";
    }
    String derivatives =
        count + " of " + entries.size() + (entries.size() == 1 ? " derivative" : " derivatives");
    String are = count == 1 ? " is" : " are";
    return switch (verdict) {
      case WRONG -> derivatives + are + " wrong";
      case KINK -> derivatives + are + " by a convention, there is a kink or an edge of the domain";
      default -> derivatives + are + " too rough to tell";
    };
  }

  private static void blame(StringBuilder text, Culprit culprit) {
    Entry local = culprit.worst();
    line(
        text,
        "blame",
        "operation "
            + culprit.operation()
            + ", node "
            + culprit.node()
            + ": by its "
            + local.name
            + " the derivative is "
            + number(local.given)
            + (local.verdict == Verdict.WRONG ? " for " + number(local.expected) : "")
            + (local.distance > 0
                ? String.format(Locale.ROOT, ", the kink %.3g away", local.distance)
                : ""));
    line(text, "operands", String.join(", ", culprit.operands()));
    if (culprit.reproducer() != null) {
      line(text, "try", culprit.reproducer());
    }
  }
}
