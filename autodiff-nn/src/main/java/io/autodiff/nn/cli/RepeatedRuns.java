package io.autodiff.nn.cli;

import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Folds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The same training with several seeds or on several parts of the data, which shows how much its
 * figures vary.
 */
final class RepeatedRuns {
  private final Console console;
  private final boolean json;
  private final Experiment.Setting setting;
  private final TrainingOptions training;
  private final Map<String, List<Double>> each = new LinkedHashMap<>();
  private int trainings;
  private double seconds;

  RepeatedRuns(
      Console console, boolean json, Experiment.Setting setting, TrainingOptions training) {
    this.console = console;
    this.json = json;
    this.setting = setting;
    this.training = training;
  }

  /** Gives the two parts of a seed's trainings, one pair for each fold. */
  interface Parts {
    List<Examples.Split> of(SplittableRandom random);
  }

  /** Returns the pairs of a cross-validation: each example is tested in one of them. */
  static Parts folds(Examples examples, int folds) {
    if (!(examples.data() instanceof Dataset all)) {
      throw new IllegalArgumentException("--folds needs the data in memory, without --stream");
    }
    return random ->
        (examples.areClasses()
                ? Folds.stratified(all, folds, random)
                : Folds.of(all, folds, random))
            .stream().map(split -> new Examples.Split(split.train(), split.test())).toList();
  }

  /** Trains with each seed, prints a line for each, the mean and the standard deviation. */
  void run(String data, PartOptions options, Parts parts) throws IOException {
    List<Map<String, Object>> runs = new ArrayList<>();
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (int i = 0; i < options.seeds; i++) {
      long seed = training.seed + i;
      Map<String, Double> figures = seed(seed, parts);
      if (runs.isEmpty()) {
        say("test figures by seed");
        say(line("seed", figures, name -> name));
      }
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("seed", seed);
      figures.forEach(
          (name, value) -> {
            all.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            run.put(Evaluator.field("test " + name), JsonNumbers.of(value));
          });
      runs.add(run);
      say(line(String.valueOf(seed), figures));
    }
    print(data, options, all, runs);
  }

  /** Prints the mean and the spread of all runs. */
  private void print(
      String data,
      PartOptions options,
      Map<String, List<Double>> all,
      List<Map<String, Object>> runs)
      throws IOException {
    Map<String, Double> means = new LinkedHashMap<>();
    all.forEach((name, values) -> means.put(name, mean(values)));
    Map<String, Double> deviations = new LinkedHashMap<>();
    each.forEach((name, values) -> deviations.put(name, deviation(values)));
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("data", data);
      fields.put("folds", options.folds);
      means.forEach((name, value) -> fields.put(field(name), JsonNumbers.of(value)));
      Map<String, @Nullable Object> spread = new LinkedHashMap<>();
      deviations.forEach((name, value) -> spread.put(field(name), JsonNumbers.of(value)));
      fields.put("deviation", spread);
      fields.put("trainings", trainings);
      fields.put("seconds", seconds);
      fields.put("runs", runs);
      console.json(fields);
    } else {
      say(line("mean", means));
      say(line("±", deviations));
      say(
          String.format(
              Locale.ROOT, "± is the standard deviation over the %d trainings", trainings));
    }
  }

  private static String field(String name) {
    return Evaluator.field("test " + name);
  }

  /** Returns the figures of a seed, the mean over its folds. */
  private Map<String, Double> seed(long seed, Parts parts) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Double> sums = new LinkedHashMap<>();
    Map<String, Long> tested = new LinkedHashMap<>();
    List<Examples.Split> splits = parts.of(random);
    for (int fold = 0; fold < splits.size(); fold++) {
      Experiment experiment = setting.with(training, splits.get(fold), random);
      Experiment.Outcome outcome = experiment.run(seed, _ -> {});
      long examples = Objects.requireNonNull(experiment.test()).size();
      Map<String, Double> metrics = Objects.requireNonNull(outcome.test()).metrics();
      metrics.forEach(
          (name, value) -> {
            each.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            sums.merge(name, Double.isNaN(value) ? 0 : value * examples, Double::sum);
            tested.merge(name, Double.isNaN(value) ? 0 : examples, Long::sum);
          });
      seconds += outcome.seconds();
      trainings++;
      progress(seed, fold, splits.size(), metrics, outcome.seconds());
    }
    sums.replaceAll((name, sum) -> sum / tested.getOrDefault(name, 0L));
    return sums;
  }

  private void progress(
      long seed, int fold, int folds, Map<String, Double> metrics, double duration) {
    Map.Entry<String, Double> last = List.copyOf(metrics.entrySet()).getLast();
    console
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "seed %d%s: %s %.4f, %.1f s",
                seed,
                folds == 1 ? "" : String.format(Locale.ROOT, ", fold %d of %d", fold + 1, folds),
                last.getKey(),
                last.getValue(),
                duration));
  }

  private static double deviation(List<Double> values) {
    double[] finite = values.stream().mapToDouble(v -> v).filter(Double::isFinite).toArray();
    double mean = Arrays.stream(finite).average().orElse(Double.NaN);
    double squares = Arrays.stream(finite).map(v -> (v - mean) * (v - mean)).sum();
    return finite.length < 2 ? Double.NaN : Math.sqrt(squares / (finite.length - 1));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
  }

  private static String line(String name, Map<String, Double> figures) {
    return line(
        name,
        figures,
        figure -> String.format(Locale.ROOT, "%.4f", figures.getOrDefault(figure, Double.NaN)));
  }

  private static String line(String name, Map<String, Double> figures, UnaryOperator<String> cell) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%6s", name));
    for (String figure : figures.keySet()) {
      int width = Math.max(6, figure.length());
      line.append(String.format(Locale.ROOT, "  %" + width + "s", cell.apply(figure)));
    }
    return line.toString();
  }

  private void say(String line) {
    (json ? console.err() : console.out()).println(line);
  }
}
