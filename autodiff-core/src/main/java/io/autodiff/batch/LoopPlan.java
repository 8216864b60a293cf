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
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program of scalars as loops over many elements. A step whose result is used once is fused into
 * the step that uses it, as long as one loop can take the operands of both.
 */
final class LoopPlan {
  /** The most operations of one loop: the time to compile it grows with them. */
  private static final int MOST_FUSED = 12;

  /** How many kernels are kept for programs that need an equal one. */
  private static final int MOST_KERNELS = 512;

  private static final LruCache<Formula, LoopKernel> KERNELS = new LruCache<>(MOST_KERNELS);

  private final Program program;
  private final int inputs;
  private final int outputs;
  private final List<PlannedLoop> loops;
  private int scratch;

  /** Each step with what is fused into it, by the step's position in the program. */
  private final Map<Integer, Fused> fused = new HashMap<>();

  /**
   * A step and the steps that are fused into it.
   *
   * @param leaves the instructions that they read and do not compute themselves
   * @param steps how many operations they are together
   */
  private record Fused(List<Integer> leaves, int steps) {}

  /** A part of the table of rows. */
  private enum Area {
    INPUT,
    SCRATCH,
    OUTPUT
  }

  /** A row of the table, counted within its area. */
  private record Place(Area area, int number) {}

  /** A loop whose places have no rows yet, since the number of scratch rows is not known. */
  private record Draft(LoopKernel kernel, List<Place> from, Place to) {}

  /** Fuses the steps of a program and gives their results places. */
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
    this.loops =
        new Layout(inside)
            .drafts().stream()
                .map(
                    d ->
                        new PlannedLoop(
                            d.kernel, d.from.stream().mapToInt(this::row).toArray(), row(d.to)))
                .toList();
  }

  /** Returns the loops in order; their rows are those of inputs, scratch and outputs. */
  List<PlannedLoop> loops() {
    return loops;
  }

  private int row(Place place) {
    return switch (place.area) {
      case INPUT -> place.number;
      case SCRATCH -> inputs + place.number;
      case OUTPUT -> inputs + scratch + place.number;
    };
  }

  /** Returns how many rows of scratch there are. */
  int scratch() {
    return scratch;
  }

  /** Returns how often each result is used; being a result of the program counts twice. */
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

  /** Fuses into a step those operands that no other step uses. */
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

    /** For each instruction the last loop that reads its result. */
    private final int[] last;

    /** For each instruction the place of its result; null if it has none. */
    private final @Nullable Place[] places;

    private final Deque<Place> free = new ArrayDeque<>();
    private final List<Draft> drafts = new ArrayList<>();

    Layout(boolean[] inside) {
      this.inside = inside;
      this.last = new int[inside.length];
      this.places = new Place[inside.length];
    }

    List<Draft> drafts() {
      fused.forEach(
          (i, f) -> f.leaves.forEach(o -> last[o] = inside[i] ? last[o] : Math.max(last[o], i)));
      for (int k = 0; k < inputs; k++) {
        places[program.inputs().get(k)] = new Place(Area.INPUT, k);
      }
      for (int k = 0; k < outputs; k++) {
        int i = program.outputs().get(k);
        if (program.instructions().get(i) instanceof Program.Step && places[i] == null) {
          places[i] = new Place(Area.OUTPUT, k);
        }
      }
      for (int i = 0; i < inside.length; i++) {
        if (program.instructions().get(i) instanceof Program.Step && !inside[i]) {
          step(i);
        }
      }
      for (int k = 0; k < outputs; k++) {
        copy(program.outputs().get(k), new Place(Area.OUTPUT, k));
      }
      return drafts;
    }

    private void step(int i) {
      List<Integer> leaves = Objects.requireNonNull(fused.get(i)).leaves;
      List<Place> from = new ArrayList<>();
      leaves.forEach(leaf -> from.add(Objects.requireNonNull(places[leaf])));
      Place to = places[i];
      if (to == null) {
        to = free.isEmpty() ? new Place(Area.SCRATCH, scratch++) : free.pop();
        places[i] = to;
      }
      for (int k = 0; k < from.size(); k++) { // only now: a loop may read operands while it writes
        if (last[leaves.get(k)] == i && from.get(k).area == Area.SCRATCH) {
          free.push(from.get(k));
        }
      }
      add(formula(i, leaves), from, to);
    }

    /** Adds a loop for a result of the program that no loop has written to its place. */
    private void copy(int i, Place to) {
      Place place = places[i];
      if (place == null) {
        Formula.Builder b = new Formula.Builder(1);
        Program.Constant constant = (Program.Constant) program.instructions().get(i);
        add(b.build(b.constant(((Scalar) constant.value()).number())), List.of(), to);
      } else if (!place.equals(to)) {
        add(new Formula.Builder(1).build(0), List.of(place), to);
      }
    }

    private void add(Formula formula, List<Place> from, Place to) {
      drafts.add(new Draft(KERNELS.get(formula, f -> new LoopKernel("fused", f)), from, to));
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
      return b.constant(((Scalar) constant.value()).number());
    }
    Program.Step step = (Program.Step) program.instructions().get(i);
    int[] operands = step.operands().stream().mapToInt(o -> value(o, root, leaves, b)).toArray();
    return step.op() == Structure.STOP
        ? operands[0]
        : b.inline(ElementwiseKernels.of((Elementwise) step.op()).value().formula(), operands);
  }
}
