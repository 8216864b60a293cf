package io.autodiff.benchmarks.gradbench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * This library as a tool of GradBench (github.com/gradbench/gradbench): speaks its protocol on
 * standard input and output until the input ends.
 */
public final class GradBench {
  private GradBench() {}

  /** Runs the tool; it has no options. */
  public static void main(String[] arguments) throws IOException {
    OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
    System.setOut(System.err);
    new Session(Evals.all()).run(System.in, out);
  }
}
