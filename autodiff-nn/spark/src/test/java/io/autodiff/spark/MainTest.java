package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.model.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String... arguments) {
    // Settings of the other tests, which a session of the command begins with.
    LocalSpark.builder("local[2]").getOrCreate();
    return Main.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private Path csv() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder text = new StringBuilder("width,height,kind,price\n");
    for (int i = 0; i < 120; i++) {
      boolean round = i % 2 == 0;
      double width = random.nextGaussian() + (round ? 4 : 0);
      double height = random.nextGaussian();
      String kind = round ? "round" : "flat";
      text.append(width + "," + height + "," + kind + "," + (3 * width - height + 10) + "\n");
    }
    return Files.writeString(folder.resolve("data.csv"), text.toString());
  }

  @Test
  void classesOfTextAreLearntFromCsv() throws IOException {
    Path model = folder.resolve("model");
    String data = csv().toString();
    String[] arguments = {
      data,
      "--target",
      "kind",
      "--features",
      "width,height",
      "--layers",
      "8",
      "--epochs",
      "12",
      "--batch",
      "16",
      "--partitions",
      "2",
      "--output",
      model.toString()
    };
    assertEquals(0, run(arguments), err.toString(StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("test accuracy"), text);
    double accuracy =
        Double.parseDouble(text.substring(text.indexOf("test accuracy") + 14).strip());
    assertTrue(accuracy > 0.85, text);
    assertTrue(text.lines().anyMatch(line -> line.startsWith("   12 ")), text);
    String report = Files.readString(model.resolve("report.html"));
    assertTrue(report.contains("2 classes from 2 features"), "title");
    assertTrue(report.contains("Confusion matrix"), "test part");
    assertTrue(report.contains("spark-submit --master local[2]"), "command");
    assertTrue(report.contains("--target kind --features width,height"), "arguments");
    assertTrue(report.contains(" examples for training, "), "sizes");
    TrainedModel file = TrainedModel.load(model.resolve("model.safetensors"));
    assertEquals(List.of("width", "height"), file.features());
    assertEquals(List.of("flat", "round"), file.classes());
    assertEquals("kind", file.origin().target());
    double[] logits = file.predict(Tensor.of(Shape.of(1, 2), 6, 0)).values();
    assertTrue(logits[1] > logits[0]);
    assertEquals(2, run(arguments));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("--overwrite"));
  }

  @Test
  void numbersAreLearntFromParquet() throws IOException {
    String parquet = folder.resolve("data.parquet").toString();
    SparkSession spark = LocalSpark.builder("local[2]").getOrCreate();
    spark
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(csv().toString())
        .drop("kind")
        .write()
        .parquet(parquet);
    int status =
        run(
            parquet,
            "--layers",
            "0",
            "--optimizer",
            "lbfgs",
            "--epochs",
            "40",
            "--test-fraction",
            "0.3");
    assertEquals(0, status, err.toString(StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("test r2 1.0000"), text);
  }

  @Test
  void whatCannotBeReadIsRefused() throws IOException {
    assertEquals(2, run(csv().toString(), "--target", "colour"));
    assertTrue(
        err.toString(StandardCharsets.UTF_8).contains("no column colour"),
        err.toString(StandardCharsets.UTF_8));
    assertEquals(2, run(csv().toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("column kind holds string"));
    assertEquals(2, run(folder.resolve("absent.csv").toString()));
    assertEquals(2, run(csv().toString(), "--optimiser", "adam"));
  }
}
