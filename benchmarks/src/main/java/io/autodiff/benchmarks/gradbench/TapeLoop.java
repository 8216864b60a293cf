package io.autodiff.benchmarks.gradbench;

import io.autodiff.Tape;
import java.util.function.Function;

/** A tape that is rewound after each use, so that the next one finds its arrays where they were. */
final class TapeLoop {
  private final Tape tape = new Tape();
  private final Tape.Mark start = tape.mark();

  /** Returns what {@code use} makes of the tape, which is empty before and after. */
  <R> R run(Function<Tape, R> use) {
    try {
      return use.apply(tape);
    } finally {
      tape.rewind(start);
    }
  }
}
