package io.autodiff.codegen;

/**
 * A run of a program's steps for which one loop is written: a body of {@code period} steps, {@code
 * count} times. Straight code is a loop of one iteration. A long body is cut into segments, each in
 * a method of its own, since the virtual machine does not compile a method of 8000 bytes.
 *
 * @param at the place of the first step
 * @param period the number of steps of the body
 * @param count the number of iterations
 * @param firstLeaf the number of the body's first step among those of all bodies
 */
record Part(int at, int period, int count, int firstLeaf) {
  /** The most steps of a segment. */
  static final int SEGMENT = 100;

  int end() {
    return at + period * count;
  }

  boolean isLoop() {
    return count > 1;
  }

  int segments() {
    return (period + SEGMENT - 1) / SEGMENT;
  }

  /** Returns whether locals live on from one iteration to the next. */
  boolean isOneMethod() {
    return segments() == 1;
  }

  /** Returns the first step of a segment of the body. */
  int from(int segment) {
    return (int) ((long) period * segment / segments());
  }

  /** Returns the segment of a step of the body. */
  int segment(int step) {
    int segment = (int) ((long) step * segments() / period);
    while (from(segment) > step) {
      segment--;
    }
    while (from(segment + 1) <= step) {
      segment++;
    }
    return segment;
  }
}
