package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.autodiff.Tensor;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train writes and describe exports says the same in ONNX Runtime as predict. */
class OnnxFilesTest {
  @TempDir Path folder;

  @Test
  void builtInSetsAreToldAlike() throws Exception {
    for (String name : List.of("iris", "wine", "breast-cancer")) {
      for (String precision : List.of("32", "64")) {
        check(name, "--precision", precision, "--epochs", "3");
      }
    }
    check("digits", "--epochs", "2", "--batch-norm", "--activation", "gelu");
  }

  @Test
  void tablesAreToldAlike() throws Exception {
    check(
        table("offset", "a,b,y", i -> (1_000_000_000_000_000L + i * 7919 % 31) + "," + i % 7),
        "--precision",
        "32");
    check(table("names", "größe,c,y", i -> i % 5 + "," + (i % 3 == 0 ? "赤" : "blue")));
    check(table("huge", "a,b,y", i -> i * 1e306 % 1.2e308 + "," + i * 1e-310));
    check(
        table(
            "holes",
            "a,c,y",
            i -> (i % 4 == 0 ? "NA" : "" + i % 7) + "," + (i % 6 == 0 ? "" : "u")),
        "--missing",
        "category");
  }

  @Test
  void numbersAreToldAlike() throws Exception {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 11).append(',').append(1e9 + 0.5 * (i % 11)).append('\n');
    }
    check(Files.writeString(folder.resolve("far.csv"), text).toString(), "--precision", "32");
  }

  private String table(String name, String head, IntFunction<String> line) throws IOException {
    StringBuilder text = new StringBuilder(head).append('\n');
    for (int i = 0; i < 60; i++) {
      text.append(line.apply(i)).append(i * 13 % 7 < 3 ? ",oui\n" : ",\"non, merci\"\n");
    }
    return Files.writeString(folder.resolve(name + ".csv"), text).toString();
  }

  private void check(String data, String... options) throws Exception {
    String output = folder.resolve("o").toString();
    List<String> train = List.of("train", data, "--layers", "8", "--output", output, "--overwrite");
    Run.succeed(Run.with(train, options));
    Run.succeed("describe", output, "--onnx", output + "/m.onnx");
    TrainedModel model = TrainedModel.load(Path.of(output, OutputFolder.MODEL));
    Examples examples = new DataOptions().read(data, Examples.Meaning.of(model), false);
    Tensor inputs = examples.data().batches(5000).iterator().next().inputs();
    List<String> expected = Run.succeed("predict", output, data).out().lines().toList();
    assertEquals(inputs.dim(0), expected.size());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(output + "/m.onnx");
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment,
                DoubleBuffer.wrap(inputs.values()),
                new long[] {inputs.dim(0), inputs.dim(1)});
        OrtSession.Result result = session.run(Map.of("input", input))) {
      List<String> names = new ArrayList<>();
      result.forEach(entry -> names.add(entry.getKey()));
      if (model.classes().isEmpty()) {
        assertEquals(List.of("output"), names);
        double[][] said = (double[][]) result.get(0).getValue();
        for (int i = 0; i < said.length; i++) {
          double value = Double.parseDouble(expected.get(i));
          assertEquals(value, said[i][0], 1e-7 * Math.abs(value), data);
        }
      } else {
        assertEquals(List.of("label", "probabilities", "output"), names);
        assertEquals(expected, List.of((String[]) result.get(0).getValue()), data);
        assertProbabilities(result.get(1).getValue(), model, inputs, data);
        String classes = session.getMetadata().getCustomMetadata().get("classes");
        assertEquals(com.fasterxml.jackson.jr.ob.JSON.std.asString(model.classes()), classes);
      }
    }
  }

  private static void assertProbabilities(
      Object value, TrainedModel model, Tensor inputs, String data) {
    double[] expected = model.predict(inputs).softmax(-1).values();
    int width = model.classes().size();
    for (int i = 0; i < expected.length; i++) {
      double said =
          value instanceof double[][] wide
              ? wide[i / width][i % width]
              : ((float[][]) value)[i / width][i % width];
      assertEquals(expected[i], said, 1e-5, data);
    }
  }
}
