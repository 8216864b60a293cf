package io.autodiff.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown. */
final class MarkdownTable {
  private final List<List<String>> rows = new ArrayList<>();

  MarkdownTable(String... head) {
    rows.add(List.of(head));
    rows.add(Collections.nCopies(head.length, "---"));
  }

  /** Adds a row. */
  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** Returns whether nothing was added. */
  boolean isEmpty() {
    return rows.size() == 2;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.toString();
  }

  /** Returns a time with a unit that suits it: {@code 12.3 us}; a dash for NaN. */
  static String time(double nanoseconds) {
    if (Double.isNaN(nanoseconds)) {
      return "–";
    }
    if (nanoseconds < 1e3) {
      return number(nanoseconds) + " ns";
    }
    if (nanoseconds < 1e6) {
      return number(nanoseconds / 1e3) + " us";
    }
    return nanoseconds < 1e9 ? number(nanoseconds / 1e6) + " ms" : number(nanoseconds / 1e9) + " s";
  }

  /** Returns a number with three significant digits; a dash for NaN. */
  static String number(double x) {
    if (Double.isNaN(x)) {
      return "–";
    }
    double size = Math.abs(x);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, x);
  }
}
