package io.autodiff.batch;

import io.autodiff.Scalar;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.Loop;
import io.autodiff.internal.loop.LoopKernel;
import io.autodiff.internal.loop.LruCache;
import io.autodiff.internal.loop.RowLoop;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Structure;
import io.autodiff.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a program of scalars runs on few elements, whose rows all fit one array. Operations of few
 * instructions are gathered into as few {@link RowLoop}s as possible, which costs less than a loop
 * for each. A function of many instructions has a loop of its own, in which the processor works on
 * several elements at once; functions of one kind whose operands are known at the same time share a
 * loop.
 *
 * <p>The rows of the array are those of the inputs, of scratch and of the outputs.
 */
final class SmallBatchPlan {
  /** How many steps a row loop has at most, those of its last operation aside. */
  private static final int MOST_STEPS = 300;

  /** The most steps of an operation that goes into a row loop; one of more is a function. */
  private static final int FEW_STEPS = 8;

  private static final int NOWHERE = -1;

  /** How many row loops are kept for programs that need an equal one. */
  private static final int MOST_ROW_LOOPS = 512;

  private static final LruCache<RowLoop.Spec, RowLoop> ROW_LOOPS = new LruCache<>(MOST_ROW_LOOPS);

  private final Program program;
  private final boolean single;
  private final boolean simd;
  private final int width;
  private final int inputs;

  /** For each instruction the part that computes it. */
  private final int[] partOf;

  /** For each instruction the row of its result, if other parts read it. */
  private final int[] rows;

  private final List<Part> parts = new ArrayList<>();
  private final RowLoop loop;
  private int scratch;

  /** What one loop computes: the operations of a row loop, or one function of several operands. */
  private record Part(List<Integer> steps, boolean isFunction, int firstRow) {}

  /**
   * Plans a program.
   *
   * @param simd whether functions are computed as in SIMD loops
   * @param width how many elements a row has
   */
  SmallBatchPlan(Program program, boolean single, boolean simd, int width) {
    this.program = program;
    this.single = single;
    this.simd = simd;
    this.width = width;
    this.inputs = program.inputs().size();
    this.partOf = new int[program.instructions().size()];
    this.rows = new int[partOf.length];
    divide();
    place();
    this.loop = make();
  }

  /** Returns the first row of the outputs. */
  int firstOutputRow() {
    return inputs + scratch;
  }

  /** Returns the loop that runs the program on an array. */
  RowLoop loop() {
    return loop;
  }

  private RowLoop make() {
    List<RowLoop> made = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      if (parts.get(p).isFunction) {
        made.add(function(parts.get(p)));
      } else {
        RowLoop.Spec spec = new RowWriter(p).spec();
        made.add(ROW_LOOPS.get(spec, RowLoop.Spec::loop));
      }
    }
    return RowLoop.sequence(made);
  }

  private Program.Step step(int i) {
    return (Program.Step) program.instructions().get(i);
  }

  private boolean isStep(int i) {
    return program.instructions().get(i) instanceof Program.Step;
  }

  private LoopKernel kernel(int i) {
    return ElementwiseKernels.of((Elementwise) step(i).op()).value();
  }

  private int weight(int i) {
    return step(i).op() == Structure.STOP ? 0 : kernel(i).formula(single, simd).weight();
  }

  private boolean isFunction(int i) {
    return weight(i) > FEW_STEPS && step(i).operands().size() <= Formula.MAX_INPUTS;
  }

  /**
   * Divides the program into parts. A row loop takes every operation whose operands need no
   * function that comes later; then come the functions whose operands are known, and so on.
   */
  private void divide() {
    int[] depth = new int[partOf.length];
    int deepest = 0;
    for (int i = 0; i < depth.length; i++) {
      if (isStep(i)) {
        for (int operand : step(i).operands()) {
          int after = isStep(operand) && isFunction(operand) ? 1 : 0;
          depth[i] = Math.max(depth[i], depth[operand] + after);
        }
        deepest = Math.max(deepest, depth[i] + (isFunction(i) ? 1 : 0));
      }
    }
    for (int d = 0; d <= deepest; d++) {
      List<Integer> steps = new ArrayList<>();
      Map<LoopKernel, List<Integer>> functions = new LinkedHashMap<>();
      int weight = 0;
      for (int i = 0; i < depth.length; i++) {
        if (isStep(i) && depth[i] == d && isFunction(i)) {
          functions.computeIfAbsent(kernel(i), _ -> new ArrayList<>()).add(i);
        } else if (isStep(i) && depth[i] == d) {
          if (weight > MOST_STEPS) {
            parts.add(new Part(steps, false, NOWHERE));
            steps = new ArrayList<>();
            weight = 0;
          }
          steps.add(i);
          weight += weight(i);
        }
      }
      parts.add(new Part(steps, false, NOWHERE));
      functions.values().forEach(this::addFunctions);
    }
  }

  /** Adds functions of one kind; their rows are those of the operands, then of the results. */
  private void addFunctions(List<Integer> steps) {
    parts.add(new Part(steps, true, inputs + scratch));
    scratch += (step(steps.get(0)).operands().size() + 1) * steps.size();
  }

  /** Gives a row to each result that another part reads. */
  private void place() {
    Arrays.fill(partOf, NOWHERE);
    Arrays.fill(rows, NOWHERE);
    for (int k = 0; k < inputs; k++) {
      rows[program.inputs().get(k)] = k;
    }
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      for (int k = 0; k < part.steps.size(); k++) {
        int i = part.steps.get(k);
        partOf[i] = p;
        if (part.isFunction) {
          rows[i] = part.firstRow + step(i).operands().size() * part.steps.size() + k;
        }
      }
    }
    boolean[] shared = new boolean[rows.length];
    for (int p = 0; p < parts.size(); p++) {
      for (int i : parts.get(p).steps) {
        int reader = parts.get(p).isFunction ? lastRowLoopBefore(p) : p;
        step(i).operands().forEach(o -> shared[o] |= partOf[o] != reader);
      }
    }
    program.outputs().forEach(o -> shared[o] |= partOf[o] != parts.size() - 1);
    for (int i = 0; i < rows.length; i++) {
      if (shared[i] && isStep(i) && rows[i] == NOWHERE) {
        rows[i] = inputs + scratch++;
      }
    }
  }

  /** Returns the row loop that puts the operands of a function where it reads them. */
  private int lastRowLoopBefore(int part) {
    int p = part;
    while (parts.get(p).isFunction) {
      p--;
    }
    return p;
  }

  private RowLoop function(Part part) {
    LoopKernel kernel = kernel(part.steps.get(0));
    int arity = step(part.steps.get(0)).operands().size();
    int n = part.steps.size() * width;
    int a = part.firstRow * width;
    int b = arity > 1 ? a + n : a;
    int c = arity > 2 ? b + n : a;
    int to = a + arity * n;
    return new RowLoop() {
      @Override
      public void run(Object array) {
        Loop loop = kernel.loop(single, simd);
        loop.run(array, a, array, b, array, c, array, a, array, to, n);
      }
    };
  }

  /** Writes the formula of a row loop. */
  private final class RowWriter {
    private final int part;
    private final int[] values = new int[rows.length];
    private final List<Integer> from = new ArrayList<>();
    private final List<Integer> to = new ArrayList<>();
    private final List<Integer> results = new ArrayList<>();

    /** For each row that is filled for a later part, or as an output, the instruction in it. */
    private final Map<Integer, Integer> passedOn = new LinkedHashMap<>();

    RowWriter(int part) {
      this.part = part;
      Arrays.fill(values, NOWHERE);
      parts.get(part).steps.forEach(i -> step(i).operands().forEach(this::read));
      if (part == parts.size() - 1) {
        for (int k = 0; k < program.outputs().size(); k++) {
          passOn(program.outputs().get(k), firstOutputRow() + k);
        }
      }
      for (int p = part + 1; p < parts.size() && parts.get(p).isFunction; p++) {
        passOnOperands(parts.get(p));
      }
    }

    private void passOnOperands(Part function) {
      int row = function.firstRow;
      int arity = step(function.steps.get(0)).operands().size();
      for (int k = 0; k < arity; k++) {
        for (int i : function.steps) {
          passOn(step(i).operands().get(k), row++);
        }
      }
    }

    private void passOn(int i, int row) {
      read(i);
      passedOn.put(row, i);
    }

    /** Makes an instruction an input if another part computes it. */
    private void read(int i) {
      boolean constant = program.instructions().get(i) instanceof Program.Constant;
      if (values[i] == NOWHERE && !constant && partOf[i] != part) {
        values[i] = from.size();
        from.add(rows[i]);
      }
    }

    RowLoop.Spec spec() {
      Formula.Builder b = new Formula.Builder(from.size());
      for (int i : parts.get(part).steps) {
        int[] operands = step(i).operands().stream().mapToInt(o -> value(o, b)).toArray();
        values[i] =
            step(i).op() == Structure.STOP
                ? operands[0]
                : b.inline(kernel(i).formula(single, simd), operands);
        if (rows[i] != NOWHERE) {
          results.add(values[i]);
          to.add(rows[i]);
        }
      }
      passedOn.forEach(
          (row, i) -> {
            results.add(value(i, b));
            to.add(row);
          });
      return new RowLoop.Spec(b.build(0), results, from, to, width, single);
    }

    private int value(int i, Formula.Builder b) {
      return program.instructions().get(i) instanceof Program.Constant constant
          ? b.constant(((Scalar) constant.value()).number())
          : values[i];
    }
  }
}
