package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Columns of a CSV file as they stand, by name: numbers, for formulas that use them. */
public final class NumberColumns {
  private NumberColumns() {}

  /**
   * Reads the columns of some names; encoding, separator and decimal mark are found out as {@link
   * Csv} does.
   *
   * @param wanted which columns, of those that the file has
   * @throws IOException if the file cannot be read, or a field of these columns is no finite number
   */
  public static Map<String, double[]> read(Path file, Set<String> wanted) throws IOException {
    Csv csv = Csv.file(file);
    CsvDialect dialect = CsvDialect.of(csv);
    try (CsvFormat.Lines lines = new CsvFormat.Lines(csv, dialect)) {
      List<String> names = header(csv, lines);
      List<Integer> columns = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (wanted.contains(names.get(i))) {
          columns.add(i);
        }
      }
      List<double[]> rows = new ArrayList<>();
      while (lines.hasNext()) {
        rows.add(row(csv, dialect, lines.next(), columns, names));
      }
      Map<String, double[]> read = new LinkedHashMap<>();
      for (int k = 0; k < columns.size(); k++) {
        int column = k;
        double[] numbers = rows.stream().mapToDouble(row -> row[column]).toArray();
        read.put(names.get(columns.get(k)), numbers);
      }
      return read;
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /**
   * Returns the names of a file's columns.
   *
   * @throws IOException if the file cannot be read or is empty
   */
  public static List<String> names(Path file) throws IOException {
    Csv csv = Csv.file(file);
    try (CsvFormat.Lines lines = new CsvFormat.Lines(csv, CsvDialect.of(csv))) {
      return header(csv, lines);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private static List<String> header(Csv csv, CsvFormat.Lines lines) throws FormatException {
    if (!lines.hasNext()) {
      throw new FormatException(csv.name, "empty");
    }
    List<String> names = lines.next().getFields().stream().map(CsvFormat::strip).toList();
    if (names.stream().anyMatch(CsvFormat::isNumber)) {
      throw new FormatException(
          csv.name, "the first line holds numbers where names of columns are expected");
    }
    return names;
  }

  private static double[] row(
      Csv csv, CsvDialect dialect, CsvRecord line, List<Integer> columns, List<String> names)
      throws FormatException {
    double[] row = new double[columns.size()];
    Arrays.fill(row, Double.NaN);
    for (int k = 0; k < row.length; k++) {
      int column = columns.get(k);
      String field = column < line.getFieldCount() ? dialect.field(line, column) : "";
      boolean contradicts = column < line.getFieldCount() && dialect.contradicts(line, column);
      row[k] = contradicts ? Double.NaN : CsvFormat.number(field);
      if (!Double.isFinite(row[k])) {
        throw new FormatException(
            CsvFormat.place(csv.name, line, column, names.get(column)),
            field.isEmpty() ? "missing" : "\"" + field + "\" is no number");
      }
    }
    return row;
  }
}
