package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * The examples of a CSV file. Every traversal reads the file again, a batch at a time; shuffling
 * draws from a window of the lines to come.
 */
public final class CsvSource implements BatchSource {
  private static final int WINDOW = 1 << 14;

  private final Csv csv;
  private final CsvColumns columns;
  private final ClassNames classes;
  private final CsvSchema schema;
  private final LongPredicate chosen;
  private final long lines;
  private final long size;

  /**
   * @param lines the number of lines of data
   * @param dropped those that are no examples, from 0
   */
  CsvSource(
      Csv csv,
      CsvColumns columns,
      ClassNames classes,
      CsvSchema schema,
      long lines,
      BitSet dropped) {
    this(
        csv,
        columns,
        classes,
        schema,
        lines,
        lines - dropped.cardinality(),
        line -> line > Integer.MAX_VALUE || !dropped.get((int) line));
  }

  private CsvSource(
      Csv csv,
      CsvColumns columns,
      ClassNames classes,
      CsvSchema schema,
      long lines,
      long size,
      LongPredicate chosen) {
    this.csv = csv;
    this.lines = lines;
    this.chosen = chosen;
    this.columns = columns;
    this.classes = classes;
    this.schema = schema;
    this.size = size;
  }

  /** Returns the names of the features: the column's, or {@code column=category}. */
  public List<String> features() {
    return columns.featureNames();
  }

  /** Returns the name of the target's column, empty if there is none. */
  public String target() {
    return columns.targetName();
  }

  /** Returns the names of the classes by their numbers; none if the target is a number. */
  public List<String> classes() {
    return classes.names();
  }

  /** Returns what each column holds and which were left out. */
  public CsvSchema schema() {
    return schema;
  }

  /**
   * Returns what a column holds, as it is written, for each example in the order of {@link
   * #batches}.
   *
   * @throws AutodiffException if there is no such column
   */
  public Iterable<String> texts(String column) {
    int position = columns.names().indexOf(column);
    if (position < 0) {
      throw new AutodiffException("csv: no such column", column, "one of " + columns.names(), null);
    }
    return () -> {
      LineReader lines = new LineReader();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return lines.hasNext();
        }

        @Override
        public String next() {
          return lines.line().getField(position);
        }
      };
    };
  }

  /** Returns the numbers of the examples' lines among the lines of data, from 1. */
  public LongStream lines() {
    return LongStream.range(0, lines).filter(chosen).map(line -> line + 1);
  }

  /** Returns the number of lines of data that are no examples of this source. */
  public long leftOut() {
    return lines - size;
  }

  @Override
  public Shape inputShape() {
    return Shape.of(columns.featureCount());
  }

  @Override
  public long size() {
    return size;
  }

  /** Two parts of a stream; the file is read anew for each. */
  public record Split(CsvSource train, CsvSource test) {}

  /**
   * Returns a random part for training and the rest for testing; every line is drawn by itself, so
   * that the parts' sizes are near the fraction, not exact.
   *
   * @param testFraction how probable it is that an example is held out
   * @param seed what the lines are drawn from: the same seed gives the same parts
   * @throws AutodiffException if nothing would be left on one side
   */
  public Split split(double testFraction, long seed) {
    CsvSource test = part(line -> isHeld(line, testFraction, seed));
    CsvSource train = part(line -> !isHeld(line, testFraction, seed));
    if (!(testFraction > 0 && testFraction < 1) || test.size == 0 || train.size == 0) {
      throw Rows.nothingLeft(testFraction, size);
    }
    return new Split(train, test);
  }

  /**
   * Returns a random part for training and the rest for testing as {@link #split} does, in which
   * all classes are spread evenly and the parts' sizes are exact. The file is read twice more.
   *
   * @param testFraction the part held out
   * @param seed what the lines are drawn from: the same seed gives the same parts
   * @throws AutodiffException if the targets are not classes, or nothing would be left on one side
   * @throws UncheckedIOException if the file can't be read or was changed
   */
  public Split stratifiedSplit(double testFraction, long seed) {
    int count = classes.names().size();
    if (count == 0 || lines > Integer.MAX_VALUE) {
      throw new AutodiffException(
          "csv: can't spread classes",
          count + " classes, " + lines + " lines",
          "classes as targets, and up to " + Integer.MAX_VALUE + " lines",
          "split draws each line by itself");
    }
    long[] sizes = new long[count];
    forEachClass((_, label) -> sizes[label]++);
    long[] wanted = Rows.quotas(sizes, Rows.held(testFraction, size));
    SplittableRandom random = new SplittableRandom(seed);
    BitSet held = new BitSet();
    forEachClass(
        (line, label) -> {
          if (random.nextLong(sizes[label]) < wanted[label]) {
            held.set((int) line);
            wanted[label]--;
          }
          sizes[label]--;
        });
    return new Split(part(line -> !held.get((int) line)), part(line -> held.get((int) line)));
  }

  /** Receives the class of a line. */
  private interface ClassOfLine {
    void accept(long line, int label);
  }

  private void forEachClass(ClassOfLine action) {
    LineReader reader = new LineReader();
    while (reader.hasNext()) {
      long line = reader.next;
      action.accept(line, reader.label());
    }
  }

  private static boolean isHeld(long line, double fraction, long seed) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + line).nextDouble()
        < fraction;
  }

  private CsvSource part(LongPredicate narrower) {
    LongPredicate both = chosen.and(narrower);
    long count = 0;
    for (long line = 0; line < lines; line++) {
      count += both.test(line) ? 1 : 0;
    }
    return new CsvSource(csv, columns, classes, schema, lines, count, both);
  }

  /** Reads all examples into memory. */
  public Table load() throws IOException {
    try {
      Batch all = batches(Math.toIntExact(size)).iterator().next();
      return new Table(Dataset.of(all), features(), classes());
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException while iterating, if the file can't be read or was changed
   */
  @Override
  public Iterable<Batch> batches(int batchSize) {
    return () -> new Batches(new LineReader(), batchSize);
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException while iterating, if the file can't be read or was changed
   */
  @Override
  public Iterable<Batch> shuffled(int batchSize, RandomGenerator random) {
    return () -> new Batches(new ShuffleWindow<>(new LineReader(), WINDOW, random), batchSize);
  }

  @Override
  public BatchSource to(DType dtype) {
    return dtype == DType.FLOAT64 ? this : MappedSource.cast(this, dtype);
  }

  /** The chosen lines as numbers: the features, the target and the weight. */
  private final class LineReader implements Iterator<double[]> {
    private final CsvFormat.Lines records;
    private long next;

    LineReader() {
      try {
        records = new CsvFormat.Lines(csv, columns.dialect());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (csv.header && records.hasNext()) {
        records.next();
      }
    }

    @Override
    public boolean hasNext() {
      boolean more = records.hasNext();
      while (more && !chosen.test(next)) {
        records.next();
        next++;
        more = records.hasNext();
      }
      return more;
    }

    /** Returns the next chosen line. */
    CsvRecord line() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      next++;
      return records.next();
    }

    @Override
    public double[] next() {
      CsvRecord line = line();
      int width = columns.featureCount();
      double[] row = new double[width + 2];
      try {
        columns.features(line, row, 0);
        row[width] = csv.target == Csv.Target.ABSENT ? 0 : target(line);
        row[width + 1] = columns.hasWeights() ? columns.weight(line) : 1;
        return row;
      } catch (FormatException e) {
        throw records.failed(e);
      }
    }

    /** Returns the class of the next chosen line. */
    int label() {
      CsvRecord line = line();
      try {
        return (int) target(line);
      } catch (FormatException e) {
        throw records.failed(e);
      }
    }

    private double target(CsvRecord line) throws FormatException {
      String value = columns.target(line);
      if (classes.names().isEmpty()) {
        double number = CsvFormat.number(value);
        if (Double.isFinite(number)) {
          return number;
        }
      }
      int number = classes.indexOf(value);
      if (number < 0) {
        throw new FormatException(
            columns.targetPlace(line), "\"" + value + "\" was not there when the file was opened");
      }
      return number;
    }
  }

  /** Gathers rows into batches. */
  private final class Batches implements Iterator<Batch> {
    private final Iterator<double[]> rows;
    private final int batchSize;
    private long left = size;

    Batches(Iterator<double[]> rows, int batchSize) {
      this.rows = rows;
      this.batchSize = batchSize;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int width = columns.featureCount();
      int expected = (int) Math.max(1, Math.min(batchSize, left));
      double[] inputs = new double[Math.multiplyExact(expected, width)];
      double[] targets = new double[expected];
      double[] weights = new double[expected];
      int count = 0;
      while (count < expected && rows.hasNext()) {
        double[] row = rows.next();
        System.arraycopy(row, 0, inputs, count * width, width);
        targets[count] = row[width];
        weights[count++] = row[width + 1];
      }
      left -= count;
      return new Batch(
          Tensor.wrap(Shape.of(count, width), Arrays.copyOf(inputs, count * width)),
          Tensor.wrap(Shape.of(count), Arrays.copyOf(targets, count)),
          columns.hasWeights()
              ? Tensor.wrap(Shape.of(count), Arrays.copyOf(weights, count))
              : null);
    }
  }
}
