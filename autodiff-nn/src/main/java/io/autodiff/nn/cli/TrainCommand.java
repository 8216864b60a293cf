package io.autodiff.nn.cli;

import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Preprocessing;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.ConsoleProgress;
import io.autodiff.nn.train.Diagnosis;
import io.autodiff.nn.train.DivergedException;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
import io.autodiff.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
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
  static final String MODEL = "model.safetensors";
  private static final String REPORT = "report.html";

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
      names = "--scale",
      paramLabel = "HOW",
      description = "features: ${COMPLETION-CANDIDATES}; standardise, pixels as suits them")
  @Nullable Scaling scaling;

  @Option(
      names = "--test-fraction",
      paramLabel = "PART",
      description = "held out at random; ${DEFAULT-VALUE}")
  double testFraction = 0.2;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "writes " + MODEL + ", " + REPORT + " and checkpoints there")
  @Nullable Path output;

  @Option(names = "--resume", description = "go on from the last checkpoint in --output")
  boolean resume;

  @Option(names = "--json", description = "print the result in JSON, progress on standard error")
  boolean json;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "that work on one operation; as many as there are processors")
  @Nullable Integer threads;

  @Spec CommandSpec spec = CommandSpec.create();

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (resume && output == null) {
      throw new IllegalArgumentException("--resume needs --output, where the checkpoints are");
    }
    if (threads != null) {
      // The engine reads it once, before its first operation.
      System.setProperty("autodiff.threads", threads.toString());
    }
    DataOptions.Parts parts = reading.read(data, network.dtype());
    SplittableRandom random = new SplittableRandom(training.seed);
    Table meaning = parts.all();
    boolean classes = !meaning.classes().isEmpty();
    Dataset.Split split =
        parts.test().isPresent()
            ? new Dataset.Split(meaning.data(), parts.test().get().data())
            : meaning.data().split(testFraction, random);
    Preprocessing preprocessing =
        Preprocessing.fit(
            split.train(), scaling == null ? parts.scaling() : scaling, reading.missing);
    Dataset train = preprocessing.apply(split.train()).to(network.dtype());
    Dataset test = preprocessing.apply(split.test()).to(network.dtype());
    Mlp mlp =
        network.build(meaning.features().size(), classes ? meaning.classes().size() : 1, random);
    TrainedModel model = new TrainedModel(mlp, preprocessing, meaning);
    (json ? console.err() : console.out()).println(mlp.summary());
    History history = fit(mlp, classes, train, test);
    Evaluation result = Evaluator.evaluate(mlp, classes, test);
    print(history, result);
    if (output != null) {
      model.save(output.resolve(MODEL));
      new Report(command(), model, history, split.test(), test, train)
          .write(output.resolve(REPORT));
    }
    return 0;
  }

  private History fit(Mlp mlp, boolean classes, Dataset train, Dataset test) throws IOException {
    Loss loss = Evaluator.loss(classes);
    Trainer trainer =
        Trainer.of(mlp, loss)
            .metrics(Evaluator.metrics(classes))
            .listener(ConsoleProgress.to(console.err(), json ? console.err() : console.out()));
    training.apply(trainer, train.size());
    if (output != null) {
      Files.createDirectories(output);
      CheckpointStore store = CheckpointStore.in(output.resolve("checkpoints"));
      trainer.checkpoints(store, 1);
      if (resume) {
        store.latest().ifPresent(trainer::resume);
      }
      trainer.diagnose();
    }
    try {
      return trainer.fit(train, test);
    } catch (DivergedException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  private void print(History history, Evaluation result) throws IOException {
    List<String> found = Diagnosis.of(history);
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("data", data);
      fields.put("epochs", history.epochs().size());
      fields.put("trainLoss", history.last().train().loss());
      fields.put("testLoss", result.loss());
      result
          .metrics()
          .forEach((name, value) -> fields.put("test" + Evaluator.capitalised(name), value));
      fields.put("seconds", history.epochs().stream().mapToDouble(epoch -> epoch.seconds()).sum());
      fields.put("seed", training.seed);
      fields.put("diagnosis", found);
      if (output != null) {
        fields.put("model", output.resolve(MODEL).toString());
        fields.put("report", output.resolve(REPORT).toString());
      }
      console.json(fields);
    } else {
      found.forEach(console.out()::println);
      result
          .metrics()
          .forEach((name, value) -> console.out().printf("test %s %.4f%n", name, value));
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
