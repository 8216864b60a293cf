package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import io.autodiff.nn.io.FormatException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a CSV file and the numbers in its fields; errors name line and column. */
final class CsvFormat {
  /** These words, and they in small letters or capitals. */
  private static final Set<String> MISSING =
      Stream.of(
              "",
              "?",
              "NA",
              "N/A",
              "N/a",
              "NaN",
              "Nan",
              "-NaN",
              "null",
              "Null",
              "None",
              "nil",
              "NaT",
              "#N/A",
              "#N/A N/A",
              "#NA",
              "<NA>",
              "N.A.",
              "#NULL!",
              "#VALUE!",
              "#DIV/0!",
              "#NUM!",
              "#REF!",
              "#NAME?",
              "1.#IND",
              "-1.#IND",
              "1.#QNAN",
              "-1.#QNAN",
              "(null)",
              "\\N",
              "-",
              "--",
              ".",
              "..",
              "...")
          .flatMap(w -> Stream.of(w, w.toLowerCase(Locale.ROOT), w.toUpperCase(Locale.ROOT)))
          .collect(Collectors.toUnmodifiableSet());

  /** The most columns that a file may have. */
  private static final int MOST_COLUMNS = 1 << 20;

  /** Longer numbers are compared as doubles. */
  private static final int LONGEST_EXACT = 64;

  /** Words that mean the same in capital letters. */
  private static final Set<String> TRUTH = Set.of("true", "false", "yes", "no");

  /** Space of any kind, and characters that nobody sees. */
  private static final Pattern SPACE = Pattern.compile("^[\\s\\p{Z}\\p{Cf}]+|[\\s\\p{Z}\\p{Cf}]+$");

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
    private final Csv csv;
    private final CsvDialect dialect;
    private final CsvReader<CsvRecord> reader;
    private final LastCharacter source;
    private final Iterator<CsvRecord> records;
    private @Nullable CsvRecord last;

    Lines(Csv csv, CsvDialect dialect) throws IOException {
      this.name = csv.name;
      this.csv = csv;
      this.dialect = dialect;
      this.source = new LastCharacter(dialect.open(csv));
      this.reader =
          CsvReader.builder()
              .fieldSeparator(dialect.separator())
              .allowExtraFields(true)
              .allowMissingFields(true)
              .trimWhitespacesAroundQuotes(true)
              .build(handler(), source);
      this.records = reader.iterator();
    }

    @Override
    public boolean hasNext() {
      try {
        boolean more = records.hasNext();
        if (!more) {
          checkClosed();
          close();
        }
        return more;
      } catch (CsvParseException e) {
        throw failed(new FormatException(name, cause(e), e));
      } catch (UncheckedIOException e) {
        String cause =
            e.getCause() instanceof CharacterCodingException ? notEncoded() : "" + e.getCause();
        throw failed(new FormatException(name, cause, e));
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public CsvRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      last = records.next();
      return last;
    }

    /** Refuses a quote that the end of the file closes: what follows it were one field. */
    private void checkClosed() throws FormatException {
      if (last != null) {
        String field = last.getField(last.getFieldCount() - 1);
        boolean broken = field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0;
        if (broken && !source.endsWithQuote()) {
          throw new FormatException(
              name + ": line " + last.getStartingLineNumber(), "a quote is opened and not closed");
        }
      }
    }

    private String notEncoded() {
      return (last == null ? "the text" : "what follows line " + last.getStartingLineNumber())
          + " is not all "
          + dialect.encoding().charset().name()
          + ": --encoding names another, such as windows-1252";
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

    private String cause(CsvParseException e) {
      Throwable inner = e.getCause();
      String hint = dialect.hintOrNothing(csv);
      return e.getMessage() + (inner == null ? "" : ": " + inner.getMessage()) + hint;
    }
  }

  /** Remembers the last character that ends no line. */
  private static final class LastCharacter extends FilterReader {
    private char character;

    LastCharacter(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] out, int at, int length) throws IOException {
      int count = super.read(out, at, length);
      int i = count;
      while (i > 0 && (out[at + i - 1] == '\n' || out[at + i - 1] == '\r')) {
        i--;
      }
      character = i > 0 ? out[at + i - 1] : character;
      return count;
    }

    boolean endsWithQuote() {
      return character == '"';
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

  /**
   * Returns what a name stands for: names of equal numbers, and {@code true} and {@code TRUE},
   * stand for the same.
   */
  static Object meaning(String name) {
    if (isNumber(name)) {
      return name.length() > LONGEST_EXACT
          ? BigDecimal.valueOf(number(name))
          : new BigDecimal(name).stripTrailingZeros();
    }
    String lower = name.length() <= 5 ? name.toLowerCase(Locale.ROOT) : name;
    return TRUTH.contains(lower) ? lower : name;
  }

  /** Returns two names that differ in capitals only, in words; null if there are none. */
  static @Nullable String differentInCapitals(Collection<String> names) {
    Map<String, String> seen = new HashMap<>();
    for (String name : names) {
      String other = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        return "\"" + other + "\" and \"" + name + "\"";
      }
    }
    return null;
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
