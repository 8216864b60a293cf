package io.autodiff.codegen;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the method of a segment of a body, or of a whole loop. */
abstract class BodyWriter {
  final CodeBuilder code;
  final CodePlan plan;
  final Part part;
  final int from;
  final int to;

  /** The locals with the array of values, the tables and the number of the iteration. */
  private final int values;

  private final int tables;
  final int iteration;

  private final List<Object> constants;

  /** The locals that hold what is at an address: during the method, and in one iteration. */
  private final Map<Address, Integer> fixed = new HashMap<>();

  private final Map<Address, Integer> loaded = new HashMap<>();

  /**
   * Begins a method.
   *
   * @param segment the segment of the body
   * @param arrays the number of arrays of doubles that are the first parameters; the tables follow
   *     them and, in a segment of a loop, the number of the iteration
   * @param constants receives the objects that are part of the class
   */
  BodyWriter(
      CodeBuilder code, CodePlan plan, Part part, int segment, int arrays, List<Object> constants) {
    this.code = code;
    this.plan = plan;
    this.part = part;
    this.from = part.from(segment);
    this.to = part.from(segment + 1);
    this.values = 0;
    this.tables = arrays;
    boolean isSegment = part.isLoop() && !part.isOneMethod();
    this.iteration = isSegment ? arrays + 1 : code.allocateLocal(TypeKind.INT);
    this.constants = constants;
  }

  /** Writes all that the method does. */
  abstract void write();

  final Leaf leaf(int j) {
    return plan.leaf(part, j);
  }

  /** Returns whether the method has the loop itself. */
  final boolean hasLoop() {
    return part.isLoop() && part.isOneMethod();
  }

  final boolean isHere(int leaf) {
    return leaf >= part.firstLeaf() + from && leaf < part.firstLeaf() + to;
  }

  /** Returns whether an operand that is always the same is a step of this part. */
  final boolean isOfThisPart(Use use) {
    return plan.isStep(use.first) && plan.partOf(use.first).equals(part);
  }

  final int newLocal() {
    return code.allocateLocal(TypeKind.DOUBLE);
  }

  /** Loads what is at an address that no iteration changes, before the loop. */
  final void hoist(Address address) {
    if (!fixed.containsKey(address)) {
      fixed.put(address, loadNow(address));
    }
  }

  /** Returns a local with the value at an address, which is loaded once in an iteration. */
  final int load(Address address) {
    Integer local = fixed.get(address);
    if (local == null) {
      local = loaded.get(address);
    }
    if (local == null) {
      local = loadNow(address);
      loaded.put(address, local);
    }
    return local;
  }

  private int loadNow(Address address) {
    int local = newLocal();
    pushPlace(values, address);
    code.daload().dstore(local);
    return local;
  }

  /** Stores a local in the array of values. */
  final void keep(Address address, int local) {
    pushPlace(values, address);
    code.dload(local).dastore();
  }

  /** Pushes an array and an index. */
  final void pushPlace(int array, Address address) {
    code.aload(array);
    if (address.table() >= 0) {
      code.aload(tables).iload(iteration).loadConstant(address.table()).iadd().iaload();
    } else if (address.stride() == 0) {
      code.loadConstant(address.base());
    } else {
      code.iload(iteration);
      if (address.stride() != 1) {
        code.loadConstant(address.stride()).imul();
      }
      code.loadConstant(address.base()).iadd();
    }
  }

  /** Pushes an object that the class is defined with. */
  final void pushConstant(Object constant) {
    int index = constants.indexOf(constant);
    if (index < 0) {
      index = constants.size();
      constants.add(constant);
    }
    ClassDesc type = ClassDesc.ofDescriptor(OperationCode.type(constant).descriptorString());
    code.ldc(
        DynamicConstantDesc.ofNamed(
            ConstantDescs.BSM_CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index));
  }

  /** Writes the loop around what an iteration does. */
  final void iterate(boolean backwards, Runnable body) {
    if (!hasLoop()) {
      body.run();
      return;
    }
    code.loadConstant(backwards ? part.count() - 1 : 0).istore(iteration);
    Label top = code.newLabel();
    code.labelBinding(top);
    body.run();
    code.iinc(iteration, backwards ? -1 : 1).iload(iteration);
    if (backwards) {
      code.ifge(top);
    } else {
      code.loadConstant(part.count()).if_icmplt(top);
    }
  }
}
