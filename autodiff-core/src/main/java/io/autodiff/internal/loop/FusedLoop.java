package io.autodiff.internal.loop;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A loop over any number of arrays that takes each element through a long formula at once and
 * stores several of its values: a chain of operations in one pass over memory.
 */
public final class FusedLoop {
  /** How many loops are kept for those who need an equal one. */
  private static final int MOST_LOOPS = 512;

  private static final LruCache<Spec, FusedLoop> LOOPS = new LruCache<>(MOST_LOOPS);

  private final int last;
  private Loop loop;

  /** How an input is read. */
  public enum Reading {
    /** An element for each of the results'. */
    WHOLE,
    /** An element for each of a row of the results'. */
    ROW,
    /** One element for all. */
    SINGLE
  }

  /**
   * What a loop computes.
   *
   * @param formula the formula that has the results among its values; what it returns itself is not
   *     used
   * @param results the numbers of the values that are stored
   * @param readings how each of the formula's inputs is read
   * @param numbers the positions in the table of the inputs' arrays, then of the results'
   * @param single whether the elements are floats
   * @param simd whether to compute in vectors, which a formula that calls functions does not allow
   */
  public record Spec(
      Formula formula,
      List<Integer> results,
      List<Reading> readings,
      List<Integer> numbers,
      boolean single,
      boolean simd) {
    /** Copies the lists. */
    public Spec {
      results = List.copyOf(results);
      readings = List.copyOf(readings);
      numbers = List.copyOf(numbers);
    }

    /** Describes a loop over a table that has its arrays alone. */
    public Spec(
        Formula formula,
        List<Integer> results,
        List<Reading> readings,
        boolean single,
        boolean simd) {
      this(formula, results, readings, upTo(readings.size() + results.size()), single, simd);
    }

    private static List<Integer> upTo(int n) {
      return IntStream.range(0, n).boxed().toList();
    }

    /** Returns the same over a table that has other arrays, too. */
    public Spec at(List<Integer> others) {
      return new Spec(formula, results, readings, others, single, simd);
    }

    /** Returns how many arrays the shortest table has. */
    private int arrays() {
      return 1 + Collections.max(numbers);
    }
  }

  private FusedLoop(Spec spec) {
    this.last = spec.numbers.getLast();
    Loop made = LoopClassWriter.of(spec).loop();
    this.loop =
        made instanceof VectorLoop vectors
            ? WarmingLoop.ofTable(vectors, spec.arrays(), () -> loop = vectors)
            : made;
  }

  /** Returns the loop that computes this. */
  public static FusedLoop of(Spec spec) {
    return LOOPS.get(spec, FusedLoop::new);
  }

  /**
   * Returns whether a formula can be part of one that is computed in vectors.
   *
   * @param formula what {@link LoopKernel#formula(boolean, boolean)} returned for vectors
   */
  public static boolean isVectorisable(Formula formula) {
    return formula.operations().stream()
        .allMatch(s -> s.op() != FormulaOp.CALL && s.op().function().isEmpty());
  }

  /**
   * Computes {@code n} elements. No result may be in the array of an input or of another result.
   *
   * @param arrays the table
   * @param at the position of the first element in whole arrays and results
   * @param rowAt the position of the first element in rows
   */
  public void run(Object[] arrays, int at, int rowAt, int n) {
    Object out = arrays[last];
    loop.run(arrays, at, arrays, rowAt, out, 0, out, 0, out, at, n);
  }
}
