package io.autodiff.nn.data;

import java.util.Currency;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as people write them: with a decimal mark, digits in groups, a currency or per cent.
 *
 * @param decimal the decimal mark, a point or a comma; the other one may stand between thousands
 */
record CsvNumbers(char decimal) {
  private static final String SPACES = "'\u2019\u00a0\u202f\u2009 ";
  private static final Pattern POINT = pattern('.', ',');
  private static final Pattern COMMA = pattern(',', '.');

  /** Digits that a point or comma may divide into thousands, or into whole and fraction. */
  private static final Pattern ONE_GROUP = Pattern.compile("[-+]?[1-9]\\d{0,2}[.,]\\d{3}");

  private static final Pattern MARKED =
      Pattern.compile(
          "(\\()?([-+\u2212])?([A-Z]{0,3}\\p{Sc}|[A-Z]{3}|Rs\\.?|Fr\\.?|kr\\.?)?[\\s\\p{Z}]*"
              + "([-+\u2212]?[\\d.,].*?)"
              + "[\\s\\p{Z}]*(%|\u2030|\\p{Sc}|[A-Z]{3}|kr\\.?|z\u0142|K\u010d|Ft)?(\\))?");

  /** A fraction tells a number from one end of a range. */
  private static final Pattern TRAILING_MINUS =
      Pattern.compile("\\d[\\d.,'\\s\\p{Z}]*[.,]\\d+[-\u2212]");

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  /** A whole part, with thousands in groups of one kind or as in India, and a fraction. */
  private static Pattern pattern(char decimal, char other) {
    String fraction = "(?:[" + decimal + "]\\d*)?";
    return Pattern.compile(
        "[-+]?(?:(?:\\d+|[1-9]\\d{0,2}(["
            + SPACES
            + other
            + "])\\d{3}(?:\\1\\d{3})*|[1-9]\\d?(?:["
            + other
            + "]\\d\\d)+["
            + other
            + "]\\d{3})"
            + fraction
            + "|["
            + decimal
            + "]\\d+)(?:[eE][-+]?\\d+)?");
  }

  /** A number and what stands beside it; nothing beside a plain number. */
  record Marked(double number, String mark) {}

  /** What a field says of the decimal mark. */
  enum Evidence {
    NONE,
    COMMA,
    POINT,
    /** One comma, before three digits. */
    COMMA_OR_THOUSANDS,
    /** One point, before three digits. */
    POINT_OR_THOUSANDS
  }

  /** Returns a number with a decimal point and no other mark; any other field as it is. */
  String plain(String field) {
    if (decimal == '.' && isSimple(field)) {
      return field;
    }
    String signed = field.startsWith("\u2212") ? "-" + field.substring(1) : field;
    if (!(decimal == '.' ? POINT : COMMA).matcher(signed).matches()) {
      return field;
    }
    StringBuilder plain = new StringBuilder(signed.length());
    for (int i = 0; i < signed.length(); i++) {
      char c = signed.charAt(i);
      if (c == decimal) {
        plain.append('.');
      } else if (SPACES.indexOf(c) < 0 && c != ',' && c != '.') {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /**
   * Returns whether a field, as it is written, is a number only by a point where a comma is due.
   */
  boolean contradicts(String field) {
    return decimal == ','
        && field.indexOf('.') >= 0
        && plain(field).equals(field)
        && CsvFormat.isNumber(field);
  }

  private static boolean isSimple(String field) {
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ',' || c > 126 || SPACES.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number of a field that {@link #plain} gave, and its mark; null if it is none. */
  @Nullable Marked marked(String field) {
    double plain = CsvFormat.number(field);
    if (Double.isFinite(plain)) {
      return new Marked(plain, "");
    }
    Matcher parts = MARKED.matcher(field);
    if (field.isEmpty()
        || !parts.matches()
        || (parts.group(1) == null) != (parts.group(6) == null)) {
      return null;
    }
    Marked accounted = accounted(parts);
    if (accounted != null) {
      return accounted;
    }
    String before = text(parts.group(3));
    String after = text(parts.group(5));
    String mark = before + after;
    boolean one = before.isEmpty() != after.isEmpty();
    boolean known = !mark.matches("[A-Z]{3}") || CURRENCIES.contains(mark);
    String digits = String.valueOf(parts.group(4));
    double number = contradicts(digits) ? Double.NaN : CsvFormat.number(plain(digits));
    if (!one || !known || !Double.isFinite(number)) {
      return null;
    }
    boolean minus =
        parts.group(1) != null ^ (parts.group(2) != null && !"+".equals(parts.group(2)));
    return new Marked(minus ? -number : number, mark);
  }

  /**
   * Returns a negative number without a mark as accounts have it, {@code (84.74)} or {@code
   * 84.74-}; null if the parts are none.
   */
  private @Nullable Marked accounted(Matcher parts) {
    String digits = String.valueOf(parts.group(4));
    boolean bracketed = parts.group(1) != null;
    boolean signed = parts.group(2) != null || !Character.isDigit(digits.charAt(0));
    boolean trailing = TRAILING_MINUS.matcher(digits).matches();
    if (signed || bracketed == trailing || parts.group(3) != null || parts.group(5) != null) {
      return null;
    }
    String size = trailing ? digits.substring(0, digits.length() - 1) : digits;
    double number = contradicts(size) ? Double.NaN : CsvFormat.number(plain(size));
    return Double.isFinite(number) ? new Marked(-number, "") : null;
  }

  /** Returns whether a text is what can stand beside a number. */
  static boolean isMark(String text) {
    CsvNumbers numbers = new CsvNumbers('.');
    Marked number = numbers.marked(text + "1");
    Marked other = number == null ? numbers.marked("1" + text) : number;
    return other != null && other.mark.equals(text);
  }

  private static String text(@Nullable String group) {
    return group == null ? "" : group;
  }

  /** Returns what a field says of the decimal mark of its file. */
  static Evidence evidence(String field) {
    String number = core(field);
    boolean comma = COMMA.matcher(number).matches() && number.matches(".*[.,].*");
    boolean point = POINT.matcher(number).matches() && number.matches(".*[.,].*");
    if (comma && point && ONE_GROUP.matcher(number).matches()) {
      return number.indexOf(',') >= 0 ? Evidence.COMMA_OR_THOUSANDS : Evidence.POINT_OR_THOUSANDS;
    }
    return comma == point ? Evidence.NONE : comma ? Evidence.COMMA : Evidence.POINT;
  }

  /** Returns what is left of a field without currency, per cent and minus sign. */
  private static String core(String field) {
    Matcher parts = MARKED.matcher(field);
    if (!parts.matches()) {
      return field;
    }
    String digits = String.valueOf(parts.group(4));
    return TRAILING_MINUS.matcher(digits).matches()
        ? digits.substring(0, digits.length() - 1)
        : digits.replace('\u2212', '-');
  }

  /** Returns whether a field is a number if the decimal mark is the other one. */
  boolean isNumberOtherwise(String field) {
    CsvNumbers other = new CsvNumbers(decimal == '.' ? ',' : '.');
    return marked(field) == null && other.marked(other.plain(field)) != null;
  }
}
