package io.autodiff.program;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.elementwise.BroadcastStrides;
import io.autodiff.internal.array.BroadcastLoop;
import io.autodiff.internal.array.Strided;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FusedLoop;
import io.autodiff.internal.loop.FusedLoop.Reading;
import io.autodiff.internal.loop.StraightCode;
import io.autodiff.internal.thread.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Some elementwise operations on tensors of one size, computed by one loop over memory. */
final class FusedStep extends PlanStep {
  /** A loop of fewer elements is written out: vectors would not be full. */
  private static final int FEWEST_IN_VECTORS = 8;

  /** The most elements of a loop that straight code has. */
  private static final int LARGEST_WRITTEN = 512;

  private final FusedLoop.Spec spec;

  /** Made when it is first run. */
  private @Nullable FusedLoop loop;

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

    FusedLoop.Spec spec(boolean single, boolean simd) {
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
      return new FusedLoop.Spec(b.build(0), results, readings, single, simd);
    }
  }

  FusedStep(FusionPlan plan, FusionPlan.Unit unit, boolean simd, Parallel parallel) {
    Writer writer = new Writer(plan, unit);
    this.dtype = plan.layout.instructions[unit.first()].type().dtype();
    this.spec = writer.spec(dtype == DType.FLOAT32, simd);
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
    if (loop == null) {
      loop = FusedLoop.of(spec);
    }
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
      part(0, size);
    } else if (row == 0) {
      parallel.run(size, BroadcastLoop.GRAIN, piece);
    } else {
      parallel.run(size / row, Math.max(1, BroadcastLoop.GRAIN / row), piece);
    }
  }

  private void part(int from, int to) {
    Objects.requireNonNull(loop).run(arrays, from, 0, to - from);
  }

  private void rows(int from, int to) {
    FusedLoop made = Objects.requireNonNull(loop);
    for (int at = from * row; at < to * row; at += row) {
      made.run(arrays, at, 0, row);
    }
  }

  /**
   * Writes this as steps of straight code, if its arrays are small and none is in the workspace.
   *
   * @param next the number of the first array of the table in which operands may be stretched
   * @return how many of these are used
   */
  int write(List<StraightCode.Step> to, int next, Object[] table) {
    boolean isVector = spec.simd() && size >= FEWEST_IN_VECTORS && !spec.formula().isArithmetic();
    int used = isVector ? expansions.length : 0;
    if (pooled.length > 0 || size > LARGEST_WRITTEN || row != 0 || next + used > table.length) {
      return 0;
    }
    if (!isVector) {
      to.add(chain());
      return 0;
    }
    List<Integer> at = new ArrayList<>();
    Arrays.stream(numbers).forEach(at::add);
    for (int k = 0; k < used; k++) {
      int array = expansions[k].array;
      table[next + k] = dtype.newArray(size);
      to.add(new StraightCode.Copies(place(array), next + k, spec.single()));
      at.set(array, next + k);
    }
    to.add(new StraightCode.Counted(spec.at(at), size));
    return used;
  }

  private StraightCode.Chain chain() {
    List<StraightCode.Place> places = new ArrayList<>();
    for (int k = 0; k < numbers.length; k++) {
      places.add(place(k));
    }
    return new StraightCode.Chain(
        spec.formula(),
        spec.results(),
        places.subList(0, inputs),
        places.subList(inputs, places.size()),
        spec.single());
  }

  private StraightCode.Place place(int array) {
    return new StraightCode.Place(numbers[array], positions(array));
  }

  /** Returns where in its own array each element of an operand or result is. */
  private List<Integer> positions(int array) {
    for (Expansion e : expansions) {
      if (e.array == array) {
        return stretched(e);
      }
    }
    Reading reading = array < inputs ? spec.readings().get(array) : Reading.WHOLE;
    return IntStream.range(0, size).map(i -> reading == Reading.SINGLE ? 0 : i).boxed().toList();
  }

  private List<Integer> stretched(Expansion e) {
    double[] from = IntStream.range(0, size).asDoubleStream().toArray();
    double[] positions = new double[size];
    Strided.gather(from, 0, e.dims, e.strides, positions);
    return Arrays.stream(positions).mapToObj(p -> (int) p).toList();
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
