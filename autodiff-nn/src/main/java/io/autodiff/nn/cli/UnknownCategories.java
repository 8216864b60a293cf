package io.autodiff.nn.cli;

import io.autodiff.nn.data.Csv;
import java.util.Locale;

/** What becomes of categories that a model does not know, by the names of the command line. */
enum UnknownCategories {
  /** They are an error. */
  REFUSE(Csv.Unknown.REFUSED),
  /** They are none of the known ones. */
  NONE(Csv.Unknown.NONE),
  /** Their lines are left out. */
  DROP(Csv.Unknown.DROPPED);

  final Csv.Unknown reading;

  UnknownCategories(Csv.Unknown reading) {
    this.reading = reading;
  }

  /** Returns the name as it is typed: {@code none}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
