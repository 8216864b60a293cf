package io.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  private static final int SIZE = 200_000;

  @TempDir Path folder;

  @Test
  void emptyStoreHasNoLatest() throws IOException {
    CheckpointStore store = CheckpointStore.in(folder.resolve("not yet there"));
    assertEquals(Optional.empty(), store.latest());
    assertEquals(Optional.empty(), store.latestNumber());
  }

  @Test
  void latestIsTheHighestNumberAndOldOnesGo() throws IOException {
    CheckpointStore store = CheckpointStore.in(folder).keeping(2);
    for (int epoch = 8; epoch <= 11; epoch++) {
      store.save(epoch, state(epoch));
    }
    assertEquals(Optional.of(11), store.latestNumber());
    assertEquals("11", store.latest().orElseThrow().metadata().get("epoch"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("checkpoint-000000010.safetensors", "checkpoint-000000011.safetensors"),
          files.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void temporaryFilesOfAKilledProcessAreRemoved() throws IOException {
    Path leftover = folder.resolve(".checkpoint-000000001.safetensors.123-abc.tmp");
    Files.write(leftover, new byte[10]);
    CheckpointStore.in(folder).save(1, state(1));
    assertTrue(Files.notExists(leftover));
  }

  @Test
  void keepingNoCheckpointIsRefused() {
    CheckpointStore store = CheckpointStore.in(folder);
    assertRefused(
        """
        checkpoints: number to keep is not positive
          given     0
          expected  at least 1\
        """,
        () -> store.keeping(0));
    assertRefused(
        """
        checkpoints: number out of range
          given     -1
          expected  a number from 0 to 999999999\
        """,
        () -> store.save(-1, state(1)));
  }

  /** Kills processes that write checkpoints, each after one more of them. */
  @Test
  void killingTheProcessLeavesTheLastCompleteCheckpoint() throws Exception {
    for (int round = 0; round < 4; round++) {
      Process writer = startWriter();
      int reported = 0;
      try (BufferedReader lines = writer.inputReader()) {
        for (int i = 0; i <= round; i++) {
          reported = Integer.parseInt(lines.readLine());
        }
        writer.destroyForcibly().waitFor();
      }
      TensorFile latest = CheckpointStore.in(folder).latest().orElseThrow();
      int number = CheckpointStore.in(folder).latestNumber().orElseThrow();
      assertTrue(number >= reported, () -> "checkpoint lost");
      double[] expected = new double[SIZE];
      Arrays.fill(expected, number);
      assertArrayEquals(expected, latest.tensor("state").values());
      assertEquals(String.valueOf(number), latest.metadata().get("epoch"));
    }
  }

  private Process startWriter() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            String.join(
                File.pathSeparator,
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path"),
                Path.of("target", "classes").toString(),
                Path.of("target", "test-classes").toString()),
            Writer.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void assertRefused(String message, Executable call) {
    assertEquals(message, assertThrows(AutodiffException.class, call).getMessage());
  }

  @Test
  void tensorThatIsNotThereIsRefused() {
    assertRefused(
        """
        tensor file: no tensor of that name
          given     "weights"
          expected  one of [state]\
        """,
        () -> state(1).tensor("weights"));
  }

  private static TensorFile state(int epoch) {
    return new TensorFile(
        Map.of("state", Tensor.full(epoch, SIZE)), Map.of("epoch", String.valueOf(epoch)));
  }

  /** Writes checkpoints until the process is killed, and prints a line after each. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      CheckpointStore store = CheckpointStore.in(Path.of(arguments[0]));
      int first = store.latestNumber().orElse(0) + 1;
      for (int epoch = first; ; epoch++) {
        store.save(epoch, state(epoch));
        System.out.println(epoch);
      }
    }
  }

  @Test
  void digitsOfTheLocaleAreNotWritten() throws IOException {
    Locale before = Locale.getDefault();
    try {
      for (Locale locale : Locale.getAvailableLocales()) {
        Locale.setDefault(locale);
        Path own = folder.resolve(locale.toLanguageTag());
        CheckpointStore store = CheckpointStore.in(own);
        store.save(3, new TensorFile(Map.of("a", Tensor.of(1, 2))));
        assertEquals(Optional.of(3), store.latestNumber(), locale::toString);
        Npy.write(own.resolve("a.npy"), Tensor.of(1, 2.5));
        assertArrayEquals(new double[] {1, 2.5}, Npy.read(own.resolve("a.npy")).values());
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void checkpointsOfAnotherTrainingAreNotMixedIn() throws IOException {
    CheckpointStore store = CheckpointStore.in(folder.resolve("old"));
    TensorFile state = new TensorFile(Map.of("a", Tensor.of(1)));
    store.save(30, state);
    var e = assertThrows(AutodiffException.class, () -> store.save(1, state));
    assertTrue(e.toString().contains("checkpoint 1 after 30"), e::toString);
    store.clear();
    store.save(1, state);
    assertEquals(Optional.of(1), store.latestNumber());
  }
}
