package io.autodiff.nn.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Small data sets that come with the library, all from the UCI Machine Learning Repository, under
 * the Creative Commons Attribution 4.0 International licence (CC BY 4.0), as scikit-learn
 * distributes them.
 */
public enum Samples {
  /** 1,797 handwritten digits; see {@link Digits}. */
  DIGITS,

  /**
   * 150 irises of three species: length and width of sepals and petals in centimetres.
   *
   * <p>Source: R. A. Fisher, <em>Iris</em>, UCI Machine Learning Repository, 1936,
   * doi:10.24432/C56C76; examples 35 and 38 as in Fisher's paper. Columns were named.
   */
  IRIS,

  /**
   * 178 wines of three cultivars: thirteen chemical measurements.
   *
   * <p>Source: S. Aeberhard and M. Forina, <em>Wine</em>, UCI Machine Learning Repository, 1992,
   * doi:10.24432/C5PC7J. Columns were named.
   */
  WINE,

  /**
   * 569 tumours, malignant or benign: thirty measurements of cell nuclei.
   *
   * <p>Source: W. Wolberg, O. Mangasarian, N. Street and W. Street, <em>Breast Cancer Wisconsin
   * (Diagnostic)</em>, UCI Machine Learning Repository, 1993, doi:10.24432/C5DW2B. Columns were
   * named.
   */
  BREAST_CANCER;

  private static final int SIDE = 8;

  /** Returns the name on the command line: {@code breast-cancer}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the set of that name, in capitals or not. */
  public static Optional<Samples> named(String name) {
    for (Samples samples : values()) {
      if (samples.toString().equalsIgnoreCase(name)) {
        return Optional.of(samples);
      }
    }
    return Optional.empty();
  }

  /** Returns the examples, in the source's order. */
  public Table load() {
    if (this == DIGITS) {
      return digits();
    }
    String file = this + ".csv";
    try {
      return new Csv(file, () -> Objects.requireNonNull(Samples.class.getResourceAsStream(file)))
          .target(Csv.Target.CLASSES)
          .read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Table digits() {
    List<String> pixels = IntStream.range(0, SIDE * SIDE).mapToObj(i -> "pixel" + (i + 1)).toList();
    List<String> classes = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
    return new Table(Digits.load(), pixels, classes, Optional.of(io.autodiff.Shape.of(SIDE, SIDE)));
  }
}
