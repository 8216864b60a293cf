package io.autodiff.internal.loop;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Writes loops over primitives, which the virtual machine turns into SIMD where it can. Functions
 * of {@link Math}, and those that are called, are computed in double and rounded.
 */
final class PlainEmitter extends LoopEmitter {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final ClassDesc FLOAT = ConstantDescs.CD_Float;
  private static final ClassDesc DOUBLE = ConstantDescs.CD_Double;
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc LONG = ConstantDescs.CD_long;

  /** How many elements the loop computes before it checks their results. */
  private static final int BLOCK = 1024;

  private final List<Object> functions;
  private final TypeKind kind;
  private final ClassDesc type;

  /** Whether the virtual machine may make SIMD of the loop. */
  private final boolean simple;

  private final int limit;
  private final int start;
  private final int end;
  private final int finite;

  private boolean together;

  /** Whether products are written without a check of their operands. */
  private boolean hasty;

  /**
   * Creates the emitter of one loop.
   *
   * @param functions what the formula calls, in the order of the class data of the loop
   * @param often whether the loop is worth two forms of its body
   */
  PlainEmitter(
      CodeBuilder code,
      Formula formula,
      boolean single,
      LoopOperands operands,
      ClassDesc self,
      List<Object> functions,
      boolean often) {
    super(code, formula, single, operands, self);
    this.functions = functions;
    this.kind = single ? TypeKind.FLOAT : TypeKind.DOUBLE;
    this.type = single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
    allocate(kind);
    this.simple = often && formula.isArithmetic();
    this.limit = simple ? code.allocateLocal(TypeKind.INT) : -1;
    this.start = simple ? code.allocateLocal(TypeKind.INT) : -1;
    this.end = simple ? code.allocateLocal(TypeKind.INT) : -1;
    this.finite = simple ? code.allocateLocal(TypeKind.INT) : -1;
  }

  @Override
  void loop() {
    if (operands.writtenOut() > 0) {
      for (int element = 0; element < operands.writtenOut(); element++) {
        operands.select(element);
        element();
      }
      return;
    }
    Label apart = code.newLabel();
    Label done = code.newLabel();
    if (simple) {
      together(apart);
      code.goto_(done).labelBinding(apart);
    }
    code.iconst_0().istore(i);
    elements(count());
    code.labelBinding(done);
  }

  /**
   * Writes the loop for operands that all begin at one position, as they nearly always do. For
   * others the virtual machine cannot exclude that a result overwrites an operand that is read
   * later, and makes no SIMD.
   */
  private void together(Label apart) {
    for (int k = 0; k < formula.inputs(); k++) {
      if (isStepped(k)) {
        operands.pushPosition(code, k);
        operands.pushPosition(code, formula.inputs());
        code.if_icmpne(apart);
      }
    }
    operands.pushPosition(code, formula.inputs());
    code.dup().istore(i).iload(count()).iadd().istore(limit);
    together = true;
    if (formula.scales()) {
      counted(limit, this::block, () -> {});
    } else {
      elements(limit);
    }
    together = false;
  }

  private void elements(int to) {
    counted(to, this::element, () -> code.iinc(i, 1));
  }

  /**
   * Writes a loop that checks products block by block. The virtual machine makes no SIMD of a loop
   * that checks each product. So the loop first computes a block without checks, and recomputes it
   * with them if a result is not finite.
   */
  private void block() {
    code.iload(i).istore(start);
    code.iload(limit).iload(i).isub().loadConstant(BLOCK);
    code.invokestatic(MATH, "min", MethodTypeDesc.of(INT, INT, INT));
    code.iload(i).iadd().istore(end);
    code.iconst_1().istore(finite);
    hasty = true;
    elements(end);
    hasty = false;
    code.iload(finite);
    code.ifThen(
        Opcode.IFEQ,
        _ -> {
          code.iload(start).istore(i);
          elements(end);
        });
  }

  @Override
  void place(int operand) {
    if (together) {
      operands.pushArray(code, operand);
      code.iload(i);
    } else {
      super.place(operand);
    }
  }

  @Override
  void load(int input, boolean stretched) {
    source(input, stretched);
    code.arrayLoad(kind).storeLocal(kind, local[input]);
  }

  @Override
  void store(int value, int result) {
    target(result);
    push(value);
    code.arrayStore(kind);
    if (hasty) {
      believe(value);
    }
  }

  /** Clears {@code finite} unless a value is: {@code (int) (value * 0 + 1)} is 1 or, of NaN, 0. */
  private void believe(int value) {
    push(value);
    number(0);
    either(Opcode.FMUL, Opcode.DMUL);
    number(1);
    either(Opcode.FADD, Opcode.DADD);
    code.conversion(kind, TypeKind.INT);
    code.iload(finite).iand().istore(finite);
  }

  @Override
  void operation(int value, Formula.Operation s) {
    switch (s.op()) {
      case CONSTANT -> number(s.constant());
      case PARAMETER -> parameter(s);
      case ADD, SUB, MUL, DIV, SQUARE, NEG -> arithmetic(s);
      case ABS, MAX, MIN, FMA -> math(s, s.op().name().toLowerCase(Locale.ROOT));
      case SIGN -> math(s, "signum");
      case SQRT -> wide(() -> invoke("sqrt", ConstantDescs.CD_double, 1), s.a());
      case SCALE -> scale(value, s);
      case WHERE -> where(s, () -> push(s.c()));
      case USUALLY -> where(s, () -> careful(value, s));
      case GT, GE, LT, LE, EQ -> choose(s, () -> number(1), () -> number(0));
      case CALL -> call(s, operands(s));
      case SHIFT_LEFT, SHIFT_RIGHT, PLUS, AND, OR -> bitwise(s);
      case REPAIR -> choose(formula.operation(s.a()), () -> call(s, s.c()), () -> push(s.b()));
      default -> function(s);
    }
    code.storeLocal(kind, local[value]);
  }

  private void push(int value) {
    code.loadLocal(kind, local[value]);
  }

  private void number(double c) {
    if (single) {
      code.loadConstant((float) c);
    } else {
      code.loadConstant(c);
    }
  }

  private void arithmetic(Formula.Operation s) {
    push(s.a());
    if (s.op() != FormulaOp.NEG) {
      push(s.op() == FormulaOp.SQUARE ? s.a() : s.b());
    }
    switch (s.op()) {
      case ADD -> either(Opcode.FADD, Opcode.DADD);
      case SUB -> either(Opcode.FSUB, Opcode.DSUB);
      case MUL, SQUARE -> either(Opcode.FMUL, Opcode.DMUL);
      case DIV -> either(Opcode.FDIV, Opcode.DDIV);
      default -> either(Opcode.FNEG, Opcode.DNEG);
    }
  }

  private void either(Opcode ofFloat, Opcode ofDouble) {
    Opcode chosen = single ? ofFloat : ofDouble;
    code.with(OperatorInstruction.of(chosen));
  }

  private void math(Formula.Operation s, String name) {
    for (int k = 0; k < s.op().arity(); k++) {
      push(s.operand(k));
    }
    invoke(name, type, s.op().arity());
  }

  private void invoke(String name, ClassDesc number, int arity) {
    code.invokestatic(MATH, name, signature(number, arity));
  }

  private void function(Formula.Operation s) {
    FormulaOp f = s.op();
    ClassDesc owner = ClassDesc.ofDescriptor(f.owner().descriptorString());
    MethodTypeDesc signature = signature(ConstantDescs.CD_double, f.arity());
    wide(() -> code.invokestatic(owner, f.function(), signature), operands(s));
  }

  private static MethodTypeDesc signature(ClassDesc number, int arity) {
    ClassDesc[] parameters = new ClassDesc[arity];
    Arrays.fill(parameters, number);
    return MethodTypeDesc.of(number, parameters);
  }

  /** Pushes values as doubles, runs {@code function} and rounds what it leaves. */
  private void wide(Runnable function, int... values) {
    for (int value : values) {
      push(value);
      if (single) {
        code.f2d();
      }
    }
    function.run();
    if (single) {
      code.d2f();
    }
  }

  private static int[] operands(Formula.Operation s) {
    return IntStream.of(s.a(), s.b(), s.c()).filter(v -> v >= 0).toArray();
  }

  private void call(Formula.Operation s, int... values) {
    Object function = Objects.requireNonNull(s.function());
    Class<?> shape =
        switch (function) {
          case DoubleUnaryOperator _ -> DoubleUnaryOperator.class;
          case DoubleBinaryOperator _ -> DoubleBinaryOperator.class;
          default -> Formula.TernaryFunction.class;
        };
    ClassDesc owner = ClassDesc.ofDescriptor(shape.descriptorString());
    MethodTypeDesc signature = signature(ConstantDescs.CD_double, values.length);
    code.ldc(
        DynamicConstantDesc.ofNamed(
            ConstantDescs.BSM_CLASS_DATA_AT,
            ConstantDescs.DEFAULT_NAME,
            owner,
            functions.indexOf(function)));
    wide(() -> code.invokeinterface(owner, "applyAsDouble", signature), values);
  }

  private void bits(int value) {
    push(value);
    if (single) {
      code.invokestatic(FLOAT, "floatToRawIntBits", MethodTypeDesc.of(INT, type));
    } else {
      code.invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(LONG, type));
    }
  }

  private void bitwise(Formula.Operation s) {
    bits(s.a());
    switch (s.op()) {
      case SHIFT_LEFT -> {
        code.loadConstant((int) s.bits());
        either(Opcode.ISHL, Opcode.LSHL);
      }
      case SHIFT_RIGHT -> {
        code.loadConstant((int) s.bits());
        either(Opcode.IUSHR, Opcode.LUSHR);
      }
      case PLUS -> {
        if (single) {
          code.loadConstant((int) s.bits());
        } else {
          code.loadConstant(s.bits());
        }
        either(Opcode.IADD, Opcode.LADD);
      }
      case AND -> {
        bits(s.b());
        either(Opcode.IAND, Opcode.LAND);
      }
      default -> {
        bits(s.b());
        either(Opcode.IOR, Opcode.LOR);
      }
    }
    if (single) {
      code.invokestatic(FLOAT, "intBitsToFloat", MethodTypeDesc.of(type, INT));
    } else {
      code.invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(type, LONG));
    }
  }

  /**
   * Writes a product, without the sign of a zero; whether the first operand is 0 is checked only if
   * the product is NaN.
   */
  private void scale(int value, Formula.Operation s) {
    push(s.a());
    push(s.b());
    either(Opcode.FMUL, Opcode.DMUL);
    number(0);
    either(Opcode.FADD, Opcode.DADD);
    if (hasty) {
      return;
    }
    code.storeLocal(kind, local[value]);
    Label done = code.newLabel();
    Label keep = code.newLabel();
    push(value);
    push(value);
    either(Opcode.FCMPL, Opcode.DCMPL);
    code.ifeq(keep);
    push(s.a());
    number(0);
    either(Opcode.FCMPL, Opcode.DCMPL);
    code.ifne(keep);
    number(0);
    code.goto_(done).labelBinding(keep);
    push(value);
    code.labelBinding(done);
  }

  private void careful(int value, Formula.Operation s) {
    rareOperations(value);
    push(s.c());
  }

  private void where(Formula.Operation s, Runnable no) {
    Runnable yes = () -> push(s.b());
    if (s.a() >= formula.inputs() && formula.operation(s.a()).op().isComparison()) {
      choose(formula.operation(s.a()), yes, no);
      return;
    }
    push(s.a());
    number(0);
    either(Opcode.FCMPL, Opcode.DCMPL);
    branch(Opcode.IFEQ, yes, no);
  }

  private void choose(Formula.Operation comparison, Runnable yes, Runnable no) {
    push(comparison.a());
    push(comparison.b());
    boolean less = comparison.op() == FormulaOp.LT || comparison.op() == FormulaOp.LE;
    if (less) {
      either(Opcode.FCMPG, Opcode.DCMPG);
    } else {
      either(Opcode.FCMPL, Opcode.DCMPL);
    }
    switch (comparison.op()) {
      case GT -> branch(Opcode.IFLE, yes, no);
      case GE -> branch(Opcode.IFLT, yes, no);
      case LT -> branch(Opcode.IFGE, yes, no);
      case LE -> branch(Opcode.IFGT, yes, no);
      default -> branch(Opcode.IFNE, yes, no);
    }
  }

  private void branch(Opcode unless, Runnable yes, Runnable no) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    code.branch(unless, otherwise);
    yes.run();
    code.goto_(end).labelBinding(otherwise);
    no.run();
    code.labelBinding(end);
  }
}
