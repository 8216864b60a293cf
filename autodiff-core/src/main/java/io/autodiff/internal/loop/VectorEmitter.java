package io.autodiff.internal.loop;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/**
 * Writes loops in the Vector API. The last elements, fewer than a vector has lanes, go through the
 * same operations under a mask, so that an element's bits do not depend on its position. Loops use
 * only arithmetic that IEEE 754 fixes to the bit; see {@link FunctionLowering}.
 */
final class VectorEmitter extends LoopEmitter {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
  private static final ClassDesc OPERATORS = ClassDesc.of(API + "VectorOperators");
  private static final ClassDesc COMPARISON = ClassDesc.of(API + "VectorOperators$Comparison");
  private static final ClassDesc BINARY = ClassDesc.of(API + "VectorOperators$Binary");
  private static final ClassDesc ASSOCIATIVE = ClassDesc.of(API + "VectorOperators$Associative");
  private static final ClassDesc INT = ConstantDescs.CD_int;

  private static final int LONG = 64;

  private final ClassDesc lanes;
  private final ClassDesc number;
  private final ClassDesc bitLanes;
  private final ClassDesc bits;

  /** The mask of each comparison and of each product of such, beside its number. */
  private final int[] mask;

  private final boolean[] asNumber;

  /** Not 0 in a lane in which an element needs repair. */
  private final int broken;

  private final int tail;
  private final int bound;
  private final boolean onlyRest;
  private boolean masked;

  /**
   * Creates the emitter of one loop; its class has a plain method, too, which computes repairs.
   *
   * @param onlyRest whether to write the method of the last elements, whose last parameter is the
   *     first of them
   */
  VectorEmitter(
      CodeBuilder code,
      Formula formula,
      boolean single,
      LoopOperands operands,
      ClassDesc self,
      boolean onlyRest) {
    super(code, formula, single, operands, self);
    this.onlyRest = onlyRest;
    this.broken = formula.hasRepairs() ? code.allocateLocal(TypeKind.REFERENCE) : -1;
    this.lanes = ClassDesc.of(API + (single ? "FloatVector" : "DoubleVector"));
    this.number = single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
    this.bitLanes = ClassDesc.of(API + (single ? "IntVector" : "LongVector"));
    this.bits = single ? INT : ConstantDescs.CD_long;
    allocate(TypeKind.REFERENCE);
    this.mask = new int[local.length];
    Arrays.fill(mask, -1);
    this.asNumber = new boolean[local.length];
    for (int result : operands.results()) {
      asNumber[result] = true;
    }
    for (int v = formula.inputs(); v < local.length; v++) {
      Formula.Operation s = formula.operation(v);
      boolean joins = joinsMasks(s);
      if (joins || s.op().isComparison()) {
        mask[v] = code.allocateLocal(TypeKind.REFERENCE);
      }
      for (int k = 0; k < 3; k++) {
        if (s.operand(k) >= 0 && !joins && !(k == 0 && isChoice(s.op()))) {
          asNumber[s.operand(k)] = true;
        }
      }
    }
    this.tail = code.allocateLocal(TypeKind.REFERENCE);
    this.bound = code.allocateLocal(TypeKind.INT);
  }

  private static boolean isChoice(FormulaOp instruction) {
    return switch (instruction) {
      case WHERE, USUALLY, REPAIR -> true;
      default -> false;
    };
  }

  /** Returns whether an operation is 1 where two masks are set, else 0. */
  private boolean joinsMasks(Formula.Operation s) {
    return s.op() == FormulaOp.MUL && mask[s.a()] >= 0 && mask[s.b()] >= 0;
  }

  private void species() {
    code.getstatic(lanes, "SPECIES_PREFERRED", SPECIES);
  }

  /**
   * Returns whether a separate method computes the last elements. Writing a long formula twice in
   * one method is too much for the compiler, and slows down a formula with rare cases; a short
   * formula is not worth the call.
   */
  static boolean restIsApart(Formula formula) {
    return formula.hasRareCases() || formula.operations().size() > LONG;
  }

  @Override
  void loop() {
    if (onlyRest) {
      code.iload(count() + 1).istore(i);
      lastElements();
      return;
    }
    species();
    code.iload(count())
        .invokeinterface(SPECIES, "loopBound", MethodTypeDesc.of(INT, INT))
        .istore(bound);
    code.iconst_0().istore(i);
    counted(
        bound,
        this::element,
        () -> {
          code.iload(i);
          species();
          code.invokeinterface(SPECIES, "length", MethodTypeDesc.of(INT)).iadd().istore(i);
        });
    code.iload(i).iload(count());
    code.ifThen(Opcode.IF_ICMPLT, _ -> rest());
  }

  private void rest() {
    if (!restIsApart(formula)) {
      lastElements();
      return;
    }
    run(LoopClassWriter.REST, LoopClassWriter.RUN_REST, () -> code.iload(i));
  }

  /** Writes the elements from {@code i} on, fewer than a vector has lanes. */
  private void lastElements() {
    species();
    code.iload(i).iload(count());
    code.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, INT, INT));
    code.astore(tail);
    masked = true;
    element();
  }

  /** Runs another method of the loop on all elements. */
  private void run(String method, MethodTypeDesc type, Runnable more) {
    code.aload(THIS);
    for (int k = 0; k <= Formula.MAX_INPUTS; k++) { // the inputs and the result
      code.aload(1 + 2 * k).iload(2 + 2 * k);
    }
    code.iload(count());
    more.run();
    code.invokevirtual(self, method, type);
  }

  @Override
  void load(int input, boolean stretched) {
    species();
    source(input, stretched);
    if (stretched) {
      code.arrayLoad(single ? TypeKind.FLOAT : TypeKind.DOUBLE);
      code.invokestatic(lanes, "broadcast", MethodTypeDesc.of(lanes, SPECIES, number));
    } else if (masked) {
      code.aload(tail);
      code.invokestatic(
          lanes, "fromArray", MethodTypeDesc.of(lanes, SPECIES, number.arrayType(), INT, MASK));
    } else {
      code.invokestatic(
          lanes, "fromArray", MethodTypeDesc.of(lanes, SPECIES, number.arrayType(), INT));
    }
    code.astore(local[input]);
  }

  @Override
  void store(int value, int result) {
    push(value);
    target(result);
    if (masked) {
      code.aload(tail);
      code.invokevirtual(
          lanes,
          "intoArray",
          MethodTypeDesc.of(ConstantDescs.CD_void, number.arrayType(), INT, MASK));
    } else {
      code.invokevirtual(
          lanes, "intoArray", MethodTypeDesc.of(ConstantDescs.CD_void, number.arrayType(), INT));
    }
  }

  @Override
  void operation(int value, Formula.Operation s) {
    if (mask[value] >= 0) {
      mask(value, s);
      return;
    }
    switch (s.op()) {
      case CONSTANT -> broadcast(s.constant());
      case PARAMETER -> broadcast(() -> parameter(s));
      case ADD, SUB, MUL, DIV, MAX, MIN -> binary(s.a(), s.b(), name(s));
      case SQUARE -> binary(s.a(), s.a(), "mul");
      case NEG, ABS, SQRT -> push(s.a()).invokevirtual(lanes, name(s), MethodTypeDesc.of(lanes));
      case FMA -> { // called on a constant, it makes an object of that for each run
        boolean swapped = !varies(s.a());
        push(swapped ? s.b() : s.a()).aload(local[swapped ? s.a() : s.b()]).aload(local[s.c()]);
        code.invokevirtual(lanes, "fma", MethodTypeDesc.of(lanes, VECTOR, VECTOR));
      }
      case SCALE -> {
        binary(s.a(), s.b(), "mul");
        constant(0);
        code.invokevirtual(lanes, "add", MethodTypeDesc.of(lanes, number));
        constant(0);
        compareToZero(s.a(), "EQ");
        blendNumber();
      }
      case SIGN -> {
        push(s.a());
        constant(1);
        compareToZero(s.a(), "GT");
        blendNumber();
        constant(-1);
        compareToZero(s.a(), "LT");
        blendNumber();
      }
      case WHERE -> {
        push(s.c()).aload(local[s.b()]);
        condition(s.a());
        code.invokevirtual(lanes, "blend", MethodTypeDesc.of(lanes, VECTOR, MASK));
      }
      case USUALLY -> {
        usually(value, s);
        return;
      }
      case SHIFT_LEFT -> bitwise(s, "LSHL", BINARY);
      case SHIFT_RIGHT -> bitwise(s, "LSHR", BINARY);
      case PLUS -> bitwise(s, "ADD", ASSOCIATIVE);
      case AND, OR -> bitwise(s);
      case REPAIR -> repair(s);
      default -> throw new IllegalStateException(s.op() + " in a vector loop");
    }
    code.astore(local[value]);
  }

  private static String name(Formula.Operation s) {
    return s.op().name().toLowerCase(java.util.Locale.ROOT);
  }

  private CodeBuilder push(int value) {
    return code.aload(local[value]);
  }

  private void constant(double c) {
    if (single) {
      code.loadConstant((float) c);
    } else {
      code.loadConstant(c);
    }
  }

  private void broadcast(double c) {
    species();
    constant(c);
    code.invokestatic(lanes, "broadcast", MethodTypeDesc.of(lanes, SPECIES, number));
  }

  private void broadcast(Runnable push) {
    species();
    push.run();
    code.invokestatic(lanes, "broadcast", MethodTypeDesc.of(lanes, SPECIES, number));
  }

  private void binary(int x, int y, String method) {
    push(x).aload(local[y]).invokevirtual(lanes, method, MethodTypeDesc.of(lanes, VECTOR));
  }

  private void operator(String name, ClassDesc kind) {
    code.getstatic(OPERATORS, name, kind);
  }

  private void compareToZero(int x, String comparison) {
    push(x);
    operator(comparison, COMPARISON);
    constant(0);
    code.invokevirtual(lanes, "compare", MethodTypeDesc.of(MASK, COMPARISON, number));
  }

  private void blendNumber() {
    code.invokevirtual(lanes, "blend", MethodTypeDesc.of(lanes, number, MASK));
  }

  private void condition(int x) {
    if (mask[x] >= 0) {
      code.aload(mask[x]);
    } else {
      compareToZero(x, "NE");
    }
  }

  /** Writes the usual value, and replaces the lanes of the rare case if there are any. */
  private void usually(int value, Formula.Operation s) {
    push(s.b()).astore(local[value]);
    condition(s.a());
    if (masked) {
      code.aload(tail).invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
      code.invokevirtual(MASK, "or", MethodTypeDesc.of(MASK, MASK));
    }
    code.invokevirtual(MASK, "allTrue", MethodTypeDesc.of(ConstantDescs.CD_boolean));
    code.ifThen(
        Opcode.IFEQ,
        _ -> {
          rareOperations(value);
          push(s.c()).aload(local[s.b()]);
          condition(s.a());
          code.invokevirtual(lanes, "blend", MethodTypeDesc.of(lanes, VECTOR, MASK));
          code.astore(local[value]);
        });
  }

  private void mask(int value, Formula.Operation s) {
    if (s.op().isComparison()) {
      push(s.a());
      operator(s.op().name(), COMPARISON);
      code.aload(local[s.b()]);
      code.invokevirtual(lanes, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    } else {
      code.aload(mask[s.a()]).aload(mask[s.b()]);
      code.invokevirtual(MASK, "and", MethodTypeDesc.of(MASK, MASK));
    }
    code.astore(mask[value]);
    if (asNumber[value]) {
      broadcast(0);
      constant(1);
      code.aload(mask[value]);
      blendNumber();
      code.astore(local[value]);
    }
  }

  private void pushBits(int value) {
    String method = single ? "reinterpretAsInts" : "reinterpretAsLongs";
    push(value).invokevirtual(lanes, method, MethodTypeDesc.of(bitLanes));
  }

  private void fromBits() {
    String method = single ? "reinterpretAsFloats" : "reinterpretAsDoubles";
    code.invokevirtual(bitLanes, method, MethodTypeDesc.of(lanes));
  }

  /** Applies an operator to the bits and to a constant. */
  private void bitwise(Formula.Operation s, String operator, ClassDesc kind) {
    pushBits(s.a());
    operator(operator, kind);
    if (single) {
      code.loadConstant((int) s.bits());
    } else {
      code.loadConstant(s.bits());
    }
    code.invokevirtual(bitLanes, "lanewise", MethodTypeDesc.of(bitLanes, BINARY, bits));
    fromBits();
  }

  private void bitwise(Formula.Operation s) {
    pushBits(s.a());
    operator(s.op().name(), ASSOCIATIVE);
    pushBits(s.b());
    code.invokevirtual(bitLanes, "lanewise", MethodTypeDesc.of(bitLanes, BINARY, VECTOR));
    fromBits();
  }

  /** Notes that an element needs more than SIMD; see {@link #finish}. */
  private void repair(Formula.Operation s) {
    code.aload(broken);
    constant(1);
    condition(s.a());
    blendNumber();
    code.astore(broken);
    push(s.b());
  }

  /** Recomputes all elements in plain Java if one of them needs repair. */
  @Override
  void finish() {
    if (broken < 0) {
      return;
    }
    code.aload(broken);
    operator("NE", COMPARISON);
    constant(0);
    code.invokevirtual(lanes, "compare", MethodTypeDesc.of(MASK, COMPARISON, number));
    code.invokevirtual(MASK, "anyTrue", MethodTypeDesc.of(ConstantDescs.CD_boolean));
    code.ifThen(_ -> run(LoopClassWriter.ELEMENTWISE, LoopClassWriter.RUN, () -> {}));
  }

  @Override
  void prepare() {
    if (broken >= 0) {
      broadcast(0);
      code.astore(broken);
    }
  }
}
