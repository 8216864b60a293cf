package io.autodiff.nn.train;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Sources of chance that depend on a training's seed and epoch alone, so that it can be resumed.
 */
final class Seeds {
  private Seeds() {}

  static RandomGenerator epoch(long seed, int epoch) {
    long mixed = new SplittableRandom(seed).nextLong();
    return new SplittableRandom(new SplittableRandom(mixed + epoch).nextLong());
  }
}
