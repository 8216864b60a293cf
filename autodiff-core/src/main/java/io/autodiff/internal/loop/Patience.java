package io.autodiff.internal.loop;

/**
 * For how long loops compute by their plain forms alone. A program that ends soon never pays for
 * vectors, which take a tenth of a second to load and more to be compiled; one that goes on has
 * lost little. So a loop waits until it has computed much, or all loops together have.
 */
final class Patience {
  /** The patience that all loops of this program share. */
  static final Patience OF_PROGRAM = new Patience(1 << 20, 1 << 24);

  private final long ofLoop;

  /** Threads that compute at the same time may lose counts, which only delays the end. */
  private long left;

  /**
   * Makes the patience of loops that share it.
   *
   * @param ofLoop how many elements each may compute
   * @param ofAll how many they may compute in all
   */
  Patience(long ofLoop, long ofAll) {
    this.ofLoop = ofLoop;
    this.left = ofAll;
  }

  /**
   * Returns how many elements a loop has computed after the next ones, or -1 if the ones after
   * those need not wait.
   */
  long next(long before, int n) {
    left -= n;
    long after = before + n;
    return left > 0 && after < ofLoop ? after : -1;
  }
}
