package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.data.CsvSchema.Confidence;
import io.autodiff.nn.data.CsvSchema.Finding;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.Gzip;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is written: its encoding, what stands between columns, and the decimal mark. What
 * the caller does not say is found out from the first mebibyte.
 */
record CsvDialect(
    CsvEncoding encoding,
    char separator,
    char decimal,
    Finding separatorFound,
    Finding decimalFound) {
  private static final int SAMPLE = 1 << 20;
  private static final int SAMPLE_LINES = 50;
  private static final int SAMPLE_RECORDS = 1000;
  private static final char[] SEPARATORS = {',', ';', '\t', '|', ':', ' ', '^', '~'};

  /** Of the separators, those that are looked for unless the caller names one. */
  private static final int USUAL = 4;

  private static final String ONE_MARK = "numbers have it, and none the other";
  private static final String NO_MARK = "no number has any";
  private static final String BOTH_MARKS = "some numbers have a point, others a comma";

  private static final Pattern SEPARATOR_LINE = Pattern.compile("\"?sep=.\"?\\R");

  /** Finds out how a file is written. */
  static CsvDialect of(Csv csv) throws IOException {
    byte[] start;
    try (InputStream in = Gzip.open(csv.source.open())) {
      start = in.readNBytes(SAMPLE);
    }
    CsvEncoding encoding =
        csv.encoding
            .map(charset -> CsvEncoding.given(charset, start))
            .orElse(CsvEncoding.of(start));
    String text = encoding.decode(start);
    if (text.indexOf('\0') >= 0) {
      throw new FormatException(csv.name, "not text: it holds NUL characters");
    }
    if (SEPARATOR_LINE.matcher(text).lookingAt()) {
      throw new FormatException(
          csv.name,
          "the first line names the separator, for a spreadsheet, and no columns: delete it");
    }
    Finding separator =
        csv.separator != 0
            ? Finding.given(csv.separator)
            : separator(counts(text), csv.usualSeparator());
    char between = separator.value().charAt(0);
    Finding decimal = csv.decimal != 0 ? Finding.given(csv.decimal) : decimal(csv, text, between);
    return new CsvDialect(encoding, between, decimal.value().charAt(0), separator, decimal);
  }

  /**
   * Returns the separator: the usual one, unless another stands equally often in all lines and this
   * one does not.
   */
  private static Finding separator(List<int[]> lines, char usual) {
    List<Character> standing = new ArrayList<>();
    for (int i = 0; i < USUAL; i++) {
      if (stands(lines, i)) {
        standing.add(SEPARATORS[i]);
      }
    }
    boolean usualStands = standing.contains(usual);
    char found = usualStands || standing.isEmpty() ? usual : standing.getFirst();
    if (standing.isEmpty()) {
      return new Finding(
          "" + found, Confidence.GUESSED, "no mark stands equally often in all lines");
    }
    return new Finding(
        "" + found,
        standing.size() == 1 && lines.size() > 1 ? Confidence.CERTAIN : Confidence.LIKELY,
        String.format(
            Locale.ROOT,
            "%d in each of the first %d lines%s",
            lines.getFirst()[index(found)],
            lines.size(),
            standing.size() == 1 ? "" : ", as other marks do"));
  }

  /** Returns the option that divides the lines of a file of one column; null if none does. */
  private @Nullable String hint(Csv csv) throws IOException {
    byte[] start;
    try (InputStream in = Gzip.open(csv.source.open())) {
      start = in.readNBytes(SAMPLE);
    }
    String text = encoding.decode(start);
    List<int[]> lines = counts(text);
    for (int i = 0; i < SEPARATORS.length; i++) {
      if (SEPARATORS[i] != separator && stands(lines, i)) {
        return "every line has as many of another mark: --separator " + name(SEPARATORS[i]);
      }
    }
    return lines.size() < 3 ? null : hint(lines.getFirst(), lines.subList(1, lines.size()));
  }

  /** Returns {@link #hint} as the end of a message. */
  String hintOrNothing(Csv csv) {
    try {
      String hint = hint(csv);
      return hint == null ? "" : "; " + hint;
    } catch (IOException _) {
      return ""; // The fault of the file is to be told, not that of a second reading.
    }
  }

  /** Returns in what the first line differs from others that are alike; null if they are not. */
  private static @Nullable String hint(int[] first, List<int[]> others) {
    for (int i = 0; i < SEPARATORS.length; i++) {
      int more = others.getFirst()[i] - first[i];
      if (more > 0 && stands(others, i) && (first[i] == 0 || more == 1)) {
        String all =
            "the first line has "
                + first[i]
                + " of the mark "
                + name(SEPARATORS[i])
                + ", each other line "
                + others.getFirst()[i];
        return first[i] == 0
            ? all + ": it does not name the columns"
            : all + ": a name is missing, that of the first column if it names the rows";
      }
    }
    return null;
  }

  private static String name(char separator) {
    return separator == '\t' ? "tab" : "'" + separator + "'";
  }

  private static int index(char separator) {
    return new String(SEPARATORS).indexOf(separator);
  }

  private static boolean stands(List<int[]> lines, int candidate) {
    int first = lines.isEmpty() ? 0 : lines.getFirst()[candidate];
    return first > 0 && lines.stream().allMatch(line -> line[candidate] == first);
  }

  /** Counts the separators of the first lines, outside of quotes. */
  private static List<int[]> counts(String text) {
    List<int[]> lines = new ArrayList<>();
    int[] line = new int[SEPARATORS.length];
    boolean quoted = false;
    boolean empty = true;
    for (int i = 0; i < text.length() && lines.size() < SAMPLE_LINES; i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && (c == '\n' || c == '\r')) {
        if (!empty) {
          lines.add(line);
          line = new int[SEPARATORS.length];
        }
        empty = true;
      } else {
        empty = false;
        if (!quoted && index(c) >= 0) {
          line[index(c)]++;
        }
      }
    }
    if (!empty && text.length() < SAMPLE / 2) {
      lines.add(line);
    }
    return lines;
  }

  /**
   * Returns the decimal mark: a comma if fields are numbers with one and none is with a point.
   *
   * @throws FormatException if all such commas, or points in a file that semicolons divide, may as
   *     well stand between thousands
   */
  private static Finding decimal(Csv csv, String text, char separator) throws FormatException {
    Map<CsvNumbers.Evidence, String> seen = new EnumMap<>(CsvNumbers.Evidence.class);
    int records = 0;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .trimWhitespacesAroundQuotes(true)
            .build(CsvFormat.handler(), text)) {
      for (CsvRecord line : reader) {
        for (String raw : line.getFields()) {
          String field = CsvFormat.strip(raw);
          seen.putIfAbsent(CsvNumbers.evidence(field), field);
        }
        if (++records == SAMPLE_RECORDS) {
          break;
        }
      }
    } catch (CsvParseException | IOException _) {
      return new Finding(
          ".", Confidence.GUESSED, ""); // The scan reads the file again and names the fault.
    }
    return decimal(csv, seen, separator);
  }

  private static Finding decimal(Csv csv, Map<CsvNumbers.Evidence, String> seen, char separator)
      throws FormatException {
    boolean comma = seen.containsKey(CsvNumbers.Evidence.COMMA);
    boolean point = seen.containsKey(CsvNumbers.Evidence.POINT);
    String either = seen.get(CsvNumbers.Evidence.COMMA_OR_THOUSANDS);
    String pointed = seen.get(CsvNumbers.Evidence.POINT_OR_THOUSANDS);
    if (!comma && !point && (either != null || pointed != null) && csv.usualDecimal != 0) {
      return new Finding(
          "" + csv.usualDecimal, Confidence.LIKELY, "as in the data of the training");
    }
    if (!comma && !point && (either != null || (pointed != null && separator == ';'))) {
      throw new FormatException(
          csv.name,
          "\""
              + (either == null ? pointed : either)
              + "\" has a decimal "
              + (either == null ? "point" : "comma")
              + " or a mark of thousands: --decimal , or --decimal . says which");
    }
    if (!comma && !point && pointed != null) {
      return new Finding(
          ".", Confidence.LIKELY, "all have it before three digits, as thousands could");
    }
    if (comma && point) {
      return new Finding(".", Confidence.LIKELY, BOTH_MARKS);
    }
    return comma || point
        ? new Finding(comma ? "," : ".", Confidence.CERTAIN, ONE_MARK)
        : new Finding(".", Confidence.CERTAIN, NO_MARK);
  }

  /** Opens the file after its byte order mark. */
  Reader open(Csv csv) throws IOException {
    InputStream in = Gzip.open(csv.source.open());
    in.skipNBytes(encoding.mark());
    return new InputStreamReader(
        in, encoding.charset().newDecoder().onMalformedInput(CodingErrorAction.REPORT));
  }

  /** Returns how numbers are written. */
  CsvNumbers numbers() {
    return new CsvNumbers(decimal);
  }

  /** Returns whether the decimal mark is what the caller or numbers of the file say. */
  static boolean isTold(Finding decimal) {
    return decimal.confidence() != Confidence.GUESSED && !decimal.reason().equals(NO_MARK);
  }

  /** Returns whether other numbers of the file were seen to have its decimal mark. */
  boolean isDecimalSeen() {
    return decimalFound.reason().equals(ONE_MARK) || decimalFound.reason().equals(BOTH_MARKS);
  }

  /** Returns whether a field is a number only by a point, where the decimal mark is a comma. */
  boolean contradicts(CsvRecord line, int column) {
    return decimal == ',' && numbers().contradicts(CsvFormat.strip(line.getField(column)));
  }

  /** Returns a field without space around it, a number in it with a decimal point only. */
  String field(CsvRecord line, int column) {
    return numbers().plain(CsvFormat.strip(line.getField(column)));
  }
}
