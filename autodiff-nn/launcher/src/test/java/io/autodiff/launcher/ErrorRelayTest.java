package io.autodiff.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorRelayTest {
  private static final String GREETING = "WARNING: Using incubator modules: jdk.incubator.vector\n";

  @Test
  void onlyTheGreetingIsKeptBack() throws IOException {
    assertEquals("", passed(GREETING));
    assertEquals("größe\n\r 5 %", passed(GREETING + "größe\n\r 5 %"));
    assertEquals("Picked up X: -Dy\nno\n", passed("Picked up X: -Dy\n" + GREETING + "no\n"));
    assertEquals("WARNING: other\n" + GREETING, passed("WARNING: other\n" + GREETING));
    assertEquals("WARN", passed("WARN"));
    assertEquals("", passed(""));
  }

  private static String passed(String errors) throws IOException {
    var to = new ByteArrayOutputStream();
    ErrorRelay.pass(new ByteArrayInputStream(errors.getBytes(StandardCharsets.UTF_8)), to);
    return to.toString(StandardCharsets.UTF_8);
  }
}
