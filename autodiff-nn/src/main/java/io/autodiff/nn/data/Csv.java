package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.nn.io.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to read a CSV file: its target column, its categories and its missing values. The file
 * may be compressed by gzip.
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="csv"}
 *
 * <p>Features are decimal numbers, with one currency or per cent beside all of a column or none. A
 * column of which no value is a number holds categories, up to 1000 of them, and becomes one
 * feature for each, {@code column=category}: 1 where the column holds it and 0 elsewhere. {@link
 * #dates} makes numbers of dates. Columns that say nothing about other examples are left out: of
 * dates, of names that nearly all differ, of the lines' own numbers; {@link CsvSource#schema} says
 * which and why. Equal numbers are one category or class, and so are {@code true} and {@code TRUE}.
 *
 * <p>The target is a class if one of its values is not a number, or if all are whole numbers, few
 * and repeated, either two or counting up from 0 or 1; else a number. Targets of which that is not
 * clear are an error, which {@link #target(Target)} decides. Classes and categories are numbered in
 * the order of their names, numbers by size.
 */
public final class Csv {
  /** What the target column holds. */
  public enum Target {
    /** Classes or numbers, as the values look. */
    GUESSED,
    /** Names of classes. */
    CLASSES,
    /** Numbers to be predicted. */
    NUMBERS,
    /** No target: the examples are to be predicted. */
    ABSENT
  }

  /** What becomes of a line in which a value is missing. */
  public enum Missing {
    /** It is an error. */
    REFUSED,
    /** The value becomes NaN, for a {@link Preprocessing} to fill. */
    NAN,
    /**
     * The value becomes NaN, and a further feature, {@code column=}, says where it was missing;
     * among categories it is one more.
     */
    CATEGORY,
    /** The line is left out, also if its target is missing. */
    DROPPED
  }

  /** What becomes of a line in which a category is none of the model's. */
  public enum Unknown {
    /** It is an error. */
    REFUSED,
    /** It is none of the known ones: all their features are 0. */
    NONE,
    /** The line is left out. */
    DROPPED
  }

  final String name;
  final CsvFormat.Source source;

  /** What stands between columns; 0 if it is to be found out, as with the decimal mark. */
  char separator;

  char decimal;

  /** The decimal mark of a file in which no number tells it; 0 if that is not known. */
  char usualDecimal;

  boolean header = true;
  boolean headerGiven;
  Optional<Charset> encoding = Optional.empty();
  Missing missing = Missing.REFUSED;
  Unknown unknown = Unknown.REFUSED;
  Optional<String> weight = Optional.empty();
  Optional<CsvSchema> schema = Optional.empty();
  Target target = Target.GUESSED;
  Optional<String> targetColumn = Optional.empty();
  List<String> categorical = List.of();
  List<String> ignored = List.of();
  List<String> dates = List.of();
  CsvSchema.Kind dateKind = CsvSchema.Kind.DATES;
  Optional<List<String>> features = Optional.empty();
  Optional<List<String>> classes = Optional.empty();

  Csv(String name, CsvFormat.Source source) {
    this.name = name;
    this.source = source;
  }

  private Csv(Csv other) {
    this.name = other.name;
    this.source = other.source;
    this.separator = other.separator;
    this.decimal = other.decimal;
    this.usualDecimal = other.usualDecimal;
    this.header = other.header;
    this.headerGiven = other.headerGiven;
    this.encoding = other.encoding;
    this.missing = other.missing;
    this.unknown = other.unknown;
    this.weight = other.weight;
    this.schema = other.schema;
    this.target = other.target;
    this.targetColumn = other.targetColumn;
    this.categorical = other.categorical;
    this.ignored = other.ignored;
    this.dates = other.dates;
    this.dateKind = other.dateKind;
    this.features = other.features;
    this.classes = other.classes;
  }

  /**
   * Returns the way to read a file. Its encoding (UTF-8, UTF-16 or Latin-1), separator and decimal
   * mark are found out where they are not set. What is no file of the disk, such as a pipe, is read
   * once and kept in memory.
   */
  public static Csv file(Path file) {
    return new Csv(
        file.toString(),
        Files.isRegularFile(file) || !Files.exists(file)
            ? () -> Files.newInputStream(file)
            : new KeptBytes(() -> Files.readAllBytes(file)));
  }

  /** The bytes of a pipe, which can be read only once. */
  private static final class KeptBytes implements CsvFormat.Source {
    private final Reading reading;
    private byte @Nullable [] bytes;

    KeptBytes(Reading reading) {
      this.reading = reading;
    }

    interface Reading {
      byte[] all() throws IOException;
    }

    @Override
    public InputStream open() throws IOException {
      byte[] kept = bytes == null ? reading.all() : bytes;
      bytes = kept;
      return new ByteArrayInputStream(kept);
    }
  }

  /** Returns the way to read a stream, such as standard input, which is kept in memory. */
  public static Csv stream(String name, InputStream in) {
    return new Csv(name, new KeptBytes(in::readAllBytes));
  }

  char usualSeparator() {
    return name.endsWith(".tsv") || name.endsWith(".tsv.gz") ? '\t' : ',';
  }

  /** Names the target's column; the last one if not called. */
  public Csv target(String column) {
    Csv changed = new Csv(this);
    changed.targetColumn = Optional.of(column);
    return changed;
  }

  /** Says what the target column holds. */
  public Csv target(Target newTarget) {
    Csv changed = new Csv(this);
    changed.target = newTarget;
    return changed;
  }

  /** Sets what stands between columns. */
  public Csv separator(char newSeparator) {
    Csv changed = new Csv(this);
    changed.separator = newSeparator;
    return changed;
  }

  /** Sets the decimal mark, a point or a comma; the other one may stand between thousands. */
  public Csv decimal(char newDecimal) {
    Csv changed = new Csv(this);
    changed.decimal = newDecimal;
    return changed;
  }

  /** Sets the decimal mark for a file whose marks can as well stand between thousands. */
  public Csv usualDecimal(char mark) {
    Csv changed = new Csv(this);
    changed.usualDecimal = mark;
    return changed;
  }

  /** Takes the first line for data; the columns are then named {@code column1} and so on. */
  public Csv withoutHeader() {
    Csv changed = new Csv(this);
    changed.header = false;
    changed.headerGiven = true;
    return changed;
  }

  /** Takes the first line for the names of the columns, even if they are numbers. */
  public Csv withHeader() {
    Csv changed = new Csv(this);
    changed.header = true;
    changed.headerGiven = true;
    return changed;
  }

  /** Sets the encoding of the text. */
  public Csv encoding(Charset charset) {
    Csv changed = new Csv(this);
    changed.encoding = Optional.of(charset);
    return changed;
  }

  /**
   * Names the column that says how much an example counts in training, a number from 0 on; it is no
   * feature.
   */
  public Csv weight(String column) {
    Csv changed = new Csv(this);
    changed.weight = Optional.of(column);
    return changed;
  }

  /**
   * Reads the file as a schema says: its dialect, and what each column holds. A column that the
   * schema does not name is an error.
   */
  public Csv schema(CsvSchema given) {
    Csv changed = encoding(Charset.forName(given.encoding().value()));
    changed.separator = given.separator().value().charAt(0);
    changed.decimal = given.decimal().value().charAt(0);
    changed.header = given.header().value().equals("true");
    changed.headerGiven = true;
    changed.categorical = given.names(CsvSchema.Kind.CATEGORIES);
    changed.ignored = given.names(CsvSchema.Kind.LEFT_OUT);
    changed.weight = given.names(CsvSchema.Kind.WEIGHT).stream().findFirst();
    changed.targetColumn = given.target().map(CsvSchema.Column::name);
    changed.target =
        given
            .target()
            .map(
                column ->
                    column.kind() == CsvSchema.Kind.TARGET_NUMBERS
                        ? Target.NUMBERS
                        : Target.CLASSES)
            .orElse(Target.ABSENT);
    changed.schema = Optional.of(given);
    return changed;
  }

  /**
   * Lets features be missing, as an empty field, {@code ?}, {@code NA}, {@code N/A}, {@code NaN},
   * {@code None}, {@code null} and their like. They become NaN, for a {@link Preprocessing} to
   * fill. Else they are errors.
   */
  public Csv allowMissing() {
    return missing(Missing.NAN);
  }

  /** Says what becomes of missing values. */
  public Csv missing(Missing how) {
    Csv changed = new Csv(this);
    changed.missing = how;
    return changed;
  }

  /** Says what becomes of categories that the {@link #features} do not know. */
  public Csv unknown(Unknown how) {
    Csv changed = new Csv(this);
    changed.unknown = how;
    return changed;
  }

  /** Returns whether lines are left out for what is in them. */
  boolean drops() {
    return missing == Missing.DROPPED || unknown == Unknown.DROPPED;
  }

  /** Takes these columns for categories, even if they hold numbers, such as codes. */
  public Csv categorical(List<String> columns) {
    Csv changed = new Csv(this);
    changed.categorical = List.copyOf(columns);
    return changed;
  }

  /**
   * Makes numbers of the dates and times in these columns: {@code column [days]} since 1970, and
   * the sines and cosines of the place in the year, in the week and of the time of day, as far as
   * they vary. Dates are written as year, month and day in any order, the month by number or
   * English name; whether day or month stands first is found out where a number above twelve tells.
   */
  public Csv dates(List<String> columns) {
    return dates(columns, CsvSchema.Kind.DATES);
  }

  /**
   * Makes numbers of dates and times, as {@link #dates(List)} does.
   *
   * @param kind {@link CsvSchema.Kind#DATES_DAY_FIRST} or {@link CsvSchema.Kind#DATES_MONTH_FIRST}
   *     where no number tells
   */
  public Csv dates(List<String> columns, CsvSchema.Kind kind) {
    Csv changed = new Csv(this);
    changed.dates = List.copyOf(columns);
    changed.dateKind = kind;
    return changed;
  }

  /** Leaves these columns out of the features. */
  public Csv ignore(List<String> columns) {
    Csv changed = new Csv(this);
    changed.ignored = List.copyOf(columns);
    return changed;
  }

  /**
   * Takes these features, in this order, by the names that {@link CsvSource#features} gave; else
   * all columns but the target, in the file's order.
   */
  public Csv features(List<String> columns) {
    Csv changed = new Csv(this);
    changed.features = Optional.of(List.copyOf(columns));
    return changed;
  }

  /** Numbers the classes in this order, and takes no others. */
  public Csv classes(List<String> names) {
    Csv changed = new Csv(this);
    changed.target = Target.CLASSES;
    changed.classes = Optional.of(List.copyOf(names));
    return changed;
  }

  /**
   * Reads all lines once, to check them and to find the classes, and keeps none.
   *
   * @throws FormatException if a line is not as it should be; names line and column
   */
  public CsvSource open() throws IOException {
    return new CsvScan(this).run();
  }

  /**
   * Reads the file into memory.
   *
   * @throws FormatException if a line is not as it should be; names line and column
   * @throws AutodiffException if it is too large for a tensor
   */
  public Table read() throws IOException {
    return open().load();
  }
}
