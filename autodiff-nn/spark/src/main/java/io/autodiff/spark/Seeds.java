package io.autodiff.spark;

import java.util.SplittableRandom;

/**
 * Random generators that depend on a training's seed and on numbers of epoch, step and part alone,
 * so that a task can be repeated.
 */
final class Seeds {
  private Seeds() {}

  static SplittableRandom of(long seed, int... numbers) {
    long mixed = seed;
    for (int number : numbers) {
      mixed = mix(mixed, number);
    }
    return new SplittableRandom(mixed);
  }

  static long mix(long seed, int number) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + number).nextLong();
  }
}
