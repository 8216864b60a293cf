package io.autodiff.nn.cli;

import io.autodiff.nn.data.BatchSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which examples a training is tested and validated on, and how often it is repeated. */
final class PartOptions {
  @Option(
      names = "--test-fraction",
      paramLabel = "PART",
      description =
          "held out at random, of each class alike; ${DEFAULT-VALUE}. 0 trains on all examples and"
              + " tests none")
  double testFraction = 0.2;

  @Option(
      names = "--test",
      paramLabel = "DATA",
      description = "the test part, in a file of its own; all of the other data are trained on")
  @Nullable String test;

  @Option(
      names = "--validation",
      paramLabel = "DATA",
      description = "the validation part, in a file of its own, evaluated after each epoch")
  @Nullable String validation;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "test on each of K parts in turn, trained on the others, and print the mean")
  int folds = 1;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "train with N seeds from --seed on, and print each result and the mean")
  int seeds = 1;

  boolean areRepeated() {
    return folds > 1 || seeds > 1;
  }

  /**
   * Refuses options that contradict each other.
   *
   * @param given the names of the options that the user gave
   * @param ownTest whether the data have a test part of their own
   */
  void check(List<String> given, long seed, boolean ownTest) {
    if (folds < (given.contains("--folds") ? 2 : 1)) {
      throw new IllegalArgumentException("--folds: " + folds + ", 2 at least are needed");
    }
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds: " + seeds + ", at least 1 is needed");
    }
    if (seed > Long.MAX_VALUE - (seeds - 1)) {
      throw new IllegalArgumentException(
          "--seeds " + seeds + ": there are not so many from --seed " + seed + " on");
    }
    if (!(testFraction >= 0 && testFraction < 1)) {
      throw new IllegalArgumentException(
          "--test-fraction: " + testFraction + " is not from 0 to below 1");
    }
    List<String> others = new ArrayList<>(given);
    others.retainAll(List.of("--test-fraction", "--folds"));
    if (test != null && !others.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", others) + ": the test part is " + test + ", nothing is held out");
    }
    if (ownTest && (test != null || !others.isEmpty())) {
      throw new IllegalArgumentException(
          (test != null ? "--test" : String.join(", ", others))
              + ": these data have a test part of their own");
    }
    if (folds > 1 && given.contains("--test-fraction")) {
      throw new IllegalArgumentException("--folds tests on folds, --test-fraction has no effect");
    }
    if (areRepeated() && testFraction == 0 && test == null && folds == 1) {
      throw new IllegalArgumentException("--seeds shows how test figures vary, 0 tests none");
    }
  }

  /**
   * Returns the ways to divide the data for a seed, one for each training.
   *
   * @param tested the test part, if it is kept apart
   */
  RepeatedRuns.Parts parts(Examples examples, @Nullable BatchSource tested) {
    if (folds > 1) {
      return RepeatedRuns.folds(examples, folds);
    }
    return random ->
        List.of(
            tested != null
                ? new Examples.Split(examples.data(), tested)
                : testFraction == 0
                    ? new Examples.Split(examples.data(), null)
                    : examples.split(examples.data(), testFraction, random));
  }
}
