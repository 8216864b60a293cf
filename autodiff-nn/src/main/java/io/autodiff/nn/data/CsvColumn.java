package io.autodiff.nn.data;

import io.autodiff.nn.data.CsvSchema.Kind;
import io.autodiff.nn.io.FormatException;
import java.util.HashSet;
import java.util.Locale;
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

  private static final Pattern DATE =
      Pattern.compile(
          "(\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{2,4})([T ].*)?"
              + "|\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?( ?[AaPp]\\.?[Mm]\\.?)?");

  /** A number with marks around it: currency, per cent, groups of digits. */
  private static final Pattern MARKED =
      Pattern.compile(
          "[-+(]*(\\p{Sc}|[A-Z]{3})?[\\s\\p{Z}]*[-+]?\\d[\\d.,'\\s\\p{Z}]*(%|\\p{Sc}|[A-Z]{3})?\\)?");

  private static final Pattern LINE_NUMBER =
      Pattern.compile("|id|index|rownames?|row|nr|no|unnamed.*|column1");

  /** A name of a column that numbers things, in lower case. */
  private static final Pattern NUMBERS_THINGS =
      Pattern.compile("|(.*[-_ .])?(id|uuid|guid)|rownames?|index|unnamed.*");

  /** Of more numbers than these it is not looked whether they differ. */
  private static final int MOST_DIFFERENT = 1 << 20;

  final int position;
  final String name;

  /** What the caller says that the column holds; null if that is to be found out. */
  final @Nullable Kind declared;

  final Set<String> names = new HashSet<>();
  @Nullable FormatException firstName;
  long missing;
  private long count;
  private boolean dates = true;
  private boolean marked = true;
  private String example = "";
  private double first;
  private boolean counting = true;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  private final Set<Double> different = new HashSet<>();
  private final boolean watched;
  private boolean whole = true;

  CsvColumn(int position, String name, @Nullable Kind declared) {
    this.position = position;
    this.name = name;
    this.declared = declared;
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
    boolean equal = CsvFormat.isNumber(field) && !different.add(CsvFormat.number(field) + 0.0);
    if (names.size() <= MAX_CATEGORIES && !equal) {
      names.add(field);
    }
    dates = dates && DATE.matcher(field).matches();
    marked = marked && MARKED.matcher(field).matches();
  }

  void addNumber(double number) {
    first = count == 0 ? number : first;
    counting &= number == first + count;
    count++;
    whole &= number == Math.rint(number);
    if (watched && different.size() < MOST_DIFFERENT) {
      different.add(number);
    }
    min = Math.min(min, number);
    max = Math.max(max, number);
  }

  /** Returns why the column is no feature; null if it is one. */
  @Nullable String leftOut() {
    if (declared != null) {
      return null;
    }
    if (!names.isEmpty() && dates) {
      return "dates or times, like " + shortened() + "; --categorical takes them";
    }
    if (count < FEW) {
      return null;
    }
    if (names.isEmpty()) {
      return leftOutNumbers();
    }
    boolean differ = names.size() == count || (count >= 2 * FEW && names.size() * 2L > count);
    boolean tooMany = names.size() > MAX_CATEGORIES && differ;
    return (differ || tooMany) && !marked
        ? names.size()
            + " names in "
            + count
            + " lines, like "
            + shortened()
            + "; --categorical takes them"
        : null;
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
    return watched && whole && different.size() == count
        ? "an id, by its name and values; --schema can make it a number"
        : null;
  }

  /** Returns what may be wrong with the column; null if nothing. */
  @Nullable String warning() {
    String quoted = "column \"" + name + "\" ";
    if (count > 0 && missing > count) {
      return quoted + "lacks most of its values";
    }
    boolean constant = isCategory() ? names.size() == 1 : min == max;
    return count > 1 && constant && missing == 0 ? quoted + "holds one value only" : null;
  }

  /**
   * Checks that the names are ones and few enough.
   *
   * @throws FormatException if not
   */
  void check(String file) throws FormatException {
    if (marked && declared == null) {
      throw new FormatException(
          file,
          "column \""
              + name
              + "\" holds numbers with marks, such as \""
              + example
              + "\": --decimal says what a comma is, --categorical takes them for names, --ignore"
              + " leaves them out");
    }
    if (names.size() > MAX_CATEGORIES) {
      throw new FormatException(
          file,
          "column \""
              + name
              + "\" has more than "
              + MAX_CATEGORIES
              + " different names: too many for categories");
    }
  }

  /** Returns range, number of categories and missing values in words. */
  String detail() {
    String what =
        isCategory() ? String.valueOf(names.size()) : count == 0 ? "" : CsvSchema.range(min, max);
    return missing == 0 ? what : what + ", " + missing + " missing";
  }
}
