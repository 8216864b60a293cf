package io.autodiff.internal.loop;

import io.autodiff.internal.loop.StraightCode.Call;
import io.autodiff.internal.loop.StraightCode.Chain;
import io.autodiff.internal.loop.StraightCode.Copies;
import io.autodiff.internal.loop.StraightCode.Counted;
import io.autodiff.internal.loop.StraightCode.Element;
import io.autodiff.internal.loop.StraightCode.Product;
import io.autodiff.internal.loop.StraightCode.Step;
import io.autodiff.internal.loop.StraightCode.Sums;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes the hidden class of a {@link StraightCode}: a method for each step, or for a part. */
final class StraightWriter {
  /** The most operations of a method: the JIT leaves methods of 8000 bytes to the interpreter. */
  private static final int MOST_OPERATIONS = 300;

  /** About how many bytes a method may have of which the JIT makes a part of its caller. */
  private static final int INLINED = 270;

  /** About how many bytes the code has that adds a number of an array. */
  private static final int LOAD = 6;

  /** About how many bytes the code has that stores a sum. */
  private static final int STORE = 6;

  /** About how many bytes the code of an operation has. */
  private static final int OPERATION = 11;

  private static final ClassDesc TABLE = ConstantDescs.CD_Object.arrayType();
  private static final ClassDesc OTHERS = desc(StraightCode.Others.class);
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(ConstantDescs.CD_void, TABLE, LoopClassWriter.DOUBLES, OTHERS);
  private static final MethodTypeDesc STEP =
      MethodTypeDesc.of(ConstantDescs.CD_void, TABLE, LoopClassWriter.DOUBLES);
  private static final MethodTypeDesc CALL =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
  private static final MethodTypeDesc LOOP =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          TABLE,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int);
  private static final int OF_OTHERS = 3;

  private final ClassDesc self;
  private final List<Object> functions;
  private final Map<FusedLoop.Spec, FusedLoop> loops;
  private final ClassBuilder type;

  /** Writes what calls the methods. */
  private final List<Consumer<CodeBuilder>> calls = new ArrayList<>();

  private StraightWriter(
      ClassDesc self,
      List<Object> functions,
      Map<FusedLoop.Spec, FusedLoop> loops,
      ClassBuilder type) {
    this.self = self;
    this.functions = functions;
    this.loops = loops;
    this.type = type;
  }

  private static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  static StraightCode write(List<Step> steps) {
    List<Object> functions =
        LoopClassWriter.functions(
            steps.stream()
                .filter(Chain.class::isInstance)
                .flatMap(s -> ((Chain) s).formula().operations().stream())
                .toList());
    Map<FusedLoop.Spec, FusedLoop> loops = new HashMap<>();
    for (Step step : steps) {
      if (step instanceof Counted(FusedLoop.Spec loop, int _)) {
        loops.computeIfAbsent(loop, FusedLoop::of);
      }
    }
    functions.addAll(loops.values());
    String name = "Straight$" + steps.size() + "_steps";
    ClassDesc self = ClassDesc.of(LoopClassWriter.PACKAGE, name);
    byte[] bytes =
        LoopClassWriter.write(
            self,
            StraightCode.class,
            type -> new StraightWriter(self, functions, loops, type).methods(steps));
    try {
      return (StraightCode)
          LoopClassWriter.define(self, bytes, functions).newInstance((Object) new double[0]);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("straight code could not be made", e);
    }
  }

  private void methods(List<Step> steps) {
    for (int s = 0; s < steps.size(); s++) {
      String name = "step" + s + "_";
      switch (steps.get(s)) {
        case Chain chain -> chain(name, chain);
        case Product p ->
            parts(
                name + "matmul_" + p.m() + "x" + p.n() + "x" + p.k(),
                p.m() * p.n(),
                STORE + 2 * LOAD * p.k(),
                (c, from, to) -> product(c, p, from, to));
        case Sums sums ->
            parts(
                name + "sum_of_" + sums.n(),
                sums.outer() * sums.inner(),
                STORE + LOAD * sums.n(),
                (c, from, to) -> sums(c, sums, from, to));
        case Element e -> method(name + "element", c -> element(c, e));
        case Copies copies -> method(name + "copies", c -> copies(c, copies));
        case Counted(FusedLoop.Spec loop, int elements) ->
            calls.add(c -> counted(c, loop, elements));
        case Call(int step) ->
            calls.add(
                c -> c.aload(OF_OTHERS).loadConstant(step).invokeinterface(OTHERS, "run", CALL));
      }
    }
    type.withMethodBody(
        "run",
        RUN,
        ClassFile.ACC_PUBLIC,
        code -> {
          calls.forEach(call -> call.accept(code));
          code.return_();
        });
  }

  /** Writes some results of a step. */
  @FunctionalInterface
  private interface Part {
    void write(CodeBuilder code, int from, int to);
  }

  /** Writes a step in methods that the JIT makes part of their caller. */
  private void parts(String name, int results, int bytesOfEach, Part part) {
    int together = Math.max(1, INLINED / bytesOfEach);
    for (int from = 0; from < results; from += together) {
      int first = from;
      int end = Math.min(from + together, results);
      boolean isAll = end - first == results;
      method(
          isAll ? name : name + "_results_" + first + "_to_" + (end - 1),
          code -> part.write(code, first, end));
    }
  }

  private void method(String name, Consumer<CodeBuilder> body) {
    type.withMethodBody(name, STEP, ClassFile.ACC_PRIVATE, body);
    calls.add(c -> c.aload(0).aload(1).aload(2).invokevirtual(self, name, STEP));
  }

  private void chain(String name, Chain chain) {
    int weight = chain.formula().weight();
    int operands = chain.from().size() + chain.to().size();
    int bytes = OPERATION * weight + LOAD * operands;
    Part part =
        (code, from, to) -> {
          PlaceOperands places = new PlaceOperands(chain, from, to);
          new PlainEmitter(code, chain.formula(), chain.single(), places, self, functions, false)
              .emit();
        };
    boolean isLight = bytes <= INLINED;
    parts(
        name + "elementwise",
        chain.elements(),
        isLight ? bytes : INLINED * weight / MOST_OPERATIONS,
        part);
  }

  /** Writes sums of terms, one after the other, into the array at the top of the stack. */
  private record Adder(CodeBuilder code, TypeKind kind) {
    Adder(CodeBuilder code, boolean single) {
      this(code, single ? TypeKind.FLOAT : TypeKind.DOUBLE);
    }

    boolean isSingle() {
      return kind == TypeKind.FLOAT;
    }

    /** Takes an array of the table into a local variable. */
    int array(int number) {
      int local = code.allocateLocal(TypeKind.REFERENCE);
      ClassDesc element = isSingle() ? ConstantDescs.CD_float : ConstantDescs.CD_double;
      PlaceOperands.pushArray(code, number, element.arrayType());
      code.astore(local);
      return local;
    }

    void zero() {
      if (isSingle()) {
        code.fconst_0();
      } else {
        code.dconst_0();
      }
    }

    void load(int array, int at) {
      code.aload(array).loadConstant(at).arrayLoad(kind);
    }

    void add() {
      if (isSingle()) {
        code.fadd();
      } else {
        code.dadd();
      }
    }

    void multiply() {
      if (isSingle()) {
        code.fmul();
      } else {
        code.dmul();
      }
    }
  }

  private static void product(CodeBuilder code, Product p, int first, int end) {
    Adder adder = new Adder(code, p.single());
    int left = adder.array(p.left());
    int right = adder.array(p.right());
    int to = adder.array(p.to());
    for (int result = first; result < end; result++) {
      int i = result / p.n();
      int j = result % p.n();
      code.aload(to).loadConstant(result);
      adder.zero();
      for (int l = 0; l < p.k(); l++) {
        adder.load(left, p.leftTurned() ? l * p.m() + i : i * p.k() + l);
        adder.load(right, p.rightTurned() ? j * p.k() + l : l * p.n() + j);
        adder.multiply();
        adder.add();
      }
      code.arrayStore(adder.kind);
    }
    code.return_();
  }

  private static void sums(CodeBuilder code, Sums sums, int first, int end) {
    Adder adder = new Adder(code, sums.single());
    int from = adder.array(sums.from());
    int to = adder.array(sums.to());
    for (int result = first; result < end; result++) {
      int o = result / sums.inner();
      int i = result % sums.inner();
      code.aload(to).loadConstant(result);
      adder.zero();
      for (int j = 0; j < sums.n(); j++) {
        adder.load(from, (o * sums.n() + j) * sums.inner() + i);
        adder.add();
      }
      code.arrayStore(adder.kind);
    }
    code.return_();
  }

  private static void copies(CodeBuilder code, Copies copies) {
    Adder adder = new Adder(code, copies.single());
    int from = adder.array(copies.from().array());
    int to = adder.array(copies.to());
    for (int i = 0; i < copies.from().at().size(); i++) {
      code.aload(to).loadConstant(i);
      adder.load(from, copies.from().at().get(i));
      code.arrayStore(adder.kind);
    }
    code.return_();
  }

  /** Calls a loop, whose class the JIT finds compiled or compiles by itself. */
  private void counted(CodeBuilder code, FusedLoop.Spec loop, int elements) {
    code.ldc(
        DynamicConstantDesc.ofNamed(
            ConstantDescs.BSM_CLASS_DATA_AT,
            ConstantDescs.DEFAULT_NAME,
            desc(FusedLoop.class),
            functions.indexOf(loops.get(loop))));
    code.aload(PlaceOperands.TABLE).iconst_0().iconst_0().loadConstant(elements);
    code.invokevirtual(desc(FusedLoop.class), "run", LOOP);
  }

  private static void element(CodeBuilder code, Element e) {
    Adder adder = new Adder(code, e.single());
    int array = adder.array(e.array());
    code.aload(PlaceOperands.SCALARS).loadConstant(e.scalar());
    adder.load(array, e.at());
    if (e.single()) {
      code.f2d();
    }
    code.dastore().return_();
  }
}
