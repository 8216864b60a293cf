package io.autodiff.batch;

import io.autodiff.Engine;
import io.autodiff.internal.loop.Loop;
import io.autodiff.program.Program;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs a program of scalars on all elements of some arrays, once or in several steps. Many elements
 * go through it block by block, each block loop by loop, as a {@link LoopPlan} says; a block fits
 * the processor's cache. A few elements go through it as a {@link SmallBatchPlan} says.
 */
final class BatchRunner {
  /** The most elements in a block. */
  private static final int BLOCK = 512;

  /** The fewest: below, a call for each loop takes longer than the loop. */
  private static final int SMALLEST_BLOCK = 64;

  /** How many bytes of a block are between the loops: what the processor's second cache holds. */
  private static final int CACHE = 1 << 19;

  /** The largest number of elements that a {@link SmallBatchPlan} serves. */
  private static final int FEW = 64;

  /** The largest program that one serves: it has a class for some hundred operations. */
  private static final int SMALL = 2000;

  /** The row width of small batches is a multiple of this, since no vector has more lanes. */
  private static final int LANES = 8;

  /** How many operations, times elements, one thread runs at least. */
  private static final int GRAIN = 1 << 17;

  private final Program program;
  private final int inputs;
  private final int outputs;

  /** What a plan for a small batch depends on beside the program. */
  private record BatchType(boolean single, boolean simd, int width) {}

  private final Map<BatchType, SmallBatchPlan> smallPlans = new ConcurrentHashMap<>();
  private final Lazy<LoopPlan> loopPlan;

  BatchRunner(Program program) {
    this.program = program;
    this.inputs = program.inputs().size();
    this.outputs = program.outputs().size();
    this.loopPlan = new Lazy<>(() -> new LoopPlan(program));
  }

  private static final StepLayout FIXED = (_, _, _) -> {};

  /** Computes {@code n} elements of each result. */
  void run(Engine engine, BatchRows in, BatchRows out, int n) {
    run(engine, in, out, n, 1, FIXED);
  }

  /** Computes {@code n} elements of each result in each step, the steps of an element in order. */
  void run(Engine engine, BatchRows in, BatchRows out, int n, int steps, StepLayout layout) {
    if (steps == 0 || n == 0) {
      return;
    }
    layout.put(0, in, out);
    boolean single = out.arrays().length > 0 && out.arrays()[0] instanceof float[];
    if (n <= FEW && program.instructions().size() <= SMALL) {
      int width = (n + LANES - 1) / LANES * LANES;
      new SmallBatchRun(smallPlan(engine, single, width), single, width, in, out)
          .run(n, steps, layout);
      return;
    }
    LoopPlan plan = loopPlan.get();
    Loop[] loops = loops(plan.loops(), engine, single, in);
    int block = block(plan.scratch(), single);
    long operations = (long) block * Math.max(1, loops.length) * steps;
    int grain = (int) Math.max(1, GRAIN / operations) * block;
    if (n <= grain) {
      new BlockRun(plan, loops, single, block, in, out).run(0, n, steps, layout);
    } else {
      engine
          .kernels()
          .parallel()
          .run(
              n,
              grain,
              (from, to) ->
                  new BlockRun(plan, loops, single, block, in.copy(), out.copy())
                      .run(from, to, steps, layout));
    }
  }

  /** Returns the number of elements in a block of so many rows that it stays in the cache. */
  private static int block(int rows, boolean single) {
    long most = CACHE / ((single ? Float.BYTES : Double.BYTES) * Math.max(1L, rows));
    return Math.clamp(Long.highestOneBit(most), SMALLEST_BLOCK, BLOCK);
  }

  private SmallBatchPlan smallPlan(Engine engine, boolean single, int width) {
    return smallPlans.computeIfAbsent(
        new BatchType(single, engine.usesVector(), width),
        type -> new SmallBatchPlan(program, type.single, type.simd, type.width));
  }

  private Loop[] loops(List<PlannedLoop> planned, Engine engine, boolean single, BatchRows in) {
    Loop[] loops = new Loop[planned.size()];
    for (int t = 0; t < loops.length; t++) {
      int[] from = planned.get(t).from();
      int stepped = 0;
      for (int k = 0; k < from.length; k++) {
        stepped |= from[k] < inputs && in.stretched()[from[k]] ? 0 : 1 << k;
      }
      loops[t] = planned.get(t).kernel().loop(single, engine.usesVector(), stepped);
    }
    return loops;
  }

  /** The run of one thread over its elements: block by block, in each block step by step. */
  private final class BlockRun {
    private final List<PlannedLoop> planned;
    private final int scratch;
    private final Loop[] loops;
    private final boolean single;
    private final int block;
    private final BatchRows in;
    private final BatchRows out;
    private final Object[] arrays;
    private final int[] at;

    BlockRun(LoopPlan plan, Loop[] loops, boolean single, int block, BatchRows in, BatchRows out) {
      this.planned = plan.loops();
      this.scratch = plan.scratch();
      this.arrays = new Object[inputs + scratch + outputs];
      this.at = new int[arrays.length];
      this.loops = loops;
      this.single = single;
      this.block = block;
      this.in = in;
      this.out = out;
    }

    void run(int start, int end, int steps, StepLayout layout) {
      int width = Math.min(block, end - start);
      int size = scratch * width;
      Object room = single ? new float[size] : new double[size];
      for (int s = 0; s < scratch; s++) {
        arrays[inputs + s] = room;
        at[inputs + s] = s * width;
      }
      for (int from = start; from < end; from += width) {
        int n = Math.min(width, end - from);
        for (int step = 0; step < steps; step++) {
          layout.put(step, in, out);
          setRows(from);
          for (int t = 0; t < loops.length; t++) {
            planned.get(t).run(loops[t], arrays, at, n);
          }
        }
      }
    }

    /** Sets the table's rows of arguments and results to an element. */
    private void setRows(int from) {
      for (int k = 0; k < inputs; k++) {
        arrays[k] = in.arrays()[k];
        at[k] = in.at()[k] + (in.stretched()[k] ? 0 : from);
      }
      for (int k = 0, to = inputs + scratch; k < outputs; k++, to++) {
        arrays[to] = out.arrays()[k];
        at[to] = out.at()[k] + from;
      }
    }
  }
}
