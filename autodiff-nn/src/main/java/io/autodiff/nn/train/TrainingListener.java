package io.autodiff.nn.train;

/** Receives the events of a training; does nothing unless overridden. */
public interface TrainingListener {

  /**
   * A training begins, or goes on.
   *
   * @param firstEpoch the epoch to come, from 1
   * @param epochs how many there will be at most
   * @param examples the number of examples in an epoch
   */
  default void started(int firstEpoch, int epochs, long examples) {}

  /**
   * A step was taken.
   *
   * @param epoch the epoch, from 1
   * @param examples the examples of this epoch that were used so far
   * @param loss the mean loss of the epoch so far
   */
  default void stepped(int epoch, long examples, double loss) {}

  /** An epoch ended, validation included. */
  default void epochEnded(Epoch epoch) {}

  /** The training ended, also by an error. */
  default void ended() {}
}
