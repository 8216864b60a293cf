package io.autodiff.batch;

/** Where the arguments and results of a program are in each step, if it runs several times. */
@FunctionalInterface
interface StepLayout {
  /**
   * Writes the places of one step into the rows: all of them in the first step, later those that
   * differ from the step before. Several threads call it, each with rows of its own.
   */
  void put(int step, BatchRows in, BatchRows out);

  /**
   * Returns whether an argument is read from its row; else it is a result of the step before, or
   * what it was then.
   */
  default boolean isGiven(int step, int argument) {
    return true;
  }

  /** Returns whether a result is written to its row; else only the next step reads it. */
  default boolean isTaken(int step, int result) {
    return true;
  }

  /** Returns the argument of the next step that a result becomes; -1 if it becomes none. */
  default int carried(int result) {
    return -1;
  }
}
