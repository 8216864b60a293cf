package io.autodiff.spark;

import java.io.IOException;

/** Tasks that run at the same time and add vectors among themselves. */
interface Group {
  /** Returns which member this is, from 0. */
  int rank();

  /** Returns the number of members. */
  int size();

  /**
   * Returns the sum of the vectors of all members, added in the order of their ranks, so that all
   * have the same bits. Each member calls this the same number of times, with vectors of one length
   * at a time.
   *
   * @throws IOException if another member has ended
   */
  double[] sum(double[] own) throws IOException;
}
