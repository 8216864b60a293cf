package io.autodiff.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The arrays of results that fused loops store. Results that no other operation reads share an
 * array if none is needed while another is.
 */
final class PlanMemory {
  private final FusionPlan plan;
  private final List<FusionPlan.Unit> order;

  /** By unit, the place in the order. */
  private final Map<FusionPlan.Unit, Integer> place = new HashMap<>();

  private final Map<Integer, Object> arrays = new HashMap<>();
  private final List<Lent> lent = new ArrayList<>();

  /**
   * An array that is used again after its last reader.
   *
   * @param until the place of that reader
   */
  private record Lent(Program.Type type, Object array, int until) {}

  PlanMemory(FusionPlan plan) {
    this.plan = plan;
    this.order = plan.inOrder();
    for (FusionPlan.Unit unit : order) {
      place.put(unit, place.size());
    }
  }

  /** Gives the stored results of a unit arrays and returns their numbers. */
  List<Integer> allocate(FusionPlan.Unit unit) {
    List<Integer> stored = new ArrayList<>();
    for (int member : unit.members) {
      if (plan.isNeeded(member) && plan.isStored(member)) {
        stored.add(member);
        arrays.put(member, take(member, place.get(unit)));
      }
    }
    return stored;
  }

  Object array(int number) {
    return Objects.requireNonNull(arrays.get(number));
  }

  private Object take(int number, int now) {
    Program.Type type = plan.layout.instructions[number].type();
    if (plan.isTensor(number)) {
      return type.dtype().newArray(type.shape().size());
    }
    int until = now;
    for (FusionPlan.Unit unit : order) {
      if (unit.reads(number)) {
        until = Math.max(until, place.get(unit));
      }
    }
    for (Iterator<Lent> all = lent.iterator(); all.hasNext(); ) {
      Lent one = all.next();
      if (one.until < now
          && one.type.dtype() == type.dtype()
          && one.type.shape().size() == type.shape().size()) {
        all.remove();
        lent.add(new Lent(type, one.array, until));
        return one.array;
      }
    }
    Object array = type.dtype().newArray(type.shape().size());
    lent.add(new Lent(type, array, until));
    return array;
  }
}
