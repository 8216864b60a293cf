package io.autodiff.internal;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Writes loops over primitives, which the virtual machine turns into SIMD where it can. Functions
 * of {@link Math}, and those that are called, are computed in double and rounded.
 */
final class PlainEmitter extends LoopEmitter {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

  private final List<Object> functions;
  private final TypeKind kind;
  private final ClassDesc type;

  /**
   * @param functions what the formula calls, in the order of the loop's class data
   */
  PlainEmitter(
      CodeBuilder code, Formula formula, boolean single, int stepped, List<Object> functions) {
    super(code, formula, single, stepped);
    this.functions = functions;
    this.kind = single ? TypeKind.FLOAT : TypeKind.DOUBLE;
    this.type = single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
    allocate(kind);
  }

  @Override
  void loop() {
    code.iconst_0().istore(i);
    counted(N, this::element, () -> code.iinc(i, 1));
  }

  @Override
  void load(int input, boolean stretched) {
    code.aload(array[input]);
    position(input, stretched);
    code.arrayLoad(kind).storeLocal(kind, local[input]);
  }

  @Override
  void store(int value) {
    code.aload(out).iload(AT).iload(i).iadd();
    push(value);
    code.arrayStore(kind);
  }

  @Override
  void step(int value, Formula.Step s) {
    switch (s.instruction()) {
      case CONSTANT -> number(s.constant());
      case ADD, SUB, MUL, DIV, SQUARE, NEG -> arithmetic(s);
      case ABS, MAX, MIN, FMA -> math(s, s.instruction().name().toLowerCase(java.util.Locale.ROOT));
      case SIGN -> math(s, "signum");
      case SQRT -> wide(s, () -> invoke("sqrt", ConstantDescs.CD_double, 1));
      case SCALE -> scale(value, s);
      case WHERE -> where(s);
      case GT, GE, LT, LE, EQ -> choose(s, () -> number(1), () -> number(0));
      case CALL -> call(s);
      case SHIFT_LEFT, SHIFT_RIGHT, AND, OR ->
          throw new IllegalStateException(s.instruction() + " in a plain loop");
      default ->
          wide(
              s,
              () ->
                  invoke(
                      s.instruction().function(),
                      ConstantDescs.CD_double,
                      s.instruction().arity()));
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

  private void arithmetic(Formula.Step s) {
    push(s.a());
    if (s.instruction() != Instruction.NEG) {
      push(s.instruction() == Instruction.SQUARE ? s.a() : s.b());
    }
    switch (s.instruction()) {
      case ADD -> either(code::fadd, code::dadd);
      case SUB -> either(code::fsub, code::dsub);
      case MUL, SQUARE -> either(code::fmul, code::dmul);
      case DIV -> either(code::fdiv, code::ddiv);
      default -> either(code::fneg, code::dneg);
    }
  }

  private void either(Runnable ofFloat, Runnable ofDouble) {
    (single ? ofFloat : ofDouble).run();
  }

  private void math(Formula.Step s, String name) {
    for (int k = 0; k < s.instruction().arity(); k++) {
      push(s.operand(k));
    }
    invoke(name, type, s.instruction().arity());
  }

  private void invoke(String name, ClassDesc number, int arity) {
    code.invokestatic(MATH, name, signature(number, arity));
  }

  private static MethodTypeDesc signature(ClassDesc number, int arity) {
    ClassDesc[] parameters = new ClassDesc[arity];
    Arrays.fill(parameters, number);
    return MethodTypeDesc.of(number, parameters);
  }

  /** Pushes a step's operands as doubles, runs {@code function} and rounds what it leaves. */
  private void wide(Formula.Step s, Runnable function) {
    for (int k = 0; k < 3 && s.operand(k) >= 0; k++) {
      push(s.operand(k));
      if (single) {
        code.f2d();
      }
    }
    function.run();
    if (single) {
      code.d2f();
    }
  }

  private void call(Formula.Step s) {
    Object function = java.util.Objects.requireNonNull(s.function());
    Class<?> shape =
        switch (function) {
          case DoubleUnaryOperator _ -> DoubleUnaryOperator.class;
          case DoubleBinaryOperator _ -> DoubleBinaryOperator.class;
          default -> Formula.TernaryFunction.class;
        };
    ClassDesc owner = ClassDesc.ofDescriptor(shape.descriptorString());
    int arity = s.b() < 0 ? 1 : s.c() < 0 ? 2 : 3;
    code.ldc(
        DynamicConstantDesc.ofNamed(
            ConstantDescs.BSM_CLASS_DATA_AT,
            ConstantDescs.DEFAULT_NAME,
            owner,
            functions.indexOf(function)));
    wide(
        s,
        () ->
            code.invokeinterface(
                owner, "applyAsDouble", signature(ConstantDescs.CD_double, arity)));
  }

  /**
   * The product; only where it is NaN is it worth asking whether the first operand is 0, and a
   * branch that is never taken costs little.
   */
  private void scale(int value, Formula.Step s) {
    push(s.a());
    push(s.b());
    either(code::fmul, code::dmul);
    code.storeLocal(kind, local[value]);
    Label done = code.newLabel();
    Label keep = code.newLabel();
    push(value);
    push(value);
    either(code::fcmpl, code::dcmpl);
    code.ifeq(keep);
    push(s.a());
    number(0);
    either(code::fcmpl, code::dcmpl);
    code.ifne(keep);
    number(0);
    code.goto_(done).labelBinding(keep);
    push(value);
    code.labelBinding(done);
  }

  private void where(Formula.Step s) {
    Runnable yes = () -> push(s.b());
    Runnable no = () -> push(s.c());
    if (s.a() >= formula.inputs() && formula.step(s.a()).instruction().isComparison()) {
      choose(formula.step(s.a()), yes, no);
      return;
    }
    push(s.a());
    number(0);
    either(code::fcmpl, code::dcmpl);
    branch(code::ifeq, yes, no);
  }

  private void choose(Formula.Step comparison, Runnable yes, Runnable no) {
    push(comparison.a());
    push(comparison.b());
    boolean less =
        comparison.instruction() == Instruction.LT || comparison.instruction() == Instruction.LE;
    if (less) {
      either(code::fcmpg, code::dcmpg);
    } else {
      either(code::fcmpl, code::dcmpl);
    }
    switch (comparison.instruction()) {
      case GT -> branch(code::ifle, yes, no);
      case GE -> branch(code::iflt, yes, no);
      case LT -> branch(code::ifge, yes, no);
      case LE -> branch(code::ifgt, yes, no);
      default -> branch(code::ifne, yes, no);
    }
  }

  private void branch(java.util.function.Consumer<Label> unless, Runnable yes, Runnable no) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    unless.accept(otherwise);
    yes.run();
    code.goto_(end).labelBinding(otherwise);
    no.run();
    code.labelBinding(end);
  }
}
