package io.autodiff.program;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.elementwise.BroadcastStrides;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.array.BroadcastLoop;
import io.autodiff.internal.array.Elements;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FusedLoop;
import io.autodiff.internal.loop.FusedLoop.Reading;
import io.autodiff.op.BroadcastTo;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Reshape;
import io.autodiff.op.Structure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Divides the operations of a program with tensors into units that run one after the other:
 * elementwise operations on tensors of one size that depend on nothing between them are one unit,
 * whatever their order in the program, so that the chain of a function and the chain of its
 * derivatives read memory once. Every other operation is a unit of its own.
 */
final class FusionPlan {
  /** The most instructions of a fused loop: a longer one has too many values for the registers. */
  private static final int MOST_INSTRUCTIONS = 300;

  /** The most arrays of a fused loop. */
  private static final int MOST_ARRAYS = 64;

  /** The fewest elements of a result whose array others use, too. */
  private static final int SMALLEST_POOLED = 1 << 9;

  /** How many units an operation is tried in. */
  private static final int MOST_TRIED = 8;

  final ProgramLayout layout;
  private final boolean simd;
  private final List<Unit> units = new ArrayList<>();
  private final Map<Integer, Optional<Double>> uniform = new HashMap<>();

  /** Which operations read a result, as it is in memory. */
  private final Map<Integer, List<Integer>> readers = new HashMap<>();

  /** The unit of each number; null for inputs and constants. */
  private final @Nullable Unit[] unitOf;

  /** Which results are read as tensors, and not by fused loops alone. */
  private final BitSet asTensors = new BitSet();

  /** Which results are read by another unit than their own, or by the caller. */
  private final BitSet stored = new BitSet();

  private final BitSet outputs = new BitSet();

  /** Which results are read at all. */
  private final BitSet needed = new BitSet();

  /** Operations that run together. */
  static final class Unit {
    final int position;
    final List<Integer> members = new ArrayList<>();
    final boolean isFused;

    /** The positions of the units that this one needs, directly or not. */
    private final BitSet above = new BitSet();

    /** What it reads from memory. */
    private final Set<Integer> sources = new HashSet<>();

    private int instructions;

    /** How many elements the rows have that are read; 0 if none are. */
    private int row;

    private Unit(int position, boolean isFused) {
      this.position = position;
      this.isFused = isFused;
    }

    int first() {
      return members.getFirst();
    }

    private int last() {
      return members.isEmpty() ? 0 : members.getLast();
    }

    int row() {
      return row;
    }
  }

  /**
   * Where a fused operation finds an operand.
   *
   * @param number the result or constant that is read
   * @param reading how; null of an operand that is stretched in another way: it is expanded first
   */
  record Source(int number, @Nullable Reading reading) {}

  FusionPlan(Program program, boolean simd) {
    this.layout = new ProgramLayout(program);
    this.simd = simd;
    this.unitOf = new Unit[layout.end];
    for (int i = layout.firstStep; i < layout.end; i++) {
      place(i);
    }
    for (int i = layout.end - 1; i >= layout.firstStep; i--) {
      sink(i);
    }
    findNeeded();
  }

  Shape shape(int number) {
    return layout.instructions[number].type().shape();
  }

  private int size(int number) {
    return shape(number).size();
  }

  private boolean isStep(int number) {
    return number >= layout.firstStep;
  }

  /** Returns the formula of an elementwise operation, as its own loops compute it. */
  Formula formula(int number) {
    boolean single = layout.instructions[number].type().dtype() == DType.FLOAT32;
    return ElementwiseKernels.of((Elementwise) layout.step(number).op())
        .value()
        .formula(single, simd);
  }

  private boolean isFusible(int number) {
    Program.Step step = layout.step(number);
    return step.op() instanceof Elementwise
        && !step.type().isScalar()
        && size(number) > 0
        && formula(number).operations().size() <= MOST_INSTRUCTIONS
        && (!simd || FusedLoop.isVectorisable(formula(number)));
  }

  private void place(int number) {
    if (!isFusible(number)) {
      Unit unit = add(false);
      unit.members.add(number);
      unitOf[number] = unit;
      for (int operand : layout.operands[number]) {
        depend(unit, unitOf[operand]);
        noteReader(operand, number);
      }
      return;
    }
    Unit unit = find(number);
    unit = unit == null ? add(true) : unit;
    unit.members.add(number);
    unit.instructions += formula(number).operations().size();
    unitOf[number] = unit;
    for (int operand : layout.operands[number]) {
      Source source = source(operand, shape(number));
      if (source.reading == Reading.ROW && unit.row == 0) {
        unit.row = size(source.number);
      }
      source = source(unit, operand, number);
      noteReader(source.number, number);
      Unit other = unitOf[source.number];
      if (other != unit) {
        depend(unit, other);
        unit.sources.add(source.number);
      }
    }
  }

  /**
   * Moves an operation to the unit that alone reads its result, if that does not make the unit that
   * it leaves store more. A factor of a derivative is then computed where it is used. Small ones
   * stay where they are, beside operations that share their terms: memory is no cost of theirs.
   */
  private void sink(int number) {
    Unit from = unitOf[number];
    Unit to = from == null || !from.isFused ? null : onlyReader(number, from);
    if (from == null || to == null || isSmall(number) || !hasRoom(to, number)) {
      return;
    }
    int more = 0;
    for (int operand : layout.operands[number]) {
      Source source = source(from, operand, number);
      if (source.reading == Reading.ROW ? size(source.number) != to.row : source.reading == null) {
        return;
      }
      more += unitOf[source.number] == from && !isReadElsewhere(source.number, from) ? 1 : 0;
    }
    if (more > 1) {
      return;
    }
    from.members.remove(Integer.valueOf(number));
    unitOf[number] = to;
    to.members.add(number);
    to.members.sort(null);
    to.instructions += formula(number).operations().size();
    to.sources.remove(number);
    for (int operand : layout.operands[number]) {
      int source = source(to, operand, number).number;
      if (unitOf[source] != to) {
        to.sources.add(source);
      }
    }
  }

  private boolean isSmall(int number) {
    return size(number) < SMALLEST_POOLED;
  }

  /**
   * Returns the fused unit that alone reads a result, another than its own; null if there is none.
   */
  private @Nullable Unit onlyReader(int number, Unit own) {
    if (Arrays.stream(layout.outputs).anyMatch(o -> base(o) == number)) {
      return null;
    }
    Unit found = null;
    for (int reader : readers.getOrDefault(number, List.of())) {
      Unit unit = unitOf[reader];
      if (unit == null || !unit.isFused || unit == own || (found != null && unit != found)) {
        return null;
      }
      found = unit;
    }
    return found != null && isAlike(number, found.first()) ? found : null;
  }

  private boolean isReadElsewhere(int number, Unit own) {
    return readers.getOrDefault(number, List.of()).stream().anyMatch(r -> unitOf[r] != own);
  }

  private void noteReader(int number, int reader) {
    readers.computeIfAbsent(number, _ -> new ArrayList<>()).add(reader);
  }

  private Unit add(boolean isFused) {
    Unit unit = new Unit(units.size(), isFused);
    units.add(unit);
    return unit;
  }

  private void depend(Unit unit, @Nullable Unit on) {
    if (on == null || unit.above.get(on.position)) {
      return;
    }
    unit.above.set(on.position);
    unit.above.or(on.above);
    for (int u = 0; u < units.size(); u++) {
      if (units.get(u).above.get(unit.position)) {
        units.get(u).above.or(unit.above);
      }
    }
  }

  /** Returns a unit that an elementwise operation can be part of and has something to do with. */
  private @Nullable Unit find(int number) {
    List<Source> from = new ArrayList<>();
    for (int operand : layout.operands[number]) {
      from.add(source(operand, shape(number)));
    }
    int tried = 0;
    for (int u = units.size() - 1; u >= 0 && tried < MOST_TRIED; u--) {
      Unit unit = units.get(u);
      if (!unit.isFused || !isAlike(number, unit.first())) {
        continue;
      }
      tried++;
      if (isClose(unit, from) && hasRoom(unit, number) && isPossible(unit, from)) {
        return unit;
      }
    }
    return null;
  }

  private boolean isAlike(int a, int b) {
    return size(a) == size(b)
        && layout.instructions[a].type().dtype() == layout.instructions[b].type().dtype();
  }

  private boolean isClose(Unit unit, List<Source> from) {
    return from.stream().anyMatch(s -> unitOf[s.number] == unit || unit.sources.contains(s.number));
  }

  private boolean hasRoom(Unit unit, int number) {
    return unit.instructions + formula(number).operations().size() <= MOST_INSTRUCTIONS
        && unit.sources.size() + unit.members.size() < MOST_ARRAYS;
  }

  private boolean isPossible(Unit unit, List<Source> from) {
    boolean fits =
        from.stream()
            .filter(s -> s.reading == Reading.ROW)
            .allMatch(s -> unit.row == 0 || unit.row == size(s.number));
    return fits
        && from.stream()
            .map(s -> unitOf[s.number])
            .allMatch(other -> other == null || other == unit || !other.above.get(unit.position));
  }

  /** Returns the result whose array a result shares: what a reshaped one was. */
  private int base(int number) {
    int at = number;
    while (isStep(at)
        && (layout.step(at).op() instanceof Reshape
            || (layout.step(at).op() == Structure.STOP && !layout.step(at).type().isScalar()))) {
      at = layout.operands[at][0];
    }
    return at;
  }

  /** Returns where a member of a unit finds an operand. */
  Source source(Unit unit, int operand, int member) {
    Source source = source(operand, shape(member));
    boolean otherRow = source.reading == Reading.ROW && size(source.number) != unit.row;
    return otherRow ? new Source(operand, null) : source;
  }

  private Source source(int operand, Shape shape) {
    int base = base(operand);
    if (isStep(base) && layout.step(base).op() instanceof BroadcastTo && size(base) > 0) {
      int inner = layout.operands[base][0];
      if (size(inner) == 1) {
        return new Source(base(inner), Reading.SINGLE);
      }
      if (size(base) == shape.size() && isRow(shape(inner), shape(base))) {
        return new Source(base(inner), Reading.ROW);
      }
    }
    if (size(base) == shape.size()) {
      return new Source(base, Reading.WHOLE);
    }
    if (size(base) == 1) {
      return new Source(base, Reading.SINGLE);
    }
    return isRow(shape(operand), shape) ? new Source(base, Reading.ROW) : new Source(operand, null);
  }

  private static boolean isRow(Shape shape, Shape target) {
    return shape.size() >= BroadcastLoop.NARROW && BroadcastStrides.areOfRows(shape, target);
  }

  /** Returns the number that all elements of a constant are, to the bit; null if there is none. */
  @Nullable Double uniform(int number) {
    return uniform.computeIfAbsent(number, this::findUniform).orElse(null);
  }

  private Optional<Double> findUniform(int number) {
    if (!(layout.instructions[number] instanceof Program.Constant(Tensor t)) || t.size() == 0) {
      return Optional.empty();
    }
    double first = Elements.get(t.storage(), 0);
    for (int i = 1; i < t.size(); i++) {
      long bits = Double.doubleToRawLongBits(Elements.get(t.storage(), i));
      if (bits != Double.doubleToRawLongBits(first)) {
        return Optional.empty();
      }
    }
    return Optional.of(first);
  }

  private void findNeeded() {
    for (int output : layout.outputs) {
      outputs.set(output);
    }
    asTensors.or(outputs);
    for (int comparison : layout.comparisons) {
      asTensors.set(comparison);
    }
    needed.or(asTensors);
    List<Unit> order = new ArrayList<>(inOrder());
    for (Unit unit : order.reversed()) {
      if (unit.isFused) {
        needFused(unit);
      } else if (needed.get(unit.first())) {
        for (int operand : layout.operands[unit.first()]) {
          needed.set(operand);
          asTensors.set(operand);
        }
      }
    }
    stored.or(asTensors);
  }

  private void needFused(Unit unit) {
    for (int member : unit.members.reversed()) {
      if (needed.get(member)) {
        for (int operand : layout.operands[member]) {
          Source source = source(unit, operand, member);
          needed.set(source.number);
          if (unitOf[source.number] != unit) {
            stored.set(source.number);
          }
          if (source.reading == null) {
            asTensors.set(source.number);
          }
        }
      }
    }
  }

  /** Returns whether a result is read by what runs, or is a result of the program. */
  boolean isNeeded(int number) {
    return needed.get(number);
  }

  /** Returns whether a unit other than its own reads a result, or the caller does. */
  boolean isStored(int number) {
    return stored.get(number);
  }

  /**
   * Returns whether a result that is stored has an array of the workspace. Results of the program
   * have arrays of their own, and so have small ones, which are in the processor's cache anyway.
   */
  boolean isPooled(int number) {
    return !isSmall(number) && !outputs.get(number);
  }

  /** Returns whether a fused loop computes a result. */
  boolean isFused(int number) {
    Unit unit = unitOf[number];
    return unit != null && unit.isFused;
  }

  @Nullable Unit unit(int number) {
    return unitOf[number];
  }

  /** Returns the units in an order in which each comes after those that it needs. */
  List<Unit> inOrder() {
    int[] missing = new int[units.size()];
    PriorityQueue<Unit> ready = new PriorityQueue<>(Comparator.comparingInt(Unit::last));
    for (Unit unit : units) {
      missing[unit.position] = unit.above.cardinality();
      if (missing[unit.position] == 0) {
        ready.add(unit);
      }
    }
    List<Unit> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Unit next = ready.remove();
      order.add(next);
      for (Unit unit : units) {
        if (unit.above.get(next.position) && --missing[unit.position] == 0) {
          ready.add(unit);
        }
      }
    }
    return order;
  }
}
