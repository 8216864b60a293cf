package io.autodiff.batch;

import io.autodiff.Scalar;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.LoopKernel;
import io.autodiff.internal.loop.LruCache;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Structure;
import io.autodiff.program.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A program of scalars as loops over many elements. Steps whose result is used once are fused into
 * the step that uses it, as long as a loop can take their operands.
 */
final class LoopPlan {
  /** How many operations a loop holds at most: compiling it takes time that grows with them. */
  private static final int MOST_FUSED = 12;

  private static final int NOWHERE = -1;

  /** How many kernels are kept for programs that need an equal one. */
  private static final int MOST_KERNELS = 512;

  private static final LruCache<Formula, LoopKernel> KERNELS = new LruCache<>(MOST_KERNELS);

  private final Program program;
  private final int inputs;
  private final int outputs;
  private final List<PlannedLoop> tasks = new ArrayList<>();
  private int scratch;

  /** The operands of each fused step, and how many operations it holds; null for others. */
  private final Map<Integer, Fused> fused = new HashMap<>();

  private record Fused(List<Integer> leaves, int steps) {}

  /** Fuses and lays out a program. */
  LoopPlan(Program program) {
    this.program = program;
    this.inputs = program.inputs().size();
    this.outputs = program.outputs().size();
    int[] uses = uses();
    boolean[] inside = new boolean[uses.length];
    for (int i = 0; i < uses.length; i++) {
      if (program.instructions().get(i) instanceof Program.Step step) {
        fused.put(i, fuse(step, uses, inside));
      }
    }
    new Layout(inside).lay();
  }

  /** Returns the loops in order, on a table of rows: those of inputs, scratch and outputs. */
  List<PlannedLoop> tasks() {
    return tasks;
  }

  /** Returns how many rows of scratch there are. */
  int scratch() {
    return scratch;
  }

  /** Returns how often each instruction's result is used; that of the program counts, too. */
  private int[] uses() {
    int[] uses = new int[program.instructions().size()];
    for (Program.Instruction instruction : program.instructions()) {
      if (instruction instanceof Program.Step step) {
        step.operands().forEach(o -> uses[o]++);
      }
    }
    program.outputs().forEach(o -> uses[o] += 2);
    return uses;
  }

  /** Takes into a step what only it uses. */
  private Fused fuse(Program.Step step, int[] uses, boolean[] inside) {
    Set<Integer> leaves = new LinkedHashSet<>();
    for (int operand : step.operands()) {
      if (!(program.instructions().get(operand) instanceof Program.Constant)) {
        leaves.add(operand);
      }
    }
    int steps = 1;
    for (int operand : List.copyOf(leaves)) {
      Fused inner = fused.get(operand);
      if (inner == null || uses[operand] > 1 || steps + inner.steps > MOST_FUSED) {
        continue;
      }
      Set<Integer> more = new LinkedHashSet<>(leaves);
      more.remove(operand);
      more.addAll(inner.leaves);
      if (more.size() <= Formula.MAX_INPUTS) {
        leaves = more;
        steps += inner.steps;
        inside[operand] = true;
      }
    }
    return new Fused(List.copyOf(leaves), steps);
  }

  /** Gives every result a place and every loop its kernel. */
  private final class Layout {
    private final boolean[] inside;
    private final int[] last;
    private final int[] places;
    private final Deque<Integer> free = new ArrayDeque<>();

    Layout(boolean[] inside) {
      this.inside = inside;
      this.last = new int[inside.length];
      this.places = new int[inside.length];
      Arrays.fill(places, NOWHERE);
    }

    void lay() {
      fused.forEach(
          (i, f) -> f.leaves.forEach(o -> last[o] = inside[i] ? last[o] : Math.max(last[o], i)));
      for (int k = 0; k < inputs; k++) {
        places[program.inputs().get(k)] = k;
      }
      for (int k = 0; k < outputs; k++) {
        int i = program.outputs().get(k);
        if (program.instructions().get(i) instanceof Program.Step && places[i] == NOWHERE) {
          places[i] = output(k);
        }
      }
      for (int i = 0; i < inside.length; i++) {
        if (program.instructions().get(i) instanceof Program.Step && !inside[i]) {
          step(i);
        }
      }
      for (int k = 0; k < outputs; k++) {
        copy(program.outputs().get(k), output(k));
      }
      tasks.replaceAll(
          t ->
              new PlannedLoop(
                  t.kernel(), Arrays.stream(t.from()).map(this::place).toArray(), place(t.to())));
    }

    /** Returns a place among the outputs: they come after the scratch, however much it will be. */
    private int output(int k) {
      return Integer.MIN_VALUE + k;
    }

    private int place(int place) {
      return place < 0 ? inputs + scratch + (place - Integer.MIN_VALUE) : place;
    }

    private void step(int i) {
      List<Integer> leaves = Objects.requireNonNull(fused.get(i)).leaves;
      int[] from = leaves.stream().mapToInt(leaf -> places[leaf]).toArray();
      if (places[i] == NOWHERE) {
        places[i] = free.isEmpty() ? inputs + scratch++ : free.pop();
      }
      for (int leaf : leaves) { // only now: a loop may read operands after it has written
        int place = places[leaf];
        if (last[leaf] == i && place >= inputs) {
          free.push(place);
        }
      }
      add(formula(i, leaves), from, places[i]);
    }

    /** Writes what is a result of the program without a loop of its own. */
    private void copy(int i, int to) {
      int place = places[i];
      if (place == NOWHERE) {
        Formula.Builder b = new Formula.Builder(1);
        Program.Constant constant = (Program.Constant) program.instructions().get(i);
        add(b.build(b.constant(((Scalar) constant.value()).value())), new int[0], to);
      } else if (place != to) {
        add(new Formula.Builder(1).build(0), new int[] {place}, to);
      }
    }

    private void add(Formula formula, int[] from, int to) {
      tasks.add(new PlannedLoop(KERNELS.get(formula, f -> new LoopKernel("fused", f)), from, to));
    }
  }

  private Formula formula(int i, List<Integer> leaves) {
    Formula.Builder b = new Formula.Builder(Math.max(1, leaves.size()));
    return b.build(value(i, i, leaves, b));
  }

  private int value(int i, int root, List<Integer> leaves, Formula.Builder b) {
    int leaf = i == root ? -1 : leaves.indexOf(i);
    if (leaf >= 0) {
      return leaf;
    }
    if (program.instructions().get(i) instanceof Program.Constant constant) {
      return b.constant(((Scalar) constant.value()).value());
    }
    Program.Step step = (Program.Step) program.instructions().get(i);
    int[] operands = step.operands().stream().mapToInt(o -> value(o, root, leaves, b)).toArray();
    return step.op() == Structure.STOP
        ? operands[0]
        : b.inline(ElementwiseKernels.of((Elementwise) step.op()).value().formula(), operands);
  }
}
