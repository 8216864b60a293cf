package io.autodiff.codegen;

import java.util.Arrays;
import java.util.HashMap;
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
      for (int j = 0; j < part.period(); j++) {
        Leaf leaf = plan.leaf(part, j);
        if (leaf.keepsValues) {
          values += leaf.keepsCarriedIn ? 1 : 0;
          leaf.values = values;
          values += part.count();
        } else if (leaf.keepsLastValue) {
          leaf.values = values++;
        }
        if (leaf.isDifferentiated && leaf.keepsAdjoints) {
          leaf.adjoints = adjoints;
          adjoints += part.count();
        } else if (leaf.isDifferentiated && leaf.keepsLastAdjoint) {
          leaf.adjoints = adjoints++;
        }
      }
    }
    this.unread = adjoints;
    this.valuesEnd = values;
    this.initial = new double[values + 16];
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
      return constants.computeIfAbsent(
          Double.doubleToRawLongBits(constant), _ -> put(constant));
    }
    if (!plan.isStep(number)) {
      return number;
    }
    Leaf leaf = plan.leafOf(number);
    return leaf.keepsValues ? leaf.values + plan.iteration(number) : leaf.values;
  }

  /** Returns where an adjoint is; a place that nothing reads where there is none. */
  int adjoint(int number) {
    if (program.isConstant(number)) {
      return unread;
    }
    if (!plan.isStep(number)) {
      return number;
    }
    Leaf leaf = plan.leafOf(number);
    if (leaf.adjoints < 0) {
      return unread;
    }
    return leaf.keepsAdjoints ? leaf.adjoints + plan.iteration(number) : leaf.adjoints;
  }

  int[] values(int[] numbers) {
    return Arrays.stream(numbers).map(this::value).toArray();
  }

  int[] adjoints(int[] numbers) {
    return Arrays.stream(numbers).map(this::adjoint).toArray();
  }

  /** Finds the addresses of the operands of a part. */
  void resolve(Part part) {
    for (int j = 0; j < part.period(); j++) {
      Leaf leaf = plan.leaf(part, j);
      for (int u = 0; u < leaf.uses.length; u++) {
        resolve(part, j, u, leaf);
      }
    }
  }

  private void resolve(Part part, int j, int u, Leaf leaf) {
    Use use = leaf.uses[u];
    switch (use.kind) {
      case CONSTANT -> use.value = Address.of(value(use.first), 0);
      case INVARIANT -> {
        use.value = Address.of(value(use.first), 0);
        use.adjoint = Address.of(adjoint(use.first), 0);
      }
      case VARYING -> {
        int[] values = new int[part.count()];
        int[] adjoints = new int[part.count()];
        boolean constant = true;
        for (int k = 0; k < values.length; k++) {
          int operand = plan.operand(part, j, u, k);
          constant &= program.isConstant(operand);
          adjoints[k] = adjoint(operand);
        }
        for (int k = 0; k < values.length; k++) {
          int operand = plan.operand(part, j, u, k);
          values[k] = constant ? put(program.constant(operand)) : value(operand);
        }
        use.value = address(values);
        use.adjoint = plan.passes(leaf, u) && !constant ? address(adjoints) : null;
      }
      case LOCAL, CARRIED -> {}
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
