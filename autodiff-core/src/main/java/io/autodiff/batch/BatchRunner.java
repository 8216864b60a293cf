package io.autodiff.batch;

import io.autodiff.Engine;
import io.autodiff.internal.loop.Loop;
import io.autodiff.program.Program;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A program of scalars carried out on all elements of some arrays, once or in several steps. Many
 * elements go through it block by block, each of which fits the processor's cache, and loop by
 * loop, see {@link LoopPlan}; few by {@link SmallBatchPlan}.
 */
final class BatchRunner {
  /** How many elements go through all steps together. */
  private static final int BLOCK = 512;

  /** Up to so many elements are few. */
  private static final int FEW = 64;

  /** Of what the number of elements is made a multiple if there are few: no vector has more. */
  private static final int LANES = 8;

  /** How many elementwise operations, times elements, are worth a thread's while. */
  private static final int GRAIN = 1 << 17;

  private final Program program;
  private final int inputs;
  private final int outputs;

  /** What sheets are made for; of each there is one. */
  private record Kind(boolean single, boolean simd, int width) {}

  /** For few elements. */
  private final Map<Kind, SmallBatchPlan> sheets = new ConcurrentHashMap<>();

  /** For many. */
  private volatile @Nullable LoopPlan fusion;

  BatchRunner(Program program) {
    this.program = program;
    this.inputs = program.inputs().size();
    this.outputs = program.outputs().size();
  }

  /**
   * Elements of arrays that are the arguments or the results.
   *
   * @param arrays for each the array that holds it
   * @param at where in the array it begins
   * @param stretched whether it is a single element that serves all
   */
  record Rows(Object[] arrays, int[] at, boolean[] stretched) {
    /** Makes rows that are nowhere yet, none of them stretched. */
    Rows(int count) {
      this(new Object[count], new int[count], new boolean[count]);
    }

    private Rows copy() {
      return new Rows(arrays.clone(), at.clone(), stretched);
    }
  }

  /** Knows where arguments and results are if the program is carried out several times. */
  @FunctionalInterface
  interface Places {
    /**
     * Puts in where they are in a step, all of them in the first, else those that moved; several
     * threads ask, each with rows of its own.
     */
    void put(int step, Rows in, Rows out);

    /** Returns whether an argument is another than a result of the step before, or its own. */
    default boolean isGiven(int step, int argument) {
      return true;
    }

    /** Returns whether somebody else than the next step reads a result. */
    default boolean isTaken(int step, int result) {
      return true;
    }

    /** Returns the argument of the next step that a result is; -1 if it is none. */
    default int carried(int result) {
      return -1;
    }
  }

  private static final Places AT_REST = (_, _, _) -> {};

  /** Computes {@code n} elements of each result. */
  void run(Engine engine, Rows in, Rows out, int n) {
    run(engine, in, out, n, 1, AT_REST);
  }

  /** Computes {@code n} elements of each result in each step; the elements of one in order. */
  void run(Engine engine, Rows in, Rows out, int n, int steps, Places places) {
    if (steps == 0 || n == 0) {
      return;
    }
    places.put(0, in, out);
    boolean single = out.arrays.length > 0 && out.arrays[0] instanceof float[];
    if (n <= FEW) {
      int width = (n + LANES - 1) / LANES * LANES;
      new SmallBatchRun(sheets(engine, single, width), single, width, in, out)
          .run(n, steps, places);
      return;
    }
    LoopPlan fused = fusion();
    List<PlannedLoop> tasks = fused.tasks();
    Loop[] loops = loops(tasks, engine, single, in);
    long operations = (long) BLOCK * Math.max(1, tasks.size()) * steps;
    int grain = (int) Math.max(1, GRAIN / operations) * BLOCK;
    if (n <= grain) {
      new Run(fused, loops, single, in, out).run(0, n, steps, places);
    } else {
      engine
          .kernels()
          .parallel()
          .run(
              n,
              grain,
              (from, to) ->
                  new Run(fused, loops, single, in.copy(), out.copy())
                      .run(from, to, steps, places));
    }
  }

  private LoopPlan fusion() {
    LoopPlan known = fusion;
    if (known == null) {
      known = new LoopPlan(program);
      fusion = known;
    }
    return known;
  }

  private SmallBatchPlan sheets(Engine engine, boolean single, int width) {
    return sheets.computeIfAbsent(
        new Kind(single, engine.usesVector(), width),
        kind -> new SmallBatchPlan(program, kind.single, kind.simd, kind.width));
  }

  private Loop[] loops(List<PlannedLoop> tasks, Engine engine, boolean single, Rows in) {
    Loop[] loops = new Loop[tasks.size()];
    for (int t = 0; t < loops.length; t++) {
      int[] from = tasks.get(t).from();
      int stepped = 0;
      for (int k = 0; k < from.length; k++) {
        stepped |= from[k] < inputs && in.stretched[from[k]] ? 0 : 1 << k;
      }
      loops[t] = tasks.get(t).kernel().loop(single, engine.usesVector(), stepped);
    }
    return loops;
  }

  /** One thread's way through the elements: block by block, in each block step by step. */
  private final class Run {
    private final List<PlannedLoop> tasks;
    private final int scratch;
    private final Loop[] loops;
    private final boolean single;
    private final Rows in;
    private final Rows out;
    private final Object[] arrays;
    private final int[] at;

    Run(LoopPlan fused, Loop[] loops, boolean single, Rows in, Rows out) {
      this.tasks = fused.tasks();
      this.scratch = fused.scratch();
      this.arrays = new Object[inputs + scratch + outputs];
      this.at = new int[arrays.length];
      this.loops = loops;
      this.single = single;
      this.in = in;
      this.out = out;
    }

    void run(int start, int end, int steps, Places places) {
      int width = Math.min(BLOCK, end - start);
      int size = scratch * width;
      Object room = single ? new float[size] : new double[size];
      for (int s = 0; s < scratch; s++) {
        arrays[inputs + s] = room;
        at[inputs + s] = s * width;
      }
      for (int from = start; from < end; from += width) {
        int n = Math.min(width, end - from);
        for (int step = 0; step < steps; step++) {
          places.put(step, in, out);
          lay(from);
          for (int t = 0; t < loops.length; t++) {
            tasks.get(t).run(loops[t], arrays, at, n);
          }
        }
      }
    }

    /** Puts arguments and results into the table, from an element on. */
    private void lay(int from) {
      for (int k = 0; k < inputs; k++) {
        arrays[k] = in.arrays[k];
        at[k] = in.at[k] + (in.stretched[k] ? 0 : from);
      }
      for (int k = 0, to = inputs + scratch; k < outputs; k++, to++) {
        arrays[to] = out.arrays[k];
        at[to] = out.at[k] + from;
      }
    }
  }
}
