package io.autodiff.spark;

import io.autodiff.AutodiffException;
import io.autodiff.nn.model.Origin;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ConsoleProgress;
import io.autodiff.nn.train.Diagnosis;
import io.autodiff.nn.train.History;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Trains a network on a file of CSV or Parquet, for {@code spark-submit}; the options are named as
 * those of the command line's {@code train}.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a network on Spark and tests it on a part held out.")
public final class Main implements Callable<Integer> {
  private static final String REPORT = "report.html";
  private static final int REFUSED = 2;

  @Parameters(
      index = "0",
      paramLabel = "DATA",
      description =
          "a file or folder of CSV, with names in the first line, or of Parquet, in any file system"
              + " of Hadoop; or digits")
  private String data = "";

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "csv or parquet; by the name's end if not given")
  private @Nullable String format;

  @Option(
      names = "--test",
      paramLabel = "DATA",
      description = "the test part, in a file of its own")
  private @Nullable String test;

  @Option(
      names = "--test-fraction",
      paramLabel = "PART",
      description = "held out at random; ${DEFAULT-VALUE}. 0 tests none")
  private double testFraction = 0.2;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "writes " + ModelFile.NAME + ", the command line's file, and " + REPORT + " there")
  private @Nullable String output;

  @Option(names = "--overwrite", description = "replace a model in --output")
  private boolean overwrite;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "of Spark, such as local[2]; spark-submit gives its own")
  private @Nullable String master;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final TableOptions table = new TableOptions();
  @Mixin private final FitOptions fitting = new FitOptions();

  private final PrintStream out;

  Main(PrintStream out) {
    this.out = out;
  }

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, arguments));
  }

  /** Runs the command and returns its exit status. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    return new CommandLine(new Main(out))
        .setParameterExceptionHandler(
            (e, _) -> {
              err.println(e.getMessage());
              return REFUSED;
            })
        .setExecutionExceptionHandler((e, _, _) -> refuse(e, err))
        .execute(arguments);
  }

  private static int refuse(Exception e, PrintStream err) {
    boolean isKnown =
        e instanceof IllegalArgumentException
            || e instanceof IOException
            || e instanceof AnalysisException;
    err.println(isKnown ? e.getMessage() : "this is an error of autodiff's own: " + e);
    return isKnown ? REFUSED : 1;
  }

  @Override
  public Integer call() throws IOException {
    SparkSession.Builder builder = SparkSession.builder().appName("autodiff");
    SparkSession spark = (master == null ? builder : builder.master(master)).getOrCreate();
    if (master != null) { // spark-submit's user has settings of the log, the command's has none
      spark.sparkContext().setLogLevel("WARN");
    }
    try {
      train(spark);
    } finally {
      spark.stop();
    }
    return 0;
  }

  private void train(SparkSession spark) throws IOException {
    checkOutput(spark);
    if (spark.sparkContext().uiWebUrl().isDefined()) {
      say("Spark's pages: " + spark.sparkContext().uiWebUrl().get());
    }
    Dataset<Row> all = read(spark, data);
    Table read = table.read(all);
    Dataset<Row> rows = read.rows(all).cache();
    List<Dataset<Row>> parts = parts(spark, rows, read);
    MlpParams<?> estimator = fitting.estimator(read);
    long held = parts.size() < 2 ? 0 : parts.get(1).count();
    say(
        "%s rows to train on, %s to test; %s, %s"
            .formatted(
                parts.getFirst().count(),
                held,
                read.isClasses() ? read.classes().size() + " classes" : "numbers",
                read.features().size() + " features"));
    TrainedModel model;
    History history;
    Dataset<Row> told = null;
    if (estimator instanceof MlpClassifier classifier) {
      MlpClassificationModel fitted =
          classifier.addListener(ConsoleProgress.lines(out)).fit(parts.getFirst());
      model = fitted.trainedModel();
      history = fitted.history();
      told = held == 0 ? null : fitted.transform(parts.get(1)).cache();
    } else {
      MlpRegressionModel fitted =
          ((MlpRegressor) estimator).addListener(ConsoleProgress.lines(out)).fit(parts.getFirst());
      model = fitted.trainedModel();
      history = fitted.history();
      told = held == 0 ? null : fitted.transform(parts.get(1)).cache();
    }
    Diagnosis.of(history).forEach(this::say);
    if (output != null) {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      TrainedModel named = named(model, read);
      ModelFile.of(named).write(output, hadoop);
      Report report = new Report(data, command(spark), fitting, parts.getFirst(), told);
      Path file = new Path(output, REPORT);
      RemoteFiles.write(file, report.html(named, history), hadoop);
      say("written " + new Path(output, ModelFile.NAME) + " and " + file);
    }
    if (told != null) {
      report(told, read.isClasses());
    }
  }

  /** Returns the command that repeats this training. */
  private String command(SparkSession spark) {
    List<String> words = new ArrayList<>(List.of("spark-submit", "--master"));
    words.add(spark.sparkContext().master());
    words.addAll(List.of("--class", Main.class.getName(), "autodiff-spark.jar"));
    for (String word : spec.commandLine().getParseResult().originalArgs()) {
      words.add(word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words);
  }

  /** Returns a model that names its target as the table does. */
  private static TrainedModel named(TrainedModel model, Table read) {
    return new TrainedModel(
        model.network(),
        model.preprocessing(),
        model.targets(),
        model.features(),
        model.classes(),
        model.image(),
        new Origin(read.target(), model.origin().facts()));
  }

  private void say(String line) {
    out.println(line);
  }

  private void checkOutput(SparkSession spark) throws IOException {
    if (output == null || overwrite) {
      return;
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path file = new Path(output, ModelFile.NAME);
    if (file.getFileSystem(hadoop).exists(file)) {
      throw new IllegalArgumentException(
          "--output: " + file + " is there already; --overwrite replaces it");
    }
  }

  private Dataset<Row> read(SparkSession spark, String name) {
    if (name.equals("digits")) {
      return Table.digits(spark);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    boolean looksParquet = lower.endsWith(".parquet") || lower.endsWith(".parq");
    String kind = format == null ? (looksParquet ? "parquet" : "csv") : format;
    return switch (kind) {
      case "parquet" -> spark.read().parquet(name);
      case "csv" -> spark.read().options(Map.of("header", "true", "inferSchema", "true")).csv(name);
      default -> throw new IllegalArgumentException("--format: " + kind + ", not csv or parquet");
    };
  }

  private List<Dataset<Row>> parts(SparkSession spark, Dataset<Row> rows, Table read) {
    if (test != null) {
      return List.of(rows, read.rows(read(spark, test)));
    }
    if (!(testFraction >= 0 && testFraction < 1)) {
      throw new AutodiffException(
          "--test-fraction: out of range", "" + testFraction, "from 0 to below 1", null);
    }
    if (testFraction == 0) {
      return List.of(rows);
    }
    double[] weights = {1 - testFraction, testFraction};
    return new ArrayList<>(rows.randomSplitAsList(weights, fitting.seed));
  }

  private void report(Dataset<Row> told, boolean classes) {
    if (classes) {
      for (String name : List.of("logLoss", "f1", "accuracy")) {
        var evaluator = new MulticlassClassificationEvaluator().setMetricName(name);
        print(name, evaluator.evaluate(told));
      }
    } else {
      for (String name : List.of("mae", "r2", "rmse")) {
        print(name, new RegressionEvaluator().setMetricName(name).evaluate(told));
      }
    }
  }

  private void print(String name, double figure) {
    out.printf(Locale.ROOT, "test %s %.4f%n", name, figure);
  }
}
