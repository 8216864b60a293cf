package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.nn.io.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to read a CSV file: its target column, its categories and its missing values. The file
 * may be compressed by gzip.
 *
 * <pre>{@code
 * Table iris = Csv.file(Path.of("iris.csv")).target("species").read();
 * CsvSource large = Csv.file(Path.of("clicks.csv.gz")).target("bought").open();
 * }</pre>
 *
 * <p>Features are decimal numbers. A column of which no value is a number holds categories, up to
 * 1000 of them, and becomes one feature for each, {@code column=category}: 1 where the column holds
 * it and 0 elsewhere. Columns that say nothing about other examples are left out: of dates, of
 * names that nearly all differ, of the lines' own numbers; {@link CsvSource#schema} says which and
 * why.
 *
 * <p>The target is a class if one of its values is not a number, or if all are whole numbers, few
 * and repeated; else a number. Classes and categories are numbered in the order of their names,
 * numbers by size.
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

  final String name;
  final CsvFormat.Source source;

  /** What stands between columns; 0 if it is to be found out, as with the decimal mark. */
  char separator;

  char decimal;
  boolean header = true;
  boolean missingAllowed;
  Target target = Target.GUESSED;
  Optional<String> targetColumn = Optional.empty();
  List<String> categorical = List.of();
  List<String> ignored = List.of();
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
    this.header = other.header;
    this.missingAllowed = other.missingAllowed;
    this.target = other.target;
    this.targetColumn = other.targetColumn;
    this.categorical = other.categorical;
    this.ignored = other.ignored;
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
            : new KeptBytes(file));
  }

  /** The bytes of a pipe, which can be read only once. */
  private static final class KeptBytes implements CsvFormat.Source {
    private final Path file;
    private byte @Nullable [] bytes;

    KeptBytes(Path file) {
      this.file = file;
    }

    @Override
    public InputStream open() throws IOException {
      byte[] kept = bytes == null ? Files.readAllBytes(file) : bytes;
      bytes = kept;
      return new ByteArrayInputStream(kept);
    }
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

  /** Takes the first line for data; the columns are then named {@code column1} and so on. */
  public Csv withoutHeader() {
    Csv changed = new Csv(this);
    changed.header = false;
    return changed;
  }

  /**
   * Lets features be missing, as an empty field, {@code ?}, {@code NA}, {@code N/A}, {@code NaN},
   * {@code None}, {@code null} and their like. They become NaN, for a {@link Preprocessing} to
   * fill. Else they are errors.
   */
  public Csv allowMissing() {
    Csv changed = new Csv(this);
    changed.missingAllowed = true;
    return changed;
  }

  /** Takes these columns for categories, even if they hold numbers, such as codes. */
  public Csv categorical(List<String> columns) {
    Csv changed = new Csv(this);
    changed.categorical = List.copyOf(columns);
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
