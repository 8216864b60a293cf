package io.autodiff.nn.data;

import io.autodiff.nn.data.CsvSchema.Kind;
import io.autodiff.nn.io.FormatException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the scan has seen of one column of features. */
final class CsvColumn {
  /** A column of more different names than this is no category; also bounds what is held. */
  private static final int MAX_CATEGORIES = 1000;

  /** Fewer lines than these do not tell that names differ by nature. */
  private static final int FEW = 10;

  /** Of a longer name only the beginning is shown. */
  private static final int LONGEST = 16;

  /** A number with marks around it: currency, per cent, groups of digits. */
  private static final Pattern MARKED =
      Pattern.compile(
          "[-+(]*(\\p{Sc}|[A-Z]{3})?[\\s\\p{Z}]*[-+]?\\d[\\d.,'\\s\\p{Z}]*(%|\\p{Sc}|[A-Z]{3})?\\)?");

  private static final Pattern LINE_NUMBER =
      Pattern.compile("|id|index|rownames?|row|nr|no|unnamed.*|column1");

  /** A name of a column that numbers things, in lower case. */
  private static final Pattern NUMBERS_THINGS =
      Pattern.compile("|(.*[-_ .])?(id|uuid|guid)|rownames?|index|unnamed.*");

  /** Numbers that often stand for missing values, and how much larger than all else they are. */
  private static final Set<Double> STAND_INS =
      Set.of(-99.0, -999.0, -9999.0, -99999.0, 999.0, 9999.0, 99999.0);

  private static final double FAR = 5;

  /** Whole numbers are exact in a {@code double} up to this magnitude. */
  private static final double EXACT = 0x1p53;

  /** Larger numbers are no ids or counts, of which each digit would matter. */
  private static final double LARGEST_EXACT = 1e22;

  private static final String INEXACT = "; those beyond 2^53 are not told apart";

  /** Of more numbers than these it is not looked whether they differ. */
  private static final int MOST_DIFFERENT = 1 << 20;

  final int position;
  final String name;

  /** What the caller says that the column holds; null if that is to be found out. */
  final @Nullable Kind declared;

  final Set<String> names = new HashSet<>();
  @Nullable FormatException firstName;
  @Nullable FormatException firstMissing;
  long missingLine;

  /** What stands beside each number; null before the first. */
  @Nullable String mark;

  /** What the column holds if it was declared to hold dates. */
  final @Nullable CsvDates dates;

  long missing;
  private long count;

  /** The lines in which names were told apart, all until there were too many. */
  private long looked;

  private boolean namesAreDates = true;
  private boolean marked = true;
  private String example = "";
  private double first;
  private boolean counting = true;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** The largest magnitude of all but the stand-ins. */
  private double largest;

  private final Set<Object> different = new HashSet<>();
  private final Map<Double, Integer> standIns = new HashMap<>();
  private boolean compactDates = true;
  private final boolean watched;

  /** Whether a number of a watched column came twice, as far as that was looked at. */
  private boolean repeated;

  private boolean whole = true;

  CsvColumn(int position, String name, @Nullable Kind declared, @Nullable CsvDates dates) {
    this.position = position;
    this.name = name;
    this.declared = declared;
    this.dates = dates;
    String plain = name.replaceAll("(\\p{Lower})I[Dd]$", "$1_id").toLowerCase(Locale.ROOT);
    this.watched = declared == null && NUMBERS_THINGS.matcher(plain).matches();
  }

  boolean isCategory() {
    return declared == Kind.CATEGORIES || (declared == null && !names.isEmpty());
  }

  boolean hasNumbers() {
    return count > 0 && names.isEmpty();
  }

  void addName(String field) {
    count++;
    example = field;
    if (names.size() <= MAX_CATEGORIES) {
      looked = count;
      if (different.add(CsvFormat.meaning(field))) {
        names.add(field);
      }
    }
    namesAreDates = namesAreDates && isDate(field);
    marked = marked && MARKED.matcher(field).matches();
  }

  static boolean isDate(String field) {
    return CsvDate.parse(field, CsvDate.Order.DAY_FIRST) != null
        || CsvDate.parse(field, CsvDate.Order.MONTH_FIRST) != null;
  }

  /** Looks at a date, and returns whether it is one in the order of the others. */
  boolean addDate(CsvDates column, String field) {
    count++;
    example = field;
    return column.add(field);
  }

  /**
   * Looks at a number.
   *
   * @param field how it is written
   */
  void addNumber(double number, String field) {
    if (field.length() > 1 && field.charAt(0) == '0' && Character.isDigit(field.charAt(1))) {
      example = field;
    }
    first = count == 0 ? number : first;
    counting &= number == first + count;
    count++;
    whole &= number == Math.rint(number);
    if (watched && different.size() < MOST_DIFFERENT) {
      repeated |= !different.add(number);
    }
    compactDates = compactDates && isCompactDate(number);
    if (STAND_INS.contains(number)) {
      standIns.merge(number, 1, Integer::sum);
    } else {
      largest = Math.max(largest, Math.abs(number));
    }
    min = Math.min(min, number);
    max = Math.max(max, number);
  }

  /** Returns whether a number is a date of the last or this century, such as 20240131. */
  static boolean isCompactDate(double number) {
    return number >= 19_000_000
        && number < 21_000_000
        && number == Math.rint(number)
        && isDate(Long.toString((long) number));
  }

  /** Returns why the column is no feature; null if it is one. */
  @Nullable String leftOut() {
    if (declared != null) {
      return null;
    }
    if (count == 0 && missing > 0) {
      return "no value in any line";
    }
    if (!names.isEmpty() && namesAreDates) {
      return "dates or times, like " + shortened() + "; --dates makes numbers of them";
    }
    if (count < FEW) {
      return null;
    }
    if (names.isEmpty()) {
      return leftOutNumbers();
    }
    boolean tooMany = names.size() > MAX_CATEGORIES;
    long held = Math.min(names.size(), MAX_CATEGORIES);
    boolean differ = names.size() == looked || (looked >= 2 * FEW && held * 2 > looked);
    return differ && !marked
        ? (tooMany ? "more than " + MAX_CATEGORIES : names.size())
            + " names in "
            + count
            + " lines, like "
            + shortened()
            + (tooMany ? "" : "; --categorical takes them")
        : null;
  }

  String example() {
    return example;
  }

  /** Returns an example that fits a line. */
  private String shortened() {
    return example.length() <= LONGEST ? example : example.substring(0, LONGEST - 1) + "…";
  }

  private @Nullable String leftOutNumbers() {
    boolean lines =
        counting
            && missing == 0
            && (first == 0 || first == 1)
            && LINE_NUMBER.matcher(name.toLowerCase(Locale.ROOT)).matches();
    if (lines) {
      return "numbers the lines";
    }
    return watched && whole && !repeated
        ? "an id, by its name and values; --schema can make it a number"
        : null;
  }

  /** Returns what may be wrong with the column; null if nothing. */
  @Nullable String warning() {
    String quoted = "column \"" + name + "\" ";
    if (count > 0 && missing > count) {
      return quoted + "lacks most of its values";
    }
    boolean constant =
        dates != null ? dates.parts().isEmpty() : isCategory() ? names.size() == 1 : min == max;
    if (count > 1 && constant && missing == 0) {
      return quoted + "holds one value only" + (isInexact() ? INEXACT : "");
    }
    if (dates != null) {
      String onYears = dates.warning();
      return onYears == null ? null : quoted + onYears;
    }
    return isCategory() ? warningOnNames(quoted) : warningOnNumbers(quoted);
  }

  private boolean isInexact() {
    double magnitude = Math.max(max, -min);
    return whole && magnitude > EXACT && magnitude < LARGEST_EXACT;
  }

  private @Nullable String warningOnNames(String quoted) {
    String twice = CsvFormat.differentInCapitals(names);
    return twice == null ? null : quoted + "holds " + twice + ", different categories";
  }

  private @Nullable String warningOnNumbers(String quoted) {
    if (isInexact()) {
      return quoted + "holds whole numbers that are too large to be exact" + INEXACT;
    }
    if (!example.isEmpty()) {
      return quoted + "holds leading zeros, like " + shortened() + "; --categorical takes codes";
    }
    if (count > 1 && compactDates) {
      return quoted + "holds dates as numbers, like " + (long) first + "; --dates reads them";
    }
    for (Map.Entry<Double, Integer> entry : standIns.entrySet()) {
      if (entry.getValue() > 1 && Math.abs(entry.getKey()) > FAR * largest) {
        return quoted
            + "holds "
            + entry.getKey().longValue()
            + " in "
            + entry.getValue()
            + " lines, far from all else: leave these fields empty if the value is missing";
      }
    }
    return null;
  }

  /**
   * Checks that the names are ones and few enough.
   *
   * @throws FormatException if not
   */
  void check(String file, String decimalHint) throws FormatException {
    if (marked && declared == null) {
      throw new FormatException(
          file,
          "column \""
              + name
              + "\" holds numbers with marks, such as \""
              + example
              + "\""
              + decimalHint
              + ": --categorical takes them for names, --ignore leaves them out");
    }
    if (names.size() > MAX_CATEGORIES) {
      throw new FormatException(
          file,
          "column \""
              + name
              + "\" has more than "
              + MAX_CATEGORIES
              + " different names: too many for categories"
              + (declared == null ? "; --ignore leaves it out" : ""));
    }
  }

  private String inMark() {
    return mark == null || mark.isEmpty() ? "" : " " + mark;
  }

  /** Returns range, number of categories and missing values in words. */
  String detail() {
    String what =
        count == 0
            ? ""
            : dates != null
                ? dates.range()
                : isCategory()
                    ? String.valueOf(names.size())
                    : CsvSchema.range(min, max) + inMark();
    return missing == 0 ? what : what + ", " + missing + " missing";
  }
}
