package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Checks what is sent to executors before a job begins. */
final class Travel {
  private Travel() {}

  /**
   * Returns the object, which Spark will serialise.
   *
   * @param what names it for the message
   * @throws AutodiffException if it cannot be serialised
   */
  static <F> F checked(String what, F object) {
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(object);
      return object;
    } catch (NotSerializableException e) {
      throw new AutodiffException(
          "spark: " + what + " cannot be sent to the executors",
          "it holds an object of " + e.getMessage() + ", which is not serialisable",
          "a lambda that captures only serialisable values",
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
