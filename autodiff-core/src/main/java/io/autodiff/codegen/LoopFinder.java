package io.autodiff.codegen;

import io.autodiff.op.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the loops from which a program was unrolled: runs of steps that repeat with a period, by
 * operation and by kind and distance of operands. Where operands come from is not compared further;
 * a {@link CodePlan} makes addresses of it.
 *
 * <p>The periods that are tried are the distances at which short runs of steps come again most
 * often; so a long body is found although shorter ones repeat in it. The time is linear in the
 * number of steps.
 */
final class LoopFinder {
  /** A program below this many steps is left straight. */
  private static final int FEWEST_STEPS = 100;

  /** The fewest iterations of a loop, and the fewest steps that it covers. */
  private static final int FEWEST_ITERATIONS = 4;

  private static final int LEAST_COVER = 40;

  private static final int LONGEST_BODY = 4096;
  private static final int PERIODS = 24;

  /** The number of steps of a run that is looked up. */
  private static final int RUN = 6;

  /** Up to this distance, how far back an operand is counts. */
  private static final int NEAR = 8;

  private final ScalarProgram program;
  private final int[] steps;
  private final int[] position;
  private final long[] signatures;

  /** A body of {@code period} steps from {@code at}, {@code count} times. */
  record Loop(int at, int period, int count) {
    int end() {
      return at + period * count;
    }
  }

  private LoopFinder(ScalarProgram program, int[] steps, int[] position) {
    this.program = program;
    this.steps = steps;
    this.position = position;
    this.signatures = new long[steps.length];
    Map<Op, Integer> ids = new HashMap<>();
    for (int s = 0; s < steps.length; s++) {
      Op op = program.op(steps[s]);
      long signature = 1L + ids.computeIfAbsent(op, _ -> ids.size());
      int[] operands = program.operands(steps[s]);
      for (int u = 0; u < 3; u++) {
        signature = signature << 4 | (u < operands.length ? kind(operands[u], s) : 0);
      }
      signatures[s] = signature;
    }
  }

  private int kind(int operand, int s) {
    if (!program.isStep(operand)) {
      return program.isConstant(operand) ? 1 : 2;
    }
    int distance = s - position[operand];
    return distance <= NEAR ? 2 + distance : 3 + NEAR;
  }

  /**
   * Returns the loops in order.
   *
   * @param steps the numbers of the steps
   * @param position the place of each number in {@code steps}, -1 if it has none
   */
  static List<Loop> find(ScalarProgram program, int[] steps, int[] position) {
    return steps.length < FEWEST_STEPS
        ? List.of()
        : new LoopFinder(program, steps, position).find();
  }

  private List<Loop> find() {
    int[] periods = periods();
    int[] matchEnds = new int[periods.length]; // up to where steps equal those a period later
    List<Loop> loops = new ArrayList<>();
    int at = 0;
    while (at < steps.length) {
      Loop best = new Loop(at, 1, 0);
      for (int p = 0; p < periods.length; p++) {
        matchEnds[p] = matchEnd(Math.max(at, matchEnds[p]), periods[p]);
        int count = 1 + (matchEnds[p] - at) / periods[p];
        if (count >= FEWEST_ITERATIONS && 20L * count * periods[p] > 21L * (best.end() - at)) {
          best = new Loop(at, periods[p], count);
        }
      }
      if (best.end() - at < LEAST_COVER) {
        at++;
      } else {
        loops.add(
            needsPeeling(best) ? new Loop(at + best.period, best.period, best.count - 1) : best);
        at = best.end();
      }
    }
    return loops;
  }

  private int matchEnd(int from, int period) {
    int t = from;
    while (t + period < steps.length && signatures[t] == signatures[t + period]) {
      t++;
    }
    return t;
  }

  /** Returns the distances at which runs of steps come again most often, shortest first. */
  private int[] periods() {
    Map<Long, Integer> last = new HashMap<>();
    int[] votes = new int[LONGEST_BODY + 1];
    for (int t = 0; t + RUN <= steps.length; t++) {
      long hash = 7;
      for (int i = 0; i < RUN; i++) {
        hash = (hash * 31 + signatures[t + i]) * 0x9E3779B97F4A7C15L;
      }
      Integer former = last.put(hash, t);
      if (former != null && t - former <= LONGEST_BODY) {
        votes[t - former]++;
      }
    }
    List<Integer> found = new ArrayList<>();
    for (int period = 1; period < votes.length; period++) {
      if (votes[period] > 0) {
        found.add(period);
      }
    }
    found.sort(Comparator.comparingInt(period -> -votes[period]));
    return found.stream().limit(PERIODS).mapToInt(i -> i).sorted().toArray();
  }

  /**
   * Returns whether a value that each iteration takes from the one before comes from elsewhere at
   * first. Without the first iteration it always comes from the same step.
   */
  private boolean needsPeeling(Loop loop) {
    for (int j = 0; j < loop.period; j++) {
      int[] first = program.operands(steps[loop.at + j]);
      for (int u = 0; u < first.length; u++) {
        int back = carried(loop, j, u);
        if (back >= 0
            && !program.isConstant(first[u])
            && position[first[u]] != loop.at - loop.period + back) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns the step of the body whose last result an operand is in all iterations but the first.
   */
  private int carried(Loop loop, int j, int u) {
    int back = -1;
    for (int k = 1; k < loop.count; k++) {
      int from = position[program.operands(steps[loop.at + k * loop.period + j])[u]];
      int at = from - (loop.at + (k - 1) * loop.period);
      if (from < 0 || at < 0 || at >= loop.period || (k > 1 && at != back)) {
        return -1;
      }
      back = at;
    }
    return back;
  }
}
