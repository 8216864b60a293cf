package io.autodiff.expression;

import org.jspecify.annotations.Nullable;

/**
 * A formula that cannot be read or evaluated. The message shows the place and marks it:
 *
 * <pre>
 * formula: unknown function sine
 *   2*sine(x)
 *     ^^^^
 *   expected  a function
 *   hint      sin, sinh, sinc
 * </pre>
 */
public final class ExpressionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** How much of a long line is shown before and after the place. */
  private static final int AROUND = 40;

  private final int position;

  /**
   * @param problem what is wrong
   * @param text the whole formula
   * @param start where the offending part of {@code text} begins
   * @param end where it ends, exclusive
   * @param expected what would have been accepted
   * @param hint a remedy, or null
   */
  ExpressionException(
      String problem, String text, int start, int end, String expected, @Nullable String hint) {
    super(
        "formula: "
            + problem
            + excerpt(text, start, end)
            + "\n  expected  "
            + expected
            + (hint == null ? "" : "\n  hint      " + hint));
    this.position = start;
  }

  /** Returns where the offending part of the formula begins, counted from 0. */
  public int position() {
    return position;
  }

  /** The line of the place, shortened, with marks below the part from start to end. */
  private static String excerpt(String text, int start, int end) {
    int lineStart = text.lastIndexOf('\n', start - 1) + 1;
    int lineEnd = text.indexOf('\n', start);
    lineEnd = lineEnd < 0 ? text.length() : lineEnd;
    int from = start - lineStart > AROUND ? start - AROUND : lineStart;
    int to = lineEnd - start > AROUND ? start + AROUND : lineEnd;
    String before = (from > lineStart ? "…" : "") + text.substring(from, start);
    String shown = before + text.substring(start, to) + (to < lineEnd ? "…" : "");
    int width = Math.clamp((long) Math.min(end, to) - start, 1, AROUND);
    String marks = " ".repeat(before.length()) + "^".repeat(width);
    long line = text.substring(0, lineStart).lines().count() + 1;
    String where = text.indexOf('\n') < 0 ? "" : ", in line " + line;
    return where + "\n  " + shown.replace('\t', ' ').stripTrailing() + "\n  " + marks;
  }
}
