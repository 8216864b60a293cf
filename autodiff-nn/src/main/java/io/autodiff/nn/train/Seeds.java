package io.autodiff.nn.train;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random generators that depend on a training's seed, epoch and step alone, so that any step can be
 * repeated.
 */
final class Seeds {
  private Seeds() {}

  /** Returns the generator that an epoch's order is drawn from. */
  static RandomGenerator epoch(long seed, int epoch) {
    return new SplittableRandom(mix(seed, epoch));
  }

  /** Returns the generator that the layers draw from in a step. */
  static RandomGenerator step(long seed, int epoch, int step) {
    return new SplittableRandom(mix(mix(seed, epoch), step));
  }

  private static long mix(long seed, int number) {
    long mixed = new SplittableRandom(seed).nextLong();
    return new SplittableRandom(mixed + number).nextLong();
  }
}
