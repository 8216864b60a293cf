package io.autodiff.internal.loop;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.Arrays;

/** Where a written loop finds its operands, the inputs and then the results of its formula. */
abstract class LoopOperands {
  private final int[] results;
  private final boolean[] stepped;

  LoopOperands(int[] results, boolean... stepped) {
    this.results = results;
    this.stepped = stepped;
  }

  /**
   * Returns the operands of a {@link Loop}.
   *
   * @param stepped a bit for each input, set where it is read element by element
   */
  static LoopOperands ofLoop(Formula formula, int stepped) {
    boolean[] steps = new boolean[formula.inputs()];
    for (int k = 0; k < steps.length; k++) {
      steps[k] = (stepped >> k & 1) != 0;
    }
    return new OfLoop(formula.result(), steps);
  }

  /** Returns the operands of a {@link RowLoop}. */
  static LoopOperands ofRows(RowLoop.Spec spec) {
    boolean[] stepped = new boolean[spec.from().size()];
    Arrays.fill(stepped, true);
    return new OfRows(spec, stepped);
  }

  /** Returns the operands of a {@link FusedLoop}. */
  static LoopOperands ofTable(FusedLoop.Spec spec) {
    boolean[] stepped = new boolean[spec.readings().size()];
    for (int k = 0; k < stepped.length; k++) {
      stepped[k] = spec.readings().get(k) != FusedLoop.Reading.SINGLE;
    }
    return new OfTable(spec, stepped);
  }

  /** Returns the numbers of the formula's values that are stored. */
  final int[] results() {
    return results;
  }

  /** Returns whether an input is read element by element; else it is stretched. */
  final boolean isStepped(int input) {
    return stepped[input];
  }

  final int inputs() {
    return stepped.length;
  }

  /** Writes the code that finds the arrays. */
  abstract void prepare(CodeBuilder code, boolean[] live, ClassDesc type);

  /** Returns how many elements are written out one by one; 0 if a loop counts them. */
  int writtenOut() {
    return 0;
  }

  /** Sets which of the elements that are written out comes next. */
  void select(int element) {}

  /** Pushes an operand's array and the position in it of element {@code i}. */
  void push(CodeBuilder code, int operand, int i) {
    pushFirst(code, operand);
    code.iload(i).iadd();
  }

  /** Pushes an operand's array. */
  abstract void pushArray(CodeBuilder code, int operand);

  /** Pushes the position in its array at which an operand begins. */
  abstract void pushPosition(CodeBuilder code, int operand);

  /** Pushes an operand's array and the position in it of the first element. */
  final void pushFirst(CodeBuilder code, int operand) {
    pushArray(code, operand);
    pushPosition(code, operand);
  }

  /** Returns the local variable that holds how many elements there are. */
  abstract int count();

  /** Operands that are two parameters each: an array and the position at which it begins. */
  private static final class OfLoop extends LoopOperands {
    private static final int OUT = 1 + 2 * Formula.MAX_INPUTS;
    private final int[] array;

    OfLoop(int result, boolean... stepped) {
      super(new int[] {result}, stepped);
      this.array = new int[stepped.length + 1];
    }

    private int parameter(int operand) {
      return operand < inputs() ? 1 + 2 * operand : OUT;
    }

    @Override
    void prepare(CodeBuilder code, boolean[] live, ClassDesc type) {
      for (int k = 0; k < array.length; k++) {
        array[k] = code.allocateLocal(TypeKind.REFERENCE);
        if (k == inputs() || live[k]) {
          code.aload(parameter(k)).checkcast(type).astore(array[k]);
        }
      }
    }

    @Override
    void pushArray(CodeBuilder code, int operand) {
      code.aload(array[operand]);
    }

    @Override
    void pushPosition(CodeBuilder code, int operand) {
      code.iload(parameter(operand) + 1);
    }

    @Override
    int count() {
      return OUT + 2;
    }
  }

  /** Operands that are rows of one array. */
  private static final class OfRows extends LoopOperands {
    private final RowLoop.Spec spec;
    private int array;
    private int count;

    OfRows(RowLoop.Spec spec, boolean... stepped) {
      super(spec.results().stream().mapToInt(v -> v).toArray(), stepped);
      this.spec = spec;
    }

    @Override
    void prepare(CodeBuilder code, boolean[] live, ClassDesc type) {
      array = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(1).checkcast(type).astore(array);
      count = code.allocateLocal(TypeKind.INT);
      code.loadConstant(spec.width()).istore(count);
    }

    @Override
    void pushArray(CodeBuilder code, int operand) {
      code.aload(array);
    }

    @Override
    void pushPosition(CodeBuilder code, int operand) {
      code.loadConstant(first(operand));
    }

    private int first(int operand) {
      int row = operand < inputs() ? spec.from().get(operand) : spec.to().get(operand - inputs());
      return row * spec.width();
    }

    @Override
    int count() {
      return count;
    }
  }

  /** Operands that are the arrays of a table, which is the loop's first parameter. */
  private static final class OfTable extends LoopOperands {
    private static final int TABLE = 1;
    private static final int AT = 2;
    private static final int ROW_AT = 4;
    private static final int COUNT = 3 + 2 * Formula.MAX_INPUTS;
    private final FusedLoop.Spec spec;
    private final int[] array;

    OfTable(FusedLoop.Spec spec, boolean... stepped) {
      super(spec.results().stream().mapToInt(v -> v).toArray(), stepped);
      this.spec = spec;
      this.array = new int[stepped.length + spec.results().size()];
    }

    @Override
    void prepare(CodeBuilder code, boolean[] live, ClassDesc type) {
      for (int k = 0; k < array.length; k++) {
        array[k] = code.allocateLocal(TypeKind.REFERENCE);
        if (k >= inputs() || live[k]) {
          code.aload(TABLE).checkcast(ConstantDescs.CD_Object.arrayType());
          code.loadConstant((int) spec.numbers().get(k)).aaload().checkcast(type).astore(array[k]);
        }
      }
    }

    @Override
    void pushArray(CodeBuilder code, int operand) {
      code.aload(array[operand]);
    }

    @Override
    void pushPosition(CodeBuilder code, int operand) {
      FusedLoop.Reading reading =
          operand < inputs() ? spec.readings().get(operand) : FusedLoop.Reading.WHOLE;
      switch (reading) {
        case WHOLE -> code.iload(AT);
        case ROW -> code.iload(ROW_AT);
        case SINGLE -> code.iconst_0();
      }
    }

    @Override
    int count() {
      return COUNT;
    }
  }
}
