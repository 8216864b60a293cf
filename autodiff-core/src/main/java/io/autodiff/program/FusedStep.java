package io.autodiff.program;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.elementwise.BroadcastStrides;
import io.autodiff.internal.array.BroadcastLoop;
import io.autodiff.internal.array.Strided;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FusedLoop;
import io.autodiff.internal.loop.FusedLoop.Reading;
import io.autodiff.internal.thread.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Some elementwise operations on tensors of one size, computed by one loop over memory. */
final class FusedStep extends PlanStep {
  private final FusedLoop loop;
  private final int operations;
  private final int size;
  private final int row;

  /** The number of each array of the loop. */
  private final int[] numbers;

  private final Object[] arrays;

  /** The number of inputs, behind which the results are. */
  private final int inputs;

  /** The results that are computed in arrays of the workspace. */
  private final int[] pooled;

  private final Shape[] shapes;
  private final DType dtype;
  private final Expansion[] expansions;
  private final Parallel parallel;
  private final Parallel.Piece piece;

  /** An operand that is stretched into an array of its own before the loop reads it. */
  private record Expansion(int array, int[] dims, int[] strides) {}

  /** Writes the formula of a unit. */
  private static final class Writer {
    private final FusionPlan plan;
    private final FusionPlan.Unit unit;
    private final List<FusionPlan.Source> sources = new ArrayList<>();
    private final List<Expansion> expansions = new ArrayList<>();
    private final Map<List<Object>, Integer> known = new HashMap<>();
    private final Map<Integer, Integer> values = new HashMap<>();
    private final List<Integer> stored = new ArrayList<>();

    Writer(FusionPlan plan, FusionPlan.Unit unit) {
      this.plan = plan;
      this.unit = unit;
      for (int member : unit.members) {
        for (int operand : plan.layout.operands[member]) {
          find(operand, member);
        }
      }
    }

    private boolean isInside(FusionPlan.Source source) {
      return unit.equals(plan.unit(source.number()));
    }

    private void find(int operand, int member) {
      FusionPlan.Source source = plan.source(unit, operand, member);
      if (plan.isNeeded(member)
          && !isInside(source)
          && plan.uniform(source.number()) == null
          && !known.containsKey(key(source, member))) {
        known.put(key(source, member), sources.size());
        if (source.reading() == null) {
          Shape to = plan.shape(member);
          int[] strides = BroadcastStrides.of(plan.shape(operand), to);
          expansions.add(new Expansion(sources.size(), to.dims(), strides));
        }
        sources.add(source);
      }
    }

    /** Two operands are one if they are the same array, expanded to the same shape. */
    private List<Object> key(FusionPlan.Source source, int member) {
      return source.reading() == null
          ? List.of(source.number(), plan.shape(member))
          : List.of(source.number(), source.reading());
    }

    private int value(int operand, int member, Formula.Builder b) {
      FusionPlan.Source source = plan.source(unit, operand, member);
      Double uniform = plan.uniform(source.number());
      if (uniform != null) {
        return b.constant(uniform);
      }
      Integer value =
          isInside(source) ? values.get(source.number()) : known.get(key(source, member));
      return Objects.requireNonNull(value);
    }

    FusedLoop loop(boolean single, boolean simd) {
      Formula.Builder b = new Formula.Builder(sources.size());
      List<Integer> results = new ArrayList<>();
      for (int member : unit.members) {
        if (!plan.isNeeded(member)) {
          continue;
        }
        int[] in = plan.layout.operands[member];
        int[] operands = new int[in.length];
        for (int k = 0; k < in.length; k++) {
          operands[k] = value(in[k], member, b);
        }
        int value = b.inline(plan.formula(member), operands);
        values.put(member, value);
        if (plan.isStored(member)) {
          results.add(value);
          stored.add(member);
        }
      }
      List<Reading> readings = new ArrayList<>();
      sources.forEach(s -> readings.add(s.reading() == null ? Reading.WHOLE : s.reading()));
      return FusedLoop.of(new FusedLoop.Spec(b.build(0), results, readings, single, simd));
    }
  }

  FusedStep(FusionPlan plan, FusionPlan.Unit unit, boolean simd, Parallel parallel) {
    Writer writer = new Writer(plan, unit);
    this.dtype = plan.layout.instructions[unit.first()].type().dtype();
    this.loop = writer.loop(dtype == DType.FLOAT32, simd);
    this.operations = (int) unit.members.stream().filter(plan::isNeeded).count();
    this.size = plan.shape(unit.first()).size();
    this.row = unit.row();
    this.parallel = parallel;
    this.expansions = writer.expansions.toArray(Expansion[]::new);
    List<Integer> all = new ArrayList<>();
    writer.sources.forEach(s -> all.add(s.number()));
    all.addAll(writer.stored);
    this.numbers = all.stream().mapToInt(Integer::intValue).toArray();
    this.arrays = new Object[numbers.length];
    for (Expansion e : expansions) {
      arrays[e.array] = dtype.newArray(size);
    }
    this.inputs = writer.sources.size();
    this.pooled =
        writer.stored.stream().filter(plan::isPooled).mapToInt(Integer::intValue).toArray();
    this.shapes = Arrays.stream(pooled).mapToObj(plan::shape).toArray(Shape[]::new);
    this.piece = row == 0 ? this::part : this::rows;
  }

  @Override
  void run(Numbers all) {
    for (int k = 0; k < pooled.length; k++) {
      Object array = all.workspace().allocate(dtype, size);
      all.set(pooled[k], all.workspace().tensor(shapes[k], array));
    }
    int next = 0;
    for (int k = 0; k < numbers.length; k++) {
      Object array = all.arrays()[numbers[k]];
      if (next < expansions.length && expansions[next].array == k) {
        Expansion e = expansions[next++];
        Strided.gather(array, 0, e.dims, e.strides, arrays[k]);
      } else {
        arrays[k] = array;
      }
    }
    if (size <= BroadcastLoop.GRAIN && row == 0) {
      loop.run(arrays, 0, 0, size);
    } else if (row == 0) {
      parallel.run(size, BroadcastLoop.GRAIN, piece);
    } else {
      parallel.run(size / row, Math.max(1, BroadcastLoop.GRAIN / row), piece);
    }
  }

  private void part(int from, int to) {
    loop.run(arrays, from, 0, to - from);
  }

  private void rows(int from, int to) {
    for (int at = from * row; at < to * row; at += row) {
      loop.run(arrays, at, 0, row);
    }
  }

  @Override
  int[] reads() {
    return Arrays.copyOf(numbers, inputs);
  }

  @Override
  int[] pooled() {
    return pooled;
  }

  @Override
  public String toString() {
    return operations + " elementwise operations on " + size + " elements";
  }
}
