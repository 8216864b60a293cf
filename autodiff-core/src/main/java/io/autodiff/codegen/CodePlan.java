package io.autodiff.codegen;

import io.autodiff.codegen.Use.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What is written for a program: its steps in parts, and where each value and adjoint is. A value
 * that only its own iteration takes is in a local; one that the next iteration takes is in a local
 * that lives on; all others are in arrays, those of one step of a body side by side.
 *
 * <p>Adjoints are added up in the order in which a traversal of the unrolled program does, so that
 * the bits are the same.
 */
final class CodePlan {
  final ScalarProgram program;
  final List<Part> parts = new ArrayList<>();
  final List<Leaf> leaves = new ArrayList<>();
  final BitSet active;

  /** Where the adjoints of the results are. */
  final int[] seeds;

  /** Where the results and the comparisons are. */
  final int[] outputs;

  final int[] guards;

  private final int[] steps;

  /** The place of each number among the steps, -1 if it is none. */
  private final int[] position;

  /** The part of each step. */
  private final int[] partOf;

  /** The last step that takes a value, by its number. */
  private final int[] lastTaker;

  private final MemoryLayout memory;

  CodePlan(ScalarProgram program) {
    this.program = program;
    this.steps = program.neededSteps();
    this.position = new int[program.size()];
    Arrays.fill(position, -1);
    for (int s = 0; s < steps.length; s++) {
      position[steps[s]] = s;
    }
    this.partOf = new int[steps.length];
    this.lastTaker = new int[program.size()];
    this.active = program.active();
    findParts();
    noteTakers();
    BitSet wanted = program.wanted();
    for (Part part : parts) {
      for (int j = 0; j < part.period(); j++) {
        leaves.add(leaf(part, j, wanted));
      }
    }
    noteResults();
    for (int p = parts.size() - 1; p >= 0; p--) {
      keep(parts.get(p));
    }
    keepForReverse();
    this.memory = new MemoryLayout(this);
    this.outputs = memory.values(program.outputs());
    this.guards = memory.values(program.guards());
    this.seeds = memory.adjoints(program.outputs());
    parts.forEach(memory::resolve);
  }

  MemoryLayout memory() {
    return memory;
  }

  int stepCount() {
    return steps.length;
  }

  private void findParts() {
    int at = 0;
    for (LoopFinder.Loop loop : LoopFinder.find(program, steps, position)) {
      addStraight(at, loop.at());
      add(loop.at(), loop.period(), loop.count());
      at = loop.end();
    }
    addStraight(at, steps.length);
  }

  private void addStraight(int from, int to) {
    for (int at = from; at < to; at += Part.SEGMENT) {
      add(at, Math.min(Part.SEGMENT, to - at), 1);
    }
  }

  private void add(int at, int period, int count) {
    Part former = parts.isEmpty() ? null : parts.getLast();
    Part part =
        new Part(at, period, count, former == null ? 0 : former.firstLeaf() + former.period());
    Arrays.fill(partOf, at, part.end(), parts.size());
    parts.add(part);
  }

  private void noteTakers() {
    for (int s = 0; s < steps.length; s++) {
      for (int operand : program.operands(steps[s])) {
        lastTaker[operand] = s;
      }
    }
    for (int output : program.outputs()) {
      lastTaker[output] = Integer.MAX_VALUE;
    }
  }

  /** Returns the number of a step of a body in an iteration. */
  int number(Part part, int j, int k) {
    return steps[part.at() + k * part.period() + j];
  }

  private Leaf leaf(Part part, int j, BitSet wanted) {
    int number = number(part, j, 0);
    Use[] uses = new Use[program.operands(number).length];
    for (int u = 0; u < uses.length; u++) {
      uses[u] = use(part, j, u);
    }
    Leaf leaf = new Leaf(program.op(number), uses);
    leaf.isInvariant =
        part.isLoop()
            && part.isOneMethod()
            && Arrays.stream(uses).allMatch(use -> isFixed(part, use));
    for (int k = 0; k < part.count() && !leaf.isDifferentiated; k++) {
      int n = number(part, j, k);
      leaf.isDifferentiated = active.get(n) && wanted.get(n);
    }
    return leaf;
  }

  /** Returns whether an operand is the same in all iterations, and known before the first. */
  private boolean isFixed(Part part, Use use) {
    return switch (use.kind) {
      case CONSTANT -> true;
      case INVARIANT -> !isStep(use.first) || !partOf(use.first).equals(part);
      case LOCAL -> leaves.get(use.leaf).isInvariant;
      case CARRIED, VARYING -> false;
    };
  }

  /** Returns the operand of a step in an iteration. */
  int operand(Part part, int j, int u, int k) {
    return program.operands(number(part, j, k))[u];
  }

  private Use use(Part part, int j, int u) {
    int first = operand(part, j, u, 0);
    boolean same = true;
    boolean constant = true;
    int local = position[first] - part.at();
    int back = -1;
    boolean carried = part.isLoop() && part.isOneMethod();
    boolean anyActive = false;
    for (int k = 0; k < part.count(); k++) {
      int operand = operand(part, j, u, k);
      int place = position[operand] - part.at() - k * part.period();
      same &= operand == first;
      anyActive |= active.get(operand);
      constant &= sameBits(operand, first);
      local = place == local ? local : -1;
      if (k > 0) {
        int before = place + part.period();
        carried &= before >= 0 && before < part.period() && (k == 1 || before == back);
        back = before;
      }
    }
    boolean isLocal = position[first] >= 0 && local >= 0 && local < part.period();
    if (constant) {
      return new Use(Kind.CONSTANT, first, -1, false);
    }
    if (isLocal) {
      return new Use(Kind.LOCAL, first, part.firstLeaf() + local, anyActive);
    }
    if (carried) {
      return new Use(Kind.CARRIED, first, part.firstLeaf() + back, anyActive);
    }
    return new Use(same ? Kind.INVARIANT : Kind.VARYING, first, -1, anyActive);
  }

  private boolean sameBits(int a, int b) {
    return program.isConstant(a)
        && program.isConstant(b)
        && Double.doubleToRawLongBits(program.constant(a))
            == Double.doubleToRawLongBits(program.constant(b));
  }

  private void noteResults() {
    for (int output : program.outputs()) {
      keep(output, Integer.MAX_VALUE, true);
    }
    for (int guard : program.guards()) {
      keep(guard, Integer.MAX_VALUE, false);
    }
  }

  /** Notes that a value is taken from the arrays by step {@code s}. */
  private void keep(int number, int s, boolean withAdjoint) {
    if (position[number] < 0) {
      return;
    }
    Part part = partOf(number);
    Leaf leaf = leafOf(number);
    boolean last = s >= part.end() && iteration(number) == part.count() - 1 && part.isOneMethod();
    leaf.keepsValues |= !last;
    leaf.keepsLastValue |= last;
    leaf.keepsAdjoints |= !last && withAdjoint;
    leaf.keepsLastAdjoint |= last && withAdjoint;
    leaf.isTakenByAddress |= s < part.end();
  }

  Part partOf(int number) {
    return parts.get(partOf[position[number]]);
  }

  int iteration(int number) {
    Part part = partOf(number);
    return (position[number] - part.at()) / part.period();
  }

  Leaf leafOf(int number) {
    Part part = partOf(number);
    return leaves.get(part.firstLeaf() + (position[number] - part.at()) % part.period());
  }

  boolean isStep(int number) {
    return position[number] >= 0;
  }

  /** Decides which values of a part are kept, when all later parts have said what they take. */
  private void keep(Part part) {
    for (int j = 0; j < part.period(); j++) {
      Use[] uses = leaf(part, j).uses;
      for (int u = 0; u < uses.length; u++) {
        switch (uses[u].kind) {
          case INVARIANT, VARYING -> keepAll(part, j, u);
          case LOCAL -> {
            Leaf taken = leaves.get(uses[u].leaf);
            if (part.segment(uses[u].leaf - part.firstLeaf()) != part.segment(j)) {
              taken.keepsValues = true;
              taken.keepsAdjoints = true;
            }
          }
          case CONSTANT, CARRIED -> {}
        }
      }
    }
    for (int j = 0; j < part.period(); j++) {
      if (!carry(part, j)) {
        dropCarried(part, part.firstLeaf() + j);
      }
    }
  }

  Leaf leaf(Part part, int j) {
    return leaves.get(part.firstLeaf() + j);
  }

  private void keepAll(Part part, int j, int u) {
    for (int k = 0; k < part.count(); k++) {
      keep(operand(part, j, u, k), part.at() + k * part.period() + j, true);
    }
  }

  /** Lets the results of a step live on in a local, or returns that they cannot. */
  private boolean carry(Part part, int j) {
    Leaf taken = leaf(part, j);
    int first = -1;
    for (int i = 0; i < part.period(); i++) {
      for (Use use : leaf(part, i).uses) {
        if (use.kind == Kind.CARRIED && use.leaf == part.firstLeaf() + j) {
          if (first >= 0 && first != use.first) {
            return false;
          }
          first = use.first;
        }
      }
    }
    if (first < 0) {
      return true;
    }
    if (taken.keepsAdjoints || taken.isInvariant || !isFreeFor(part, j, first)) {
      return false;
    }
    taken.carriedIn = first;
    keep(first, part.at(), true);
    return true;
  }

  /**
   * Returns whether nothing but the first iteration, in the place of a former result of step {@code
   * j}, and earlier code takes a value: then its adjoint may be the one that the loop carries out.
   */
  private boolean isFreeFor(Part part, int j, int number) {
    if (program.isConstant(number)) {
      return true;
    }
    if (lastTaker[number] >= part.at() + part.period()) {
      return false;
    }
    for (int i = 0; i < part.period(); i++) {
      Use[] uses = leaf(part, i).uses;
      for (int u = 0; u < uses.length; u++) {
        boolean carried = uses[u].kind == Kind.CARRIED && uses[u].leaf == part.firstLeaf() + j;
        if (!carried && operand(part, i, u, 0) == number) {
          return false;
        }
      }
    }
    return true;
  }

  private void dropCarried(Part part, int leaf) {
    for (int i = 0; i < part.period(); i++) {
      Use[] uses = leaf(part, i).uses;
      for (int u = 0; u < uses.length; u++) {
        if (uses[u].kind == Kind.CARRIED && uses[u].leaf == leaf) {
          uses[u].kind = Kind.VARYING;
          keepAll(part, i, u);
        }
      }
    }
  }

  /** Keeps the values that the traversal in reverse reads. */
  private void keepForReverse() {
    for (Leaf leaf : leaves) {
      for (int u = 0; u < leaf.uses.length; u++) {
        if (!passes(leaf, u)) {
          continue;
        }
        int read = leaf.code.reads(u);
        if ((read >> OperationCode.RESULT & 1) != 0) {
          leaf.keepsValues = true;
        }
        for (int r = 0; r < leaf.uses.length; r++) {
          Use use = leaf.uses[r];
          if ((read >> r & 1) != 0 && use.leaf >= 0) {
            leaves.get(use.leaf).keepsValues = true;
            leaves.get(use.leaf).keepsCarriedIn |= use.kind == Kind.CARRIED;
          }
        }
      }
    }
  }

  /** Returns whether a step adds to an operand's adjoint. */
  boolean passes(Leaf leaf, int u) {
    Use use = leaf.uses[u];
    if (!leaf.isDifferentiated || !leaf.code.passes(u)) {
      return false;
    }
    return switch (use.kind) {
      case LOCAL -> leaves.get(use.leaf).isDifferentiated;
      case INVARIANT, VARYING -> use.isActive;
      case CARRIED -> leaves.get(use.leaf).isDifferentiated || use.isActive;
      case CONSTANT -> false;
    };
  }

  /** Returns where a value is that is taken by its address. */
  Address valueOf(int number) {
    return Address.of(memory.value(number), 0);
  }

  /** Returns where the adjoint of a value is that is taken by its address. */
  Address adjointOf(int number) {
    return Address.of(memory.adjoint(number), 0);
  }

  /** Returns the parts, a line for each loop. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int straight = 0;
    for (Part part : parts) {
      if (part.isLoop()) {
        text.append("  loop of ").append(part.count()).append(" times ");
        text.append(part.period()).append(" operations\n");
      } else {
        straight += part.period();
      }
    }
    return text.append("  ").append(straight).append(" operations once\n").toString();
  }
}
