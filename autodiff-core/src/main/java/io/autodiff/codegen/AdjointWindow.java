package io.autodiff.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Neighbouring adjoints in an array that a loop adds to: iteration {@code k} at the places {@code
 * base + stride * (k + i)} for {@code i} from 0 to {@code depth}, as for {@code x[k]} and {@code
 * x[k + 1]}. They are in locals that move on from iteration to iteration, so that each is loaded
 * and stored once; the terms are added in the same order.
 */
record AdjointWindow(int base, int stride, int depth) {
  /** The most neighbours; more would need more registers than there are. */
  private static final int MOST = 3;

  /** The address of a place of the window. */
  Address at(int i) {
    return Address.of(base + stride * i, stride);
  }

  /** Returns the windows of a loop. */
  static List<AdjointWindow> find(CodePlan plan, Part part) {
    Map<Long, TreeMap<Integer, Address>> rows = new HashMap<>();
    Map<Integer, Long> owners = new HashMap<>(); // by place, the row that adds to it; 0 if several
    for (int j = 0; j < part.period(); j++) {
      Use[] uses = plan.leaf(part, j).uses;
      for (int u = 0; u < uses.length; u++) {
        Use use = uses[u];
        if (use.adjoint.exists()) {
          long row = row(plan, part, j, u);
          if (row != 0) {
            rows.computeIfAbsent(row, _ -> new TreeMap<>()).put(use.adjoint.base(), use.adjoint);
          }
          for (int k = 0; k < part.count(); k++) {
            int place = plan.adjointOf(plan.operand(part, j, u, k)).base();
            owners.merge(place, row, (a, b) -> a.equals(b) ? a : 0L);
          }
        }
      }
    }
    List<AdjointWindow> windows = new ArrayList<>();
    rows.forEach(
        (row, addresses) -> {
          int stride = addresses.firstEntry().getValue().stride();
          int low = addresses.firstKey();
          int high = addresses.lastKey();
          int depth = (high - low) / Math.abs(stride);
          AdjointWindow window = new AdjointWindow(stride > 0 ? low : high, stride, depth);
          if (depth > 0 && depth <= MOST && window.isAlone(row, owners, part.count())) {
            windows.add(window);
          }
        });
    return windows;
  }

  /** Returns a number for the addresses of one stride that meet; 0 if there can be no window. */
  private static long row(CodePlan plan, Part part, int j, int u) {
    Use use = plan.leaf(part, j).uses[u];
    int stride = use.adjoint.stride();
    if (use.adjoint.table() >= 0 || stride == 0) {
      return 0;
    }
    for (int k = 0; k < part.count(); k++) {
      int operand = plan.operand(part, j, u, k);
      if (plan.isStep(operand) && plan.partOf(operand).equals(part)) {
        return 0; // its adjoint is read in the array
      }
    }
    return (long) stride << Integer.SIZE | 1L + Math.floorMod(use.adjoint.base(), Math.abs(stride));
  }

  /** Returns whether nothing else adds to the places. */
  private boolean isAlone(long row, Map<Integer, Long> owners, int count) {
    for (int i = 0; i < count + depth; i++) {
      Long owner = owners.get(base + stride * i);
      if (owner == null || owner != row) {
        return false;
      }
    }
    return true;
  }
}
