package io.autodiff.internal;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/**
 * Writes the body of {@link Loop#run} for one formula: what does not change from element to element
 * is computed before the loop, the rest in it. How a number is held (a primitive, a vector) is the
 * subclass's matter.
 */
abstract class LoopEmitter {
  static final int THIS = 0;
  static final int OUT = 9;
  static final int AT = 10;
  static final int N = 11;

  /** The loop's class. */
  final ClassDesc self;

  final CodeBuilder code;
  final Formula formula;
  final boolean single;

  /** Which inputs are read element by element; the others are stretched. */
  final int stepped;

  /** The local variable of each value, of each input's array, and of the loop's counter. */
  final int[] local;

  final int[] array;
  final int out;
  final int i;

  private final boolean[] live;
  private final boolean[] varies;

  /**
   * Creates the emitter of one loop.
   *
   * @param self the loop's class
   */
  LoopEmitter(CodeBuilder code, Formula formula, boolean single, int stepped, ClassDesc self) {
    this.self = self;
    this.code = code;
    this.formula = formula;
    this.single = single;
    this.stepped = stepped;
    this.live = formula.live();
    this.varies = new boolean[live.length];
    this.local = new int[live.length];
    this.array = new int[formula.inputs()];
    for (int v = 0; v < live.length; v++) {
      varies[v] = v < formula.inputs() ? isStepped(v) : dependsOnVarying(v);
    }
    for (int k = 0; k < array.length; k++) {
      array[k] = code.allocateLocal(TypeKind.REFERENCE);
    }
    this.out = code.allocateLocal(TypeKind.REFERENCE);
    this.i = code.allocateLocal(TypeKind.INT);
  }

  private boolean isStepped(int input) {
    return (stepped >> input & 1) != 0;
  }

  private boolean dependsOnVarying(int v) {
    for (int k = 0; k < 3; k++) {
      int operand = formula.step(v).operand(k);
      if (operand >= 0 && varies[operand]) {
        return true;
      }
    }
    return false;
  }

  /** Gives each value that matters a local variable of this kind. */
  final void allocate(TypeKind kind) {
    for (int v = 0; v < live.length; v++) {
      local[v] = live[v] ? code.allocateLocal(kind) : -1;
    }
  }

  /** Writes what comes before everything else. */
  void prepare() {}

  /** Writes what comes after the loop. */
  void finish() {}

  /** Writes the loop itself, around {@link #element}. */
  abstract void loop();

  /** Writes what reads an input into its local. */
  abstract void load(int input, boolean stretched);

  /** Writes what computes a step into its local. */
  abstract void step(int value, Formula.Step step);

  /** Writes what stores a value as the result. */
  abstract void store(int value);

  /** Pushes a number that the loop was made with. */
  final void parameter(Formula.Step s) {
    code.aload(THIS).getfield(self, Stamp.PARAMETERS, Stamp.DOUBLES);
    code.loadConstant((int) s.bits()).daload();
    if (single) {
      code.d2f();
    }
  }

  /** Pushes the position at which an input is read. */
  final void position(int input, boolean stretched) {
    code.iload(2 + 2 * input);
    if (!stretched) {
      code.iload(i).iadd();
    }
  }

  final void emit() {
    ClassDesc type = (single ? ConstantDescs.CD_float : ConstantDescs.CD_double).arrayType();
    for (int k = 0; k < array.length; k++) {
      if (live[k]) {
        code.aload(1 + 2 * k).checkcast(type).astore(array[k]);
      }
    }
    code.aload(OUT).checkcast(type).astore(out);
    prepare();
    for (int k = 0; k < array.length; k++) {
      if (live[k] && !varies[k]) {
        load(k, true);
      }
    }
    steps(false);
    loop();
    finish();
    code.return_();
  }

  /** Writes what computes the elements at position {@link #i}. */
  final void element() {
    for (int k = 0; k < array.length; k++) {
      if (live[k] && varies[k]) {
        load(k, false);
      }
    }
    steps(true);
    store(formula.result());
  }

  private void steps(boolean varying) {
    for (int v = formula.inputs(); v < live.length; v++) {
      if (live[v] && varies[v] == varying) {
        step(v, formula.step(v));
      }
    }
  }

  /** Writes {@code while (i < limit) { body; i += step }} with the step on the stack. */
  final void counted(int limit, Runnable body, Runnable step) {
    Label test = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(test).iload(i).iload(limit).if_icmpge(end);
    body.run();
    step.run();
    code.goto_(test).labelBinding(end);
  }
}
