package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private ConsoleProgress progress() {
    return new ConsoleProgress(
        new PrintStream(drawn, true, StandardCharsets.UTF_8),
        new PrintStream(printed, true, StandardCharsets.UTF_8),
        "");
  }

  @Test
  void everyEpochHasALineOfFiguresUnderOneHead() {
    ConsoleProgress progress = progress();
    Evaluation train = new Evaluation(0.5, Map.of("accuracy", 0.75));
    Evaluation held = new Evaluation(1.25, Map.of("accuracy", 0.5));
    progress.started(1, 2, 10);
    progress.stepped(1, 10, 0.5);
    progress.epochEnded(new Epoch(1, train, held, 0.1, 1, List.of()));
    progress.epochEnded(new Epoch(2, train, held, 0.1, 1, List.of()));
    progress.ended();
    assertEquals(
        List.of(
            "epoch      loss  accuracy  held-out loss  held-out accuracy",
            "    1    0.5000    0.7500         1.2500             0.5000",
            "    2    0.5000    0.7500         1.2500             0.5000"),
        printed.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void barShowsTheExamplesDoneOfAll() {
    ConsoleProgress progress = progress();
    progress.started(2, 4, 10);
    progress.stepped(2, 5, 0.5);
    progress.ended();
    assertTrue(drawn.toString(StandardCharsets.UTF_8).contains("15/40 examples"));
  }
}
