package io.autodiff.benchmarks.gradbench;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The result of a function that was run some number of times, and how long each run took.
 *
 * @param output what the last run returned
 * @param nanoseconds the time of each run, in order
 */
record Runs(Object output, long[] nanoseconds) {

  /**
   * Runs a function at least {@code least} times, at least once, and until the runs together took
   * {@code seconds}.
   */
  static Runs of(Supplier<?> function, int least, double seconds) {
    long[] times = new long[16];
    double total = 0;
    int runs = 0;
    Object output;
    do {
      long start = System.nanoTime();
      output = function.get();
      long time = System.nanoTime() - start;
      if (runs == times.length) {
        times = Arrays.copyOf(times, 2 * runs);
      }
      times[runs++] = time;
      total += time;
    } while (runs < least || total < seconds * 1e9);
    return new Runs(output, Arrays.copyOf(times, runs));
  }
}
