package io.autodiff.nn.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.autodiff.Engine;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.CsvSource;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predicts with a trained network. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a trained network's prediction for each example, one a line.",
      "The data may do without the target."
    })
final class PredictCommand implements Callable<Integer> {
  private static final int BATCH = 512;

  private final Console console;

  @Mixin ModelInput input = new ModelInput();

  @Option(names = "--json", description = "print each prediction in JSON, with probabilities")
  boolean json;

  @Option(
      names = "--csv",
      description = "print a CSV file: the line of data or --id, the prediction, probabilities")
  boolean csv;

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description = "the column that names the examples, for --csv and --json")
  @Nullable String id;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (csv && json) {
      throw new IllegalArgumentException("--csv and --json exclude each other");
    }
    if (id != null && !csv && !json) {
      throw new IllegalArgumentException("--id names examples in --csv and --json only");
    }
    TrainedModel trained = input.model();
    Engine engine = input.engine();
    Optional<CsvSource> file = input.csv(trained);
    if (id != null && file.isEmpty()) {
      throw new IllegalArgumentException("--id: for CSV files, " + input.data + " is none");
    }
    BatchSource data = file.isPresent() ? file.get() : input.examples(trained, false).data();
    Iterator<String> ids = ids(file, data);
    // Neither is closed: the console tells at its end whether all could be written.
    Writer writer = new OutputStreamWriter(console.out(), StandardCharsets.UTF_8);
    CsvWriter table = CsvWriter.builder().build(writer);
    if (csv) {
      table.writeRecord(head(trained));
    }
    for (Batch batch : data.batches(BATCH)) {
      print(trained, trained.predict(batch.inputs(), engine), ids, table);
    }
    table.flush();
    file.ifPresent(source -> console.noteLeftOut("", source.leftOut()));
    return 0;
  }

  private Iterator<String> ids(Optional<CsvSource> file, BatchSource data) {
    if (file.isPresent() && id != null) {
      return file.get().texts(id).iterator();
    }
    return file.isPresent()
        ? file.get().lines().mapToObj(String::valueOf).iterator()
        : LongStream.rangeClosed(1, data.size()).mapToObj(String::valueOf).iterator();
  }

  private List<String> head(TrainedModel trained) {
    List<String> head = new ArrayList<>();
    head.add(id == null ? "line" : id);
    head.add("prediction");
    trained.classes().forEach(name -> head.add("probability " + name));
    return head;
  }

  private void print(TrainedModel trained, Tensor outputs, Iterator<String> ids, CsvWriter table)
      throws IOException {
    int width = outputs.dim(1);
    boolean classes = !trained.classes().isEmpty();
    double[] rows = (classes ? outputs.softmax(-1) : outputs).values();
    int[] best = classes ? outputs.argMax(1) : new int[0];
    for (int i = 0; i < rows.length / width; i++) {
      Map<String, Double> probabilities = new LinkedHashMap<>();
      for (int j = 0; classes && j < width; j++) {
        probabilities.put(trained.classes().get(j), rows[i * width + j]);
      }
      Object prediction = classes ? trained.classes().get(best[i]) : (Object) rows[i * width];
      print(ids.next(), prediction, probabilities, table);
    }
  }

  private void print(
      String example, Object prediction, Map<String, Double> probabilities, CsvWriter table)
      throws IOException {
    if (csv) {
      List<String> line = new ArrayList<>(List.of(example, prediction.toString()));
      probabilities.values().forEach(value -> line.add(value.toString()));
      table.writeRecord(line);
    } else if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      if (id != null) {
        fields.put("id", example);
      }
      fields.put("prediction", prediction);
      if (!probabilities.isEmpty()) {
        fields.put("probabilities", probabilities);
      }
      console.json(fields);
    } else {
      console.out().println(prediction);
    }
  }
}
