package io.autodiff.nn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.nn.train.ConsoleProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err progress and errors
 * @param terminal what of it a terminal shows
 */
record Console(PrintStream out, PrintStream err, Terminal terminal) {

  /**
   * Returns what shows a training: lines, and a bar if a terminal shows errors.
   *
   * @param onErr whether the lines go to errors, not to results
   */
  ConsoleProgress progress(boolean onErr) {
    PrintStream lines = onErr ? err : out;
    if (!terminal.err()) {
      return ConsoleProgress.lines(lines);
    }
    boolean together = onErr || terminal.out();
    return together ? ConsoleProgress.together(err, lines) : ConsoleProgress.to(err, lines);
  }

  /** Prints a result, its numbers alike in all locales. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in no library that this one needs
  void print(String format, Object... arguments) {
    out.print(String.format(Locale.ROOT, format, arguments));
  }

  /**
   * Notes how many lines of a file were left out, if any were.
   *
   * @param before what names the file, if it is not the only one
   */
  void noteLeftOut(String before, long lines) {
    if (lines > 0) {
      err.println(
          "note: " + before + lines + (lines == 1 ? " line is" : " lines are") + " left out");
    }
  }

  /**
   * Ends the printing.
   *
   * @throws IOException if something could not be written, as on a full disk
   */
  void finish() throws IOException {
    if (out.checkError()) {
      throw new IOException("the output could not be written as a whole");
    }
  }

  /** Prints an object in JSON, on one line. */
  void json(Map<String, ?> fields) throws IOException {
    out.println(JSON.std.asString(fields));
  }
}
