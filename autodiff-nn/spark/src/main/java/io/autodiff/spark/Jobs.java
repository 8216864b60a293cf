package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.util.function.Supplier;

/** Runs jobs of Spark so that their errors are the library's. */
final class Jobs {
  private Jobs() {}

  /**
   * Returns what a job gives.
   *
   * @throws AutodiffException if a task threw one; Spark's own exception is suppressed in it
   */
  static <R> R run(Supplier<R> job) {
    try {
      return job.get();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof AutodiffException own) {
          own.addSuppressed(e);
          throw own;
        }
      }
      throw e;
    }
  }
}
