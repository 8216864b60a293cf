package io.autodiff.nn.cli;

import io.autodiff.Tensor;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Preprocessing.Filling;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ConsoleProgress;
import io.autodiff.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import picocli.CommandLine.Model.OptionSpec;
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
  @Mixin PartOptions holding = new PartOptions();

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
    DataOptions.Parts parts = parts();
    BatchSource validation = holding.validation == null ? null : other(holding.validation, parts);
    Map<String, String> facts = TrainingFacts.of(spec, data, reading, parts.all().features());
    parts.addTo(facts);
    BatchSource test = parts.test().orElse(null);
    noteKnown("--test", holding.test, facts);
    noteKnown("--validation", holding.validation, facts);
    Experiment.Setting setting = setting(parts, validation, facts);
    RepeatedRuns.Parts pairs = holding.parts(parts.all(), test);
    if (holding.areRepeated()) {
      parts.schema().ifPresent(schema -> say(schema.summary()));
      new RepeatedRuns(console, json, setting, training).run(data, holding, pairs);
      return 0;
    }
    SplittableRandom random = new SplittableRandom(training.seed);
    Experiment experiment = setting.with(training, pairs.of(random).getFirst(), random);
    Consumer<Trainer> more = setUp(facts);
    parts.schema().ifPresent(schema -> say(schema.summary()));
    say(experiment.model().network().summary());
    sayTarget(experiment.model());
    Experiment.Outcome outcome = experiment.run(training.seed, more);
    if (output != null) {
      OutputFolder folder = new OutputFolder(output);
      experiment.model().save(folder.model());
      new TrainingReport(data, command(), parts.schema().orElse(null), experiment, outcome)
          .write(folder.report());
    }
    new TrainingResult(console, data, training.seed, output, experiment, outcome).print(json);
    return 0;
  }

  private Experiment.Setting setting(
      DataOptions.Parts parts, @Nullable BatchSource validation, Map<String, String> facts) {
    return new Experiment.Setting(
        parts.all(),
        scaling == null ? parts.scaling() : scaling,
        targetScaling,
        reading.missing.filling,
        facts,
        validation,
        network,
        computing.engine());
  }

  /** Reads the data, and the test part if it is in a file of its own. */
  private DataOptions.Parts parts() throws IOException {
    DataOptions.Parts parts = stream ? reading.stream(data) : reading.read(data, network.dtype());
    holding.check(given(), training.seed, parts.test().isPresent());
    return holding.test == null ? parts : parts.withTest(other(holding.test, parts));
  }

  /** Reads a further part of the data. */
  private BatchSource other(String name, DataOptions.Parts parts) throws IOException {
    boolean fills = reading.missing.filling != Filling.REFUSE;
    Examples.Meaning meaning = parts.all().meaning(fills, network.dtype(), parts.decimal());
    Examples read = reading.read(name, meaning, true);
    console.noteLeftOut(name + ": ", read.leftOut());
    return read.data();
  }

  /** Says if a part of its own holds what is trained on. */
  private void noteKnown(String option, @Nullable String name, Map<String, String> facts) {
    String hash = facts.get(option);
    if (name != null && hash != null && hash.equals(facts.get(TrainingFacts.DATA))) {
      console
          .err()
          .println(
              "note: "
                  + option
                  + " "
                  + name
                  + " are the data that are trained on, so their figures are no test");
    }
  }

  /** Returns the names of the options that the user gave. */
  private List<String> given() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .toList();
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
    if (output != null && holding.areRepeated()) {
      throw new IllegalArgumentException(
          "--output keeps one network, --folds and --seeds train several");
    }
  }

  private Consumer<Trainer> setUp(Map<String, String> facts) throws IOException {
    ConsoleProgress progress = console.progress(json);
    if (output == null) {
      return trainer -> trainer.listener(progress);
    }
    OutputFolder folder = new OutputFolder(output);
    Optional<TensorFile> last = Optional.empty();
    if (resume) {
      OutputFolder.Resumed resumed = folder.resume(facts, training.epochs);
      last = resumed.last();
      if (last.isEmpty()) {
        console.err().println("note: " + output + " holds no checkpoint, so the training begins");
      }
      if (resumed.epochs() != training.epochs && training.dependsOnEpochs()) {
        console
            .err()
            .println(
                "note: the schedule now ends at epoch "
                    + training.epochs
                    + " instead of "
                    + resumed.epochs()
                    + ", so the rates so far were others than in one training of that many");
      }
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

  /** Returns the command that repeats this training. */
  private String command() {
    List<String> words = new ArrayList<>(List.of("java", "-jar", "autodiff.jar"));
    for (String word : spec.commandLine().getParseResult().originalArgs()) {
      words.add(word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words);
  }
}
