package io.autodiff.nn.cli;

import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.Diagnosis;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a training prints at its end.
 *
 * @param output the folder that it wrote; null if none
 */
record TrainingResult(
    Console console,
    String data,
    long seed,
    @Nullable Path output,
    Experiment experiment,
    Experiment.Outcome outcome) {

  void print(boolean json) throws IOException {
    if (json) {
      console.json(fields());
      return;
    }
    Diagnosis.of(outcome.history()).forEach(console.out()::println);
    if (experiment.training().patience != null) {
      console.print(
          "kept epoch %d of %d, whose %s loss %.4f was lowest%n",
          outcome.kept().number(),
          outcome.history().epochs().size(),
          experiment.heldPart(),
          outcome.kept().watchedLoss());
    }
    if (output != null) {
      OutputFolder folder = new OutputFolder(output);
      console.print("written %s and %s%n", folder.model(), folder.report());
    }
    Evaluation test = outcome.test();
    if (test == null) {
      console.print("trained on all %d examples, tested on none%n", experiment.train().size());
      return;
    }
    ClassTable table = table();
    if (table != null && table.isReadable()) {
      console.out().println(table);
    }
    test.metrics().forEach((name, value) -> console.print("test %s %.4f%n", name, value));
  }

  private @Nullable ClassTable table() {
    TrainedModel model = experiment.model();
    return model.classes().isEmpty() || experiment.test() == null
        ? null
        : ClassTable.of(model, Objects.requireNonNull(experiment.test()), experiment.engine());
  }

  private Map<String, Object> fields() {
    History history = outcome.history();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("data", data);
    fields.put("epochs", history.epochs().size());
    fields.put("keptEpoch", outcome.kept().number());
    fields.put("trainLoss", JsonNumbers.of(history.last().train().loss()));
    Evaluation test = outcome.test();
    if (test != null) {
      Evaluator.put("test", test, fields);
    }
    ClassTable table = table();
    if (table != null) {
      fields.put("classes", table.fields());
    }
    fields.put("seconds", outcome.seconds());
    fields.put("seed", seed);
    fields.put("diagnosis", Diagnosis.of(history));
    fields.put("history", history.epochs().stream().map(this::fields).toList());
    if (output != null) {
      fields.put("model", new OutputFolder(output).model().toString());
      fields.put("report", new OutputFolder(output).report().toString());
    }
    return fields;
  }

  private Map<String, Object> fields(Epoch epoch) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("epoch", epoch.number());
    Evaluator.put("train", epoch.train(), fields);
    if (epoch.validation() != null) {
      Evaluator.put(experiment.heldPart(), epoch.validation(), fields);
    }
    fields.put("learningRate", epoch.learningRate());
    fields.put("seconds", epoch.seconds());
    return fields;
  }
}
