package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingOptionsTest {
  @TempDir Path folder;

  /** Writes lines of two features and a target. */
  private String data(int lines) throws IOException {
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int i = 0; i < lines; i++) {
      text.append(i % 7).append(',').append(i % 5).append(i % 3 == 0 ? ",yes\n" : ",no\n");
    }
    return Files.writeString(folder.resolve(lines + ".csv"), text).toString();
  }

  private static double loss(String data, String... more) throws IOException {
    String[] all = {"train", data, "--layers", "8", "--epochs", "5", "--test-fraction", "0"};
    String[] words = new String[all.length + more.length + 1];
    System.arraycopy(all, 0, words, 0, all.length);
    System.arraycopy(more, 0, words, all.length, more.length);
    words[words.length - 1] = "--json";
    return Run.succeed(words).number("trainLoss");
  }

  @Test
  void weightsDecayByTheNumberOfExamplesUnlessTold() throws IOException {
    String many = data(80);
    double byDefault = loss(many);
    assertEquals(byDefault, loss(many, "--optimizer", "adamw", "--weight-decay", "1.875"));
    assertNotEquals(byDefault, loss(many, "--weight-decay", "1"));
    assertEquals(loss(many, "--weight-decay", "0"), loss(many, "--optimizer", "adam"));
    assertNotEquals(byDefault, loss(many, "--optimizer", "adam"));
  }

  @Test
  void aSmallTableIsStillLearnt() throws IOException {
    String few = data(20);
    assertEquals(loss(few), loss(few, "--weight-decay", "4"));
  }
}
