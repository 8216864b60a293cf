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
    String[] all = {"train", data, "--epochs", "5", "--test-fraction", "0"};
    String[] words = new String[all.length + more.length + 1];
    System.arraycopy(all, 0, words, 0, all.length);
    System.arraycopy(more, 0, words, all.length, more.length);
    words[words.length - 1] = "--json";
    return Run.succeed(words).number("trainLoss");
  }

  @Test
  void weightsDecayByExamplesAndParametersUnlessTold() throws IOException {
    String many = data(80);
    String[] wide = {"--layers", "64,64"};
    double byDefault = loss(many, wide);
    assertEquals(byDefault, loss(many, "--layers", "64,64", "--weight-decay", "1.875"));
    assertNotEquals(byDefault, loss(many, "--layers", "64,64", "--optimizer", "adam"));
  }

  @Test
  void aSmallNetworkHasNoDecayAndASmallTableALittle() throws IOException {
    String many = data(80);
    assertEquals(loss(many, "--layers", "8"), loss(many, "--layers", "8", "--optimizer", "adam"));
    TrainingOptions options = new TrainingOptions();
    assertEquals(4, options.decay(20, 1_000_000));
    options.weightDecay = 7.0;
    assertEquals(7, options.decay(20, 1_000_000));
  }
}
