package io.autodiff.codegen;

/** What a hidden class that is written for some parts of a program does. */
abstract class CompiledCode {
  /** Computes the values; exact code has done so. */
  void forward(double[] values, int[] tables) {}

  /** Takes adjoints back; right unless a result is NaN. */
  abstract void reverse(double[] values, double[] adjoints, int[] tables);
}
