package io.autodiff.sweep;

/** The direction in which a derivative is computed. */
public enum Direction {
  /** In reverse: one traversal for each result. */
  REVERSE,
  /** Forward: one traversal for each few arguments. */
  FORWARD,
  /** Whichever needs fewer traversals. */
  BY_SHAPE;

  /** Returns whether to go forward for these numbers of arguments and results. */
  public boolean isForward(int arguments, int results) {
    return this == FORWARD || (this == BY_SHAPE && arguments <= results);
  }

  @Override
  public String toString() {
    return switch (this) {
      case REVERSE -> "in reverse";
      case FORWARD -> "forward";
      case BY_SHAPE -> "whichever way the shape chooses";
    };
  }
}
