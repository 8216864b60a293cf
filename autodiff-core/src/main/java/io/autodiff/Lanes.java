package io.autodiff;

import io.autodiff.internal.Formula;
import io.autodiff.internal.Kernel;
import io.autodiff.internal.Loop;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Structure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A program of scalars carried out on many elements: step after step on a block of elements that
 * fits the processor's cache. Steps whose result is used once are fused into the step that uses it,
 * as long as a loop can take their operands.
 */
final class Lanes {
  /** How many elements go through all steps together. */
  private static final int BLOCK = 512;

  /** How many elementwise operations, times elements, are worth a thread's while. */
  private static final int GRAIN = 1 << 17;

  /** How many operations a loop holds at most: compiling it takes time that grows with them. */
  private static final int MOST_FUSED = 12;

  private static final int NOWHERE = -1;

  /** How many loops are kept for programs that have the same; the least recently used goes. */
  private static final int MOST_KERNELS = 512;

  private static final Map<Formula, Kernel> KERNELS =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Formula, Kernel> eldest) {
              return size() > MOST_KERNELS;
            }
          });

  /**
   * A loop over a block.
   *
   * @param from where its operands stand in the table of arrays: inputs, scratch, outputs
   * @param to where its result does
   */
  private record Task(Kernel kernel, int[] from, int to) {}

  private final Program program;
  private final int inputs;
  private final int outputs;
  private final List<Task> tasks = new ArrayList<>();
  private int scratch;

  /** The operands of each fused step, and how many operations it holds; null for others. */
  private final Map<Integer, Fused> fused = new HashMap<>();

  private record Fused(List<Integer> leaves, int steps) {}

  Lanes(Program program) {
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
          t -> new Task(t.kernel, Arrays.stream(t.from).map(this::place).toArray(), place(t.to)));
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
      for (int leaf : leaves) {
        int place = places[leaf];
        if (last[leaf] == i && place >= inputs) {
          free.push(place);
        }
      }
      if (places[i] == NOWHERE) {
        places[i] = free.isEmpty() ? inputs + scratch++ : free.pop();
      }
      add(formula(i, leaves), from, places[i]);
    }

    /** Writes what is a result of the program without a loop of its own. */
    private void copy(int i, int to) {
      int place = places[i];
      if (place == NOWHERE) {
        Formula.Builder b = new Formula.Builder(1);
        Program.Constant constant = (Program.Constant) program.instructions().get(i);
        add(b.build(b.constant(((Scalar) constant.value()).value)), new int[0], to);
      } else if (place != to) {
        add(new Formula.Builder(1).build(0), new int[] {place}, to);
      }
    }

    private void add(Formula formula, int[] from, int to) {
      tasks.add(new Task(KERNELS.computeIfAbsent(formula, f -> new Kernel("fused", f)), from, to));
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
      return b.constant(((Scalar) constant.value()).value);
    }
    Program.Step step = (Program.Step) program.instructions().get(i);
    int[] operands = step.operands().stream().mapToInt(o -> value(o, root, leaves, b)).toArray();
    return step.op() == Structure.STOP
        ? operands[0]
        : b.inline(Loops.of((Elementwise) step.op()).value().formula(), operands);
  }

  /**
   * Elements of arrays that are the arguments or the results.
   *
   * @param arrays for each the array that holds it
   * @param at where in the array it begins
   * @param stretched whether it is a single element that serves all
   */
  record Rows(Object[] arrays, int[] at, boolean[] stretched) {}

  /** Computes {@code n} elements of each result. */
  void run(Engine engine, Rows in, Rows out, int n) {
    int grain = Math.max(1, GRAIN / (BLOCK * Math.max(1, tasks.size()))) * BLOCK;
    Loop[] loops = loops(engine, in, out);
    if (n <= grain) {
      run(loops, in, out, 0, n);
    } else {
      engine.kernels().parallel().run(n, grain, (from, to) -> run(loops, in, out, from, to));
    }
  }

  private Loop[] loops(Engine engine, Rows in, Rows out) {
    boolean single = out.arrays.length > 0 && out.arrays[0] instanceof float[];
    Loop[] loops = new Loop[tasks.size()];
    for (int t = 0; t < loops.length; t++) {
      int[] from = tasks.get(t).from;
      int stepped = 0;
      for (int k = 0; k < from.length; k++) {
        stepped |= from[k] < inputs && in.stretched[from[k]] ? 0 : 1 << k;
      }
      loops[t] = tasks.get(t).kernel.loop(single, engine.simd(), stepped);
    }
    return loops;
  }

  private void run(Loop[] loops, Rows in, Rows out, int start, int end) {
    int width = Math.min(BLOCK, end - start);
    Object[] arrays = new Object[inputs + scratch + outputs];
    System.arraycopy(in.arrays, 0, arrays, 0, inputs);
    Arrays.fill(arrays, inputs, inputs + scratch, scratch(out, width));
    System.arraycopy(out.arrays, 0, arrays, inputs + scratch, outputs);
    int[] at = new int[arrays.length];
    for (int s = 0; s < scratch; s++) {
      at[inputs + s] = s * width;
    }
    for (int from = start; from < end; from += width) {
      for (int k = 0; k < inputs; k++) {
        at[k] = in.at[k] + (in.stretched[k] ? 0 : from);
      }
      for (int k = 0; k < outputs; k++) {
        at[inputs + scratch + k] = out.at[k] + from;
      }
      int n = Math.min(width, end - from);
      for (int t = 0; t < loops.length; t++) {
        run(loops[t], tasks.get(t), arrays, at, n);
      }
    }
  }

  private Object scratch(Rows out, int width) {
    int size = scratch * width;
    return out.arrays.length > 0 && out.arrays[0] instanceof float[]
        ? new float[size]
        : new double[size];
  }

  private static void run(Loop loop, Task task, Object[] arrays, int[] at, int n) {
    int[] from = task.from;
    int a = from.length > 0 ? from[0] : task.to;
    int b = from.length > 1 ? from[1] : a;
    int c = from.length > 2 ? from[2] : a;
    int d = from.length > 3 ? from[3] : a;
    loop.run(
        arrays[a],
        at[a],
        arrays[b],
        at[b],
        arrays[c],
        at[c],
        arrays[d],
        at[d],
        arrays[task.to],
        at[task.to],
        n);
  }
}
