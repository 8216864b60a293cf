package io.autodiff.nn.cli;

import io.autodiff.nn.data.Csv;
import io.autodiff.nn.data.Preprocessing.Filling;
import java.util.Locale;

/** What becomes of missing values, by the names of the command line. */
enum MissingValues {
  /** They are an error. */
  REFUSE(Csv.Missing.REFUSED, Filling.REFUSE),
  /** They become the mean of the others. */
  MEAN(Csv.Missing.NAN, Filling.MEAN),
  /** They become the median of the others. */
  MEDIAN(Csv.Missing.NAN, Filling.MEDIAN),
  /** They are a category of their own; numbers also become the mean. */
  CATEGORY(Csv.Missing.CATEGORY, Filling.MEAN),
  /** Their lines are left out. */
  DROP(Csv.Missing.DROPPED, Filling.REFUSE);

  final Csv.Missing reading;
  final Filling filling;

  MissingValues(Csv.Missing reading, Filling filling) {
    this.reading = reading;
    this.filling = filling;
  }

  /** Returns the name as it is typed: {@code mean}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
