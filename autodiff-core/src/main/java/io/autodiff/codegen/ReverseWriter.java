package io.autodiff.codegen;

import io.autodiff.codegen.Use.Kind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the method that takes the adjoints of a body's results back to its operands.
 *
 * <p>A traversal leaves out a step whose adjoint is 0, so that 0 times an infinite derivative is 0.
 * A branch for each step would take longer than the arithmetic. So there are two forms of the
 * method: a hasty one, whose results are right unless they are NaN, for a NaN comes out of 0 times
 * infinity and nothing makes a number of it; and an exact one. In the hasty form a sum may lack its
 * first term, 0; that changes no more than the sign of a zero, and arrays add every sum to 0.
 */
final class ReverseWriter extends BodyWriter {
  private static final int ADJOINTS = 1;

  private final boolean isExact;

  /** The locals with adjoints of this iteration's results, as far as there are terms yet. */
  private final Map<Integer, Integer> adjoints = new HashMap<>();

  /** The locals with adjoints that a loop carries from an iteration to the one before. */
  private final Map<Integer, Integer> carriedOut = new LinkedHashMap<>();

  /** The terms of this iteration for them. */
  private final Map<Integer, Integer> carriedIn = new HashMap<>();

  /** The locals with adjoints of values from outside, which are stored in the end. */
  private final Map<Address, Integer> outside = new LinkedHashMap<>();

  /** The windows of this loop, and their locals; also by the address that each stands for. */
  private final Map<AdjointWindow, int[]> windows = new LinkedHashMap<>();

  private final Map<Address, Integer> inWindows = new HashMap<>();

  /** What steps take whose addresses vary, if there is any such step. */
  private final Set<Integer> varying = new HashSet<>();

  ReverseWriter(
      CodeBuilder code,
      CodePlan plan,
      Part part,
      int segment,
      List<Object> constants,
      boolean isExact) {
    super(code, plan, part, segment, 2, constants);
    this.isExact = isExact;
  }

  @Override
  void write() {
    noteVarying();
    if (hasLoop()) {
      enterLoop();
    }
    iterate(
        true,
        () -> {
          windows.forEach((window, locals) -> loadPlace(window.at(0), locals[0]));
          for (int j = to - 1; j >= from; j--) {
            if (leaf(j).isDifferentiated) {
              step(j);
            }
          }
          passOn();
          windows.forEach(this::moveOn);
        });
    leave();
    code.return_();
  }

  private void noteVarying() {
    for (int j = from; j < to; j++) {
      Leaf leaf = leaf(j);
      for (int u = 0; u < leaf.uses.length; u++) {
        if (leaf.uses[u].kind == Kind.VARYING && leaf.uses[u].adjoint.exists()) {
          for (int k = 0; k < part.count(); k++) {
            varying.add(plan.operand(part, j, u, k));
          }
        }
      }
    }
  }

  /** Gives the windows locals, and loads what the last iteration is not the first to add to. */
  private void openWindows() {
    for (AdjointWindow window : AdjointWindow.find(plan, part)) {
      int[] locals = new int[window.depth() + 1];
      for (int i = 0; i < locals.length; i++) {
        locals[i] = newLocal();
        inWindows.put(window.at(i), locals[i]);
        if (i > 0) {
          loadPlace(Address.of(window.at(i).at(part.count() - 1), 0), locals[i]);
        }
      }
      windows.put(window, locals);
    }
  }

  /** Stores the adjoint that no further iteration adds to, and moves the others on. */
  private void moveOn(AdjointWindow window, int... locals) {
    storePlace(window.at(window.depth()), locals[window.depth()]);
    for (int i = window.depth(); i > 0; i--) {
      code.dload(locals[i - 1]).dstore(locals[i]);
    }
  }

  private void loadPlace(Address place, int local) {
    pushPlace(ADJOINTS, place);
    code.daload().dstore(local);
  }

  private void storePlace(Address place, int local) {
    pushPlace(ADJOINTS, place);
    code.dload(local).dastore();
  }

  private void enterLoop() {
    openWindows();
    for (int j = from; j < to; j++) {
      Leaf leaf = leaf(j);
      if (leaf.isInvariant && leaf.values.exists()) {
        hoist(leaf.values);
      }
      if (livesOn(leaf)) {
        int local = newLocal();
        if (leaf.adjoints.exists()) {
          loadPlace(leaf.adjoints, local);
        } else {
          code.dconst_0().dstore(local);
        }
        carriedOut.put(part.firstLeaf() + j, local);
        adjoints.put(part.firstLeaf() + j, local);
      }
      for (int u = 0; u < leaf.uses.length; u++) {
        Use use = leaf.uses[u];
        if (isRead(leaf, u) && isSetBefore(use)) {
          hoist(valueOf(use));
        }
        if (plan.passes(leaf, u) && use.kind == Kind.INVARIANT && isApart(use)) {
          outside(use);
        }
      }
    }
  }

  /** Returns whether the adjoint of a step is in a local that is set before the iteration. */
  private boolean livesOn(Leaf leaf) {
    return hasLoop() && !leaf.keepsAdjoints && (leaf.isCarried() || leaf.adjoints.exists());
  }

  /** Returns whether a value is the same in all iterations, and known before the first. */
  private boolean isSetBefore(Use use) {
    return switch (use.kind) {
      case CONSTANT -> true;
      case INVARIANT -> !isOfThisPart(use);
      case LOCAL -> plan.leaves.get(use.leaf).isInvariant;
      case CARRIED, VARYING -> false;
    };
  }

  private boolean isRead(Leaf leaf, int operand) {
    for (int u = 0; u < leaf.uses.length; u++) {
      if (plan.passes(leaf, u) && (leaf.code.reads(u) >> operand & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether no step of this method adds to an adjoint by a varying address. */
  private boolean isApart(Use use) {
    return !isOfThisPart(use) && !varying.contains(use.first);
  }

  private int outside(Use use) {
    Integer local = outside.get(use.adjoint);
    if (local == null) {
      local = newLocal();
      loadPlace(use.adjoint, local);
      outside.put(use.adjoint, local);
    }
    return local;
  }

  private void step(int j) {
    Leaf leaf = leaf(j);
    int g = adjoint(part.firstLeaf() + j);
    if (g < 0) {
      return;
    }
    int[] values = new int[OperationCode.COTANGENT + 1];
    values[OperationCode.COTANGENT] = g;
    for (int u = 0; u < leaf.uses.length; u++) {
      if (plan.passes(leaf, u)) {
        read(leaf, leaf.code.reads(u), values);
        if (isExact) {
          target(leaf.uses[u], true);
        }
      }
    }
    Label done = code.newLabel();
    if (isExact) {
      code.dload(g).dconst_0().dcmpl().ifeq(done);
    }
    for (int u = 0; u < leaf.uses.length; u++) {
      if (plan.passes(leaf, u)) {
        int argument = u;
        add(
            leaf.uses[u],
            () -> leaf.code.term(code, argument, i -> code.dload(values[i]), this::pushConstant));
      }
    }
    code.labelBinding(done);
  }

  /** Returns the local with the adjoint of a step, when all terms are there; -1 if it is 0. */
  private int adjoint(int number) {
    Leaf leaf = plan.leaves.get(number);
    Integer local = adjoints.get(number);
    if (local != null) {
      return local;
    }
    return isInArray(leaf) ? loadAdjoint(leaf) : -1;
  }

  /** Returns whether the adjoint of a step is in the array when the iteration begins. */
  private boolean isInArray(Leaf leaf) {
    return leaf.adjoints.exists() && (leaf.keepsAdjoints || !part.isLoop());
  }

  private int loadAdjoint(Leaf leaf) {
    int local = newLocal();
    loadPlace(leaf.adjoints, local);
    return local;
  }

  /** Sees to it that the values that a term reads are in locals. */
  private void read(Leaf leaf, int read, int... values) {
    for (int u = 0; u < leaf.uses.length; u++) {
      if ((read >> u & 1) != 0) {
        values[u] = load(valueOf(leaf.uses[u]));
      }
    }
    if ((read >> OperationCode.RESULT & 1) != 0) {
      values[OperationCode.RESULT] = load(leaf.values);
    }
  }

  private Address valueOf(Use use) {
    return switch (use.kind) {
      case LOCAL -> plan.leaves.get(use.leaf).values;
      case CARRIED -> before(plan.leaves.get(use.leaf).values);
      case CONSTANT, INVARIANT, VARYING -> use.value;
    };
  }

  private static Address before(Address values) {
    return Address.of(values.at(-1), values.stride());
  }

  /** Adds a term to the adjoint of an operand. */
  private void add(Use use, Runnable term) {
    int local = target(use, false);
    if (local >= 0) {
      code.dload(local);
      term.run();
      code.dadd().dstore(local);
    } else if (isLocal(use)) {
      term.run();
      int first = newLocal();
      code.dstore(first);
      (use.kind == Kind.CARRIED ? carriedIn : adjoints).put(use.leaf, first);
    } else {
      pushPlace(ADJOINTS, place(use));
      code.dup2().daload();
      term.run();
      code.dadd().dastore();
    }
  }

  /** Returns whether the adjoint of an operand is in a local, once it has a term. */
  private boolean isLocal(Use use) {
    return use.kind == Kind.CARRIED
        || (use.kind == Kind.LOCAL
            && isHere(use.leaf)
            && !plan.leaves.get(use.leaf).isTakenByAddress);
  }

  private Address place(Use use) {
    return use.kind == Kind.LOCAL ? plan.leaves.get(use.leaf).adjoints : use.adjoint;
  }

  /**
   * Returns the local with the terms so far of an operand's adjoint, -1 if there is none.
   *
   * @param always whether a local that has no term yet gets 0
   */
  private int target(Use use, boolean always) {
    if (use.kind == Kind.INVARIANT && isApart(use)) {
      return outside(use);
    }
    if (use.kind == Kind.VARYING) {
      return inWindows.getOrDefault(use.adjoint, -1);
    }
    if (!isLocal(use)) {
      return -1;
    }
    Map<Integer, Integer> terms = use.kind == Kind.CARRIED ? carriedIn : adjoints;
    Leaf leaf = plan.leaves.get(use.leaf);
    if (!terms.containsKey(use.leaf)) {
      if (use.kind == Kind.LOCAL && isInArray(leaf)) {
        terms.put(use.leaf, loadAdjoint(leaf));
      } else if (always) {
        int zero = newLocal();
        code.dconst_0().dstore(zero);
        terms.put(use.leaf, zero);
      }
    }
    return terms.getOrDefault(use.leaf, -1);
  }

  /** Makes of the adjoints that an iteration carries in those of the iteration before. */
  private void passOn() {
    carriedOut.forEach(
        (leaf, local) -> {
          Integer terms = carriedIn.get(leaf);
          if (terms == null) {
            code.dconst_0().dstore(local);
          } else {
            code.dload(terms).dstore(local);
          }
        });
  }

  private void leave() {
    windows.forEach(
        (window, locals) -> {
          for (int i = 1; i < locals.length; i++) {
            storePlace(Address.of(window.at(i - 1).at(0), 0), locals[i]);
          }
        });
    carriedOut.forEach(
        (number, local) -> {
          Leaf leaf = plan.leaves.get(number);
          if (leaf.isCarried() && plan.active.get(leaf.carriedIn)) {
            pushPlace(ADJOINTS, plan.adjointOf(leaf.carriedIn));
            code.dup2().daload().dload(local).dadd().dastore();
          }
        });
    outside.forEach(this::storePlace);
  }
}
