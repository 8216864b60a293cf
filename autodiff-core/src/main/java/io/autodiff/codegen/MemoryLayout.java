package io.autodiff.codegen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays of a compiled program. Values: the inputs, what steps keep, the constants. Adjoints:
 * those of the inputs, what steps keep, and a place for adjoints that nothing reads.
 */
final class MemoryLayout {
  private final CodePlan plan;
  private final ScalarProgram program;
  private final Map<Long, Integer> constants = new HashMap<>();
  private final int unread;
  private double[] initial;
  private int valuesEnd;
  private int[] tables = new int[16];
  private int tablesEnd;

  MemoryLayout(CodePlan plan) {
    this.plan = plan;
    this.program = plan.program;
    int values = program.inputs();
    int adjoints = program.inputs();
    for (Part part : plan.parts) {
      values = placeValues(part, values);
      adjoints = placeAdjoints(part, adjoints);
    }
    this.unread = adjoints;
    this.valuesEnd = values;
    this.initial = new double[values + 16];
  }

  /** Gives the values that an iteration keeps places side by side, and returns the end. */
  private int placeValues(Part part, int start) {
    List<Leaf> kept = new ArrayList<>();
    int end = start;
    for (int j = 0; j < part.period(); j++) {
      Leaf leaf = plan.leaf(part, j);
      if (leaf.keepsValues && !leaf.isInvariant && part.isLoop()) {
        kept.add(leaf);
      } else if (leaf.keepsValues || leaf.keepsLastValue) {
        leaf.values = Address.of(end++, 0);
      }
    }
    boolean carried = kept.stream().anyMatch(leaf -> leaf.keepsCarriedIn);
    end += carried ? kept.size() : 0;
    for (int i = 0; i < kept.size(); i++) {
      kept.get(i).values = Address.of(end + i, kept.size());
    }
    return end + kept.size() * part.count();
  }

  private int placeAdjoints(Part part, int start) {
    List<Leaf> kept = new ArrayList<>();
    int end = start;
    for (int j = 0; j < part.period(); j++) {
      Leaf leaf = plan.leaf(part, j);
      if (leaf.isDifferentiated && leaf.keepsAdjoints && part.isLoop()) {
        kept.add(leaf);
      } else if (leaf.isDifferentiated && (leaf.keepsAdjoints || leaf.keepsLastAdjoint)) {
        leaf.adjoints = Address.of(end++, 0);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      kept.get(i).adjoints = Address.of(end + i, kept.size());
    }
    return end + kept.size() * part.count();
  }

  /** Returns the values before a run: the constants in their places. */
  double[] initialValues() {
    return Arrays.copyOf(initial, valuesEnd);
  }

  int adjointCount() {
    return unread + 1;
  }

  int[] tables() {
    return Arrays.copyOf(tables, tablesEnd);
  }

  private int put(double constant) {
    if (valuesEnd == initial.length) {
      initial = Arrays.copyOf(initial, 2 * initial.length);
    }
    initial[valuesEnd] = constant;
    return valuesEnd++;
  }

  /** Returns where a value is that is not in a local only. */
  int value(int number) {
    if (program.isConstant(number)) {
      double constant = program.constant(number);
      return constants.computeIfAbsent(Double.doubleToRawLongBits(constant), _ -> put(constant));
    }
    if (!plan.isStep(number)) {
      return number;
    }
    return plan.leafOf(number).values.at(plan.iteration(number));
  }

  /** Returns where an adjoint is; a place that nothing reads where there is none. */
  int adjoint(int number) {
    if (program.isConstant(number)) {
      return unread;
    }
    if (!plan.isStep(number)) {
      return number;
    }
    Address adjoints = plan.leafOf(number).adjoints;
    return adjoints.exists() ? adjoints.at(plan.iteration(number)) : unread;
  }

  int[] values(int[] numbers) {
    return Arrays.stream(numbers).map(this::value).toArray();
  }

  int[] adjoints(int[] numbers) {
    return Arrays.stream(numbers).map(this::adjoint).toArray();
  }

  /** Finds the addresses of the operands of a part. */
  void resolve(Part part) {
    Map<Use, int[]> constants = new LinkedHashMap<>();
    for (int j = 0; j < part.period(); j++) {
      Leaf leaf = plan.leaf(part, j);
      for (int u = 0; u < leaf.uses.length; u++) {
        Use use = leaf.uses[u];
        switch (use.kind) {
          case CONSTANT -> use.value = Address.of(value(use.first), 0);
          case INVARIANT -> {
            use.value = Address.of(value(use.first), 0);
            use.adjoint = Address.of(adjoint(use.first), 0);
          }
          case VARYING -> {
            int[] taken = operands(part, j, u);
            if (Arrays.stream(taken).allMatch(program::isConstant)) {
              constants.put(use, taken);
            } else {
              use.value = address(values(taken));
              use.adjoint = address(adjoints(taken));
            }
          }
          case LOCAL, CARRIED -> {}
        }
      }
    }
    placeConstants(part, constants);
  }

  private int[] operands(Part part, int j, int u) {
    int[] taken = new int[part.count()];
    Arrays.setAll(taken, k -> plan.operand(part, j, u, k));
    return taken;
  }

  /** Gives the constants that an iteration takes places side by side. */
  private void placeConstants(Part part, Map<Use, int[]> taken) {
    int at = valuesEnd;
    for (Use use : taken.keySet()) {
      use.value = Address.of(at++, taken.size());
    }
    for (int k = 0; k < part.count(); k++) {
      for (int[] constants : taken.values()) {
        put(program.constant(constants[k]));
      }
    }
  }

  private int table(int... places) {
    int table = tablesEnd;
    tablesEnd += places.length;
    if (tablesEnd > tables.length) {
      tables = Arrays.copyOf(tables, 2 * tablesEnd);
    }
    System.arraycopy(places, 0, tables, table, places.length);
    return table;
  }

  private Address address(int... places) {
    int stride = places[1] - places[0];
    for (int k = 0; k < places.length; k++) {
      if (places[k] != places[0] + k * stride) {
        return new Address(-1, 0, table(places));
      }
    }
    return Address.of(places[0], stride);
  }
}
