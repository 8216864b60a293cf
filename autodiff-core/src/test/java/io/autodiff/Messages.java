package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Assertions on the full text of an error. */
public final class Messages {
  private Messages() {}

  /** Asserts that an argument is rejected with this message. */
  public static void assertRejected(String message, Executable call) {
    assertEquals(message, assertThrows(AutodiffException.class, call).getMessage());
  }

  /** Asserts that a tape rejects a value with this message, where {@code @} stands for a place. */
  public static void assertTapeError(String message, Executable call) {
    String text = String.valueOf(assertThrows(TapeException.class, call).getMessage());
    assertEquals(message, text.replaceAll("opened at [^\\n,]*", "opened at @"));
  }
}
