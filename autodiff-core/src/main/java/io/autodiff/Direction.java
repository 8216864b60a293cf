package io.autodiff;

/** The direction in which a derivative is computed. */
enum Direction {
  /** In reverse: one traversal for each result. */
  REVERSE,
  /** Forward: one traversal for each few arguments. */
  FORWARD,
  /** Whichever needs fewer traversals. */
  BY_SHAPE;

  /** Returns whether to go forward for so many arguments and results. */
  boolean isForward(int arguments, int results) {
    return this == FORWARD || (this == BY_SHAPE && arguments <= results);
  }
}
