package io.autodiff.nn.cli;

import io.autodiff.Tensor;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ConsoleProgress;
import io.autodiff.nn.train.Diagnosis;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a network. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a network on data and tests it on a part held out.")
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "DATA",
      description =
          "digits, iris, wine or breast-cancer; a CSV file; an NPZ file of x and y; a folder of"
              + " MNIST's four files")
  String data = "";

  @Mixin DataOptions reading = new DataOptions();
  @Mixin NetworkOptions network = new NetworkOptions();
  @Mixin TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--stream",
      description = "read a CSV file anew in each epoch, a batch at a time, however large it is")
  boolean stream;

  @Option(
      names = "--scale",
      paramLabel = "HOW",
      description = "features: ${COMPLETION-CANDIDATES}; standardise, pixels as suits them")
  @Nullable Scaling scaling;

  @Option(
      names = "--target-scale",
      paramLabel = "HOW",
      description =
          "targets that are numbers: none, standardise or min-max; ${DEFAULT-VALUE}. Predictions"
              + " and metrics are in the target's own unit, the loss is of scaled targets")
  Scaling targetScaling = Scaling.STANDARDISE;

  @Option(
      names = "--test-fraction",
      paramLabel = "PART",
      description = "held out at random; ${DEFAULT-VALUE}")
  double testFraction = 0.2;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "test on each of K parts in turn, trained on the others, and print the mean")
  int folds = 1;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "train with N seeds from --seed on, and print each result and the mean")
  int seeds = 1;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "writes " + OutputFolder.MODEL + ", " + OutputFolder.REPORT + " and checkpoints there")
  @Nullable Path output;

  @Option(names = "--resume", description = "go on from the last checkpoint in --output")
  boolean resume;

  @Option(names = "--overwrite", description = "delete an earlier training in --output")
  boolean overwrite;

  @Option(names = "--json", description = "print the result in JSON, progress on standard error")
  boolean json;

  @Mixin EngineOptions computing = new EngineOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    check();
    Map<String, String> facts = TrainingFacts.of(spec, data);
    DataOptions.Parts parts = stream ? reading.stream(data) : reading.read(data, network.dtype());
    Scaling chosen = scaling == null ? parts.scaling() : scaling;
    Experiment.Setting setting =
        new Experiment.Setting(
            parts.all(),
            chosen,
            targetScaling,
            reading.missing,
            facts,
            network,
            computing.engine());
    BatchSource test = parts.test().orElse(null);
    if (folds > 1 || seeds > 1) {
      RepeatedRuns.Parts pairs =
          folds > 1
              ? RepeatedRuns.folds(parts.all(), folds)
              : RepeatedRuns.holdout(parts.all(), test, testFraction);
      parts.schema().ifPresent(schema -> say(schema.toString()));
      new RepeatedRuns(console, json, setting, training).run(data, seeds, folds, pairs);
      return 0;
    }
    SplittableRandom random = new SplittableRandom(training.seed);
    Examples.Split split =
        RepeatedRuns.holdout(parts.all(), test, testFraction).of(random).getFirst();
    Experiment experiment = setting.with(training, split.train(), split.held(), random);
    Consumer<Trainer> more = setUp(facts);
    parts.schema().ifPresent(schema -> say(schema.toString()));
    say(experiment.model().network().summary());
    sayTarget(experiment.model());
    Experiment.Outcome outcome = experiment.run(training.seed, more);
    print(outcome, experiment.heldPart());
    if (output != null) {
      OutputFolder folder = new OutputFolder(output);
      experiment.model().save(folder.model());
      new TrainingReport(data, command(), experiment, outcome).write(folder.report());
    }
    return 0;
  }

  private void say(String line) {
    (json ? console.err() : console.out()).println(line);
  }

  private void sayTarget(TrainedModel model) {
    if (!model.targets().isNone()) {
      Tensor zero = model.targets().undo(Tensor.zeros(1, model.targets().length()));
      say(
          String.format(
              Locale.ROOT,
              "target %s scaled: 0 is %.6g, 1 is %.6g more; the loss is of scaled targets",
              model.origin().target(),
              zero.at(0, 0),
              model.targets().spread(0)));
    }
  }

  private void check() {
    if (resume && output == null) {
      throw new IllegalArgumentException("--resume needs --output, where the checkpoints are");
    }
    if (overwrite && (resume || output == null)) {
      throw new IllegalArgumentException("--overwrite needs --output, and excludes --resume");
    }
    if (targetScaling == Scaling.BYTES) {
      throw new IllegalArgumentException("--target-scale: bytes is for pixels, not for targets");
    }
    training.check();
    if (folds < 1 || seeds < 1) {
      throw new IllegalArgumentException("--folds and --seeds are at least 1");
    }
    if (output != null && (folds > 1 || seeds > 1)) {
      throw new IllegalArgumentException(
          "--output keeps one network, --folds and --seeds train several");
    }
  }

  private Consumer<Trainer> setUp(Map<String, String> facts) throws IOException {
    ConsoleProgress progress =
        ConsoleProgress.to(console.err(), json ? console.err() : console.out());
    if (output == null) {
      return trainer -> trainer.listener(progress);
    }
    OutputFolder folder = new OutputFolder(output);
    Optional<TensorFile> last = Optional.empty();
    if (resume) {
      last = folder.resume(facts);
    } else {
      folder.begin(facts, overwrite);
    }
    CheckpointStore store = folder.checkpoints();
    Optional<TensorFile> from = last;
    return trainer -> {
      trainer.listener(progress).checkpoints(store, 1).diagnose();
      from.ifPresent(trainer::resume);
    };
  }

  private static Map<String, Object> fields(Epoch epoch, String heldPart) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("epoch", epoch.number());
    put("train", epoch.train(), fields);
    if (epoch.validation() != null) {
      put(heldPart, epoch.validation(), fields);
    }
    fields.put("learningRate", epoch.learningRate());
    fields.put("seconds", epoch.seconds());
    return fields;
  }

  private static void put(String part, Evaluation evaluation, Map<String, Object> fields) {
    fields.put(Evaluator.field(part + " loss"), evaluation.loss());
    evaluation
        .metrics()
        .forEach((name, value) -> fields.put(Evaluator.field(part + " " + name), value));
  }

  private void print(Experiment.Outcome outcome, String heldPart) throws IOException {
    History history = outcome.history();
    Evaluation result = outcome.test();
    List<String> found = Diagnosis.of(history);
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("data", data);
      fields.put("epochs", history.epochs().size());
      fields.put("trainLoss", history.last().train().loss());
      fields.put("testLoss", result.loss());
      result.metrics().forEach((name, value) -> fields.put(Evaluator.field("test " + name), value));
      fields.put("seconds", outcome.seconds());
      fields.put("seed", training.seed);
      fields.put("diagnosis", found);
      fields.put("history", history.epochs().stream().map(e -> fields(e, heldPart)).toList());
      if (output != null) {
        fields.put("model", new OutputFolder(output).model().toString());
        fields.put("report", new OutputFolder(output).report().toString());
      }
      console.json(fields);
    } else {
      found.forEach(console.out()::println);
      result.metrics().forEach((name, value) -> console.print("test %s %.4f%n", name, value));
    }
  }

  /** Returns the command that repeats this training. */
  private String command() {
    List<String> words = new ArrayList<>(List.of("java", "-jar", "autodiff.jar"));
    for (String word : spec.commandLine().getParseResult().originalArgs()) {
      words.add(word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words);
  }
}
