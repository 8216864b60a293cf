package io.autodiff.internal.loop;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.Arrays;

/**
 * Writes the body of {@link Loop#run} or {@link RowLoop#run} for one formula. Values that do not
 * change from element to element are computed before the loop, the others in it. The subclass
 * decides how a number is held: in a primitive or in a vector.
 */
abstract class LoopEmitter {
  /** The {@link #home} of a value that is computed always. */
  private static final int ALWAYS = -1;

  static final int THIS = 0;

  /** The loop's class. */
  final ClassDesc self;

  final CodeBuilder code;
  final Formula formula;
  final boolean single;

  /** Where the operands are. */
  final LoopOperands operands;

  /** The local variable of each value, and of the loop's counter. */
  final int[] local;

  final int i;

  private final boolean[] live;
  private final boolean[] varies;

  /**
   * The operation whose rare case alone needs a value, {@link #ALWAYS} if it is computed always.
   */
  private final int[] home;

  /**
   * Creates the emitter of one loop.
   *
   * @param self the loop's class
   */
  LoopEmitter(
      CodeBuilder code, Formula formula, boolean single, LoopOperands operands, ClassDesc self) {
    this.self = self;
    this.code = code;
    this.formula = formula;
    this.single = single;
    this.operands = operands;
    this.live = formula.live(operands.results());
    this.varies = new boolean[live.length];
    this.local = new int[live.length];
    for (int v = 0; v < live.length; v++) {
      varies[v] = v < formula.inputs() ? operands.isStepped(v) : dependsOnVarying(v);
    }
    this.i = code.allocateLocal(TypeKind.INT);
    this.home = homes();
  }

  /**
   * Returns the {@link #home} of each value. A value that does not vary is computed once, before
   * the loop, except a constant that only a rare case uses: the compiled loop would make it an
   * object.
   */
  private int[] homes() {
    int unknown = live.length;
    int[] homes = new int[live.length];
    Arrays.fill(homes, unknown);
    for (int result : operands.results()) {
      homes[result] = ALWAYS;
    }
    for (int v = live.length - 1; v >= formula.inputs(); v--) {
      if (!live[v]) {
        continue;
      }
      Formula.Operation s = formula.operation(v);
      homes[v] = varies[v] || s.op() == FormulaOp.CONSTANT ? homes[v] : ALWAYS;
      for (int k = 0; k < 3 && s.operand(k) >= 0; k++) {
        boolean rare = k == 2 && s.op() == FormulaOp.USUALLY && varies[v];
        int needed = rare ? v : homes[v];
        int known = homes[s.operand(k)];
        homes[s.operand(k)] = known == unknown || known == needed ? needed : ALWAYS;
      }
    }
    return homes;
  }

  private boolean dependsOnVarying(int v) {
    for (int k = 0; k < 3; k++) {
      int operand = formula.operation(v).operand(k);
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

  /** Writes what computes an operation into its local. */
  abstract void operation(int value, Formula.Operation s);

  /** Writes what stores a value as a result. */
  abstract void store(int value, int result);

  /** Pushes a number that the loop was made with. */
  final void parameter(Formula.Operation s) {
    code.aload(THIS).getfield(self, LoopClassWriter.PARAMETERS, LoopClassWriter.DOUBLES);
    code.loadConstant((int) s.bits()).daload();
    if (single) {
      code.d2f();
    }
  }

  /** Pushes an input's array and the position at which it is read. */
  final void source(int input, boolean stretched) {
    if (stretched) {
      operands.pushFirst(code, input);
    } else {
      place(input);
    }
  }

  /** Pushes a result's array and the position at which it is written. */
  final void target(int result) {
    place(formula.inputs() + result);
  }

  /** Pushes an operand's array and the position of the element that {@link #i} counts. */
  void place(int operand) {
    operands.push(code, operand, i);
  }

  /** Returns whether an input is read element by element. */
  final boolean isStepped(int input) {
    return live[input] && varies[input];
  }

  /** Returns whether a value differs from element to element. */
  final boolean varies(int value) {
    return varies[value];
  }

  /** Returns the local variable that holds how many elements there are. */
  final int count() {
    return operands.count();
  }

  final void emit() {
    ClassDesc type = (single ? ConstantDescs.CD_float : ConstantDescs.CD_double).arrayType();
    operands.prepare(code, live, type);
    prepare();
    for (int k = 0; k < formula.inputs(); k++) {
      if (live[k] && !varies[k]) {
        load(k, true);
      }
    }
    operations(false, ALWAYS);
    loop();
    finish();
    code.return_();
  }

  /** Writes what computes the elements at position {@link #i}. */
  final void element() {
    for (int k = 0; k < formula.inputs(); k++) {
      if (isStepped(k)) {
        load(k, false);
      }
    }
    operations(true, ALWAYS);
    for (int r = 0; r < operands.results().length; r++) {
      store(operands.results()[r], r);
    }
  }

  /** Writes what only the rare case of an operation needs. */
  final void rareOperations(int value) {
    operations(false, value);
    operations(true, value);
  }

  private void operations(boolean varying, int where) {
    for (int v = formula.inputs(); v < live.length; v++) {
      if (live[v] && varies[v] == varying && home[v] == where) {
        operation(v, formula.operation(v));
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
