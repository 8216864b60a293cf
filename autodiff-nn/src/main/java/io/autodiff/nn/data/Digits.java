package io.autodiff.nn.data;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * 1,797 handwritten digits of 8 by 8 pixels, from 0 (paper) to 1 (ink), with their classes 0 to 9.
 *
 * <p>Source: E. Alpaydin and C. Kaynak, <em>Optical Recognition of Handwritten Digits</em>, UCI
 * Machine Learning Repository, 1998, doi:10.24432/C50P49; the test part of it. Licence: Creative
 * Commons Attribution 4.0 International (CC BY 4.0). Unchanged but for the division of the grey
 * levels by 16.
 */
public final class Digits {
  private static final int PIXELS = 64;
  private static final double INK = 16;

  private Digits() {}

  /** Returns the digits, {@code (1797, 64)}, in the source's order. */
  public static Dataset load() {
    List<String> lines = lines();
    double[] pixels = new double[lines.size() * PIXELS];
    int[] labels = new int[lines.size()];
    for (int i = 0; i < labels.length; i++) {
      String[] fields = lines.get(i).split(",", -1);
      for (int k = 0; k < PIXELS; k++) {
        pixels[i * PIXELS + k] = Integer.parseInt(fields[k]) / INK;
      }
      labels[i] = Integer.parseInt(fields[PIXELS]);
    }
    return Dataset.of(Tensor.wrap(Shape.of(labels.length, PIXELS), pixels), labels);
  }

  private static List<String> lines() {
    try (InputStream file =
            Objects.requireNonNull(Digits.class.getResourceAsStream("digits.csv.gz"));
        var reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
