package io.autodiff.codegen;

import java.lang.classfile.CodeBuilder;
import java.util.List;

/** Writes the method that computes the values of a body. */
final class ForwardWriter extends BodyWriter {
  /** The locals with this iteration's results, and with those of the one before. */
  private final int[] results = new int[part.period()];

  private final int[] carried = new int[part.period()];

  ForwardWriter(CodeBuilder code, CodePlan plan, Part part, int segment, List<Object> constants) {
    super(code, plan, part, segment, 1, constants);
  }

  @Override
  void write() {
    if (hasLoop()) {
      enterLoop();
    }
    iterate(
        false,
        () -> {
          for (int j = from; j < to; j++) {
            if (!leaf(j).isInvariant) {
              step(j);
            }
          }
          for (int j = from; j < to; j++) {
            if (hasLoop() && leaf(j).isCarried()) {
              code.dload(results[j]).dstore(carried[j]);
            }
          }
        });
    if (hasLoop()) {
      leaveLoop();
    }
    code.return_();
  }

  private void enterLoop() {
    for (int j = from; j < to; j++) {
      for (Use use : leaf(j).uses) {
        if (use.value.exists() && use.value.isFixed() && !isOfThisPart(use)) {
          hoist(use.value);
        }
      }
      Leaf leaf = leaf(j);
      if (leaf.isInvariant) {
        step(j);
      }
      if (leaf.isCarried()) {
        int local = newLocal();
        code.dload(load(plan.valueOf(leaf.carriedIn))).dstore(local);
        carried[j] = local;
        if (leaf.keepsCarriedIn) {
          keep(Address.of(leaf.values.at(-1), 0), local);
        }
      }
    }
  }

  private void leaveLoop() {
    for (int j = from; j < to; j++) {
      Leaf leaf = leaf(j);
      if (leaf.values.exists() && isKeptLast(leaf)) {
        keep(leaf.values, results[j]);
      }
    }
  }

  /** Returns whether only the last of different values is kept. */
  private static boolean isKeptLast(Leaf leaf) {
    return !leaf.keepsValues && !leaf.isInvariant;
  }

  private void step(int j) {
    Leaf leaf = leaf(j);
    int[] operands = new int[leaf.uses.length];
    for (int u = 0; u < operands.length; u++) {
      operands[u] = operand(leaf.uses[u]);
    }
    leaf.code.value(code, u -> code.dload(operands[u]), this::pushConstant);
    int local = newLocal();
    code.dstore(local);
    results[j] = local;
    if (leaf.values.exists() && !(hasLoop() && isKeptLast(leaf))) {
      keep(leaf.values, local);
    }
  }

  private int operand(Use use) {
    return switch (use.kind) {
      case LOCAL ->
          isHere(use.leaf)
              ? results[use.leaf - part.firstLeaf()]
              : load(plan.leaves.get(use.leaf).values);
      case CARRIED -> carried[use.leaf - part.firstLeaf()];
      case CONSTANT, INVARIANT, VARYING -> load(use.value);
    };
  }
}
