package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the lines of a CSV file and the numbers in its fields; errors name line and column. */
final class CsvFormat {
  private static final Set<String> MISSING =
      Set.of(
          "",
          "?",
          "NA",
          "N/A",
          "n/a",
          "NaN",
          "nan",
          "-NaN",
          "-nan",
          "null",
          "NULL",
          "Null",
          "None",
          "none",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "<NA>",
          "N.A.",
          "n.a.",
          "#NULL!",
          "#VALUE!",
          "#DIV/0!",
          "1.#IND",
          "-1.#IND",
          "1.#QNAN",
          "-1.#QNAN");

  /** The most columns that a file may have. */
  private static final int MOST_COLUMNS = 1 << 20;

  private static final Pattern SPACE = Pattern.compile("^[\\s\\p{Z}\\uFEFF]+|[\\s\\p{Z}\\uFEFF]+$");

  private CsvFormat() {}

  /** Returns what makes the lines of a reader. */
  static CsvRecordHandler handler() {
    return CsvRecordHandler.builder().maxFields(MOST_COLUMNS).build();
  }

  /** A source of bytes that can be opened more than once. */
  interface Source {
    InputStream open() throws IOException;
  }

  /** The lines of an open file; the last line and any error close it. */
  static final class Lines implements Iterator<CsvRecord>, AutoCloseable {
    private final String name;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;

    Lines(Csv csv, CsvDialect dialect) throws IOException {
      this.name = csv.name;
      this.reader =
          CsvReader.builder()
              .fieldSeparator(dialect.separator())
              .allowExtraFields(true)
              .allowMissingFields(true)
              .build(handler(), dialect.open(csv));
      this.records = reader.iterator();
    }

    @Override
    public boolean hasNext() {
      try {
        boolean more = records.hasNext();
        if (!more) {
          close();
        }
        return more;
      } catch (CsvParseException e) {
        throw failed(new FormatException(name, cause(e), e));
      } catch (UncheckedIOException e) {
        throw failed(new FormatException(name, String.valueOf(e.getCause()), e));
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public CsvRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return records.next();
    }

    /** Closes the file and returns the error to throw. */
    UncheckedIOException failed(IOException e) {
      try {
        close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      return new UncheckedIOException(e);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }

    private static String cause(CsvParseException e) {
      Throwable inner = e.getCause();
      return e.getMessage() + (inner == null ? "" : ": " + inner.getMessage());
    }
  }

  /** Returns a field without space around it, the non-breaking one included. */
  static String strip(String field) {
    boolean plain =
        field.isEmpty()
            || (isGraphic(field.charAt(0)) && isGraphic(field.charAt(field.length() - 1)));
    return plain ? field : SPACE.matcher(field).replaceAll("");
  }

  private static boolean isGraphic(char c) {
    return c > ' ' && c < 127;
  }

  static boolean isMissing(String field) {
    return MISSING.contains(field);
  }

  /** Whether a field is a finite decimal number; Java's own forms such as {@code 1d} are not. */
  static boolean isNumber(String field) {
    return Double.isFinite(number(field));
  }

  /** Returns a field's number, NaN if it is none, infinite if it is out of range. */
  static double number(String field) {
    if (field.isEmpty()
        || !(Character.isDigit(field.charAt(field.length() - 1)) || field.endsWith("."))
        || field.indexOf('x') >= 0
        || field.indexOf('X') >= 0) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(field);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /** Names a field for a message; lines and columns count from 1. */
  static String place(String name, CsvRecord line, int column, String columnName) {
    return name
        + ": line "
        + line.getStartingLineNumber()
        + ", column "
        + (column + 1)
        + " (\""
        + columnName
        + "\")";
  }
}
