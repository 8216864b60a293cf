package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.Gzip;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a CSV file is written: its encoding, what stands between columns, and the decimal mark. What
 * the caller does not say is found out from the first mebibyte.
 *
 * @param mark the number of bytes of the byte order mark
 */
record CsvDialect(Charset charset, int mark, char separator, char decimal) {
  private static final int SAMPLE = 1 << 20;
  private static final int SAMPLE_LINES = 50;
  private static final int SAMPLE_RECORDS = 1000;
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};

  private static final Pattern COMMA = Pattern.compile("[-+]?\\d*,\\d+([eE][-+]?\\d+)?");
  private static final Pattern POINT = Pattern.compile("[-+]?\\d*\\.\\d+([eE][-+]?\\d+)?");
  private static final Pattern COMMA_GROUPS =
      Pattern.compile("[-+]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d+)?");
  private static final Pattern POINT_GROUPS =
      Pattern.compile("[-+]?[1-9]\\d{0,2}(\\.\\d{3})+(,\\d+)?");

  /** Finds out how a file is written. */
  static CsvDialect of(Csv csv) throws IOException {
    byte[] start;
    try (InputStream in = Gzip.open(csv.source.open())) {
      start = in.readNBytes(SAMPLE);
    }
    CsvDialect encoding = encoding(start);
    String text = encoding.decode(start);
    if (text.indexOf('\0') >= 0) {
      throw new FormatException(csv.name, "not text: it holds NUL characters");
    }
    char separator = csv.separator != 0 ? csv.separator : separator(text, csv.usualSeparator());
    char decimal = csv.decimal != 0 ? csv.decimal : decimal(csv.name, text, separator);
    return new CsvDialect(encoding.charset, encoding.mark, separator, decimal);
  }

  private static CsvDialect encoding(byte[] start) {
    if (begins(start, 0xEF, 0xBB, 0xBF)) {
      return new CsvDialect(StandardCharsets.UTF_8, 3, ',', '.');
    }
    if (begins(start, 0xFE, 0xFF)) {
      return new CsvDialect(StandardCharsets.UTF_16BE, 2, ',', '.');
    }
    if (begins(start, 0xFF, 0xFE)) {
      return new CsvDialect(StandardCharsets.UTF_16LE, 2, ',', '.');
    }
    // Half of the bytes of English text in UTF-16 are NUL, the first or the second of each two.
    int[] zeros = new int[2];
    for (int i = 0; i < start.length; i++) {
      zeros[i & 1] += start[i] == 0 ? 1 : 0;
    }
    int many = start.length / 8;
    Charset charset = isUtf8(start) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    if (zeros[0] > many && zeros[1] * 8 < zeros[0]) {
      charset = StandardCharsets.UTF_16BE;
    } else if (zeros[1] > many && zeros[0] * 8 < zeros[1]) {
      charset = StandardCharsets.UTF_16LE;
    }
    return new CsvDialect(charset, 0, ',', '.');
  }

  private static boolean begins(byte[] start, int... bytes) {
    boolean same = start.length >= bytes.length;
    for (int i = 0; same && i < bytes.length; i++) {
      same = start[i] == (byte) bytes[i];
    }
    return same;
  }

  /** Returns whether bytes are UTF-8, of which the last character may be cut off. */
  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    return !decoder.decode(ByteBuffer.wrap(bytes), out, false).isError();
  }

  private String decode(byte[] start) {
    int length = (start.length - mark) & (charset.name().startsWith("UTF-16") ? -2 : -1);
    return new String(start, mark, length, charset);
  }

  /**
   * Returns the separator: the usual one, unless another stands equally often in all lines and this
   * one does not.
   */
  private static char separator(String text, char usual) {
    List<int[]> lines = counts(text);
    if (lines.isEmpty() || stands(lines, index(usual))) {
      return usual;
    }
    for (char candidate : SEPARATORS) {
      if (stands(lines, index(candidate))) {
        return candidate;
      }
    }
    return usual;
  }

  private static int index(char separator) {
    return new String(SEPARATORS).indexOf(separator);
  }

  private static boolean stands(List<int[]> lines, int candidate) {
    int first = lines.getFirst()[candidate];
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
   * @throws FormatException if all such commas may as well stand between thousands
   */
  private static char decimal(String name, String text, char separator) throws FormatException {
    String grouped = "";
    boolean comma = false;
    boolean point = false;
    int records = 0;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(text)) {
      for (CsvRecord line : reader) {
        for (String raw : line.getFields()) {
          String field = CsvFormat.strip(raw);
          boolean groups = COMMA_GROUPS.matcher(field).matches();
          grouped = groups && grouped.isEmpty() ? field : grouped;
          comma |= !groups && COMMA.matcher(field).matches();
          point |= POINT.matcher(field).matches();
        }
        if (++records == SAMPLE_RECORDS) {
          break;
        }
      }
    } catch (CsvParseException | IOException _) {
      return '.'; // The scan reads the file again and names the fault.
    }
    if (!comma && !point && !grouped.isEmpty()) {
      throw new FormatException(
          name,
          "\""
              + grouped
              + "\" has a decimal comma or a mark of thousands: --decimal , or"
              + " --decimal . says which");
    }
    return comma && !point ? ',' : '.';
  }

  /** Opens the file after its byte order mark. */
  Reader open(Csv csv) throws IOException {
    InputStream in = Gzip.open(csv.source.open());
    in.skipNBytes(mark);
    return new InputStreamReader(
        in, charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
  }

  /** Returns a field without space around it, a number in it with a decimal point. */
  String field(CsvRecord line, int column) {
    String field = CsvFormat.strip(line.getField(column));
    if (field.indexOf(',') < 0 && decimal == '.') {
      return field;
    }
    if (decimal == ',') {
      boolean number = COMMA.matcher(field).matches() || POINT_GROUPS.matcher(field).matches();
      return number ? field.replace(".", "").replace(',', '.') : field;
    }
    return COMMA_GROUPS.matcher(field).matches() ? field.replace(",", "") : field;
  }

  @Override
  public String toString() {
    String between = separator == '\t' ? "tabs" : "\"" + separator + "\"";
    return charset.name() + ", columns separated by " + between + ", decimal \"" + decimal + "\"";
  }
}
