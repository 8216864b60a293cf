package io.autodiff.nn.examples;

import java.util.Arrays;
import java.util.Locale;

/** Draws a curve with letters. */
final class TextPlot {
  private TextPlot() {}

  /** Returns the curve of some numbers, the largest on top. */
  static String of(double[] values, int width, int height) {
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    char[][] picture = new char[height][width];
    for (char[] row : picture) {
      Arrays.fill(row, ' ');
    }
    for (int i = 0; i < values.length; i++) {
      double part = high > low ? (high - values[i]) / (high - low) : 0;
      picture[(int) Math.round(part * (height - 1))][(int) ((long) i * width / values.length)] =
          '*';
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < height; r++) {
      double level = high - (high - low) * r / (height - 1);
      text.append(String.format(Locale.ROOT, "%9.4f |%s%n", level, new String(picture[r])));
    }
    return text.append(" ".repeat(10)).append("+").append("-".repeat(width)).toString();
  }
}
