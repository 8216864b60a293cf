package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the scan has seen of the target: classes or numbers. */
final class CsvTargets {
  /** More different targets than this are no classes; also bounds what the scan holds. */
  private static final int MAX_CLASSES = 10_000;

  /** Up to so many different whole numbers are taken for classes. */
  private static final int FEW_CLASSES = 20;

  /** More whole numbers than these that hardly repeat are numbers. */
  private static final int FEWEST_NUMBERS = 5;

  /** More different whole numbers, each repeated so often, can be either. */
  private static final int REPEATED = 20;

  private final Csv csv;
  private final CsvColumns columns;
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final @Nullable ClassNames known;
  private @Nullable FormatException firstName;
  private long numbers;
  private long names;
  private boolean whole = true;
  private boolean marked = true;
  private boolean dates = true;
  private boolean compactDates = true;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  CsvTargets(Csv csv, CsvColumns columns) {
    this.csv = csv;
    this.columns = columns;
    this.known = csv.classes.map(ClassNames::new).orElse(null);
  }

  /** Looks at a line's target. */
  void see(CsvRecord line) throws FormatException {
    String value = columns.target(line);
    if (known == null && csv.target != Csv.Target.CLASSES) {
      columns.checkTargetDecimal(line);
    }
    double number = CsvFormat.number(value);
    if (Double.isFinite(number)) {
      numbers++;
      whole &= number == Math.rint(number);
      compactDates = compactDates && CsvColumn.isCompactDate(number);
      min = Math.min(min, number);
      max = Math.max(max, number);
    } else {
      seeName(value, line);
    }
    if (!areSurelyNumbers() && counts.size() <= MAX_CLASSES) {
      counts.merge(value, 1L, Long::sum);
    }
    if (known != null && known.indexOf(value) < 0) {
      throw new FormatException(
          columns.targetPlace(line),
          "\"" + value + "\" is none of the classes " + String.join(", ", known.names()));
    }
  }

  private void seeName(String value, CsvRecord line) throws FormatException {
    names++;
    whole = false;
    if (csv.target == Csv.Target.NUMBERS) {
      throw columns.notTarget(line, value, "");
    }
    if (known == null && csv.target == Csv.Target.GUESSED) {
      String hint = "; --classes takes it and the others for names";
      firstName = firstName == null ? columns.notTarget(line, value, hint) : firstName;
      marked = marked && columns.marked(value) != null;
      dates = dates && CsvColumn.isDate(value);
    }
  }

  private boolean areSurelyNumbers() {
    return csv.target == Csv.Target.NUMBERS
        || (csv.target == Csv.Target.GUESSED && names == 0 && !whole);
  }

  /** Returns how often each target was seen; not all if they are numbers. */
  Map<String, Long> counts() {
    return counts;
  }

  /** Returns what may be wrong with the target, if it is numbers; null if nothing. */
  @Nullable String warning() {
    boolean given = csv.features.isPresent();
    return !given && compactDates && numbers > 1
        ? "column \""
            + columns.targetName()
            + "\" holds dates as numbers, like "
            + (long) min
            + "; they are predicted as plain numbers, in which months are no equal steps"
        : null;
  }

  /** Returns what the target is, in words. */
  String detail(ClassNames classes) {
    if (classes.names().isEmpty()) {
      return CsvSchema.range(min, max);
    }
    String hint =
        names == 0 && csv.target == Csv.Target.GUESSED
            ? ", whole numbers; --regression predicts a number"
            : "";
    return classes.names().size() + " classes" + hint;
  }

  /**
   * Returns the names of the classes; none if the target is numbers or absent.
   *
   * @throws FormatException if it is not clear what the target is
   */
  ClassNames classes() throws FormatException {
    boolean areNumbers =
        switch (csv.target) {
          case ABSENT, NUMBERS -> true;
          case CLASSES -> false;
          case GUESSED -> names == 0 && !(whole && areFew());
        };
    if (areNumbers && csv.features.isEmpty() && numbers > 1 && min == max) {
      throw unfit("holds " + CsvSchema.number(min) + " in every line: there is nothing to predict");
    }
    if (areNumbers) {
      return new ClassNames(List.of());
    }
    if (known != null) {
      return known;
    }
    if (csv.target == Csv.Target.GUESSED && firstName != null) {
      checkNames(firstName);
    }
    if (counts.size() > MAX_CLASSES) {
      throw unfit("has more than " + MAX_CLASSES + " classes");
    }
    List<String> classes = differentNames();
    if (classes.size() < 2) {
      throw unfit("has a single class: " + classes);
    }
    return new ClassNames(classes);
  }

  /** Checks that names are classes, not numbers, dates or names of the lines. */
  private void checkNames(FormatException first) throws FormatException {
    long different = counts.keySet().stream().filter(CsvFormat::isNumber).count();
    if (numbers > names && different > FEW_CLASSES) {
      throw first;
    }
    String example =
        counts.keySet().stream().filter(n -> !CsvFormat.isNumber(n)).findFirst().orElse("");
    if (numbers == 0 && marked) {
      throw unfit(
          "holds numbers with marks, such as \""
              + example
              + "\": to predict the number, take the marks away; --classes takes them for names");
    }
    if (numbers == 0 && dates) {
      throw unfit(
          "holds dates or times, such as \""
              + example
              + "\": --target names another column, --classes takes them for names");
    }
    if (names >= FEW_CLASSES && counts.size() * 2L > numbers + names) {
      throw unfit(
          "holds "
              + counts.size()
              + " names in "
              + (numbers + names)
              + " lines, such as \""
              + example
              + "\": --target names another column, --classes takes them for classes");
    }
  }

  /** Returns the targets in order; of those that mean the same, the first one. */
  private List<String> differentNames() {
    Set<Object> meanings = new HashSet<>();
    return counts.keySet().stream()
        .filter(name -> meanings.add(CsvFormat.meaning(name)))
        .sorted(CsvKinds.order(counts.keySet()))
        .toList();
  }

  /**
   * Returns whether whole numbers are so few that they are classes.
   *
   * @throws FormatException if that is not clear
   */
  private boolean areFew() throws FormatException {
    List<String> classes = differentNames();
    int different = classes.size();
    long lines = numbers;
    if (different > FEW_CLASSES && lines >= (long) different * REPEATED) {
      throw unfit(
          "holds "
              + different
              + " whole numbers, each repeated: --classes or --regression says what they are");
    }
    boolean manyOfFew = different > FEWEST_NUMBERS && 2L * different > lines;
    boolean few = different <= FEW_CLASSES && !manyOfFew;
    boolean counting = (min == 0 || min == 1) && max - min == different - 1;
    if (few && different > 2 && !counting) {
      throw unfit(
          "holds the whole numbers "
              + String.join(", ", classes)
              + ", which do not count up from 0 or 1: --classes or --regression says what they"
              + " are");
    }
    return few;
  }

  private FormatException unfit(String why) {
    return new FormatException(csv.name, "column \"" + columns.targetName() + "\" " + why);
  }
}
