package io.autodiff.nn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err progress and errors
 */
record Console(PrintStream out, PrintStream err) {

  /** Prints an object in JSON, on one line. */
  void json(Map<String, ?> fields) throws IOException {
    out.println(JSON.std.asString(fields));
  }
}
