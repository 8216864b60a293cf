package io.autodiff.nn.cli;

import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Folds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
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

  /** Returns one pair: the whole training part and the test part, or one held out. */
  static Parts holdout(Examples examples, @Nullable BatchSource test, double fraction) {
    return random ->
        List.of(
            test == null
                ? Examples.split(examples.data(), fraction, random)
                : new Examples.Split(examples.data(), test));
  }

  /** Trains with each seed, prints a line for each, and the mean. */
  void run(String data, int seeds, int folds, Parts parts) throws IOException {
    List<Map<String, Object>> runs = new ArrayList<>();
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (long seed = training.seed; seed < training.seed + seeds; seed++) {
      Map<String, Double> figures = seed(seed, parts);
      if (runs.isEmpty()) {
        say(String.format(Locale.ROOT, "%6s  %s", "seed", String.join("  ", figures.keySet())));
      }
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("seed", seed);
      figures.forEach(
          (name, value) -> {
            all.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            run.put(Evaluator.field(name), value);
          });
      runs.add(run);
      say(line(String.valueOf(seed), figures));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    all.forEach((name, values) -> means.put(name, mean(values)));
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("data", data);
      fields.put("folds", folds);
      means.forEach((name, value) -> fields.put(Evaluator.field(name), value));
      fields.put("seconds", seconds);
      fields.put("runs", runs);
      console.json(fields);
    } else {
      say(line("mean", means));
    }
  }

  private Map<String, Double> seed(long seed, Parts parts) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Double> sums = new LinkedHashMap<>();
    long tested = 0;
    for (Examples.Split split : parts.of(random)) {
      Experiment experiment = setting.with(training, split.train(), split.held(), random);
      Experiment.Outcome outcome = experiment.run(seed, _ -> {});
      long examples = experiment.test().size();
      outcome
          .test()
          .metrics()
          .forEach((name, value) -> sums.merge("test " + name, value * examples, Double::sum));
      tested += examples;
      seconds += outcome.seconds();
    }
    long count = tested;
    sums.replaceAll((_, sum) -> sum / count);
    return sums;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
  }

  private static String line(String name, Map<String, Double> figures) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%6s", name));
    figures.forEach(
        (figure, value) ->
            line.append(String.format(Locale.ROOT, "  %" + figure.length() + ".4f", value)));
    return line.toString();
  }

  private void say(String line) {
    (json ? console.err() : console.out()).println(line);
  }
}
